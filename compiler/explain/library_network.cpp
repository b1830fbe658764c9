// SPDX-License-Identifier: Apache-2.0
#include "compiler/explain/library_network.hpp"

#include <algorithm>

namespace bouton::compiler {
namespace {

bool is_state(const RuleTemplate& rule, const std::string& name) {
    for (std::size_t i = 2; i < rule.body.size(); ++i)
        if (rule.body[i].text == name && rule.body[i - 1].text == "." &&
            rule.body[i - 2].text == "post")
            return true;
    return false;
}

}  // namespace

std::string network_for(const RuleTemplate& rule) {
    std::string modulators, states, arguments;
    for (const RuleTemplate::Parameter& one : rule.parameters) {
        if (one.value) continue;
        arguments += (arguments.empty() ? "" : ", ") + one.name + " = " + one.name;
        if (is_state(rule, one.name))
            states += "  state " + one.name + " = 0 range 16\n";
        else
            modulators += "modulator " + one.name + " = 0 reward range 16\n";
    }
    const bool bounded = std::any_of(rule.body.begin(), rule.body.end(),
                                     [](const Token& token) { return token.text == "bounds"; });
    if (!bounded) arguments += (arguments.empty() ? "" : ", ") + std::string("bounds = [0, 1]");
    const std::string model =
        states.empty()
            ? ""
            : "model target {\n" + states + "  program { ADD r0, zero, D0 ADD r0, r0, D1 }\n}\n";
    return "network explain\n" + modulators + model + "input pre 256\npopulation cell 1 " +
           (states.empty() ? "lif()" : "target()") + "\nrule " + rule.name + " = " + rule.name +
           "(" + arguments + ")\nprojection pre -> cell all_to_all weight 0.5 rule " + rule.name +
           "\n";
}

std::string network_for_model(const std::string& model) {
    return "network explain\npopulation cell 1 " + model + "()\n";
}

std::string network_for_dynamics(const std::string& name) {
    return "network explain\ninput pre 1\npopulation cell 1 relay()\n"
           "projection pre -> cell all_to_all gain " +
           name + "\n";
}

}  // namespace bouton::compiler
