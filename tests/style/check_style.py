#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""House style, one function for each rule: `rule(file) -> messages`.

  check_style.py [--rule NAME] ROOT    prints violations as path:line: message; fails on any
  check_style.py --list                names the rules

Files are those under ROOT but for build folders, hidden folders and binaries. Generated files
(spec/gen) are held only to what their generator cannot excuse: ASCII, white space, licence, names,
links.
"""
import argparse
import re
import sys
from dataclasses import dataclass
from pathlib import Path

WIDTH = 100
LENGTH = 400
# Longer, and why: one pipeline or one set of wires that would only be hidden by cutting it.
LONG = {
    "rtl/core/bouton_core.sv": "wires every unit and memory of a core to every other",
    "rtl/core/bouton_fetch.sv": "issues instructions for all four maps from one pipeline",
    "rtl/core/bouton_lane.sv": "wires a lane's memories to its two paths",
    "rtl/core/bouton_lane_program.sv": "the datapath: one pipeline",
}
CODE = (".cpp", ".hpp", ".sv", ".svh", ".py", ".sh", ".cmake", ".toml")
BINARY = (".png", ".gz", ".npz", ".bin", ".fst", ".bouton", ".pdf")
TABS = ("Makefile", "LICENSE")
SKIPPED = re.compile(r"^(build.*|\..*|__pycache__)$")

# What the files of a room may include (architecture: the tree is the layering).
ARROWS = {
    "arith": {"arith"},
    "spec": {"arith", "spec"},
    "sim": {"arith", "spec", "sim"},
    "compiler": {"arith", "spec", "compiler"},
    "runtime": {"arith", "spec", "sim", "runtime"},
    "runtime/apps": {"arith", "spec", "sim", "runtime", "compiler", "examples"},
    "examples": {"arith", "spec", "sim", "runtime", "compiler", "examples"},
    "bench": {"arith", "spec", "sim", "runtime", "compiler", "bench"},
}
ROOMS = set().union(*ARROWS.values()) | {"tests", "rtl", "examples"}


@dataclass(frozen=True)
class File:
    path: Path  # relative to the root
    root: Path
    data: bytes

    @property
    def lines(self):
        return self.data.decode("ascii", "replace").splitlines()

    @property
    def code(self):
        return self.path.suffix in CODE or self.path.name == "CMakeLists.txt"

    @property
    def generated(self):
        return self.path.parts[:2] == ("spec", "gen")


def ascii(file):
    for number, line in enumerate(file.data.split(b"\n"), 1):
        if not line.isascii():
            yield number, "not ASCII"


def whitespace(file):
    for number, line in enumerate(file.data.split(b"\n"), 1):
        if (b"\t" in line and file.path.name not in TABS) or b"\r" in line:
            yield number, "tab or carriage return"
        elif line.endswith(b" "):
            yield number, "blank at the end"
    if file.data and not file.data.endswith(b"\n"):
        yield len(file.lines), "no newline at the end"


def width(file):
    """Tables cannot break: those of Markdown, and the inline ones of TOML."""
    if file.generated or not (file.code or file.path.suffix == ".md"):
        return
    table = {".md": "|", ".toml": "  { "}.get(file.path.suffix, "\n")
    for number, line in enumerate(file.lines, 1):
        if len(line) > WIDTH and not line.startswith(table):
            yield number, f"{len(line)} columns"


def spdx(file):
    if not file.code:
        return
    licence = "Apache-2.0 WITH SHL-2.1" if file.path.suffix in (".sv", ".svh") else "Apache-2.0"
    head = [line for line in file.lines[:2] if not line.startswith("#!")]
    if not head or not re.match(rf"(//|#) SPDX-License-Identifier: {licence}$", head[0]):
        yield 1, f"does not start with SPDX-License-Identifier: {licence}"


def unit_name(file):
    if file.path.suffix != ".sv":
        return
    units = [m[1] for line in file.lines if (m := re.match(r"(?:module|package)\s+(\w+)", line))]
    if units != [file.path.stem]:
        yield 1, f"declares {units}, not one {file.path.stem}"


def arrows(file):
    room = "runtime/apps" if file.path.parts[:2] == ("runtime", "apps") else file.path.parts[0]
    if file.path.suffix not in (".cpp", ".hpp") or room not in ARROWS:
        return
    for number, line in enumerate(file.lines, 1):
        found = re.match(r'\s*#\s*include\s*["<]([\w.]+)/', line)
        if found and found[1] in ROOMS and found[1] not in ARROWS[room]:
            yield number, f"{room} must not include {found[1]}"


def sv_import(file):
    for number, line in enumerate(file.lines, 1):
        if file.path.suffix in (".sv", ".svh") and re.match(r"\s*import\s+\w+::", line):
            yield number, "import; write package::name"


def unfinished(file):
    words = "|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X"))
    for number, line in enumerate(file.lines, 1):
        if re.search(rf"\b({words})\b", line):
            yield number, "unfinished"


def length(file):
    measured = file.path.suffix in (".cpp", ".hpp", ".sv", ".svh") and not file.generated
    if measured and len(file.lines) > LENGTH and file.path.as_posix() not in LONG:
        yield LENGTH + 1, f"{len(file.lines)} lines"


def links(file):
    if file.path.suffix != ".md":
        return
    fenced = False
    for number, line in enumerate(file.lines, 1):
        fenced ^= line.startswith("```")
        for target in [] if fenced else re.findall(r"\]\(([^)\s]+)\)", line):
            target = target.split("#")[0]
            if target and "://" not in target and not target.startswith("mailto:"):
                if not (file.root / file.path.parent / target).exists():
                    yield number, f"no {target}"


def paths(file):
    homes = "|".join(("wo" + "rk", "ho" + "me", "ro" + "ot", "Us" + "ers"))
    for number, line in enumerate(file.lines, 1):
        if re.search(rf"(?<![\w.$}}/])/({homes})/", line):
            yield number, "a path of one machine"


RULES = [ascii, whitespace, width, spdx, unit_name, arrows, sv_import, unfinished, length, links,
         paths]


def files(root):
    for path in sorted(root.rglob("*")):
        relative = path.relative_to(root)
        skipped = any(SKIPPED.match(part) for part in relative.parts[:-1])
        skipped |= relative.name.startswith(".")
        if path.is_file() and not skipped and path.suffix not in BINARY:
            yield File(relative, root, path.read_bytes())


def violations(root, rules):
    return [f"{file.path}:{number}: {message} [{rule.__name__}]"
            for file in files(root) for rule in rules for number, message in rule(file)]


def main():
    parser = argparse.ArgumentParser(description="check the house style")
    parser.add_argument("--rule", choices=[rule.__name__ for rule in RULES])
    parser.add_argument("--list", action="store_true")
    parser.add_argument("root", type=Path, nargs="?", default=Path(__file__).resolve().parents[2])
    arguments = parser.parse_args()
    if arguments.list:
        print("\n".join(rule.__name__ for rule in RULES))
        return 0
    found = violations(arguments.root, [r for r in RULES if arguments.rule in (None, r.__name__)])
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
