# SPDX-License-Identifier: Apache-2.0
"""make_probe.py GEN OUT: from the Python tables (GEN/spec.py), what compares them with the rest.

word_probe.sv   a module with a port of every struct and one for each of its fields; elaboration
                fails when a constant of bouton_spec_pkg differs from the Python one
word_probe.hpp  for each word, the comparison of the module's fields with the C++ ones;
                static_asserts of all constants and tables
"""
import re
import sys
from pathlib import Path


def snake(name):
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def ports(name, word):
    """(port, type) of a word: the struct, then its fields."""
    yield f"{snake(name)}_i", f"bouton_spec_pkg::{snake(name)}_t"
    for field in word.fields:
        yield f"{snake(name)}_{field.name}_o", f"logic [{field.bits - 1}:0]"


def enums(spec):
    return (spec.Op, spec.Trigger, spec.Operand, spec.Store, spec.Predicate, spec.Relation,
            spec.Combine, spec.Flag, spec.Gain, spec.FanoutKind, spec.StreamKind, spec.Region,
            spec.Csr, spec.Counter)


def systemverilog_constants(spec):
    """(constant of the package, value)"""
    yield from spec.LIMITS.items()
    yield from (("Cycles" + k, v) for k, v in spec.CYCLES.items())
    for enum in enums(spec):
        yield from ((enum.__name__ + e.name.rstrip("_"), e.value) for e in enum)
    for c in spec.CONFIGURATIONS.values():
        prefix = c.name.capitalize()
        for key in ("lanes", "neurons", "axons", "words"):
            yield prefix + key.capitalize(), getattr(c, key)
        yield from ((prefix + r.name + "Depth", info.depth(c)) for r, info in spec.REGIONS.items())
    for region, info in spec.REGIONS.items():
        yield region.name + "Bits", info.bits
        yield region.name + "Empty", info.empty
    yield "RegionCount", len(spec.REGIONS)
    yield "CounterCount", len(spec.COUNTER_KINDS)
    yield from ((name + "Width", word.width) for name, word in spec.WORDS.items())


def systemverilog(spec):
    lines = ["module word_probe ("]
    listed = [(p, t) for name, word in spec.WORDS.items() for p, t in ports(name, word)]
    directions = {"_i": "input", "_o": "output"}
    lines += [",\n".join(f"  {directions[p[-2:]]} {t} {p}" for p, t in listed)]
    lines += [");"]
    for name, word in spec.WORDS.items():
        for field in word.fields:
            member = "end_" if field.name == "end" else field.name
            lines += [f"  assign {snake(name)}_{field.name}_o = {snake(name)}_i.{member};"]
    for constant, value in systemverilog_constants(spec):
        lines += [f"  if (bouton_spec_pkg::{constant} != 64'd{value}) $error(\"{constant}\");"]
    return "\n".join(lines + ["endmodule", ""])


