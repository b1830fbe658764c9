// SPDX-License-Identifier: Apache-2.0
// Input of a run, see feed.hpp.
#include "runtime/apps/feed.hpp"

#include <array>
#include <sstream>

#include "runtime/session/input_file.hpp"
#include "spec/image/error.hpp"

namespace bouton::apps {

namespace po = boost::program_options;

namespace {

// Hours on the model. A longer run is asked for, not the result of a slip in a file.
constexpr std::uint64_t longest_run = 1'000'000'000;
constexpr std::uint64_t longest_delay = 63;  // steps; what was fed last arrives so much later

}  // namespace

void Feed::add_options(Options& options) {
    options.add()("steps", po::value<std::uint64_t>(),
                  "how many (default: until the input has arrived, or 1000)");
    options.add()("input", po::value<std::string>(),
                  "what to feed, a line each, ordered by step:\n"
                  "step,input,element[,payload]  a spike\n"
                  "step,population,element,value[,receptor]  drives a neuron\n"
                  "step,modulator,value");
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
        const auto& path = options.get<std::string>("input");
        feed_file(path, options.has("steps"), session);
    }
}

void Feed::feed_file(const std::string& path, bool any_length, runtime::Session& session) {
    const auto lines = runtime::read_input(path, session.image());
    std::array<std::uint64_t, 3> counts{};  // of spikes, drives, modulations
    std::uint64_t past = 0;                 // a restored run is fed the file of the whole run
    for (const runtime::InputLine& line : lines) {
        if (line.step < session.now()) {
            ++past;
            continue;
        }
        ++counts[line.what.index()];
        runtime::give(session, line, path);
    }
    if (!lines.empty()) {
        const runtime::InputLine& last = lines.back();
        const std::uint64_t end = session.now() + longest_run;
        if (!any_length && last.step >= end)
            throw image::ImageError(path, "line " + std::to_string(last.line) + ", step",
                                    std::to_string(last.step),
                                    "below " + std::to_string(end) + ", or --steps");
        length_ = last.step + 1 + longest_delay;
    }
    description_ = std::to_string(counts[0]) + " spikes";
    if (counts[1] != 0) description_ += ", " + std::to_string(counts[1]) + " drives";
    if (counts[2] != 0) description_ += ", " + std::to_string(counts[2]) + " modulations";
    description_ += " of " + path;
    if (past != 0)
        description_ += " (" + std::to_string(past) + " lines before step " +
                        std::to_string(session.now()) + " left out)";
}

void Feed::operator()(runtime::Session& session) {
    if (!random_) return;
    for (const runtime::Event& event : random_->events(session.now())) session.inject(event);
}

std::uint64_t Feed::steps(const Options& options, const runtime::Session& session) const {
    constexpr std::uint64_t without_input = 1000;
    if (options.has("steps")) return options.get<std::uint64_t>("steps");
    if (length_ == 0) return without_input;
    return length_ > session.now() ? length_ - session.now() : 0;
}

}  // namespace bouton::apps
