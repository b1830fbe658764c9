#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs every command of a Markdown page, in order, in a fresh folder.

Commands are the lines of ```sh blocks (a trailing backslash continues a line). `make TARGET` is not
run, since the tests run under it, but TARGET must exist. A ```file NAME block is first written to
NAME, so that a page can show a network and then use it. `bouton` is the one of the build folder, as
README.md has it. Any command that exits non-zero fails the page.
Usage: run_commands.py PAGE BUILD_DIR
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile


def blocks(text):
    """Yields (info string, body) of each fenced block, in order."""
    for match in re.finditer(r"^```([^\n]*)\n(.*?)^```", text, re.M | re.S):
        yield match.group(1).strip(), match.group(2)


def commands(body):
    """Yields the commands of a block; prompts are not allowed, comments are skipped."""
    for line in body.replace("\\\n", " ").splitlines():
        line = line.strip()
        if line and not line.startswith("#"):
            yield line


def main(page, build):
    root = pathlib.Path(__file__).resolve().parents[2]
    targets = set(re.findall(r"^([a-z-]+):", (root / "Makefile").read_text(), re.M))
    ran = failed = 0
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)
        (work / "build").mkdir()
        (work / "build/bin").symlink_to(pathlib.Path(build).resolve() / "bin")
        environment = os.environ | {"LC_ALL": "C",
                                    "PATH": f"{work / 'build/bin'}:{os.environ['PATH']}"}
        (work / "examples").symlink_to(root / "examples")
        for info, body in blocks(pathlib.Path(page).read_text()):
            if info.startswith("file "):
                (work / info.split()[1]).write_text(body)
                continue
            if info != "sh":
                continue
            for command in commands(body):
                words = command.split()
                if words[0] in ("git", "cd", "sudo"):
                    continue
                if words[0] == "make":
                    missing = [w for w in words[1:] if "=" not in w and w not in targets]
                    if missing:
                        print(f"FAIL {command}: no such target: {missing}")
                        failed += 1
                    continue
                ran += 1
                result = subprocess.run(command, shell=True, cwd=work, text=True,
                                        env=environment,
                                        stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
                print(f"{'ok  ' if result.returncode == 0 else 'FAIL'} {command}")
                if result.returncode != 0:
                    failed += 1
                    print(result.stdout)
    print(f"{page}: {ran} commands run, {failed} failed")
    return 1 if failed or not ran else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
