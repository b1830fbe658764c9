#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Generates spec/gen/ from spec/def/*.toml, the one place for layouts, codes and limits.

  spec/generate.py            writes the outputs
  spec/generate.py --check    writes nothing; fails when an output differs; says how to repair it
  --def FOLDER, --out FOLDER  read and write elsewhere (tests)
"""
import argparse
import difflib
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
sys.path.insert(0, str(ROOT))

from emit import cpp, definition, markdown, python, systemverilog  # noqa: E402

OUTPUTS = {
    "spec.hpp": cpp.emit,
    "bouton_spec_pkg.sv": systemverilog.emit,
    "spec.py": python.emit,
    "spec.md": markdown.emit,
}


def stale(path, text):
    """The difference between a file and what it should be; empty when it is right."""
    old = path.read_text("ascii") if path.exists() else ""
    return list(difflib.unified_diff(old.splitlines(), text.splitlines(), str(path), "generated",
                                     lineterm="", n=0))


def main():
    parser = argparse.ArgumentParser(description="generate spec/gen from spec/def")
    parser.add_argument("--check", action="store_true", help="fail when an output differs")
    parser.add_argument("--def", dest="source", type=Path, default=ROOT / "def")
    parser.add_argument("--out", type=Path, default=ROOT / "gen")
    arguments = parser.parse_args()
    try:
        loaded = definition.load(arguments.source)
    except definition.DefinitionError as error:
        print(f"spec/generate.py: {error}", file=sys.stderr)
        return 1
    differences = 0
    for name, emit in OUTPUTS.items():
        path, text = arguments.out / name, emit(loaded)
        difference = stale(path, text)
        if arguments.check:
            differences += bool(difference)
            print("\n".join(difference[:20]), end="\n" if difference else "", file=sys.stderr)
        elif difference or not path.exists():  # leaves the time stamp of a file that is right
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "ascii")
    if differences:
        print("spec/gen is not what spec/def says. Repair: python3 spec/generate.py",
              file=sys.stderr)
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
