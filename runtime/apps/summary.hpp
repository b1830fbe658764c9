// SPDX-License-Identifier: Apache-2.0
// What a run did, as text and as JSON.
#pragma once

#include <boost/json.hpp>
#include <string>
#include <vector>

#include "runtime/session/mismatch.hpp"
#include "runtime/session/session.hpp"

namespace bouton::apps {

// Spikes of each population, counters, and what is wrong.
boost::json::object summary_json(const runtime::Session& session,
                                 const std::vector<runtime::Event>& spikes);
std::string summary_text(const runtime::Session& session,
                         const std::vector<runtime::Event>& spikes);
std::vector<std::uint64_t> spikes_by_population(const runtime::Session& session,
                                                const std::vector<runtime::Event>& spikes);

boost::json::value mismatch_json(const runtime::Mismatch& mismatch);

}  // namespace bouton::apps
