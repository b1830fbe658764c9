// SPDX-License-Identifier: Apache-2.0
// Arguments to parameters, and the declarations' expressions to numbers.
#include <algorithm>
#include <cmath>

#include "compiler/ir/known_names.hpp"
#include "compiler/passes/equations/bound_model.hpp"
#include "compiler/passes/equations/fraction.hpp"
#include "compiler/passes/steps.hpp"
#include "spec/image/short_text.hpp"
#include "spec/relation.hpp"

namespace bouton::compiler {
namespace {

constexpr double most_steps = 32767;  // of a parameter that counts

class Binder {
  public:
    Binder(const ModelContext& context, const ModelSource& model)
        : context_(context), model_(*model.equations), name_(context.source.model) {}

    BoundModel run() {
        for (const ParameterSource& source : model_.parameters) parameter(source);
        for (const Argument& argument : context_.source.parameters)
            if (argument.name == "rounding" && bound_.parameter(argument.name) == nullptr)
                rounding_ = rounding(argument);
            else if (bound_.parameter(argument.name) == nullptr)
                throw SourceError(argument.at,
                                  "unknown parameter '" + argument.name + "' of " + name_ +
                                      known_names(argument.name, names_of(model_.parameters)));
        for (std::size_t i = 0; i < model_.parameters.size(); ++i)
            check(model_.parameters[i], bound_.parameters[i]);
        for (const EquationState& source : model_.states) state(source);
        return std::move(bound_);
    }

  private:
    double step_ms() const { return context_.network.source.step_ms; }

    const Argument* argument(const std::string& name) const {
        for (const Argument& one : context_.source.parameters)
            if (one.name == name) return &one;
        return nullptr;
    }

    // `cell(rounding = nearest)`: of all states whose declaration says nothing.
    static spec::Store rounding(const Argument& given) {
        if (given.word == "nearest") return spec::Store::Nearest;
        if (given.word == "stochastic") return spec::Store::Stochastic;
        if (given.word == "truncate") return spec::Store::TowardZero;
        throw SourceError(given.value.at, "rounding is nearest, stochastic or truncate");
    }

    void parameter(const ParameterSource& source) {
        BoundParameter one{.name = source.name,
                           .unit = unit(source.value),
                           .value = {},
                           .modulator = {},
                           .at = source.used_at.value_or(context_.source.model_at)};
        if (const Argument* const given = argument(source.name)) {
            one.at = given->value.at;
            if (source.modulator)
                one.modulator = modulator(*given);
            else
                take(source, *given, one);
        }
        if (argument(source.name) == nullptr || source.modulator)
            one.value = constant(value(source.value));
        one.range = range_of(one.value);
        bound_.parameters.push_back(std::move(one));
    }

    std::uint32_t modulator(const Argument& given) const {
        const auto& modulators = context_.network.source.modulators;
        if (given.word.empty())
            throw SourceError(given.value.at, "'" + given.name + "' must be a name");
        for (std::uint32_t i = 0; i < modulators.size(); ++i)
            if (modulators[i].name == given.word) return i;
        throw SourceError(given.value.at, "no modulator '" + given.word + "'");
    }

    void take(const ParameterSource& source, const Argument& given, BoundParameter& one) const {
        const Distribution& value = given.value;
        const std::string name = "'" + given.name + "'";
        if (!given.word.empty()) throw SourceError(value.at, name + " must be a number");
        const bool is_zero = value.constant() && value.values[0] == 0;
        if (unit_of(value.dimension) != one.unit && !is_zero)
            throw SourceError(value.at, name + " must be a " + to_string(dimension_of(one.unit)) +
                                            ", found a " + to_string(value.dimension));
        if (!source.each && !value.constant())
            throw SourceError(value.at,
                              name + " must be the same for all " +
                                  (model_.of == ModelEquations::Of::Axon ? "axons" : "neurons"));
        if (value.kind == Distribution::Kind::List &&
            value.values.size() != context_.population.size)
            throw SourceError(value.at, "a list of " + std::to_string(value.values.size()) +
                                            " values for " +
                                            std::to_string(context_.population.size) + " neurons");
        one.value = value;
        for (double& number : one.value.values)
            number = of_text(number, value.dimension, step_ms());
    }

