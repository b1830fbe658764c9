// SPDX-License-Identifier: Apache-2.0
#include "compiler/explain/explain.hpp"

#include <algorithm>
#include <cmath>

#include "compiler/explain/explain_model.hpp"
#include "compiler/explain/explain_program.hpp"
#include "compiler/explain/library_network.hpp"
#include "compiler/explain/names.hpp"
#include "compiler/library/library.hpp"
#include "compiler/parse/parser.hpp"
#include "compiler/parse/rule_template.hpp"
#include "compiler/passes/passes.hpp"
#include "compiler/passes/rule_values.hpp"
#include "compiler/passes/steps.hpp"
#include "compiler/passes/sum_of_products.hpp"
#include "compiler/passes/traces.hpp"
#include "spec/image/short_text.hpp"

namespace bouton::compiler {
namespace {

using image::short_text;
using spec::Trigger;

constexpr double full = 2147483648.0, ordinary = full / 2;

bool stays_zero(const Program& axon) {
    const RangeOf nothing = [](const Operand&) { return RegisterRange{}; };
    const std::vector<RangeStep> steps = program_ranges(axon, nothing);
    for (std::size_t i = 0; i < steps.size(); ++i)
        if (is_axon_state(axon.code[i].rd) && axon.code[i].op != spec::Op::Cmp &&
            (steps[i].result.lo != 0 || steps[i].result.hi != 0))
            return false;
    return true;
}

DecayExplanation decay(const std::string& name, double tau, int point, double impulse) {
    const double place = std::ldexp(1.0, 8 - point);  // of 24 bits, in impulses
    const ScaledConstant factor = multiplier(std::expm1(-1.0 / tau));
    const double rate =
        std::ldexp(std::nearbyint(factor.constant.word), -static_cast<int>(factor.shift));
    DecayExplanation result{.name = name, .tau = tau, .effective = -1.0 / std::log1p(rate)};
    // A store toward zero loses less than a place a step, and what it lost decays like the rest.
    const double kept = is_slow(tau) ? tau / 256 : 1 / -std::expm1(-1 / tau);
    result.method = is_slow(tau)
                        ? "multiplied in 32 bits, stored stochastically less 1/256 of a place"
                        : "multiplied in 32 bits, stored toward zero in 24";
    result.bias = kept * place * impulse;
    result.silent = tau * std::log(1 / (kept * place) + 1);
    return result;
}

std::string rounding_text(const RowPlan& row) {
    const double place =
        std::ldexp(1.0, 16 - static_cast<int>(row.descriptor.grid) - row.weight_point);
    const std::string unit = short_text(place);
    switch (row.rounding) {
        case arith::Round::Stochastic:
            return "stochastic to places of " + unit + ": no bias; error of one update at most " +
                   short_text(place / 2) + " rms";
        case arith::Round::NearestEven:
            return "to the nearest of places of " + unit + ": error of one update at most " +
                   short_text(place / 2) + ", and updates below that are lost";
        case arith::Round::TowardZero:
            break;
    }
    return "toward zero in places of " + unit +
           ": error of one update below one place, always towards 0";
}

class RuleExplainer {
  public:
    RuleExplainer(const Network& network, const Plan& plan, std::size_t index,
                  const Diagnostics& diagnostics)
        : network_(network),
          projection_(network.projections[index]),
          row_(plan.rows[index]),
          rule_(*network.rule(projection_)),
          diagnostics_(diagnostics) {}

