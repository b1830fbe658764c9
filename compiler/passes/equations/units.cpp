// SPDX-License-Identifier: Apache-2.0
// Dimension analysis of a model's equations, on the text: every place that does not fit says what
// is there, what has to be there, and which factor it lacks. 0 fits everywhere.
#include <algorithm>
#include <map>
#include <set>

#include "compiler/passes/equations/bound_model.hpp"

namespace bouton::compiler {
namespace {

// Empty: 0, which has any unit.
using Found = std::optional<Unit>;
using Kind = Expression::Kind;

std::string in_unit(Unit unit) {
    return unit.none() ? "a number without unit" : "in " + to_string(unit);
}

class Units {
  public:
    Units(const ModelEquations& model, const Source& source) : model_(model), source_(source) {}

    void run() {
        names_["dt"] = Unit{.time = 1};
        for (const ParameterSource& one : model_.parameters) {
            const Unit unit = of(one.value).value_or(Unit{});
            for (const auto& limit : {one.above, one.below, one.least, one.most})
                if (limit) expect(*limit, unit, "this limit");
            names_[one.name] = unit;
        }
        for (const EquationState& one : model_.states) {
            const Unit unit = unit_of(one.dimension);
            for (const auto& part : {one.initial, one.origin, one.range})
                if (part) expect(*part, unit, "this");
            if (one.random && unit_of(one.random->dimension) != unit)
                refuse(one.random->at, "this", unit_of(one.random->dimension), unit);
            states_.insert(one.name);
        }
        for (const EquationState& one : model_.states) names_[one.name] = unit_of(one.dimension);
        for (const std::string& one : model_.receptors) names_[one] = unit_of(model_.weight);
        if (model_.of == ModelEquations::Of::Axon) names_["payload"] = Unit{};
        if (model_.of == ModelEquations::Of::Neuron) names_["stimulus"] = unit_of(model_.weight);
        names_["rnd"] = names_["gauss"] = Unit{};
        for (const ModulatorSource& one : source_.modulators)
            names_.emplace(one.name, Unit{});  // a name of the model's own hides it
        block(model_.statements);
    }

  private:
    [[noreturn]] static void refuse(Position at, const std::string& what, Unit found,
                                    Unit expected) {
        std::string text =
            what + " is " + in_unit(found) + ", expected " + in_unit(expected) + ": ";
        const Unit lacks = expected / found;
        if (lacks == Unit{.time = -1})
            text += "divide it by a time";
        else
            text += "it lacks a factor in " + to_string(lacks);
        throw SourceError(at, text);
    }

    void expect(const Expression& expression, Unit unit, const std::string& what) {
        const Found found = of(expression);
        if (found && *found != unit) refuse(expression.at, what, *found, unit);
    }

    void plain(const Expression& expression, const std::string& what) {
        expect(expression, Unit{}, what);
    }

    Found alike(const Expression& a, const Expression& b, const char* what) {
        const Found first = of(a), second = of(b);
        if (first && second && *first != *second) refuse(b.at, what, *second, *first);
        return first ? first : second;
    }

    static bool logical(const Expression& one) {
        return one.kind == Kind::Compare || one.kind == Kind::And || one.kind == Kind::Or ||
               one.kind == Kind::Not;
    }

    void condition(const Expression& one) {
        if (one.kind == Kind::Compare) {
            alike(one.operands[0], one.operands[1], "this side of the comparison");
            return;
        }
        if (!logical(one))
            throw SourceError(one.at, "expected a condition, as v >= 1 mV; this is a value");
        for (const Expression& operand : one.operands) condition(operand);
    }

    Found name(const Expression& one) const {
        const auto found = names_.find(one.name);
        if (found == names_.end())
            throw SourceError(one.at, "unknown name '" + one.name + "' in this model");
        return found->second;
    }

