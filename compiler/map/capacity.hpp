// SPDX-License-Identifier: Apache-2.0
// What a core can hold, and what a set of neurons asks of one.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "spec/gen/spec.hpp"

namespace bouton::compiler {

enum class Resource : std::uint8_t {
    Neurons,  // in whole groups
    Axons,
    Words,  // synapse words a lane
    Fanout,
    Descriptors,
    Instructions,
    Banks,
    RowWords  // longest row
};
inline constexpr std::size_t resource_count = 8;

constexpr std::string_view to_string(Resource resource) {
    constexpr std::array<std::string_view, resource_count> names = {
        "neurons",     "axons",        "synapse words a lane", "fan-out entries",
        "descriptors", "instructions", "banks of constants",   "words in a row"};
    return names[static_cast<std::size_t>(resource)];
}

struct Amounts {
    std::array<std::uint64_t, resource_count> of{};

    std::uint64_t& operator[](Resource resource) { return of[static_cast<std::size_t>(resource)]; }
    std::uint64_t operator[](Resource resource) const {
        return of[static_cast<std::size_t>(resource)];
    }
    bool operator==(const Amounts&) const = default;
};

struct Capacity {
    std::uint32_t lanes = 8;
    Amounts most;
    std::uint64_t neurons = 0;  // not counted in groups: what the user allows
};

// `neurons`: the most on a core; 0: what the configuration has.
inline Capacity capacity(const spec::Configuration& configuration, std::uint32_t neurons) {
    Capacity result;
    result.lanes = configuration.lanes;
    result.neurons = neurons == 0 ? configuration.neurons : neurons;
    result.most.of = {configuration.neurons,
                      configuration.axons,
                      configuration.words,
                      spec::limits::FanoutWords,
                      spec::limits::Descriptors,
                      spec::limits::ProgramWords,
                      spec::limits::Constants / spec::limits::BankConstants,
                      spec::limits::RowWords};
    return result;
}

}  // namespace bouton::compiler
