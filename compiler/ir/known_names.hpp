// SPDX-License-Identifier: Apache-2.0
// The end of a message about an unknown name: the one that was probably meant, or all there are.
#pragma once

#include <iterator>
#include <string>
#include <vector>

namespace bouton::compiler {

// "; did you mean 'lif'?" where one is alike, "; there are a, b", or "; there are none".
std::string known_names(const std::string& name, std::vector<std::string> known);

// The names of things that have one.
template <class Things>
std::vector<std::string> names_of(const Things& things) {
    std::vector<std::string> names;
    names.reserve(std::size(things));
    for (const auto& one : things) names.emplace_back(one.name);
    return names;
}

}  // namespace bouton::compiler
