// SPDX-License-Identifier: Apache-2.0
// Input of a run, see feed.hpp.
#include "runtime/apps/feed.hpp"

#include <array>
#include <charconv>
#include <map>
#include <sstream>

#include "runtime/session/input_file.hpp"
#include "spec/image/error.hpp"

namespace bouton::apps {

namespace po = boost::program_options;

namespace {

// Hours on the model. A longer run is asked for, not the result of a slip in a file.
constexpr std::uint64_t longest_run = 1'000'000'000;
constexpr std::uint64_t longest_delay = 63;  // steps; what was fed last arrives so much later

std::uint32_t input_named(const image::Image& image, const std::string& name) {
    std::string known;
    for (std::uint32_t p = 0; p < image.populations.size(); ++p) {
        if (image.populations[p].kind != image::PopulationKind::Input) continue;
        if (image.populations[p].name == name) return p;
        known += (known.empty() ? "" : ", ") + image.populations[p].name;
    }
    throw UsageError("--random " + name + ": no such input; there are " + known);
}

}  // namespace

void Feed::add_options(Options& options) {
    options.add()("steps", po::value<std::uint64_t>(),
                  "how many (default: until the input has arrived, or 1000)");
    options.add()("input", po::value<std::string>(),
                  "what to feed, a line each, ordered by step:\n"
                  "step,input,element[,payload]  a spike\n"
                  "step,population,element,value[,receptor]  drives a neuron\n"
                  "step,modulator,value");
    options.add()(
        "random", po::value<std::vector<std::string>>(),
        "RATE: feed Poisson spikes of this rate (1/s) to every input that --input does not "
        "feed; NAME=RATE: to this input");
    options.add()("seed", po::value<std::uint64_t>()->default_value(1), "of the random spikes");
}

Feed::Feed(const Options& options, runtime::Session& session) {
    if (options.has("input")) {
        const auto& path = options.get<std::string>("input");
        feed_file(path, options.has("steps"), session);
    }
    if (options.has("random"))
        description_ = (options.has("input") ? description_ + "; " : "") +
                       feed_random(options.get<std::vector<std::string>>("random"),
                                   options.get<std::uint64_t>("seed"), session.image());
}

// What is named comes before the rate of all others; two sources of one input would collide.
std::string Feed::feed_random(const std::vector<std::string>& texts, std::uint64_t seed,
                              const image::Image& image) {
    const auto refuse = [](const std::string& text, const std::string& why) {
        throw UsageError("--random " + text + ": " + why);
    };
    std::optional<double> others;
    std::map<std::uint32_t, double> named;
    for (const std::string& text : texts) {
        const std::size_t equals = text.find('=');
        const std::size_t begin = equals == std::string::npos ? 0 : equals + 1;
        double rate = 0;
        const auto [end, error] =
            std::from_chars(text.data() + begin, text.data() + text.size(), rate);
        if (error != std::errc{} || end != text.data() + text.size() || equals == 0)
            refuse(text, "expected RATE or NAME=RATE");
        if (begin == 0) {
            if (others) refuse(text, "a second rate of all inputs");
            others = rate;
            continue;
        }
        const std::uint32_t input = input_named(image, text.substr(0, equals));
        if (fed_.contains(input)) refuse(text, "--input has spikes of it");
        if (!named.emplace(input, rate).second) refuse(text, "a second rate of this input");
    }
    std::vector<double> rates(image.populations.size());
    std::ostringstream text;
    text << "random input of ";
    if (others) text << *others << " spikes/s" << (named.empty() ? "" : ", ");
    for (const auto& [input, rate] : named)
        text << (input == named.begin()->first ? "" : ", ") << rate << " spikes/s of "
             << image.populations[input].name;
    text << ", seed " << seed;
    for (std::uint32_t p = 0; p < rates.size(); ++p)
        if (named.contains(p))
            rates[p] = named.at(p);
        else if (others && !fed_.contains(p))
            rates[p] = *others;
    random_.emplace(image, rates, seed);
    return text.str();
}

void Feed::feed_file(const std::string& path, bool any_length, runtime::Session& session) {
    const auto lines = runtime::read_input(path, session.image());
    std::array<std::uint64_t, 3> counts{};  // of spikes, drives, modulations
    std::uint64_t past = 0;                 // a restored run is fed the file of the whole run
    for (const runtime::InputLine& line : lines) {
        if (const auto* spike = std::get_if<runtime::Event>(&line.what))
            fed_.insert(spike->population);
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
