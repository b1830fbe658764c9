// SPDX-License-Identifier: Apache-2.0
// One network on the chip, on the twin, and on the twin with one of the chip's limits at a time,
// with the same input: how far each is from the twin. What a limit does alone is its part of the
// chip's error, as far as parts of an error add up.
#pragma once

#include <functional>

#include "runtime/compare/stimulus.hpp"
#include "runtime/compare/table.hpp"
#include "runtime/compare/task.hpp"

namespace bouton::runtime::compare {

struct CompareOptions {
    std::uint64_t steps = 10'000;
    std::uint32_t snapshots = 20;
    bool open = true, closed = true;  // loops
    bool effects = true;              // one at a time; else chip and twin only
    Stimulus stimulus;
    Metric metric;
    Task task;  // asked in closed loop
};

// Runs work(0) .. work(count - 1), in any order.
using Each = std::function<void(std::size_t count, const std::function<void(std::size_t)>& work)>;

// `image` is the network of `point`; its seed is also the input's. `done` counts steps of all runs
// together, from any thread.
Table compare(const image::Image& image, const Point& point, const CompareOptions& options,
              const Each& each, const std::function<void(std::uint64_t)>& done);
// Of one point.
std::uint64_t steps_of(const CompareOptions& options);

}  // namespace bouton::runtime::compare
