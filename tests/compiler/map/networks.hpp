// SPDX-License-Identifier: Apache-2.0
// Networks for tests of the mapper, with plans that hold what it looks at.
#pragma once

#include <catch2/catch.hpp>
#include <string>

#include "compiler/map/map.hpp"
#include "compiler/map/random.hpp"

namespace bouton::test {

struct Sample {
    compiler::Network network;
    compiler::Plan plan;
};

std::uint32_t add_population(Sample& sample, const std::string& name, std::uint32_t size,
                             bool input = false);

enum class Rows : std::uint8_t { Static, Payload, Plastic, Wide };

// Every pair with this probability; `twice`: some pairs have two synapses.
void connect(Sample& sample, std::uint32_t pre, std::uint32_t post, double probability, Rows rows,
             compiler::Random& random, bool twice = false);

// Inputs and populations of up to `largest` elements, all kinds of rows, loops included.
Sample random_network(std::uint64_t seed, std::uint32_t populations, std::uint32_t largest);

// input 60 -> a 40 -> b 40 -> c 10, all to all.
Sample layers();

compiler::Mapping map_ok(const Sample& sample, const spec::Configuration& configuration,
                         const compiler::MapOptions& options, compiler::MapReport& report);

const spec::Configuration& configuration(const std::string& name);

}  // namespace bouton::test
