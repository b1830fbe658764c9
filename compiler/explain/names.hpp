// SPDX-License-Identifier: Apache-2.0
// What can be explained of a network, by name.
#pragma once

#include <string>
#include <vector>

#include "compiler/ir/network.hpp"

namespace bouton::compiler {

// "a, b, c"
std::string listed(const std::vector<std::string>& names);

// The model of that name, or the only one that the text writes so: with stimuli `lif` is called
// `lif+sine`. Empty if there is none, or are several.
std::string model_named(const Network& network, const std::string& name);

// The message for a name that is nothing, or several things: which names there are.
std::string unknown_name(const Network& network, const std::string& name);

}  // namespace bouton::compiler