    static std::string advice(const BoundParameter& one) {
        if (one.value.constant()) return "";
        if (one.value.kind == Distribution::Kind::Normal)
            return ", for every neuron: cut it off, as normal(mean, sd, low, high)";
        return ", for every neuron";
    }

    // No neuron may have a value beyond; drawn ones reach four standard deviations.
    void check(const ParameterSource& source, BoundParameter& one) const {
        const std::string name = "'" + one.name + "'";
        if (source.above) {
            const double limit = value(*source.above);
            if (one.range.lo <= limit)
                throw SourceError(
                    one.at, name +
                                (limit == 0 ? " must be positive"
                                            : " must be above " + shown(*source.above, one.unit)) +
                                advice(one));
        }
        if (source.below && one.range.hi >= value(*source.below))
            throw SourceError(
                one.at, name + " must be below " + shown(*source.below, one.unit) + advice(one));
        if (source.least || source.most) within(source, one);
        if (!source.whole) return;
        for (double& number : one.value.values) number = whole_steps(number, one.at, name);
        if (one.range.lo < 0) throw SourceError(one.at, name + " must not be negative");
        if (one.range.hi > most_steps)
            throw SourceError(one.at, name + " is too long: it may be " +
                                          in_unit(most_steps, one.unit, step_ms()) + " at most");
    }

    // A limit: its name, if it has one, and what it is.
    std::string shown(const Expression& limit, Unit unit) const {
        const std::string text = in_unit(value(limit), unit, step_ms());
        return limit.kind == Expression::Kind::Name ? limit.name + " = " + text : text;
    }

    void within(const ParameterSource& source, const BoundParameter& one) const {
        const auto outside = [&](const std::string& what) {
            throw SourceError(one.at, "'" + one.name + "' must be " + what);
        };
        const auto text = [&](const Expression& limit) { return shown(limit, one.unit); };
        const bool low = source.least && one.range.lo < value(*source.least),
                   high = source.most && one.range.hi > value(*source.most);
        if ((low || high) && source.least && source.most)
            outside("from " + text(*source.least) + " to " + text(*source.most));
        if (low)
            outside(value(*source.least) == 0 ? "0 or more" : text(*source.least) + " or more");
        if (high) outside(text(*source.most) + " at most");
    }

    void state(const EquationState& source) {
        BoundState one{
            .name = source.name, .unit = unit_name(source.dimension), .drawn = {}, .range = {}};
        one.scale = of_text(1, source.dimension, step_ms());
        one.at = source.at;
        if (source.origin) one.origin = value(*source.origin);
        one.initial = source.initial ? value(*source.initial) - one.origin : 0;
        one.initial_range = {one.initial, one.initial};
        if (source.initial && source.initial->kind == Expression::Kind::Name)
            if (const BoundParameter* const from = bound_.parameter(source.initial->name);
                from != nullptr && from->each()) {
                one.drawn = from->value;
                one.initial_range = {from->range.lo - one.origin, from->range.hi - one.origin};
            }
        if (source.random) {
            one.drawn = source.random;
            for (double& number : one.drawn->values)
                number = of_text(number, source.random->dimension, step_ms());
            one.random = true;
            const Interval range = range_of(*one.drawn);
            one.initial_range = {range.lo - one.origin, range.hi - one.origin};
        }
        for (const Argument& given : context_.source.initial)
            if (given.name == source.name) one.initial_range = given_range(source, given, one);
        if (source.range) {
            one.range = value(*source.range);
            if (!(*one.range >= 0) || !std::isfinite(*one.range))
                throw SourceError(source.range->at,
                                  "the range of '" + one.name + "' must not be negative");
        }
        one.at_most = source.at_most;
        one.point = source.point;
        if (source.rounding)
            one.store = *source.rounding == arith::Round::NearestEven  ? spec::Store::Nearest
                        : *source.rounding == arith::Round::TowardZero ? spec::Store::TowardZero
                                                                       : spec::Store::Stochastic;
        else
            one.store = rounding_;
        bound_.states.push_back(std::move(one));
    }

