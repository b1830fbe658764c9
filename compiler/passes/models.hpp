// SPDX-License-Identifier: Apache-2.0
// Models to programs: what the model builders share.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "compiler/ir/network.hpp"
#include "compiler/ir/plan.hpp"
#include "compiler/passes/scale.hpp"

namespace bouton::compiler {

// A trace of a population's spikes that rules read: kept in its model's states.
struct PostTrace {
    double tau = 20;  // steps
    bool set = false, early = true;
    double range = 16;     // in impulses
    bool provable = true;  // range is a bound, not an assumption
    bool assumed = false;  // range is the default of docs/rules.md
    std::uint32_t state = 0;

    bool same(const PostTrace& other) const {
        return tau == other.tau && set == other.set && early == other.early && range == other.range;
    }
};

int trace_point(bool set, double range, bool provable);
// 1 / (1 - e^(-1/tau)), or what docs/rules.md assumes instead.
PostTrace post_trace(const TraceSource& source, double step_ms);

// What the words of a model are: those of neurons and axons, of which an instruction reads one, or
// those of modulators, which are kept whole.
struct WordKind {
    int dropped = 8;  // low bits that a store drops
    bool alone = true;
};

struct ModelContext {
    const Network& network;
    const Population& population;
    const PopulationSource& source;
    std::uint32_t index = 0;  // of the population
    std::array<ReceptorPlan, most_receptors> receptors;
    std::vector<Stimulus> stimuli;
    std::vector<PostTrace>& traces;
    std::span<const ModulatorPlan> modulators;
    WordKind words = {};
    std::optional<std::uint32_t> dshift = {};  // prescribed
    bool silent = false;                       // of a step in which nothing arrives
};

// A model under construction.
class ModelWriter {
  public:
    explicit ModelWriter(ModelContext& context);

    // A state word; initial values from `init(...)` or `initial`. Returns its operand.
    Operand state(StateVariable variable);
    // A parameter that differs between neurons, relative to the variable's origin.
    Operand parameter(StateVariable variable, const Distribution& value);
    // The gain of a stimulus: an index of the context's.
    Operand gain(std::size_t stimulus, StateVariable variable);

    // Appends the traces; p says whether the neuron spiked.
    void traces();
    ModelPlan finish(std::string weight_unit);

    Builder code;
    std::uint32_t dshift = 0, ashift = 0;

  private:
    ModelContext& context_;
    std::vector<StateVariable> states_;
    std::map<std::string, bool> initialised_;
};

ModelPlan lower_equations(ModelContext& context, const ModelSource& model);
ModelPlan lower_assembly_model(ModelContext& context, const ModelSource& model);

// Payload of an ordinary spike, as a constant word.
inline Operand unit_payload() {
    return k(spec::limits::UnitPayload);
}
inline constexpr std::uint32_t spike_and_post =
    static_cast<std::uint32_t>(spec::Flag::Spike) | static_cast<std::uint32_t>(spec::Flag::Post);

}  // namespace bouton::compiler
