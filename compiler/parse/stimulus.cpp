// SPDX-License-Identifier: Apache-2.0
// Stimuli, and the waveforms that they follow.
#include "compiler/ir/make_expression.hpp"
#include "compiler/parse/parts.hpp"
#include "compiler/parse/words.hpp"

namespace bouton::compiler {
namespace {

constexpr std::uint32_t largest_element = (1u << 20) - 1;

// "[element]" or "[first..last]"
void slice(Cursor& cursor, StimulusSource& stimulus) {
    stimulus.slice_at = cursor.peek().at;
    cursor.expect_symbol("[");
    const std::uint32_t first = cursor.whole("an element", 0, largest_element);
    std::uint32_t last = first;
    if (cursor.accept_symbol("..")) last = cursor.whole("an element", 0, largest_element);
    cursor.expect_symbol("]");
    if (last < first) throw SourceError(stimulus.slice_at, "the last element is before the first");
    stimulus.slice = {first, last};
}

void find_output(const std::vector<Statement>& list, bool inside) {
    for (const Statement& one : list) {
        if (one.kind == Statement::Kind::Spike || one.kind == Statement::Kind::Send)
            throw SourceError(one.at, "a waveform does not spike: its `output` is all it does");
        if (inside && one.kind == Statement::Kind::Let && one.name == "output")
            throw SourceError(one.at, "`output` is not inside a block");
        find_output(one.body, true);
        find_output(one.otherwise, true);
    }
}

}  // namespace

WaveformSource parse_waveform_body(Cursor& cursor, std::string name, Position at) {
    WaveformSource waveform;
    waveform.name = std::move(name);
    waveform.at = at;
    ModelEquations& equations = waveform.equations;
    const Scope scope(cursor, equation_words);
    Once once;
    bool has_output = false;
    cursor.expect_symbol("{");
    while (!cursor.accept_symbol("}")) {
        const Position here = cursor.peek().at;
        if (cursor.accept_name("output")) {
            once("'output'", here);
            has_output = true;
            equations.statements.push_back(
                set(Statement::Kind::Let, "output", parse_expression(cursor), here));
        } else if (!parse_equation(cursor, equations)) {
            cursor.fail("a declaration, an equation, `output` or '}'");
        }
    }
    if (!equations.receptors.empty())
        throw SourceError(equations.receptors_at, "a waveform receives nothing");
    find_output(equations.statements, false);
    if (!has_output)
        throw SourceError(at, "waveform '" + waveform.name + "' has no output, as `output x`");
    return waveform;
}

StimulusSource parse_stimulus(Cursor& cursor) {
    StimulusSource stimulus;
    const Token modulator = cursor.expect_name("a modulator or waveform");
    stimulus.at = modulator.at;
    stimulus.modulator = modulator.text;
    stimulus.modulator_at = modulator.at;
    if (cursor.is_symbol("(")) stimulus.arguments = cursor.arguments();
    cursor.expect_symbol("->");
    const Token population = cursor.expect_name("a population");
    stimulus.population = population.text;
    stimulus.population_at = population.at;
    if (cursor.is_symbol("[")) slice(cursor, stimulus);
    Once once;
    for (;;) {
        if (once.accept(cursor, "axon")) {
            stimulus.axon = true;
        } else if (once.accept(cursor, "gain")) {
            stimulus.gain = cursor.distribution();
        } else if (once.accept(cursor, "by")) {
            stimulus.by_at = cursor.peek().at;
            stimulus.by = cursor.expect_name("a modulator").text;
        } else if (once.accept(cursor, "from")) {
            stimulus.from = cursor.time("a time");
        } else if (once.accept(cursor, "to")) {
            stimulus.to = cursor.time("a time");
        } else {
            return stimulus;
        }
    }
}

}  // namespace bouton::compiler