def cpp_constants(spec):
    """C++ expressions that must be true."""
    for name, value in spec.LIMITS.items():
        yield f"limits::{name} == {value}"
    for name, value in spec.CYCLES.items():
        yield f"cycles::{name} == {value}"
    for enum in enums(spec):
        for e in enum:
            name = e.name.rstrip("_")
            yield f"static_cast<int>({enum.__name__}::{name}) == {e.value}"
            yield f"to_string({enum.__name__}::{name}) == \"{name}\""
    yield f"configurations.size() == {len(spec.CONFIGURATIONS)}"
    for c in spec.CONFIGURATIONS.values():
        found = f"find_configuration(\"{c.name}\")"
        counts = f"{c.lanes}, {c.neurons}, {c.axons}, {c.words}"
        yield f"*{found} == Configuration{{\"{c.name}\", {counts}}}"
        yield f"{found}->groups() == {c.groups} && {found}->axon_groups() == {c.axon_groups}"
        for region, info in spec.REGIONS.items():
            yield f"region_depth(Region::{region.name}, *{found}) == {info.depth(c)}"
            yield f"region_size(Region::{region.name}, *{found}) == {info.size(c)}"
    yield "find_configuration(\"none\") == nullptr"
    yield f"region_count == {len(spec.REGIONS)} && counter_count == {len(spec.COUNTER_KINDS)}"
    for region, info in spec.REGIONS.items():
        found = f"region_info(Region::{region.name})"
        yield f"{found}.name == \"{region.name}\" && {found}.bits == {info.bits}"
        yield f"{found}.empty == {info.empty} && {found}.lanes == {str(info.lanes).lower()}"
    for csr, info in spec.CSRS.items():
        found = f"csr_info(Csr::{csr.name})"
        yield f"{found}.name == \"{csr.name}\" && {found}.index == {csr.value}"
        yield f"{found}.count == {info.count} && {found}.live == {str(info.live).lower()}"
        yield f"{found}.writable == {str(info.writable).lower()}"
    for counter, kind in spec.COUNTER_KINDS.items():
        found = f"counter_info(Counter::{counter.name})"
        yield f"{found}.name == \"{counter.name}\""
        yield f"{found}.kind == CounterKind::{kind.capitalize()}"
    yield from (f"{name}::width == {word.width}" for name, word in spec.WORDS.items())


def cpp_comparison(name, word):
    """The module's fields, driven with raw bits, against the fields that C++ unpacks from them."""
    lines = [f"inline bool same_fields(Vword_probe& rtl, const spec::{name}& word,",
             f"                        const spec::{name}::Raw& raw) {{",
             f"    drive(rtl.{snake(name)}_i, raw);", "    rtl.eval();", "    return true"]
    for field in word.fields:
        if field.name not in ("reserved", "pad"):
            mask = f"{(1 << field.bits) - 1:#x}u"
            lines += [f"        && rtl.{snake(name)}_{field.name}_o == "
                      f"(static_cast<std::uint32_t>(word.{field.name}) & {mask})"]
    padding = sum((1 << f.bits) - 1 << f.low for f in word.fields if f.name in ("reserved", "pad"))
    parts = max(1, word.width // 32)
    words = ", ".join(f"{padding >> 32 * i & 0xffffffff:#x}u" for i in range(parts))
    return lines + ["        ;", "}",
                    f"template <> inline constexpr std::array<std::uint32_t, {parts}> "
                    f"padding<spec::{name}>{{{words}}};", ""]


CPP_HEAD = """\
#pragma once
#include <Vword_probe.h>

#include <array>

#include "spec/gen/spec.hpp"

namespace bouton::tests {

// Bits of a word that no field of C++ shows.
template <class Word>
inline constexpr std::array<std::uint32_t, 1> padding{};

template <class Port>
void drive(Port& port, std::uint64_t raw) {
    port = static_cast<Port>(raw);
}

template <class Port, std::size_t N>
void drive(Port& port, const std::array<std::uint32_t, N>& raw) {
    for (std::size_t i = 0; i < N; ++i) port[i] = raw[i];
}
"""


def cpp(spec):
    lines = [CPP_HEAD]
    for name, word in spec.WORDS.items():
        lines += cpp_comparison(name, word)
    lines += ["template <class Visit> void for_each_word(Visit visit) {"]
    lines += [f"    visit.template operator()<spec::{name}>(\"{name}\");" for name in spec.WORDS]
    lines += ["}", "", "}  // namespace bouton::tests", "", "namespace bouton::spec {"]
    lines += [f"static_assert({e});" for e in cpp_constants(spec)]
    return "\n".join(lines + ["}  // namespace bouton::spec", ""])


def main():
    generated, out = map(Path, sys.argv[1:3])
    sys.path.insert(0, str(generated))
    import spec
    out.mkdir(parents=True, exist_ok=True)
    (out / "word_probe.sv").write_text(systemverilog(spec), "ascii")
    (out / "word_probe.hpp").write_text(cpp(spec), "ascii")


main()
