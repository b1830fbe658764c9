#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs every benchmark and prints their tables; --json prints one object a benchmark instead.

Each benchmark takes the median of several runs and names the machine. Figures of two builds or two
machines are compared by running both in one session: machines are noisy.
"""
import argparse
import json
import pathlib
import subprocess
import sys

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--build", default="build", help="build folder (build)")
parser.add_argument("--json", action="store_true", help="print JSON")
options = parser.parse_args()

results = {}
for name in ("model_speed", "rtl_speed", "mesh_speed", "mesh_cycles", "mapping"):
    tool = pathlib.Path(options.build) / "bin" / name
    if not tool.exists():
        sys.exit(f"{tool}: not built; `make build` builds it")
    if options.json:
        text = subprocess.run([tool, "--json"], check=True, capture_output=True, text=True).stdout
        results[name] = json.loads(text)
    else:
        print(f"== {name} ==", flush=True)
        subprocess.run([tool], check=True)
if options.json:
    json.dump(results, sys.stdout, indent=1)
    print()