    RuleExplanation run() {
        RuleExplanation result{.name = rule_.name,
                               .of = rule_.instance_of,
                               .projection = projection_.name,
                               .parameters = {},
                               .equations = {},
                               .programs = {},
                               .formats = {},
                               .decays = {},
                               .words = {},
                               .rounding = rounding_text(row_),
                               .wide = row_.wide,
                               .sweep_log2 = row_.descriptor.sweep_log2};
        for (const RuleArgument& one : rule_.parameters)
            result.parameters.push_back(one.name + " = " +
                                        (one.word.empty() ? shown(one.value) : one.word));
        for (const EquationSource& one : rule_.equations)
            result.equations.push_back(std::string("d") + one.target + " = " + one.text);
        for (const Trigger trigger :
             {Trigger::Pre, Trigger::Post, Trigger::Sweep, Trigger::Reward, Trigger::Deliver})
            if (const auto& program = row_.descriptor.programs[static_cast<std::size_t>(trigger)]) {
                result.programs.push_back(
                    explain_program(*program, trigger, noted_ranges(row_), row_, diagnostics_));
                result.programs.back().terms = terms(trigger);
            }
        if (row_.axon) {
            result.programs.push_back(
                explain_program(*row_.axon, Trigger::Axon, axon_ranges(), row_, diagnostics_));
            result.sleeps = stays_zero(*row_.axon);
        }
        formats(result);
        for (const TraceSource& one : rule_.traces) traces(result, one);
        tag(result);
        for (std::size_t i = 0; i < rule_.words.size(); ++i)
            if (rule_.words[i]) reach(result, word_names[i + 1], *rule_.words[i]);
        return result;
    }

  private:
    static std::string shown(const Quantity& value) {
        const std::string unit = unit_name(value.dimension);
        return short_text(value.value) + (unit.empty() ? "" : " " + unit);
    }

    static Trigger trigger_of(const Term& term) {
        if (term.sweep) return Trigger::Sweep;
        if (term.reward) return Trigger::Reward;
        return term.pre ? Trigger::Pre : Trigger::Post;
    }

    std::vector<std::string> terms(Trigger trigger) const {
        std::vector<std::string> list;
        for (const EquationSource& source : rule_.equations) {
            std::vector<Term> own;
            for (Term& term : expand(source.value))
                if (trigger_of(term) == trigger && term.coefficient != 0) {
                    if (term.pre && term.post)
                        term.factors.push_back({.kind = Factor::Kind::Variable,
                                                .name = "y0",
                                                .sum = {},
                                                .arguments = {},
                                                .at = term.at});
                    own.push_back(std::move(term));
                }
            if (!own.empty()) list.push_back(std::string(1, source.target) + " += " + to_text(own));
        }
        for (std::size_t i = 0; i < rule_.words.size(); ++i)
            if (const auto& word = rule_.words[i]; word && word->tau && trigger == Trigger::Sweep)
                list.push_back(std::string(1, word_names[i + 1]) + " decays");
        return list;
    }

    RangeOf axon_ranges() const {
        return [this](const Operand& one) -> RegisterRange {
            if (is_axon_state(one)) {
                const std::size_t i = one.code - static_cast<std::uint32_t>(spec::Operand::X0);
                if (i < row_.axon_states.size()) {
                    const StateVariable& state = row_.axon_states[i];
                    return {0, std::ldexp(state.range / state.scale, state.point)};
                }
            }
            if (one.code == static_cast<std::uint32_t>(spec::Operand::Fired))
                return {0, ordinary};  // a spike's payload
            return noted_ranges(row_)(one);
        };
    }

    void formats(RuleExplanation& result) const {
        for (const OperandNote& note : row_.operands) {
            const bool narrow = note.operand.code >= 8 && note.operand.code < 12;
            const bool word = narrow || is_state(note.operand) || is_axon_state(note.operand);
            const int bits = narrow ? 16 : word ? 24 : 32;
            int last = bits;
            if (note.name == "w") last = static_cast<int>(row_.descriptor.grid);
            result.formats.push_back({.name = note.name,
                                      .why = note.why,
                                      .bits = last,
                                      .place = std::ldexp(note.scale, 32 - last - note.point),
                                      .lo = note.lo,
                                      .hi = note.hi});
        }
    }

