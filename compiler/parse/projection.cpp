// SPDX-License-Identifier: Apache-2.0
#include "compiler/parse/parts.hpp"

namespace bouton::compiler {
namespace {

constexpr std::uint32_t most_elements = 1u << 20, most_synapses = 1u << 28;

ListedSynapse listed(Cursor& cursor) {
    ListedSynapse one;
    one.at = cursor.peek().at;
    cursor.expect_symbol("(");
    one.pre = cursor.whole("an element", 0, most_elements);
    cursor.expect_symbol(",");
    one.post = cursor.whole("an element", 0, most_elements);
    if (cursor.accept_symbol(",")) {
        one.weight = cursor.plain("a weight in a list");
        if (cursor.accept_symbol(",")) one.delay = cursor.time("a delay");
    }
    cursor.expect_symbol(")");
    return one;
}

void connector(Cursor& cursor, ProjectionSource& projection) {
    projection.connector_at = cursor.peek().at;
    const Token name = cursor.expect_name("a connector");
    if (name.text == "all_to_all") {
        projection.connector = Connector::AllToAll;
    } else if (name.text == "one_to_one") {
        projection.connector = Connector::OneToOne;
    } else if (name.text == "fixed_probability") {
        projection.connector = Connector::FixedProbability;
        cursor.expect_symbol("(");
        const Position at = cursor.peek().at;
        projection.number = cursor.plain("a probability");
        if (projection.number < 0 || projection.number > 1)
            throw SourceError(at, "a probability is from 0 to 1");
        cursor.expect_symbol(")");
    } else if (name.text == "fixed_in_degree" || name.text == "fixed_out_degree") {
        projection.connector =
            name.text == "fixed_in_degree" ? Connector::FixedInDegree : Connector::FixedOutDegree;
        cursor.expect_symbol("(");
        projection.number = cursor.whole("a degree", 0, most_elements);
        cursor.expect_symbol(")");
    } else if (name.text == "fixed_total") {
        projection.connector = Connector::FixedTotal;
        cursor.expect_symbol("(");
        projection.number = cursor.whole("a number of synapses", 0, most_synapses);
        cursor.expect_symbol(")");
    } else if (name.text == "list") {
        projection.connector = Connector::List;
        cursor.expect_symbol("[");
        while (!cursor.is_symbol("]")) {
            projection.list.push_back(listed(cursor));
            if (!cursor.accept_symbol(",")) break;
        }
        cursor.expect_symbol("]");
    } else if (name.text == "file") {
        projection.connector = Connector::File;
        projection.path = cursor.expect_text("a file name in quotes").text;
    } else {
        throw SourceError(
            name.at, "unknown connector '" + name.text +
                         "'; there are all_to_all, one_to_one, fixed_probability, fixed_in_degree, "
                         "fixed_out_degree, fixed_total, list, file");
    }
}

void gain(Cursor& cursor, ProjectionSource& projection) {
    if (cursor.accept_name("payload")) {
        projection.payload = true;
        return;
    }
    GainSource gain;
    const Token name = cursor.expect_name("payload, or dynamics by name");
    gain.dynamics = name.text;
    gain.at = name.at;
    if (cursor.is_symbol("(")) gain.arguments = cursor.arguments();
    projection.gain = std::move(gain);
}

// A number, or a name of the target's model.
void receptor(Cursor& cursor, ProjectionSource& projection) {
    const Token& next = cursor.peek();
    projection.receptor_at = next.at;
    if (next.kind == Token::Kind::Name && !cursor.constants().contains(next.text))
        projection.receptor_name = cursor.take().text;
    else
        projection.receptor = cursor.whole("a receptor (exc, inh or 0..3)", 0, 3);
}

// `rule NAME {`, `rule NAME =` and `rule NAME(parameters) {` are statements, `rule NAME` and `rule
// NAME(arguments)` are options.
bool defines_rule(const Cursor& cursor) {
    const auto symbol = [&](std::size_t ahead, std::string_view text) {
        return cursor.peek(ahead).kind == Token::Kind::Symbol && cursor.peek(ahead).text == text;
    };
    std::size_t next = 2;
    if (symbol(next, "(")) {
        for (unsigned depth = 0; cursor.peek(next).kind != Token::Kind::End; ++next) {
            if (symbol(next, "(")) ++depth;
            if (symbol(next, ")") && --depth == 0) break;
        }
        return symbol(next + 1, "{");
    }
    return symbol(next, "{") || symbol(next, "=");
}

bool option(Cursor& cursor, ProjectionSource& projection, Once& once) {
    if (cursor.is_name("rule") && defines_rule(cursor)) return false;
    if (once.accept(cursor, "weight")) {
        projection.weight = cursor.distribution();
    } else if (once.accept(cursor, "delay")) {
        projection.delay = cursor.distribution();
        const Dimension unit = projection.delay.dimension;
        if (unit != Dimension::Time && unit != Dimension::Steps)
            throw SourceError(projection.delay.at, "a delay must be a time, as 2 ms or 3 steps");
    } else if (once.accept(cursor, "receptor")) {
        receptor(cursor, projection);
    } else if (once.accept(cursor, "rule")) {
        projection.rule_at = cursor.peek().at;
        const std::size_t begin = cursor.place();
        cursor.expect_name("a rule's name");
        if (cursor.is_symbol("(")) projection.rule_arguments = cursor.arguments();
        projection.rule = cursor.text(begin, cursor.place());
    } else if (once.accept(cursor, "gain")) {
        gain(cursor, projection);
    } else if (once.accept(cursor, "bits")) {
        projection.bits = cursor.whole("bits", 1, 16);
    } else if (once.accept(cursor, "rounding")) {
        projection.rounding = cursor.rounding();
    } else if (once.accept(cursor, "tag")) {
        projection.tag = cursor.distribution();
    } else if (once.accept(cursor, "no_self")) {
        projection.no_self = true;
    } else {
        return false;
    }
    return true;
}

}  // namespace

ProjectionSource parse_projection(Cursor& cursor) {
    ProjectionSource projection;
    projection.at = cursor.peek().at;
    Token first = cursor.expect_name("a population or a name");
    if (cursor.accept_symbol("=")) {
        projection.name = first.text;
        first = cursor.expect_name("a population");
    }
    projection.pre = first.text;
    projection.pre_at = first.at;
    cursor.expect_symbol("->");
    const Token second = cursor.expect_name("a population");
    projection.post = second.text;
    projection.post_at = second.at;
    connector(cursor, projection);
    Once once;
    while (option(cursor, projection, once)) {
    }
    return projection;
}

}  // namespace bouton::compiler
