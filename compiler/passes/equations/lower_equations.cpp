// SPDX-License-Identifier: Apache-2.0
// A model as equations to the program of a population: bind, build, find ranges and points, select
// instructions, assign registers.
#include <algorithm>
#include <cmath>

#include "compiler/passes/equations/rounding.hpp"
#include "compiler/passes/equations/selector.hpp"
#include "spec/image/short_text.hpp"

namespace bouton::compiler {
namespace {

// States that never leave their initial value need no word: the graph is built again without them,
// and with the origins that parameters take.
Computation settled(const ModelContext& context, const ModelSource& source,
                    const BoundModel& model) {
    const std::vector<double> none(model.parameters.size());
    std::vector<std::optional<double>> constant(model.states.size());
    for (;;) {
        Computation computation = build(context, source, model, none, constant);
        std::vector<std::optional<double>> known = unchanging(context, model, computation);
        for (std::size_t i = 0; i < known.size(); ++i)
            if (constant[i]) known[i] = constant[i];
        if (known != constant) {
            constant = std::move(known);
            continue;
        }
        const std::vector<double> origins = parameter_origins(computation);
        return origins == none ? computation : build(context, source, model, origins, constant);
    }
}

const char* text(spec::Store store) {
    return store == spec::Store::Nearest      ? "nearest"
           : store == spec::Store::TowardZero ? "toward zero"
                                              : "stochastic";
}

// What is proved within what the words really hold counts as proved; elsewhere the declared ranges
// are assumed. A larger range may make other states' larger, so points are chosen again.
struct Formats {
    Ranges ranges;
    Points points;
};

Formats formats(const ModelContext& context, const BoundModel& model,
                const Computation& computation) {
    constexpr double rounding = 1 - 1.0 / 256;  // of constants and stores, which no proof sees
    Formats result;
    std::vector<double> limits = declared_limits(model);
    const auto make = [&] {
        result.ranges = analyse(context, model, computation, limits);
        result.points = choose_points(context, model, computation, result.ranges);
    };
    make();
    std::vector<double> words = result.points.limit;
    for (double& one : words) one *= rounding;
    const Ranges widest = analyse(context, model, computation, words);
    bool wider = false;
    for (std::size_t i = 0; i < limits.size(); ++i)
        if (widest.states[i].proved && !result.ranges.states[i].proved) {
            limits[i] = words[i];
            wider = true;
        }
    if (wider) make();
    for (std::size_t i = 0; i < limits.size(); ++i)
        result.ranges.states[i].proved &=
            result.points.need[i] <= rounding * result.points.limit[i];
    return result;
}

class WordMaker {
  public:
    WordMaker(const BoundModel& model, const Computation& computation, const Ranges& ranges,
              const Points& points, const std::vector<StateRounding>& rounding,
              std::string weight_unit, ModelWriter& writer)
        : model_(model),
          computation_(computation),
          ranges_(ranges),
          points_(points),
          rounding_(rounding),
          weight_unit_(std::move(weight_unit)),
          writer_(writer),
          made_(computation.words.size()) {}

    // Words get their place where the program first uses them.
    Operand operator()(Operand operand) {
        if (operand.constant || operand.code < first_word_code || operand.code >= first_value_code)
            return operand;
        const std::uint32_t word = operand.code - first_word_code;
        if (!made_[word]) made_[word] = make(word);
        return *made_[word];
    }

    // States that the program does not use are there for those who set or read them.
    void rest() {
        for (std::uint32_t i = 0; i < model_.states.size(); ++i)
            if (!made_[i] && !computation_.settled[i]) made_[i] = make(i);
    }

  private:
    Operand make(std::uint32_t word) {
        const WordTable& words = computation_.words;
        if (words.is_state(word)) return state(word);
        StateVariable variable{.point = points_.word[word]};
        if (words.is_gain(word)) {
            variable.unit = weight_unit_;
            return writer_.gain(words.gain(word), std::move(variable));
        }
        const std::uint32_t index = words.parameter(word);
        const BoundParameter& parameter = model_.parameters[index];
        variable.name = parameter.name;
        variable.unit = to_string(parameter.unit);
        variable.origin = computation_.parameter_origin[index];
        variable.range = parameter.range.magnitude();
        return writer_.parameter(std::move(variable), parameter.value);
    }

