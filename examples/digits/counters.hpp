// SPDX-License-Identifier: Apache-2.0
// What the devices of a job counted: of every device that ran, not only of the one that learned,
// because a wrong test says as little as a wrong training.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "runtime/device/device.hpp"

namespace bouton::digits {

using Counts = std::array<std::uint64_t, spec::counter_count>;

// Of all cores together.
Counts counts_of(const runtime::DeviceInterface& device);
void add(Counts& sum, const Counts& counts);

struct CounterLine {
    std::string name, doc;
    spec::CounterKind kind = spec::CounterKind::Work;
    std::uint64_t value = 0;
    std::string where;  // what ran: "training", "testing"
};

std::vector<CounterLine> lines(const Counts& counts, const std::string& where);

// Those that must be 0 and are not: a format saturated, or a spike was lost.
std::vector<CounterLine> wrong(const Counts& counts, const std::string& where);

}  // namespace bouton::digits
