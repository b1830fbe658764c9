// SPDX-License-Identifier: Apache-2.0
// The smallest network that has a rule of the library, or a model by name: what stands for it where
// no network is given. Modulators and states that the rule names are there, with a range of 16.
#pragma once

#include <string>

#include "compiler/parse/rule_template.hpp"

namespace bouton::compiler {

std::string network_for(const RuleTemplate& rule);
std::string network_for_model(const std::string& model);
std::string network_for_dynamics(const std::string& name);

}  // namespace bouton::compiler