    Interval given_range(const EquationState& source, const Argument& given,
                         const BoundState& state) const {
        const Distribution& value = given.value;
        const bool is_zero = value.constant() && value.values[0] == 0;
        if (given.word.empty() && !is_zero && unit_of(value.dimension) != unit_of(source.dimension))
            throw SourceError(value.at, "'" + given.name + "' is in " +
                                            unit_name(source.dimension) + ", found a " +
                                            to_string(value.dimension));
        Interval range = range_of(value);
        for (double* side : {&range.lo, &range.hi})
            *side = of_text(*side, value.dimension, step_ms()) - state.origin;
        return range;
    }

    // ---- expressions of the declarations
    Unit unit(const Expression& expression) const {
        using Kind = Expression::Kind;
        const auto& operands = expression.operands;
        switch (expression.kind) {
            case Kind::Number:
                return unit_of(expression.dimension);
            case Kind::Name:
                return expression.name == "dt" ? Unit{.time = 1} : known(expression).unit;
            case Kind::Multiply:
                return unit(operands[0]) * unit(operands[1]);
            case Kind::Divide:
                return unit(operands[0]) / unit(operands[1]);
            case Kind::Add:
            case Kind::Subtract:
            case Kind::Negate:
                return unit(operands[0]);
            case Kind::Call:
                if (expression.name == "min" || expression.name == "max" ||
                    expression.name == "abs" || expression.name == "clip")
                    return unit(operands[0]);
                if (expression.name == "where") return unit(operands[1]);
                return {};
            default:
                return {};
        }
    }

    const BoundParameter& known(const Expression& expression) const {
        if (const BoundParameter* const found = bound_.parameter(expression.name)) return *found;
        throw SourceError(expression.at,
                          "'" + expression.name + "' is no parameter declared before this");
    }

    // Of a parameter that differs between neurons: the largest.
    double value(const Expression& expression) const {
        const double number = evaluate(expression);
        if (!std::isfinite(number))
            throw SourceError(expression.at, "this has no value, or one that is too large");
        return number;
    }

    double evaluate(const Expression& expression) const {
        using Kind = Expression::Kind;
        if (expression.kind == Kind::Call && expression.name == "where")
            return value(expression.operands[holds(expression.operands[0]) ? 1 : 2]);
        std::vector<double> of;
        for (const Expression& operand : expression.operands) of.push_back(value(operand));
        switch (expression.kind) {
            case Kind::Number:
                return internal(expression.number, expression.dimension, step_ms());
            case Kind::Name:
                return expression.name == "dt" ? 1 : known(expression).range.hi;
            case Kind::Add:
                return of[0] + of[1];
            case Kind::Subtract:
                return of[0] - of[1];
            case Kind::Negate:
                return -of[0];
            case Kind::Multiply:
                return of[0] * of[1];
            case Kind::Divide:
                if (of[1] == 0) throw SourceError(expression.operands[1].at, "division by 0");
                return of[0] / of[1];
            case Kind::Call:
                return call(expression, of);
            default:
                throw SourceError(expression.at, "a declaration needs a number");
        }
    }

