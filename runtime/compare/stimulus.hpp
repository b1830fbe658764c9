// SPDX-License-Identifier: Apache-2.0
// What the compared runs are given: an input file, or random spikes. The same seed gives the same
// input, whatever the device does with it.
#pragma once

#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "runtime/session/input_file.hpp"
#include "runtime/session/random_input.hpp"
#include "runtime/session/session.hpp"

namespace bouton::runtime::compare {

// An input whose elements share their rate's ups and downs, so their spikes are correlated: the
// rate is times 1 + amount * n, never below 0; n is about Gaussian with variance 1 and drawn anew
// after `interval` seconds on average.
struct SharedRate {
    std::string input;
    double amount = 0, interval = 0;
};

struct Stimulus {
    std::string file;            // empty: none
    std::optional<double> rate;  // of every input, spikes a second
    std::vector<SharedRate> shared;
};

class Player {
  public:
    Player(const Stimulus& stimulus, const image::Image& image, std::uint64_t seed);

    // Before every step of a session, from the first on: gives its input.
    void operator()(Session& session);

  private:
    struct Shared {
        std::uint32_t population = 0, size = 0;
        double amount = 0, change = 0;  // `change`: the probability in a step
        double factor = 1;
        std::mt19937_64 engine;
    };

    void play(Shared& shared, Session& session);

    std::string file_;
    std::vector<InputLine> lines_;
    std::size_t next_ = 0;
    std::optional<RandomInput> random_;
    std::vector<Shared> shared_;
    double expected_ = 0;  // spikes of an element in a step
};

}  // namespace bouton::runtime::compare
