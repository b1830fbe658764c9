# SPDX-License-Identifier: Apache-2.0
"""check_style.py: each rule accepts a good tree and sees its own mistake, and only that one."""
import shutil
import tempfile
import unittest
from pathlib import Path

import check_style

SPDX = "SPDX-License-Identifier: "
HARDWARE = f"{SPDX}Apache-2.0 WITH SHL-2.1"
GOOD = {
    "arith/a.hpp": f"// {SPDX}Apache-2.0\n#include \"arith/b.hpp\"\n",
    "sim/model/a.cpp": f"// {SPDX}Apache-2.0\n#include <array>\n#include \"spec/gen/spec.hpp\"\n",
    "runtime/apps/run.cpp": f"// {SPDX}Apache-2.0\n#include \"compiler/compile.hpp\"\n",
    "rtl/core/bouton_a.sv": f"// {HARDWARE}\nmodule bouton_a (\n);\nendmodule\n",
    "tools.py": f"#!/usr/bin/env python3\n# {SPDX}Apache-2.0\n",
    "docs/a.md": "# A\n\n[b](b.md#x) [out](https://example.org/x)\n\n| " + "wide " * 30 + "|\n",
    "docs/b.md": "# B\n",
    "build-x/a.cpp": "\tnot looked at",
    "spec/gen/spec.hpp": f"// {SPDX}Apache-2.0\n// " + "generated " * 20 + "end\n",
}
BAD = {
    "ascii": ("docs/b.md", "# caf\u00e9\n"),
    "whitespace": ("docs/b.md", "# B \n"),
    "width": ("docs/b.md", "word " * 20 + "w\n"),
    "spdx": ("rtl/core/bouton_a.sv", f"// {SPDX}Apache-2.0\nmodule bouton_a;\nendmodule\n"),
    "unit_name": ("rtl/core/bouton_b.sv", f"// {HARDWARE}\nmodule bouton_a;\nendmodule\n"),
    "arrows": ("sim/model/a.cpp", f"// {SPDX}Apache-2.0\n#include \"runtime/device/device.hpp\"\n"),
    "sv_import": ("rtl/core/bouton_a.sv",
                  f"// {HARDWARE}\nmodule bouton_a;\n  import p::*;\nendmodule\n"),
    "unfinished": ("arith/a.hpp", f"// {SPDX}Apache-2.0\n// TO" "DO: more\n"),
    "length": ("arith/a.hpp", f"// {SPDX}Apache-2.0\n" + "int a;\n" * 400),
    "links": ("docs/a.md", "[b](c.md)\n"),
    "paths": ("arith/a.hpp", f"// {SPDX}Apache-2.0\n// see /ho" "me/me/notes\n"),
}
FORBIDDEN = [("arith", "spec"), ("spec", "sim"), ("sim", "compiler"), ("compiler", "runtime"),
             ("compiler", "sim"), ("runtime", "compiler"), ("runtime", "tests"), ("bench", "tests")]


class Style(unittest.TestCase):
    def setUp(self):
        self.root = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.root)
        for name, text in GOOD.items():
            self.write(name, text)

    def write(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")

    def broken(self):
        found = check_style.violations(self.root, check_style.RULES)
        return sorted({violation.rsplit("[", 1)[1].rstrip("]") for violation in found})

    def test_a_good_tree_passes(self):
        self.assertEqual(self.broken(), [])

    def test_there_is_a_mistake_for_each_rule(self):
        self.assertEqual(sorted(BAD), sorted(rule.__name__ for rule in check_style.RULES))

    def test_each_rule_sees_its_mistake_and_no_other_does(self):
        for rule, (name, text) in BAD.items():
            with self.subTest(rule):
                self.write(name, text)
                self.assertEqual(self.broken(), [rule])
                (self.root / name).unlink()
                if name in GOOD:
                    self.write(name, GOOD[name])

    def test_each_forbidden_arrow_is_seen(self):
        for room, other in FORBIDDEN:
            with self.subTest(f"{room} to {other}"):
                self.write(f"{room}/x.cpp", f"// {SPDX}Apache-2.0\n#include \"{other}/y.hpp\"\n")
                self.assertEqual(self.broken(), ["arrows"])
                (self.root / room / "x.cpp").unlink()

    def test_cmake_runs_every_rule(self):
        text = (Path(check_style.__file__).parent / "CMakeLists.txt").read_text()
        listed = text.split("foreach(rule ")[1].split(")")[0].split()
        self.assertEqual(listed, [rule.__name__ for rule in check_style.RULES])


if __name__ == "__main__":
    unittest.main()
