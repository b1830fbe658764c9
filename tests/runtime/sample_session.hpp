// SPDX-License-Identifier: Apache-2.0
// The sample image on a device, and input that keeps it busy.
#pragma once

#include <random>

#include "runtime/device/devices.hpp"
#include "runtime/session/session.hpp"
#include "tests/spec_image/sample.hpp"

namespace bouton::test {

inline runtime::Session sample_session(std::string_view device = "model") {
    return runtime::Session(runtime::make_device(device), sample_image());
}

// Random events for steps from..to-1 of the session.
inline std::vector<runtime::Event> sample_events(std::uint64_t from, std::uint64_t to,
                                                 std::uint64_t seed) {
    std::mt19937_64 random(seed);
    std::vector<runtime::Event> events;
    for (std::uint64_t step = from; step < to; ++step)
        for (std::uint32_t i = 0; i < sample_inputs; ++i)
            if (random() % 3 == 0) events.push_back({step, 0, i});
    return events;
}

}  // namespace bouton::test
