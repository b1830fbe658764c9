#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs the microcircuit: the chip must be healthy, and its rates those of float64 but for what two
draws of the network differ by: ABSOLUTE spikes/s and RELATIVE of the reference.

Usage: microcircuit_rates.py MICROCIRCUIT ABSOLUTE RELATIVE [options of MICROCIRCUIT]
"""
import json
import subprocess
import sys


def main(tool, absolute, relative, *options):
    done = subprocess.run([tool, "--json", *options], check=False, capture_output=True, text=True)
    if done.returncode != 0:
        print(f"status {done.returncode}: {done.stderr}")
        return 1
    wrong = 0
    for row in json.loads(done.stdout)["rates"]:
        most = float(absolute) + float(relative) * row["float64"]
        good = row["chip"] > 0 and abs(row["difference"]) <= most
        wrong += not good
        print(f"{row['population']}: chip {row['chip']:.3f}, float64 {row['float64']:.3f}, "
              f"may differ by {most:.3f}: {'yes' if good else 'NO'}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