    Operand state(std::uint32_t index) {
        const BoundState& source = model_.states[index];
        StateVariable variable{.name = source.name,
                               .unit = source.unit,
                               .point = points_.word[index],
                               .scale = 1 / source.scale,
                               .origin = source.origin / source.scale,
                               .range = points_.range[index] / source.scale,
                               .assumed = !ranges_.states[index].proved,
                               .rounding = text(rounding_[index].store),
                               .stall = rounding_[index].off / source.scale};
        variable.initial = {source.initial};
        if (source.drawn) return writer_.parameter(std::move(variable), *source.drawn);
        return writer_.state(std::move(variable));
    }

    const BoundModel& model_;
    const Computation& computation_;
    const Ranges& ranges_;
    const Points& points_;
    const std::vector<StateRounding>& rounding_;
    const std::string weight_unit_;
    ModelWriter& writer_;
    std::vector<std::optional<Operand>> made_;
};

void check_stimuli(const ModelContext& context, const ModelEquations& model) {
    const auto reads = [](const Expression& one, const auto& self) -> bool {
        if (one.kind == Expression::Kind::Name && one.name == "stimulus") return true;
        return std::any_of(one.operands.begin(), one.operands.end(),
                           [&](const Expression& operand) { return self(operand, self); });
    };
    const auto any = [&](const std::vector<Statement>& list, const auto& self) -> bool {
        return std::any_of(list.begin(), list.end(), [&](const Statement& one) {
            return (one.value && reads(*one.value, reads)) ||
                   (one.condition && reads(*one.condition, reads)) || self(one.body, self) ||
                   self(one.otherwise, self);
        });
    };
    if (!context.stimuli.empty() && !any(model.statements, any))
        throw SourceError(context.network.source.stimuli[context.stimuli[0].source].at,
                          context.source.model +
                              " takes no stimulus: `stimulus` is not in its "
                              "equations");
}

std::string weight_unit(Dimension dimension) {
    return dimension == Dimension::None ? "1" : to_string(unit_of(dimension));
}

}  // namespace

ModelPlan lower_equations(ModelContext& context, const ModelSource& source) {
    const ModelEquations& equations = *source.equations;
    check_stimuli(context, equations);
    BoundModel model = bind(context, source);
    const Computation computation = settled(context, source, model);
    const auto [ranges, points] = formats(context, model, computation);
    const std::vector<StateRounding> rounding = choose_rounding(model, computation, ranges, points);
    for (std::size_t i = 0; i < model.states.size(); ++i) model.states[i].store = rounding[i].store;
    Selected selected =
        select(context, model, computation, ranges, points, !context.traces.empty());
    assign_registers(selected, source.at);
    ModelWriter writer(context);
    writer.dshift = points.dshift;
    WordMaker words(model, computation, ranges, points, rounding, weight_unit(equations.weight),
                    writer);
    for (std::size_t i = 0; i < selected.code.size(); ++i) {
        const Code& code = selected.code[i];
        const Operand a = words(code.a), b = words(code.b);
        writer.code.place(selected.at[i]);
        writer.code.emit(code.op, words(code.rd), a, b, code.shift, code.store, code.predicate);
    }
    words.rest();
    writer.code.place({});
    writer.traces();
    ModelPlan plan = writer.finish(weight_unit(equations.weight));
    for (const std::string& state : computation.euler)
        plan.notes.push_back("'" + state +
                             "' is integrated by forward Euler: its equation is not "
                             "linear; the error falls with the step");
    for (std::size_t i = 0; i < model.states.size(); ++i)
        if (!ranges.states[i].proved)
            plan.notes.push_back(
                "'" + model.states[i].name + "' may saturate: that it stays within " +
                image::short_text(points.limit[i] / model.states[i].scale) + " " +
                model.states[i].unit +
                (model.states[i].origin != 0 ? " of " + image::short_text(model.states[i].origin)
                                             : "") +
                " is not proved");
    for (const Notice& one : selected.notices) plan.warnings.emplace_back(one.at, one.text);
    for (std::size_t i = 0; i < model.states.size(); ++i)
        if (!rounding[i].warning.empty())
            plan.warnings.emplace_back(model.states[i].at, rounding[i].warning);
    return plan;
}

}  // namespace bouton::compiler
