#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs the commands in the head of every example network, in a fresh folder: each recorded
population must spike, and no counter may say that the result is wrong.

A command is a comment line `#   bouton ...`. Usage: run_networks.py FOLDER BOUTON
"""
import json
import pathlib
import shlex
import shutil
import subprocess
import sys
import tempfile


def problems(network, bouton):
    """What is wrong with an example, one line each."""
    lines = network.read_text().splitlines()
    commands = [shlex.split(line[1:]) for line in lines if line.startswith("#   bouton ")]
    if [words[1] for words in commands] != ["compile", "run"]:
        yield "the head does not show how to compile and run it"
        return
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(network, folder)
        for words in commands:
            done = subprocess.run([bouton, *words[1:], "--json"], cwd=folder, check=False,
                                  capture_output=True, text=True)
            if done.returncode != 0:
                yield f"{' '.join(words)}: status {done.returncode}: {done.stderr.strip()}"
                return
        spikes = json.loads(done.stdout)["spikes"]
        if not spikes:
            yield "it records nothing"
        for population, count in spikes.items():
            if count == 0:
                yield f"{population} does not spike"


def main(folder, bouton):
    networks = sorted(pathlib.Path(folder).glob("*.net"))
    found = [f"{n.name}: {problem}" for n in networks for problem in problems(n, bouton)]
    print("\n".join(found) if found else f"{len(networks)} networks spike")
    return 1 if found or not networks else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
