// SPDX-License-Identifier: Apache-2.0
#include "compiler/passes/rule_units.hpp"

#include <algorithm>
#include <optional>

#include "compiler/ir/unit.hpp"

namespace bouton::compiler {
namespace {

// 0 has every dimension.
struct Units {
    Unit unit;
    bool any = false;

    bool fits(const Units& other) const { return any || other.any || unit == other.unit; }
    bool plain() const { return any || unit.none(); }
};

Units units_of(const std::string& unit) {
    return {.unit = unit_of(dimension_of(unit))};
}

std::string shown(const Units& units) {
    return units.plain() ? "a plain number" : "in " + to_string(units.unit);
}

// What is read with its unit.
struct Reading {
    bool weight = false, states = false, words = false;
};

class Checker {
  public:
    Checker(const UnitContext& context, Reading reading) : context_(context), reading_(reading) {}

    void equation(const EquationSource& source) const {
        const Units wanted = target(source.target);
        const Units found = units(source.value);
        if (found.plain() || found.fits(wanted)) return;
        const std::string expected = wanted.plain() ? "" : to_string(wanted.unit) + " or ";
        throw SourceError(source.value.at, std::string("d") + source.target + " comes out " +
                                               shown(found) + ", expected " + expected +
                                               "a plain number: " + advice(found));
    }

  private:
    static std::string advice(const Units& found) {
        if (found.unit.time > 0) return "divide by a time, as tau";
        if (found.unit.time < 0) return "multiply by a time, as tau";
        return "divide by a constant of the same unit, as 1 " + to_string(found.unit);
    }

    Units target(char word) const {
        if (word == 'w') return reading_.weight ? units_of(context_.weight) : Units{};
        return reading_.words ? units_of(context_.weight) : Units{};
    }

    Units variable(const std::string& name) const {
        if (name == "w") return target('w');
        if (name == "t" || name == "z" || name == "u") return target('t');
        if (reading_.states && name.starts_with("post."))
            for (const StateUnit& state : context_.states)
                if (state.name == name.substr(5)) return units_of(state.unit);
        return {};
    }

    void alike(const Units& a, const Units& b, Position at, const char* what) const {
        if (a.fits(b)) return;
        throw SourceError(at, std::string(what) + " do not go together: the first is " + shown(a) +
                                  ", the second " + shown(b) + "; " +
                                  (a.plain()   ? advice(b)
                                   : b.plain() ? "give the second a unit, or " + advice(a)
                                               : "write both in the same unit"));
    }

    Units call(const Expression& one) const {
        const Units first = units(one.operands[0]);
        if (one.name == "sgn" || one.name == "step") return {};
        if (one.operands.size() > 1) {
            const Units second = units(one.operands[1]);
            alike(first, second, one.operands[1].at, "the arguments");
            return first.any ? second : first;
        }
        if (!first.plain())
            throw SourceError(one.operands[0].at, "'" + one.name +
                                                      "' takes a plain number, this is " +
                                                      shown(first) + ": " + advice(first));
        return {};
    }

    Units units(const Expression& one) const {
        using Kind = Expression::Kind;
        switch (one.kind) {
            case Kind::Number:
                return {.unit = unit_of(one.dimension), .any = one.number == 0};
            case Kind::Name:
                return variable(one.name);
            case Kind::Negate:
                return units(one.operands[0]);
            case Kind::Call:
                return call(one);
            case Kind::Add:
            case Kind::Subtract: {
                const Units a = units(one.operands[0]), b = units(one.operands[1]);
                alike(a, b, one.operands[1].at,
                      one.kind == Kind::Add ? "the terms of this sum"
                                            : "the sides of this difference");
                return a.any ? b : a;
            }
            case Kind::Compare:
            case Kind::And:
            case Kind::Or:
            case Kind::Not:
                throw SourceError(one.at, "a rule has no conditions; use step(e) or sgn(e)");
            case Kind::Multiply:
            case Kind::Divide:
                break;
            default:  // comparisons: not in rules
                return {};
        }
        const Units a = units(one.operands[0]), b = units(one.operands[1]);
        const bool multiplies = one.kind == Kind::Multiply;
        return {.unit = multiplies ? a.unit * b.unit : a.unit / b.unit,
                .any = a.any || (b.any && multiplies)};
    }

    const UnitContext& context_;
    const Reading reading_;
};

bool has_unit(const Expression& one) {
    const Unit unit = unit_of(one.dimension);
    return unit.voltage != 0 || unit.current != 0 ||
           std::any_of(one.operands.begin(), one.operands.end(), has_unit);
}

void in_ms(Expression& one, double step_ms) {
    if (one.dimension == Dimension::Steps) {
        one.number *= step_ms;
        one.dimension = Dimension::Time;
    }
    for (Expression& operand : one.operands) in_ms(operand, step_ms);
}

}  // namespace

void check_units(std::vector<EquationSource>& equations, const UnitContext& context) {
    for (EquationSource& one : equations) in_ms(one.value, context.step_ms);
    const bool units = std::any_of(equations.begin(), equations.end(),
                                   [](const EquationSource& one) { return has_unit(one.value); });
    // The error shown is that of the reading closest to the text: with units if it has some.
    constexpr unsigned readings = 8;
    std::optional<SourceError> plain, full;
    for (unsigned i = 0; i < readings; ++i) {
        const Reading reading{
            .weight = (i & 2) != 0, .states = (i & 1) != 0, .words = (i & 4) != 0};
        try {
            for (const EquationSource& one : equations) Checker(context, reading).equation(one);
            return;
        } catch (const SourceError& error) {
            if (i == 0) plain = error;
            if (i == 3) full = error;
        }
    }
    throw units ? *full : *plain;
}

}  // namespace bouton::compiler
