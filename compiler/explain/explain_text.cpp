// SPDX-License-Identifier: Apache-2.0
// Explanations as text.
#include <algorithm>
#include <cmath>
#include <iomanip>
#include <sstream>

#include "compiler/explain/cost.hpp"
#include "compiler/explain/explain.hpp"
#include "spec/image/short_text.hpp"

namespace bouton::compiler {
namespace {

using image::short_text;

constexpr std::uint32_t example = 256;  // synapses of the axon, or of the neuron

std::string range_text(const InstructionExplanation& one) {
    if (one.unit.empty()) return "";
    const std::string text = short_text(one.lo) + " to " + short_text(one.hi) + " " + one.unit;
    return text + (one.saturates ? "  CAN SATURATE" : "");
}

void instructions(std::ostream& out, const ProgramExplanation& program) {
    std::size_t width = 0;
    for (const auto& one : program.instructions) width = std::max(width, one.text.size());
    for (const auto& one : program.instructions) {
        const std::string range = range_text(one);
        out << "    " << one.text;
        if (!range.empty()) out << std::string(width - one.text.size() + 2, ' ') << "# " << range;
        out << '\n';
    }
}

std::string cost(const RuleExplanation& rule, const ProgramExplanation& program) {
    std::ostringstream out;
    out << program.instructions.size()
        << (program.instructions.size() == 1 ? " instruction, " : " instructions, ")
        << program.slots << (program.slots == 1 ? " slot" : " slots");
    if (program.trigger == "Axon") {
        out << " a group of " << rule.lanes << " axons";
        return out.str();
    }
    out << "; " << row_cost(example, rule.lanes, program.slots, rule.wide)
        << " cycles for a row of " << example << " synapses";
    if (program.trigger == "Post")
        out << " (scan), " << chain_cost(example, program.slots)
            << " for a neuron of as many (chain)";
    if (program.trigger == "Sweep") out << ", every 2^" << rule.sweep_log2 << " steps";
    return out.str();
}

void program_text(std::ostream& out, const RuleExplanation& rule,
                  const ProgramExplanation& program) {
    out << "\n  " << program.trigger << ": " << cost(rule, program) << '\n';
    for (const std::string& term : program.terms) out << "    " << term << '\n';
    instructions(out, program);
    if (program.places > 0)
        out << "    one run changes w by " << short_text(program.change_lo) << " to "
            << short_text(program.change_hi) << ": up to " << short_text(program.places)
            << " places" << (program.places < 0.5 ? ", so nearest rounding would never learn" : "")
            << '\n';
    double worst = 0;
    for (const auto& one : program.constants) worst = std::max(worst, one.error);
    if (!program.constants.empty())
        out << "    constants in 16 bits: off by " << short_text(100 * worst) << " % at most\n";
    out << "    "
        << (program.proved ? "proved: no register saturates"
                           : "a register can saturate: counted, and reported as wrong")
        << '\n'
        << "    where it does not run: " << program.proof << '\n';
}

void rule_text(std::ostream& out, const RuleExplanation& rule) {
    out << "rule " << rule.name;
    if (!rule.of.empty() && rule.of != rule.name) out << " = " << rule.of;
    out << ", on projection " << rule.projection << '\n';
    for (const std::string& one : rule.parameters) out << "  " << one << '\n';
    for (const std::string& one : rule.equations) out << "  " << one << '\n';
    for (const ProgramExplanation& program : rule.programs) program_text(out, rule, program);
    out << "\n  formats\n";
    for (const FormatExplanation& one : rule.formats)
        out << "    " << one.name << ": " << one.bits << " bits in places of "
            << short_text(one.place) << ", " << short_text(one.lo) << " to " << short_text(one.hi)
            << " (" << one.why << ")\n";
    if (!rule.decays.empty()) out << "\n  decay\n";
    for (const DecayExplanation& one : rule.decays) {
        out << "    " << one.name << ": tau " << short_text(one.tau) << " steps, as stored "
            << short_text(one.effective) << "; " << one.method << "; bias at most "
            << short_text(one.bias);
        if (one.silent > 0)
            out << "; exactly 0 about " << short_text(std::ceil(one.silent))
                << " steps after an impulse, and its terms add nothing then";
        out << '\n';
    }
    if (!rule.words.empty()) out << "\n  words\n";
    for (const std::string& one : rule.words) out << "    " << one << '\n';
    out << "\n  rounding of w: " << rule.rounding << '\n';
    const bool axon = std::any_of(rule.programs.begin(), rule.programs.end(),
                                  [](const auto& one) { return one.trigger == "Axon"; });
    if (axon)
        out << "  axons " << (rule.sleeps ? "sleep: proved, zeros stay zero" : "never sleep")
            << '\n';
}

std::string rounding_text(const FormatExplanation& one) {
    if (one.rounding.empty()) return "";
    const std::string text = "; stored " + one.rounding;
    return one.stall > 0 ? text + ", so it ends within " + short_text(one.stall) : text;
}

void model_text(std::ostream& out, const ModelExplanation& model) {
    const bool dynamics = !model.projection.empty();
    if (model.modulator)
        out << "modulator " << model.name << "\n\n";
    else if (dynamics)
        out << "dynamics " << model.name << ", of projection " << model.projection << "\n\n";
    else
        out << "model " << model.name << ", of population " << model.population << "\n\n";
    if (!model.text.empty()) out << model.text << '\n';
    for (const std::string& one : model.parameters) out << "  " << one << '\n';
    if (!model.parameters.empty()) out << '\n';
    out << "  " << model.program.trigger << ": " << model.program.instructions.size()
        << " instructions, " << model.program.slots << " slots (cycles of "
        << (model.modulator ? "every step"
            : dynamics      ? "a group of axons of which a word is not 0, or one has an event"
                            : "a group of neurons")
        << ")\n";
    for (const auto& one : model.program.instructions) {
        out << "    " << one.text;
        if (!one.at.empty())
            out << std::string(one.text.size() < 32 ? 32 - one.text.size() : 1, ' ') << one.at;
        out << '\n';
    }
    if (!model.states.empty()) out << "\n  states\n";
    for (const FormatExplanation& one : model.states)
        out << "    " << one.name << ": " << one.bits << " bits in places of "
            << short_text(one.place) << (one.why.empty() ? "" : " ") << one.why << ", "
            << short_text(one.lo) << " to " << short_text(one.hi) << rounding_text(one) << '\n';
    if (model.text.empty()) return;
    out << '\n';
    for (const std::string& one : model.notes) out << "  " << one << '\n';
    if (model.notes.empty()) out << "  proved: no state saturates\n";
}

const ProgramExplanation* find(const RuleExplanation& rule, std::string_view trigger) {
    for (const ProgramExplanation& one : rule.programs)
        if (one.trigger == trigger) return &one;
    return nullptr;
}

}  // namespace

std::string to_text(const Explanation& explanation) {
    std::ostringstream out;
    for (const RuleExplanation& one : explanation.rules) {
        if (&one != explanation.rules.data()) out << '\n';
        rule_text(out, one);
    }
    for (const ModelExplanation& one : explanation.models) model_text(out, one);
    return out.str();
}

std::string cost_table(const Explanation& explanation) {
    constexpr const char* triggers[] = {"Pre", "Post", "Sweep", "Reward", "Axon"};
    constexpr int name_width = 22, width = 13;
    std::ostringstream out;
    out << std::left << std::setw(name_width) << "rule";
    for (const char* trigger : triggers) out << std::setw(width) << trigger;
    out << "post, chain\n";
    for (const RuleExplanation& rule : explanation.rules) {
        std::ostringstream line;
        line << std::left << std::setw(name_width) << (rule.of.empty() ? rule.name : rule.of);
        for (const char* trigger : triggers) {
            const ProgramExplanation* program = find(rule, trigger);
            std::string text = "-";
            if (program != nullptr) {
                text = std::to_string(program->instructions.size());
                text += ": " + (std::string_view(trigger) == "Axon"
                                    ? std::to_string(program->slots)
                                    : std::to_string(row_cost(example, rule.lanes, program->slots,
                                                              rule.wide)));
            }
            line << std::setw(width) << text;
        }
        const ProgramExplanation* post = find(rule, "Post");
        line << (post == nullptr ? "-" : std::to_string(chain_cost(example, post->slots)));
        out << line.str() << '\n';
    }
    out << "\ninstructions: cycles of a row of " << example << " synapses on 8 lanes; Axon: of a "
        << "group of 8 axons;\npost, chain: cycles of a neuron of " << example << " synapses\n";
    return out.str();
}

}  // namespace bouton::compiler
