// SPDX-License-Identifier: Apache-2.0
// Results as people and programs read them.
#pragma once

#include <boost/json.hpp>
#include <span>
#include <string>

#include "examples/systems/harness/result.hpp"

namespace bouton::systems {

std::string to_text(const Result& result);
boost::json::object to_json(const Result& result);
// One self-contained page: a table of all, then a card with the plot and the checks of each.
std::string to_page(std::span<const Result> results, const std::string& about);

// "passed", "failed", or "not done" when everything of this tier was skipped.
std::string state_of(const Result& result, Tier tier);
// %.6g
std::string number(double value);

}  // namespace bouton::systems
