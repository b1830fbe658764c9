// SPDX-License-Identifier: Apache-2.0
// Explanations as JSON.
#include <boost/json.hpp>

#include "compiler/explain/cost.hpp"
#include "compiler/explain/explain.hpp"

namespace bouton::compiler {
namespace {

namespace js = boost::json;

js::array strings(const std::vector<std::string>& list) {
    js::array result;
    for (const std::string& one : list) result.push_back(js::value(one));
    return result;
}

js::object program_json(const ProgramExplanation& program) {
    js::array instructions, constants;
    for (const InstructionExplanation& one : program.instructions)
        instructions.push_back({{"text", one.text},
                                {"at", one.at},
                                {"low", one.lo},
                                {"high", one.hi},
                                {"unit", one.unit},
                                {"saturates", one.saturates}});
    for (const ConstantExplanation& one : program.constants)
        constants.push_back(
            {{"word", one.word}, {"rounded", one.rounded}, {"relative_error", one.error}});
    return {{"trigger", program.trigger},
            {"terms", strings(program.terms)},
            {"instructions", instructions},
            {"slots", program.slots},
            {"constants", constants},
            {"change", {{"low", program.change_lo}, {"high", program.change_hi}}},
            {"places", program.places},
            {"proved", program.proved},
            {"proof", program.proof}};
}

js::array formats_json(const std::vector<FormatExplanation>& formats) {
    js::array result;
    for (const FormatExplanation& one : formats)
        result.push_back({{"name", one.name},
                          {"bits", one.bits},
                          {"place", one.place},
                          {"rounding", one.rounding},
                          {"stall", one.stall},
                          {"low", one.lo},
                          {"high", one.hi},
                          {"why", one.why}});
    return result;
}

js::object rule_json(const RuleExplanation& rule) {
    js::array programs, decays;
    constexpr std::uint32_t example = 256;
    for (const ProgramExplanation& one : rule.programs) {
        js::object program = program_json(one);
        program["row_cycles"] = row_cost(example, rule.lanes, one.slots, rule.wide);
        if (one.trigger == "Post") program["chain_cycles"] = chain_cost(example, one.slots);
        programs.push_back(std::move(program));
    }
    for (const DecayExplanation& one : rule.decays)
        decays.push_back({{"name", one.name},
                          {"tau_steps", one.tau},
                          {"effective_steps", one.effective},
                          {"method", one.method},
                          {"bias", one.bias}});
    return {{"name", rule.name},
            {"rule", rule.of},
            {"projection", rule.projection},
            {"parameters", strings(rule.parameters)},
            {"equations", strings(rule.equations)},
            {"programs", programs},
            {"formats", formats_json(rule.formats)},
            {"decays", decays},
            {"words", strings(rule.words)},
            {"rounding", rule.rounding},
            {"sweep_log2", rule.sweep_log2},
            {"axons_sleep", rule.sleeps}};
}

}  // namespace

std::string to_json(const Explanation& explanation) {
    js::array rules, models, dynamics, modulators;
    for (const RuleExplanation& one : explanation.rules) rules.push_back(rule_json(one));
    for (const ModelExplanation& one : explanation.models) {
        js::object both{{"name", one.name},
                        {"text", one.text},
                        {"parameters", strings(one.parameters)},
                        {"notes", strings(one.notes)},
                        {"program", program_json(one.program)},
                        {"states", formats_json(one.states)}};
        if (one.modulator) {
            modulators.push_back(std::move(both));
            continue;
        }
        both[one.projection.empty() ? "population" : "projection"] =
            one.projection.empty() ? one.population : one.projection;
        (one.projection.empty() ? models : dynamics).push_back(std::move(both));
    }
    return js::serialize(js::object{
        {"rules", rules}, {"models", models}, {"dynamics", dynamics}, {"modulators", modulators}});
}

}  // namespace bouton::compiler
