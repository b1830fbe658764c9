// SPDX-License-Identifier: Apache-2.0
// Two devices, one image, one input: after every step all that can be seen of them must be equal.
// Registers, memories in use, output spikes and counters, cycles too; the whole memories at the
// end. The streams of the second are stalled, if it has such.
//
// Contract: works on any two chips with the member functions of runtime/device/device.hpp; the
// first defines what is expected. Returns the first difference, or nothing.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "spec/gen/spec.hpp"
#include "tests/cosim/random_image.hpp"
#include "tests/cosim/random_input.hpp"
#include "tests/cosim/windows.hpp"

namespace bouton::cosim {

struct Mismatch {
    std::uint64_t step = 0;  // steps done, the differing one included
    std::string what;        // a region, register, counter or "output"
    std::uint32_t lane = 0;
    std::uint32_t address = 0;
    std::uint64_t expected = 0;
    std::uint64_t found = 0;
};

std::string describe(const Mismatch& mismatch);

struct LockstepOptions {
    std::uint32_t steps = 100;
    bool input = true;                                   // words of the stream
    bool writes = true;                                  // host writes between steps
    bool stalls = true;                                  // of the streams, where a device has them
    std::function<void(std::uint64_t done)> after_step;  // called before the comparison
};

template <class Expected, class Found>
std::optional<Mismatch> compare_windows(const Expected& expected, const Found& found,
                                        std::span<const Window> windows, std::uint32_t core = 0) {
    std::vector<std::uint64_t> a, b;
    for (const Window& w : windows) {
        a.resize(w.count);
        b.resize(w.count);
        expected.read_block(core, w.region, w.first, a);
        found.read_block(core, w.region, w.first, b);
        if (a == b) continue;
        const auto at = static_cast<std::uint32_t>(
            std::mismatch(a.begin(), a.end(), b.begin()).first - a.begin());
        const std::uint32_t index = w.first + at;
        const spec::RegionInfo& info = spec::region_info(w.region);
        const std::uint32_t lanes = info.lanes ? expected.configuration().lanes : 1;
        return Mismatch{0, std::string(info.name), index % lanes, index / lanes, a[at], b[at]};
    }
    return std::nullopt;
}

template <class Expected, class Found>
std::optional<Mismatch> compare_registers(const Expected& expected, const Found& found,
                                          std::uint32_t core = 0) {
    for (const spec::CsrInfo& info : spec::csrs) {
        if (info.index >= static_cast<std::uint32_t>(spec::Csr::CounterSelect)) continue;
        for (std::uint32_t i = 0; i < info.count; ++i) {
            const std::uint64_t a = expected.read(core, spec::Region::Csr, info.index + i);
            const std::uint64_t b = found.read(core, spec::Region::Csr, info.index + i);
            if (a != b) return Mismatch{0, std::string(info.name), 0, i, a, b};
        }
    }
    for (std::size_t i = 0; i < spec::counter_count; ++i) {
        const auto counter = static_cast<spec::Counter>(i);
        // How long a step waits for the host is not the chip's to say.
        if (counter == spec::Counter::CyclesWaiting) continue;
        // Nor is the order of events on a mesh, and so which row ends a phase, the model's.
        const bool by_events =
            counter == spec::Counter::CyclesDeliver || counter == spec::Counter::CyclesPre;
        if (by_events && expected.cores() > 1) continue;
        const std::uint64_t a = expected.counter(core, counter);
        const std::uint64_t b = found.counter(core, counter);
        if (a != b) return Mismatch{0, std::string(spec::counter_info(counter).name), 0, 0, a, b};
    }
    return std::nullopt;
}

std::optional<Mismatch> compare_output(std::span<const spec::StreamWord> expected,
                                       std::span<const spec::StreamWord> found);

template <class Chip>
std::uint64_t step_counter(const Chip& chip) {
    const auto csr = [&](spec::Csr r) {
        return chip.read(0, spec::Region::Csr, static_cast<std::uint32_t>(r));
    };
    return csr(spec::Csr::StepHigh) << 32 | csr(spec::Csr::StepLow);
}

// How long the host makes a device wait changes nothing but how long it waits.
template <class Chip>
void stall(Chip& chip, const RandomImage& image) {
    const StallBits bits = random_stalls(image);
    if constexpr (requires { chip.set_stalls({.input = 0, .output = 0}); })
        chip.set_stalls({.input = bits.input, .output = bits.output});
}

// Both devices get the image, then `steps` steps with the image's own input and writes.
template <class Expected, class Found>
std::optional<Mismatch> lockstep(Expected& expected, Found& found, const RandomImage& image,
                                 const LockstepOptions& options) {
    expected.load(image.image);
    found.load(image.image);
    if (options.stalls) stall(found, image);
    const std::vector<Window> windows = changing(image);
    const std::vector<Window> all = everything(image.configuration);
    std::vector<spec::StreamWord> expected_output, found_output;
    std::uint64_t step = image.first_step;
    for (std::uint32_t i = 0; i < options.steps; ++i, ++step) {
        if (options.writes) {
            for (const HostWrite& w : random_writes(image, step)) {
                expected.write(0, w.region, w.index, w.word);
                found.write(0, w.region, w.index, w.word);
            }
        }
        const auto input =
            options.input ? random_input(image, step) : std::vector<spec::StreamWord>{};
        expected.step(input, expected_output);
        found.step(input, found_output);
        if (options.after_step) options.after_step(i + 1);
        auto mismatch = compare_output(expected_output, found_output);
        if (!mismatch) mismatch = compare_windows(expected, found, windows);
        if (!mismatch) mismatch = compare_registers(expected, found);
        if (!mismatch && i + 1 == options.steps) mismatch = compare_windows(expected, found, all);
        if (mismatch) {
            mismatch->step = i + 1;
            return mismatch;
        }
    }
    return std::nullopt;
}

}  // namespace bouton::cosim
