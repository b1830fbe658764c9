# SPDX-License-Identifier: Apache-2.0
"""Reads spec/def/*.toml and refuses what is not a definition.

`load(folder)` returns a Definition: plain lists of the tables, checked. What is checked: every
entry has a doc line and a name nobody else has, values fit and are distinct, the fields of a word
add up to its width, shapes of regions are products of known counts. It does not know any output
language.
"""
import tomllib
from dataclasses import dataclass
from pathlib import Path

SHAPES = ("groups", "axon_groups", "neurons", "axons", "words")
PADDING = ("reserved", "pad")
COUNTER_KINDS = ("work", "rule", "format", "cycles")
CSR_DEPTH = 64


class DefinitionError(Exception):
    """A definition that cannot be generated from; the text says which entry and why."""


@dataclass(frozen=True)
class Field:
    name: str
    bits: int
    low: int
    signed: bool
    doc: str

    @property
    def padding(self):
        return self.name in PADDING


@dataclass(frozen=True)
class Definition:
    configurations: list
    limits: list
    enums: list
    regions: list
    registers: list
    counters: list
    cycles: list
    words: list


def require(condition, message):
    if not condition:
        raise DefinitionError(message)


def check_entries(kind, entries, keys):
    seen = set()
    for entry in entries:
        name = entry.get("name", "")
        require(name, f"{kind}: an entry has no name")
        require(name not in seen, f"{kind} {name}: defined twice")
        seen.add(name)
        require(str(entry.get("doc", "")).strip(), f"{kind} {name}: no doc")
        for key in keys:
            require(key in entry, f"{kind} {name}: no {key}")


def check_enum(enum):
    name = enum["name"]
    check_entries(f"enum {name}", enum["values"], ["value"])
    values = [v["value"] for v in enum["values"]]
    require(len(set(values)) == len(values), f"enum {name}: a value is used twice")
    require(max(values) < 1 << enum["bits"],
            f"enum {name}: a value does not fit {enum['bits']} bits")


def shape_factors(region):
    """The depth of a region as factors: counts of the configuration, or numbers."""
    factors = [f.strip() for f in region["depth"].split("*")]
    for f in factors:
        require(f in SHAPES or f.isdigit(),
                f"region {region['name']}: depth has unknown factor '{f}'")
    return factors


def check_regions(regions):
    codes = [r["code"] for r in regions]
    require(codes == list(range(len(codes))), "regions: codes are not 0, 1, 2... in order")
    for r in regions:
        shape_factors(r)
        require(1 <= r["bits"] <= 64, f"region {r['name']}: bits")
        require(r["empty"] < 1 << r["bits"], f"region {r['name']}: empty word does not fit")


def check_registers(registers):
    taken = {}
    for r in registers:
        require(r["access"] in ("ro", "rw"), f"register {r['name']}: access")
        for index in range(r["index"], r["index"] + r.get("count", 1)):
            require(index not in taken,
                    f"register {r['name']}: index {index} is {taken.get(index)}'s")
            require(index < CSR_DEPTH, f"register {r['name']}: index {index} outside the region")
            taken[index] = r["name"]


def place_fields(word):
    name, low, fields = word["name"], word["width"], []
    check_entries(f"word {name}", word["fields"], ["bits"])
    for f in word["fields"]:
        low -= f["bits"]
        signed = f.get("signed", False)
        require(f["bits"] > 0, f"word {name}.{f['name']}: no bits")
        require(not signed or f["bits"] in (8, 16, 32),
                f"word {name}.{f['name']}: odd signed width")
        require(f["bits"] <= 32 or f["name"] in PADDING, f"word {name}.{f['name']}: too wide")
        fields.append(Field(f["name"], f["bits"], low, signed, f["doc"]))
    require(low == 0, f"word {name}: fields add up to {word['width'] - low} bits, "
                      f"width is {word['width']}")
    return {**word, "fields": fields}


def load(folder):
    tables = {}
    for path in sorted(Path(folder).glob("*.toml")):
        for kind, entries in tomllib.loads(path.read_text("ascii")).items():
            tables.setdefault(kind, []).extend(entries)
    keys = {
        "configuration": ["lanes", "neurons", "axons", "words"],
        "limit": ["value"],
        "enum": ["bits", "values"],
        "region": ["code", "bits", "depth", "lanes", "empty"],
        "register": ["index", "access", "live"],
        "counter": ["kind"],
        "cycle": ["value"],
        "word": ["width", "fields"],
    }
    require(set(tables) == set(keys), f"tables are {sorted(tables)}, expected {sorted(keys)}")
    for kind, needed in keys.items():
        check_entries(kind, tables[kind], needed)
    for enum in tables["enum"]:
        check_enum(enum)
    for c in tables["configuration"]:
        require(c["neurons"] % c["lanes"] == 0 and c["axons"] % c["lanes"] == 0,
                f"configuration {c['name']}: lanes do not divide neurons and axons")
    for c in tables["counter"]:
        require(c["kind"] in COUNTER_KINDS, f"counter {c['name']}: kind '{c['kind']}'")
    check_regions(tables["region"])
    check_registers(tables["register"])
    return Definition(tables["configuration"], tables["limit"], tables["enum"], tables["region"],
                      tables["register"], tables["counter"], tables["cycle"],
                      [place_fields(w) for w in tables["word"]])