    void traces(RuleExplanation& result, const TraceSource& source) const {
        if (source.pre && !row_.axon) return;
        const PostTrace trace = post_trace(source, network_.source.step_ms);
        result.decays.push_back(
            decay((source.pre ? "x" : "y") + std::to_string(source.index), trace.tau,
                  trace_point(trace.set, trace.range, trace.provable), source.impulse));
    }

    // Section 2 of docs/rules.md: nearest stalls where a sweep takes less than half a place.
    void tag(RuleExplanation& result) const {
        for (std::size_t i = 0; i < rule_.words.size(); ++i) {
            const auto& word = rule_.words[i];
            if (!word || !word->tau) continue;
            const double sweep = std::ldexp(1.0, static_cast<int>(word->sweep));
            const double tau = in_steps(*word->tau, network_.source.step_ms);
            const int fraction = 15 - log2_at_least(word->range);
            const double place = std::ldexp(1.0, -fraction);
            const ScaledConstant factor = multiplier(std::expm1(-sweep / tau));
            const double rate =
                std::ldexp(std::nearbyint(factor.constant.word), -static_cast<int>(factor.shift));
            const arith::Round round = rule_.rounding_tag.value_or(arith::Round::Stochastic);
            const bool nearest = round == arith::Round::NearestEven;
            const double stall = tau / sweep / 2 * place;
            DecayExplanation one{.name = std::string(1, word_names[i + 1]),
                                 .method = "every " + short_text(sweep) + " steps, stored ",
                                 .tau = tau,
                                 .effective = -sweep / std::log1p(rate)};
            one.method +=
                round == arith::Round::Stochastic
                    ? "stochastically (nearest would stall below " + short_text(stall) + ")"
                : nearest ? "to the nearest place: it stalls below " + short_text(stall)
                          : "toward zero";
            one.bias = nearest ? stall : round == arith::Round::TowardZero ? 2 * stall : 0;
            result.decays.push_back(std::move(one));
        }
    }

    // Each program runs once a step at most (a sweep: every 2^k), and adds what it adds; what was
    // there decays once a sweep.
    void reach(RuleExplanation& result, char name, const WordSource& word) const {
        const double sweep = std::ldexp(1.0, static_cast<int>(row_.descriptor.sweep_log2));
        double added = 0;  // in a sweep's time
        for (const ProgramExplanation& program : result.programs)
            for (const InstructionExplanation& one : program.instructions)
                if (one.unit == std::string("onto ") + name)
                    added += std::max(-one.lo, one.hi) * (program.trigger == "Sweep" ? 1 : sweep);
        std::string text =
            std::string(1, name) + ": at most " + short_text(added / sweep) + " is added in a step";
        if (!word.tau) {
            text += ", and nothing takes it away: beyond its range, " + short_text(word.range) +
                    ", it saturates";
        } else {
            const double tau = in_steps(*word.tau, network_.source.step_ms);
            const double most = added / -std::expm1(-sweep / tau);
            text += "; with its decay it comes to " + short_text(most) + " at most, " +
                    (most <= word.range ? "within its range: proved"
                                        : "beyond its range of " + short_text(word.range) +
                                              ", where it saturates");
        }
        result.words.push_back(text + (text.ends_with("proved") ? "" : " and is counted"));
    }

