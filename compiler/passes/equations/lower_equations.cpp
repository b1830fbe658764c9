// SPDX-License-Identifier: Apache-2.0
// A model as equations to the program of a population: words of neurons, and traces.
#include <algorithm>

#include "compiler/passes/equations/lowered.hpp"

namespace bouton::compiler {
namespace {

class WordMaker {
  public:
    WordMaker(const LoweredEquations& lowered, std::string weight_unit, ModelWriter& writer)
        : lowered_(lowered),
          weight_unit_(std::move(weight_unit)),
          writer_(writer),
          made_(lowered.computation.words.size()) {}

    // Words get their place where the program first uses them.
    Operand operator()(Operand operand) {
        const auto word = word_of(operand);
        if (!word) return operand;
        if (!made_[*word]) made_[*word] = make(*word);
        return *made_[*word];
    }

    // States that the program does not use are there for those who set or read them; not those
    // that would only be drawn.
    void rest() {
        for (std::uint32_t i = 0; i < lowered_.model.states.size(); ++i)
            if (!made_[i] && !lowered_.computation.settled[i] && !lowered_.model.states[i].random)
                made_[i] = make(i);
    }

  private:
    Operand make(std::uint32_t word) {
        const WordTable& words = lowered_.computation.words;
        if (words.is_state(word)) {
            const BoundState& source = lowered_.model.states[word];
            if (source.drawn) return writer_.parameter(lowered_.state(word), *source.drawn);
            return writer_.state(lowered_.state(word));
        }
        StateVariable variable{.point = lowered_.points.word[word]};
        if (words.is_gain(word)) {
            variable.unit = weight_unit_;
            return writer_.gain(words.gain(word), std::move(variable));
        }
        const std::uint32_t index = words.parameter(word);
        const BoundParameter& parameter = lowered_.model.parameters[index];
        variable.name = parameter.name;
        variable.unit = to_string(parameter.unit);
        variable.origin = lowered_.computation.parameter_origin[index];
        variable.range = parameter.range.magnitude();
        return writer_.parameter(std::move(variable), parameter.value);
    }

    const LoweredEquations& lowered_;
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
    const LoweredEquations lowered = lower_values(context, source, !context.traces.empty());
    ModelWriter writer(context);
    writer.dshift = lowered.points.dshift;
    WordMaker words(lowered, weight_unit(equations.weight), writer);
    writer.code.append(lowered.selected.program,
                       [&](const Operand& operand) { return words(operand); });
    words.rest();
    writer.traces();
    const bool idle = writer.code.program().code.empty();
    if (idle) writer.code.emit(spec::Op::Add, r(0), zero(), zero());  // none is no program
    ModelPlan plan = writer.finish(weight_unit(equations.weight));
    plan.equations = lowered.note(source.at, context.network.source.step_ms);
    plan.warnings = lowered.warnings();
    if (idle)
        plan.warnings.emplace_back(context.source.model_at,
                                   "'" + context.source.model +
                                       "' does nothing here: with these parameters and stimuli it "
                                       "never spikes and changes no state; give it others");
    return plan;
}

}  // namespace bouton::compiler
