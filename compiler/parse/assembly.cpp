// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <utility>

#include "compiler/parse/parts.hpp"

namespace bouton::compiler {
namespace {

using spec::Op;

constexpr std::array<std::pair<std::string_view, Op>, 12> operations{{
    {"ADD", Op::Add},
    {"SUB", Op::Sub},
    {"MUL", Op::Mul},
    {"MAC", Op::Mac},
    {"DCY", Op::Dcy},
    {"MIN", Op::Min},
    {"MAX", Op::Max},
    {"CMP", Op::Cmp},
    {"SEL", Op::Sel},
    {"EXP2", Op::Exp2},
    {"DLY", Op::Dly},
    {"FLG", Op::Flg},
}};

constexpr std::array<std::pair<std::string_view, spec::Flag>, 5> flags{{
    {"spike", spec::Flag::Spike},
    {"post", spec::Flag::Post},
    {"reward", spec::Flag::Reward},
    {"kill", spec::Flag::Kill},
    {"revive", spec::Flag::Revive},
}};

void suffix(Cursor& cursor, AssemblyLine& line, Once& once) {
    const Token token = cursor.expect_name("a suffix");
    const std::string& text = token.text;
    if (line.op == Op::Cmp) {
        const bool combines = text == "and" || text == "or" || text == "xor";
        once(combines ? "what CMP does with p" : "the relation of CMP", token.at);
        if (text == "ge")
            line.relation = spec::Relation::Ge;
        else if (text == "gt")
            line.relation = spec::Relation::Gt;
        else if (text == "eq")
            line.relation = spec::Relation::Eq;
        else if (text == "ne")
            line.relation = spec::Relation::Ne;
        else if (text == "and")
            line.combine = spec::Combine::And;
        else if (text == "or")
            line.combine = spec::Combine::Or;
        else if (text == "xor")
            line.combine = spec::Combine::Xor;
        else
            throw SourceError(
                token.at, "unknown suffix '" + text + "' of CMP; there are ge gt eq ne and or xor");
        return;
    }
    once("the rounding of the store", token.at);
    if (text == "tz")
        line.store = spec::Store::TowardZero;
    else if (text == "ne")
        line.store = spec::Store::Nearest;
    else if (text == "sr")
        line.store = spec::Store::Stochastic;
    else
        throw SourceError(token.at, "unknown suffix '" + text + "'; stores are tz, ne, sr");
}

AssemblyOperand operand(Cursor& cursor) {
    const Token name = cursor.expect_name("an operand");
    AssemblyOperand result{.name = name.text, .constant = {}, .at = name.at};
    if (name.text == "k" && cursor.accept_symbol("(")) {
        result.constant = cursor.plain("a constant word");
        if (*result.constant > 32767.49 || *result.constant < -32768.49)
            throw SourceError(name.at, "a constant word is from -32768 to 32767");
        cursor.expect_symbol(")");
    }
    return result;
}

std::size_t operand_count(Op op) {
    if (op == Op::Cmp || op == Op::Exp2 || op == Op::Dly) return 2;
    return op == Op::Flg ? 1 : 3;
}

AssemblyLine instruction(Cursor& cursor) {
    const Token mnemonic = cursor.expect_name("an instruction");
    AssemblyLine line;
    line.at = mnemonic.at;
    bool known = false;
    for (const auto& [name, op] : operations) {
        if (name != mnemonic.text) continue;
        line.op = op;
        known = true;
    }
    if (!known) throw SourceError(mnemonic.at, "unknown instruction '" + mnemonic.text + "'");
    Once once;
    while (cursor.accept_symbol(".")) suffix(cursor, line, once);
    if (line.op == Op::Flg) {
        while (cursor.peek().kind == Token::Kind::Name) {
            const Token flag = cursor.take();
            std::uint32_t bit = 0;
            for (const auto& [name, value] : flags)
                if (name == flag.text) bit = static_cast<std::uint32_t>(value);
            if (bit == 0) throw SourceError(flag.at, "unknown flag '" + flag.text + "'");
            line.flags |= bit;
        }
        if (line.flags == 0) cursor.fail("a flag");
        cursor.expect_symbol(",");
    }
    for (std::size_t i = 0; i < operand_count(line.op); ++i) {
        if (i > 0) cursor.expect_symbol(",");
        line.operands.push_back(operand(cursor));
    }
    if (cursor.accept_symbol(">>"))
        line.shift = cursor.whole("a shift", 0, line.op == Op::Dly ? 23 : 31);
    if (cursor.accept_symbol("?")) {
        line.predicate = cursor.accept_symbol("!") ? spec::Predicate::IfNotP : spec::Predicate::IfP;
        if (!cursor.accept_name("p")) cursor.fail("'p'");
    }
    return line;
}

}  // namespace

Assembly parse_assembly(Cursor& cursor) {
    Assembly result;
    cursor.expect_symbol("{");
    while (!cursor.is_symbol("}")) result.push_back(instruction(cursor));
    cursor.expect_symbol("}");
    return result;
}

}  // namespace bouton::compiler