    const Network& network_;
    const Projection& projection_;
    const RowPlan& row_;
    const RuleSource& rule_;
    const Diagnostics& diagnostics_;
};

struct Lowered {
    Network network;
    Plan plan;
};

std::optional<Lowered> lowered(std::string_view text, const CompileOptions& options,
                               Diagnostics& diagnostics) {
    Source source = parse(text, options.definitions, diagnostics);
    add_library_models(source, diagnostics);
    add_library_dynamics(source, diagnostics);
    find_waveforms(source, diagnostics);
    if (diagnostics.failed()) return std::nullopt;
    merge_stimuli(source, diagnostics);
    if (diagnostics.failed()) return std::nullopt;
    constexpr std::uint64_t most_synapses = std::uint64_t{1} << 28;
    Lowered result{
        .network = elaborate(std::move(source), options.directory, most_synapses, diagnostics),
        .plan = {}};
    if (diagnostics.failed()) return std::nullopt;
    add_relays(result.network, longest_delay(result.network));
    result.plan = lower(result.network, diagnostics);
    if (diagnostics.failed()) return std::nullopt;
    return result;
}

// Whether a modulator is called so, or a state of its equations, as `delta.before`.
bool is_or_has(const Plan& plan, const std::string& modulator, const std::string& name) {
    return modulator == name ||
           (name.starts_with(modulator + ".") &&
            std::any_of(plan.modulators.begin(), plan.modulators.end(),
                        [&](const ModulatorPlan& one) { return one.name == name; }));
}

}  // namespace

// What has separate names in a network may be called alike: all of it is explained.
Explanation explain_network(std::string_view text, const std::string& file,
                            const CompileOptions& options, const std::string& name) {
    Explanation result;
    Diagnostics diagnostics{.file = file, .list = {}};
    if (const auto all = lowered(text, options, diagnostics)) {
        const auto& [network, plan] = *all;
        for (std::size_t i = 0; i < network.projections.size(); ++i) {
            if (const RuleSource* rule = network.rule(network.projections[i]);
                rule != nullptr && (rule->name == name || rule->instance_of == name))
                result.rules.push_back(RuleExplainer(network, plan, i, diagnostics).run());
            if (const auto& gain = network.source_of(network.projections[i]).gain;
                gain && gain->dynamics == name)
                result.models.push_back(explain_dynamics(network, network.projections[i],
                                                         plan.rows[i], text, diagnostics));
        }
        const std::string model = model_named(network, name);
        for (std::size_t i = 0; i < network.populations.size() && !model.empty(); ++i) {
            const Population& population = network.populations[i];
            if (!population.input && network.source_of(population).model == model)
                result.models.push_back(explain_model(population, network.source_of(population),
                                                      plan.models[i], text, diagnostics));
        }
        for (std::size_t i = 0; i < network.source.modulators.size(); ++i)
            if (is_or_has(plan, network.source.modulators[i].name, name))
                result.models.push_back(explain_modulator(plan, i, text, diagnostics));
        if (!result.ok()) diagnostics.error({}, unknown_name(network, name));
    }
    result.diagnostics = std::move(diagnostics.list);
    return result;
}

Explanation explain_library(const std::string& name) {
    // Warnings of the network that is made for it are not the reader's.
    const auto explained = [&](const std::string& network) {
        Explanation result = explain_network(network, name, {}, name);
        if (result.ok()) result.diagnostics.clear();
        return result;
    };
    if (const RuleTemplate* rule = library_rule(name)) return explained(network_for(*rule));
    if (library_dynamics(name) != nullptr) return explained(network_for_dynamics(name));
    Explanation model = explained(network_for_model(name));
    if (model.ok()) return model;
    const auto names = [](const auto& files) {
        std::vector<std::string> list;
        for (const LibraryFile& one : files) list.emplace_back(one.name);
        return listed(list);
    };
    model.diagnostics = {{.file = name,
                          .at = {},
                          .severity = Severity::Error,
                          .text = "no rule or dynamics of the library, nor a model that needs no "
                                  "parameters; rules are " +
                                  listed(library_rules()) + "; dynamics are " +
                                  names(dynamics_files()) + "; models are " +
                                  names(model_files())}};
    return model;
}

Explanation explain_rules() {
    Explanation result;
    for (const std::string& name : library_rules()) {
        Explanation one = explain_library(name);
        result.rules.insert(result.rules.end(), one.rules.begin(), one.rules.end());
        result.diagnostics.insert(result.diagnostics.end(), one.diagnostics.begin(),
                                  one.diagnostics.end());
    }
    return result;
}

}  // namespace bouton::compiler
