// SPDX-License-Identifier: Apache-2.0
// Input of a run, see feed.hpp.
#include "runtime/apps/feed.hpp"

#include <sstream>

#include "runtime/session/spike_file.hpp"

namespace bouton::apps {

namespace po = boost::program_options;

namespace {

constexpr std::uint64_t longest_delay = 63;  // steps; what was fed last arrives so much later

}  // namespace

void Feed::add_options(Options& options) {
    options.add()("input", po::value<std::string>(),
                  "spikes to feed: step,population,element[,payload]");
    options.add()("random", po::value<double>(),
                  "feed Poisson spikes of this rate (1/s) to every input");
    options.add()("seed", po::value<std::uint64_t>()->default_value(1), "of the random spikes");
}

Feed::Feed(const Options& options, runtime::Session& session) {
    if (options.has("input") && options.has("random"))
        throw UsageError("--input and --random cannot go together");
    if (options.has("random")) {
        const double rate = options.get<double>("random");
        const std::uint64_t seed = options.get<std::uint64_t>("seed");
        random_.emplace(session.image(), rate, seed);
        std::ostringstream text;
        text << "random input of " << rate << " spikes/s, seed " << seed;
        description_ = text.str();
    }
    if (options.has("input")) {
        const std::string path = options.get<std::string>("input");
        const auto events = runtime::read_spikes(path, session.image());
        for (const runtime::Event& event : events)
            if (event.step >= session.now()) session.inject(event);
        if (!events.empty()) length_ = events.back().step + 1 + longest_delay;
        description_ = std::to_string(events.size()) + " spikes of " + path;
    }
}

void Feed::operator()(runtime::Session& session) {
    if (!random_) return;
    for (const runtime::Event& event : random_->events(session.now())) session.inject(event);
}

}  // namespace bouton::apps