    bool holds(const Expression& condition) const {
        const auto operand = [&](std::size_t i) { return holds(condition.operands[i]); };
        switch (condition.kind) {
            case Expression::Kind::Compare: {
                const double a = value(condition.operands[0]), b = value(condition.operands[1]);
                return spec::holds(condition.relation, a, b);
            }
            case Expression::Kind::And:
                return operand(0) && operand(1);
            case Expression::Kind::Or:
                return operand(0) || operand(1);
            case Expression::Kind::Not:
                return !operand(0);
            default:
                throw SourceError(condition.at, "expected a condition, as tau > 0");
        }
    }

    static double call(const Expression& expression, const std::vector<double>& of) {
        const std::string& name = expression.name;
        if (of.size() == 1) {
            if (name == "exp") return std::exp(of[0]);
            if (name == "exp2") return std::exp2(of[0]);
            if (name == "log") return std::log(of[0]);
            if (name == "sqrt") return std::sqrt(of[0]);
            if (name == "abs") return std::abs(of[0]);
            if (name == "step") return of[0] >= 0;
            if (name == "sgn") return (of[0] > 0) - (of[0] < 0);
            if (name == "round") return std::nearbyint(of[0]);
            if (name == "numerator") return fraction(of[0]).above;
            if (name == "denominator") return fraction(of[0]).below;
        } else if (of.size() == 2) {
            if (name == "min") return std::min(of[0], of[1]);
            if (name == "max") return std::max(of[0], of[1]);
        } else if (of.size() == 3 && name == "clip") {
            return std::max(std::min(of[0], of[2]), of[1]);
        }
        throw SourceError(
            expression.at,
            "a declaration has the functions exp, exp2, log, sqrt, abs, min, max, clip, "
            "step, sgn, where, numerator, denominator, round, not '" +
                name + "'");
    }

    const ModelContext& context_;
    const ModelEquations& model_;
    const std::string& name_;
    BoundModel bound_;
    std::optional<spec::Store> rounding_;
};

}  // namespace

double Interval::magnitude() const {
    return std::max(std::abs(lo), std::abs(hi));
}

const BoundParameter* BoundModel::parameter(const std::string& name) const {
    for (const BoundParameter& one : parameters)
        if (one.name == name) return &one;
    return nullptr;
}

double internal(double number, Dimension dimension, double step_ms) {
    if (dimension == Dimension::Steps) return number;
    const int power = unit_of(dimension).time;
    return power > 0 ? number / step_ms : power < 0 ? number * step_ms : number;
}

double of_text(double number, Dimension dimension, double step_ms) {
    return internal(dimension == Dimension::Rate ? number / 1e3 : number, dimension, step_ms);
}

std::string in_unit(double value, Unit unit, double step_ms) {
    const Dimension dimension = dimension_of(unit);
    const std::string name = unit_name(dimension);
    std::string text = image::short_text(value / of_text(1, dimension, step_ms));
    if (!name.empty()) text += " " + name;
    if (dimension == Dimension::Time)
        text += " (" + image::short_text(value) + (value == 1 ? " step)" : " steps)");
    return text;
}

std::string text(const BoundParameter& parameter, double step_ms) {
    const auto shown = [&](double value) { return in_unit(value, parameter.unit, step_ms); };
    if (!parameter.each()) return shown(parameter.value.values[0]);
    return shown(parameter.range.lo) + " to " + shown(parameter.range.hi) + ", each its own";
}

Interval range_of(const Distribution& distribution) {
    const std::vector<double>& values = distribution.values;
    if (values.empty()) return {};
    if (distribution.kind == Distribution::Kind::Normal) {
        const double spread = 4 * values[1];
        Interval range{values[0] - spread, values[0] + spread};
        if (values.size() == 4)
            range = {std::max(range.lo, values[2]), std::min(range.hi, values[3])};
        return range;
    }
    const auto [lo, hi] = std::minmax_element(values.begin(), values.end());
    return {*lo, *hi};
}

BoundModel bind(const ModelContext& context, const ModelSource& model) {
    return Binder(context, model).run();
}

}  // namespace bouton::compiler