    Found call(const Expression& one) {
        const auto takes = [&](std::size_t count) {
            if (one.operands.size() != count)
                throw SourceError(one.at, "'" + one.name + "' takes " + std::to_string(count) +
                                              " argument" + (count > 1 ? "s" : ""));
        };
        if (one.name == "exp" || one.name == "exp2" || one.name == "log" || one.name == "sqrt" ||
            one.name == "round" || one.name == "numerator" || one.name == "denominator") {
            takes(1);
            plain(one.operands[0], "the argument of " + one.name);
            return Unit{};
        }
        if (one.name == "abs" || one.name == "step" || one.name == "sgn") {
            takes(1);
            const Found found = of(one.operands[0]);
            return one.name == "abs" ? found : Unit{};
        }
        if (one.name == "min" || one.name == "max") {
            takes(2);
            return alike(one.operands[0], one.operands[1], "the second argument");
        }
        if (one.name == "clip") {
            takes(3);
            const Found first = alike(one.operands[0], one.operands[1], "the second argument");
            const Found both = alike(one.operands[0], one.operands[2], "the third argument");
            return first ? first : both;
        }
        if (one.name == "where") {
            takes(3);
            condition(one.operands[0]);
            return alike(one.operands[1], one.operands[2], "the second choice");
        }
        throw SourceError(one.at, "unknown function '" + one.name +
                                      "'; there are abs, clip, denominator, exp, exp2, max, "
                                      "min, numerator, round, sgn, step, where");
    }

    Found of(const Expression& one) {
        switch (one.kind) {
            case Kind::Number:
                if (one.number == 0 && one.dimension == Dimension::None) return std::nullopt;
                return unit_of(one.dimension);
            case Kind::Name:
                return name(one);
            case Kind::Negate:
                return of(one.operands[0]);
            case Kind::Add:
                return alike(one.operands[0], one.operands[1], "this summand");
            case Kind::Subtract:
                return alike(one.operands[0], one.operands[1], "what is subtracted");
            case Kind::Multiply:
            case Kind::Divide: {
                const Found a = of(one.operands[0]), b = of(one.operands[1]);
                if (!a || !b) return std::nullopt;
                return one.kind == Kind::Multiply ? *a * *b : *a / *b;
            }
            case Kind::Call:
                return call(one);
            default:
                throw SourceError(one.at, "a condition is no value; use where(condition, a, b)");
        }
    }

    void block(const std::vector<Statement>& statements) {
        for (const Statement& one : statements) statement(one);
    }

    void statement(const Statement& one) {
        if (one.condition) condition(*one.condition);
        switch (one.kind) {
            case Statement::Kind::Let:
                if (names_.contains(one.name))
                    throw SourceError(one.at, "'" + one.name + "' has a meaning already");
                names_[one.name] = of(*one.value);
                return;
            case Statement::Kind::Send:
                plain(*one.value, "a payload");
                return;
            case Statement::Kind::Set:
            case Statement::Kind::Differential: {
                if (!states_.contains(one.name))
                    throw SourceError(one.at,
                                      names_.contains(one.name)
                                          ? "'" + one.name + "' is no state"
                                          : "declare the state first, as `state " + one.name + "`");
                Unit unit = *names_[one.name];
                const bool rate = one.kind == Statement::Kind::Differential;
                if (rate) unit = unit / Unit{.time = 1};
                expect(*one.value, unit,
                       rate ? "the derivative of '" + one.name + "'"
                            : "what '" + one.name + "' becomes");
                return;
            }
            case Statement::Kind::If:
            case Statement::Kind::Spike:
                // Names of a block are known in it only.
                for (const auto* inner : {&one.body, &one.otherwise}) {
                    const auto outer = names_;
                    block(*inner);
                    names_ = outer;
                }
                return;
        }
    }

    const ModelEquations& model_;
    const Source& source_;
    std::map<std::string, Found> names_;
    std::set<std::string> states_;
};

}  // namespace

void check_units(const ModelEquations& model, const Source& source) {
    Units(model, source).run();
}

}  // namespace bouton::compiler
