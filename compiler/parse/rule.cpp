// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <utility>

#include "compiler/parse/parts.hpp"
#include "compiler/parse/words.hpp"

namespace bouton::compiler {
namespace {

constexpr std::array<std::pair<std::string_view, RuleProgram>, rule_program_count> programs{{
    {"pre", RuleProgram::Pre},
    {"post", RuleProgram::Post},
    {"sweep", RuleProgram::Sweep},
    {"reward", RuleProgram::Reward},
    {"deliver", RuleProgram::Deliver},
    {"axon", RuleProgram::Axon},
}};

double positive(Cursor& cursor, std::string_view what) {
    const Position at = cursor.peek().at;
    const double value = cursor.plain(what);
    if (!(value > 0)) throw SourceError(at, std::string(what) + " must be positive");
    return value;
}

Quantity time_constant(Cursor& cursor) {
    const Quantity tau = cursor.time("tau");
    if (tau.value <= 0) throw SourceError(tau.at, "tau must be positive");
    return tau;
}

void trace(Cursor& cursor, RuleSource& rule) {
    const Token name = cursor.take();
    TraceSource trace{.pre = name.text[0] == 'x',
                      .index = static_cast<std::uint32_t>(name.text[1] - '0'),
                      .tau = {},
                      .early = {},
                      .range = {},
                      .at = name.at};
    for (const TraceSource& other : rule.traces)
        if (other.pre == trace.pre && other.index == trace.index)
            throw SourceError(name.at, "'" + name.text + "' is declared twice");
    cursor.expect_symbol(":");
    if (!cursor.accept_name("trace")) cursor.fail("'trace'");
    if (!cursor.accept_name("tau")) cursor.fail("'tau'");
    trace.tau = time_constant(cursor);
    Once once;
    for (;;) {
        const Position at = cursor.peek().at;
        if (once.accept(cursor, "impulse"))
            trace.impulse = positive(cursor, "an impulse");
        else if (once.accept(cursor, "range"))
            trace.range = positive(cursor, "a range");
        else if (once.accept(cursor, "set", "add or set"))
            trace.set = true;
        else if (once.accept(cursor, "add", "add or set"))
            trace.set = false;
        else if (once.accept(cursor, "early", "early or late"))
            trace.early = true;
        else if (once.accept(cursor, "late", "early or late"))
            trace.early = false;
        else
            break;
        if (trace.pre && trace.early && *trace.early)
            throw SourceError(at, "traces of the axon are late");
    }
    rule.traces.push_back(trace);
}

void word(Cursor& cursor, RuleSource& rule) {
    const Token name = cursor.take();
    const std::size_t index = name.text == "t" ? 0 : name.text == "z" ? 1 : 2;
    if (rule.words[index]) throw SourceError(name.at, "'" + name.text + "' is declared twice");
    WordSource word;
    word.at = name.at;
    cursor.expect_symbol(":");
    if (!cursor.accept_name(index == 0 ? "tag" : "word"))
        cursor.fail(index == 0 ? "'tag'" : "'word'");
    Once once;
    for (;;) {
        if (once.accept(cursor, "range")) {
            word.range_at = cursor.peek().at;
            word.range = positive(cursor, "a range");
            word.assumed = false;
        } else if (once.accept(cursor, "tau")) {
            word.tau = time_constant(cursor);
            if (!cursor.accept_name("sweep")) cursor.fail("'sweep'");
            word.sweep = cursor.whole("a sweep", 0, 16);
        } else {
            break;
        }
    }
    rule.words[index] = word;
}

bool is_trace(const std::string& text) {
    return text.size() == 2 && (text[0] == 'x' || text[0] == 'y') && text[1] >= '1' &&
           text[1] <= '3';
}

bool item(Cursor& cursor, RuleSource& rule, Once& once) {
    const Token& next = cursor.peek();
    if (next.kind != Token::Kind::Name) return false;
    const std::string text = next.text;
    const Position at = next.at;
    constexpr std::array<std::string_view, 7> values{"w", "t", "z", "u", "x0", "y0", "r0"};
    const Token& after = cursor.peek(1);
    if (after.kind != Token::Kind::Symbol || after.text != ":") {
        if (is_trace(text) || std::find(values.begin(), values.end(), text) != values.end())
            cursor.fail("a declaration of the rule or '}', or an operator, as '*'");
    } else if (text.size() == 2 && (text[0] == 'x' || text[0] == 'y') && !is_trace(text)) {
        throw SourceError(at, "there are three traces of each end: x1, x2, x3 and y1, y2, y3");
    }
    if (is_trace(text)) return trace(cursor, rule), true;
    if (text == "t" || text == "z" || text == "u") return word(cursor, rule), true;
    if (text == "dw" || text == "dt" || text == "dz" || text == "du") {
        cursor.skip();
        once("'" + text + "'", at, "add its terms to the first");
        cursor.expect_symbol("=");
        const std::size_t begin = cursor.place();
        Expression value = parse_expression(cursor);
        rule.equations.push_back({.target = text[1],
                                  .value = std::move(value),
                                  .text = cursor.text(begin, cursor.place()),
                                  .at = at});
        return true;
    }
    for (const auto& [name, program] : programs) {
        if (name != text) continue;
        cursor.skip();
        auto& slot = rule.programs[static_cast<std::size_t>(program)];
        once("'" + text + "'", at);
        if (program == RuleProgram::Sweep) rule.sweep = cursor.whole("a sweep", 0, 16);
        slot = parse_assembly(cursor);
        return true;
    }
    if (cursor.accept_name("let")) {
        const Token name = cursor.expect_name("a name");
        once("`let " + name.text + "`", name.at);
        cursor.expect_symbol("=");
        cursor.constants()[name.text] = cursor.constant();
    } else if (once.accept(cursor, "bounds")) {
        rule.bounds_at = cursor.peek().at;
        rule.bounds = cursor.interval();
    } else if (once.accept(cursor, "bits")) {
        rule.bits = cursor.whole("bits", 1, 16);
    } else if (once.accept(cursor, "rounding")) {
        rule.rounding = cursor.rounding();
    } else if (once.accept(cursor, "rounding_tag")) {
        rule.rounding_tag = cursor.rounding();
    } else if (once.accept(cursor, "weight_point")) {
        rule.weight_point = static_cast<int>(cursor.whole("weight_point", 0, 30));
    } else {
        return false;
    }
    return true;
}

}  // namespace

RuleSource parse_rule_body(Cursor& cursor, std::string name, Position at) {
    RuleSource rule;
    rule.name = std::move(name);
    rule.at = at;
    const Scope scope(cursor, rule_words);  // `let` in a rule is known in the rule only
    cursor.expect_symbol("{");
    Once once;
    while (!cursor.is_symbol("}"))
        if (!item(cursor, rule, once)) cursor.fail("a declaration of the rule or '}'");
    cursor.expect_symbol("}");
    return rule;
}

}  // namespace bouton::compiler
