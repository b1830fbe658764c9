// SPDX-License-Identifier: Apache-2.0
// One run of a network: on the chip's model, or on the twin with some of the chip's limits. All
// neurons' spikes are kept, recorded or not, and the weights at some steps.
//
// Open loop: the twin's neurons spike when those of another run did, so numbers differ by what
// rounding did to them and not by what different spikes did.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "runtime/session/session.hpp"
#include "sim/twin/effects.hpp"

namespace bouton::runtime::compare {

struct Variant {
    std::string_view name;
    bool chip = false;  // the exact model
    twin::Effects effects;
};

// The chip, the twin, and the twin with one effect.
std::span<const Variant> variants();

struct Run {
    std::vector<std::uint64_t> at;  // steps before which the weights were read
    std::vector<std::vector<std::vector<double>>> weights;  // there, of each projection
    std::vector<Event> spikes;                              // of all neurons, by step
    std::vector<Ailment> health;                            // at the end
};

struct RunOptions {
    std::uint64_t steps = 10'000;
    std::uint32_t snapshots = 20;             // of the weights, evenly, after the first
    std::function<void(Session&)> before;     // each step: gives input
    std::function<void(std::uint64_t)> done;  // steps, now and then
};

// `forced`: the run whose spikes the twin's neurons are given; nullptr: its own.
Run run(const image::Image& image, const Variant& variant, const RunOptions& options,
        const Run* forced = nullptr);

}  // namespace bouton::runtime::compare
