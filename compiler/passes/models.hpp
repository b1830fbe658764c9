// SPDX-License-Identifier: Apache-2.0
// Neuron models to NEURON programs: what the model builders share.
#pragma once

#include <map>
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
    std::uint32_t state = 0;

    bool same(const PostTrace& other) const {
        return tau == other.tau && set == other.set && early == other.early && range == other.range;
    }
};

int trace_point(bool set, double range, bool provable);
// 1 / (1 - e^(-1/tau)), or what docs/rules.md assumes instead.
PostTrace post_trace(const TraceSource& source, double step_ms);

struct ModelParameter {
    std::string_view name;
    Dimension dimension;
    double value;
    bool each = false;  // may differ between neurons
    bool word = false;  // a name
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
};

// A model under construction.
class ModelWriter {
  public:
    ModelWriter(ModelContext& context, std::span<const ModelParameter> parameters);

    double value(std::string_view name) const;  // of a parameter that is one number
    double steps(std::string_view name) const;  // a time
    // Largest value that a parameter takes.
    double largest(std::string_view name) const;
    const Distribution& parameter(std::string_view name) const;
    std::optional<std::uint32_t> modulator(std::string_view name) const;
    // A parameter's values: one, or one a neuron.
    std::vector<double> drawn(std::string_view name) const;

    // dshift so that a sum below `range` fits, and the point a state of that range gets.
    int align(double range);
    // D of a receptor in a register with this point.
    std::uint32_t receptor_shift(std::uint32_t receptor, int point) const;

    // A state word; initial values from `init(...)` or `initial`. Returns its operand.
    Operand state(StateVariable variable);
    // b, as a constant or a state word: parameter - origin.
    ScaledConstant each(std::string_view name, int point, double origin, const std::string& unit);

    // Largest magnitude that all stimuli together can have.
    double largest_stimulus() const;
    void stimuli(Operand to, int point, const std::string& unit);
    // if p: `value` (a parameter with its origin) goes into `to`
    void when_p(Operand to, std::string_view name, int point, double origin,
                const std::string& unit);
    // Appends the traces; p says whether the neuron spiked.
    void traces();
    ModelPlan finish(std::string weight_unit);

    Builder code;
    std::uint32_t dshift = 0, ashift = 0;

  private:
    ModelContext& context_;
    std::map<std::string, Argument, std::less<>> bound_;
    std::vector<StateVariable> states_;
    std::map<std::string, bool> initialised_;
};

ModelPlan lower_lif(ModelContext& context);  // lif, lif2, alif, noisy
ModelPlan lower_delta_lif(ModelContext& context);
ModelPlan lower_race(ModelContext& context);
ModelPlan lower_relay(ModelContext& context);
ModelPlan lower_assembly_model(ModelContext& context, const ModelSource& model);

// Payload of an ordinary spike, as a constant word.
inline Operand unit_payload() {
    return k(spec::limits::UnitPayload);
}
inline constexpr std::uint32_t spike_and_post =
    static_cast<std::uint32_t>(spec::Flag::Spike) | static_cast<std::uint32_t>(spec::Flag::Post);

}  // namespace bouton::compiler
