// SPDX-License-Identifier: Apache-2.0
// What an experiment is written on: it compiles the row's network, plays stimuli to it on the
// device asked for, and notes checks and curves. The three tiers:
//
// T0 `lockstep`: model and RTL, played the same, agree in every spike, word, register and counter
//    after every step. Skipped, which is not passed, in a build without RTL.
// T1 `open_loop`: the learned weights, or where nothing learns a state, against the float64 twin
//    that is given the same spikes.
// T2 `play` and `expect`: the system's own number.
//
// In all of them nothing may have saturated, been lost or been late.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "examples/systems/harness/result.hpp"
#include "runtime/session/session.hpp"

namespace bouton::twin {
class Chip;
}

namespace bouton::systems {

using runtime::Session;
using Play = std::function<void(Session&)>;
using Lets = std::map<std::string, double>;  // replace the network's `let`

struct Settings {
    std::string device = "model";  // of T2
    bool full = false;             // all of it, or what fits into CI
    std::function<void(std::string_view part, std::size_t done, std::size_t all)> progress;
};

// What T1 compares, and the range that its limits are shares of.
struct Learned {
    std::string projection;
    double range = 1;
};
struct State {
    std::string population, name;
    double range = 1;
};

// Poisson spikes at every input.
void play_poisson(Session& session, double rate, std::uint64_t steps, std::uint64_t seed = 1);

class Bench {
  public:
    Bench(std::string_view folder, const Settings& settings, Result& result);

    bool full() const { return settings_.full; }
    const std::string& device() const { return settings_.device; }

    // The network of the row, or of another one's folder.
    image::Image compile(const Lets& lets = {}) const;
    image::Image compile(std::string_view folder, const Lets& lets = {}) const;
    image::Image compile_text(const std::string& text, const Lets& lets = {}) const;
    // The network of the row with another seed.
    image::Image compile_seed(std::uint64_t seed) const;

    void lockstep(const image::Image& image, const Play& play, std::uint64_t synapses_every = 1);
    // At most 10,000 visits a synapse.
    void open_loop(const image::Image& image, const Learned& what, const Play& play);
    void open_loop(const image::Image& image, const State& what, const Play& play);
    void play(const image::Image& image, const Play& play);

    // Passes when measured is within `tolerance` of expected.
    void expect(std::string what, double measured, double expected, double tolerance,
                Origin origin);
    // Passes when the two numbers are the same.
    void expect_exact(std::string what, double measured, double expected, Origin origin);
    // Passes when measured is in [low, high]; shown as its middle and half width.
    void expect_within(std::string what, double measured, double low, double high, Origin origin);

    void axes(std::string x, std::string y);
    void curve(std::string name, std::string style, std::vector<std::pair<double, double>> points,
               bool line = true);

    void progress(std::string_view part, std::size_t done, std::size_t all) const;

  private:
    using Compared = std::function<void(const Session&, const twin::Chip&)>;

    image::Image compile(const std::string& text, const Lets& lets,
                         std::optional<std::uint64_t> seed) const;
    // T1, where `compared` looks at what has become of both.
    void open_loop(const image::Image& image, const Play& play, const Compared& compared);
    void note(Check check);
    void compare(const std::string& what, const std::vector<double>& errors, bool valid);
    void healthy(Tier tier, const Session& session);

    std::string folder_;
    const Settings& settings_;
    Result& result_;
};

}  // namespace bouton::systems
