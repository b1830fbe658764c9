# SPDX-License-Identifier: Apache-2.0
"""spec/generate.py: writes what it checks, and refuses each kind of mistake by name."""
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

SPEC = Path(__file__).resolve().parents[2] / "spec"


class Generate(unittest.TestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)
        shutil.copytree(SPEC / "def", self.folder / "def")

    def run_generator(self, *arguments):
        command = [sys.executable, "-B", str(SPEC / "generate.py"),
                   "--def", str(self.folder / "def"), "--out", str(self.folder / "gen"), *arguments]
        return subprocess.run(command, capture_output=True, text=True)

    def edit(self, name, old, new):
        path = self.folder / "def" / name
        text = path.read_text()
        self.assertIn(old, text)
        path.write_text(text.replace(old, new, 1))

    def refuses(self, message):
        result = self.run_generator()
        self.assertEqual(result.returncode, 1)
        self.assertIn(message, result.stderr)
        self.assertNotIn("Traceback", result.stderr)
        self.assertFalse((self.folder / "gen").exists())

    def test_writes_the_committed_files(self):
        self.assertEqual(self.run_generator().returncode, 0)
        for path in (SPEC / "gen").glob("*.*"):
            written = self.folder / "gen" / path.name
            self.assertEqual(path.read_text(), written.read_text(), path.name)

    def test_check_fails_on_any_difference_and_says_how_to_repair(self):
        self.run_generator()
        self.assertEqual(self.run_generator("--check").returncode, 0)
        for name in ("spec.hpp", "bouton_spec_pkg.sv", "spec.py", "spec.md"):
            path = self.folder / "gen" / name
            text = path.read_text()
            path.write_text(text + "\n")
            result = self.run_generator("--check")
            self.assertEqual(result.returncode, 1, name)
            self.assertIn("python3 spec/generate.py", result.stderr)
            self.assertEqual(path.read_text(), text + "\n")
            path.write_text(text)
        (self.folder / "gen" / "spec.md").unlink()
        self.assertEqual(self.run_generator("--check").returncode, 1)

    def test_refuses_an_entry_without_doc(self):
        self.edit("cycles.toml", 'doc = "a step\'s own overhead"', "")
        self.refuses("cycle Step: no doc")

    def test_refuses_a_field_without_doc(self):
        self.edit("words.toml", 'bits = 1, doc = "delivers and learns"', 'bits = 1')
        self.refuses("SynapseWord alive: no doc")

    def test_refuses_fields_that_do_not_add_up(self):
        self.edit("words.toml", 'name = "ordinal", bits = 3', 'name = "ordinal", bits = 2')
        self.refuses("word SynapseWord: fields add up to 63 bits, width is 64")

    def test_refuses_a_name_twice(self):
        self.edit("limits.toml", 'name = "AxonStates"', 'name = "States"')
        self.refuses("limit States: defined twice")

    def test_refuses_a_code_twice(self):
        self.edit("codes.toml", 'name = "Sub", value = 1', 'name = "Sub", value = 0')
        self.refuses("enum Op: a value is used twice")

    def test_refuses_a_code_that_does_not_fit(self):
        self.edit("codes.toml", 'name = "Flg", value = 11', 'name = "Flg", value = 16')
        self.refuses("enum Op: a value does not fit 4 bits")

    def test_refuses_registers_that_overlap(self):
        self.edit("registers.toml", "index = 24", "index = 22")
        self.refuses("register Pending0: index 22 is Modulator0's")

    def test_refuses_a_region_of_unknown_shape(self):
        self.edit("regions.toml", 'depth = "groups * 128"', 'depth = "tiles * 128"')
        self.refuses("region Dendrite: depth has unknown factor 'tiles'")

    def test_refuses_an_empty_word_that_does_not_fit(self):
        self.edit("regions.toml", "empty = 14", f"empty = {1 << 64}")
        self.refuses("region Synapse: empty word does not fit")


if __name__ == "__main__":
    unittest.main()
