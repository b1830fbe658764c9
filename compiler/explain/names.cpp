// SPDX-License-Identifier: Apache-2.0
#include "compiler/explain/names.hpp"

#include <algorithm>
#include <iterator>

namespace bouton::compiler {
namespace {

// As the network writes it: a model with stimuli is called `lif+sine`, and `lif` in the text.
bool written_as(const std::string& model, const std::string& name) {
    return model.substr(0, model.find('+')) == name;
}

std::vector<std::string> models_of(const Network& network) {
    std::vector<std::string> result;
    for (const Population& one : network.populations) {
        const std::string& model = network.source_of(one).model;
        if (!one.input && std::find(result.begin(), result.end(), model) == result.end())
            result.push_back(model);
    }
    return result;
}

}  // namespace

std::string listed(const std::vector<std::string>& names) {
    std::string result;
    for (const std::string& one : names) result += (result.empty() ? "" : ", ") + one;
    return result;
}

std::string model_named(const Network& network, const std::string& name) {
    std::string found;
    for (const std::string& one : models_of(network)) {
        if (one == name) return one;
        if (!written_as(one, name)) continue;
        if (!found.empty()) return "";
        found = one;
    }
    return found;
}

std::string unknown_name(const Network& network, const std::string& name) {
    std::vector<std::string> rules, dynamics, models = models_of(network), modulators, alike;
    const auto add = [](std::vector<std::string>& list, const std::string& one) {
        if (std::find(list.begin(), list.end(), one) == list.end()) list.push_back(one);
    };
    for (const Projection& one : network.projections) {
        if (const RuleSource* rule = network.rule(one)) add(rules, rule->name);
        if (const auto& gain = network.source_of(one).gain) add(dynamics, gain->dynamics);
    }
    for (const ModulatorSource& one : network.source.modulators) modulators.push_back(one.name);
    std::copy_if(models.begin(), models.end(), std::back_inserter(alike),
                 [&](const std::string& one) { return written_as(one, name); });
    if (!alike.empty())
        return "several models are written '" + name +
               "', with stimuli of their own: " + listed(alike);
    std::string result = "no projection has a rule or dynamics '" + name +
                         "', no population a model of that name, and no modulator has it";
    if (!models.empty()) result += "; models are " + listed(models);
    if (!rules.empty()) result += "; rules are " + listed(rules);
    if (!dynamics.empty()) result += "; dynamics are " + listed(dynamics);
    if (!modulators.empty()) result += "; modulators are " + listed(modulators);
    return result;
}

}  // namespace bouton::compiler
