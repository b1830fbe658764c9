// SPDX-License-Identifier: Apache-2.0
// Placement never changes a result: the same network on cores with other lane counts.
#include "tests/compiler/compiled.hpp"
#include "tests/compiler/simulation.hpp"

namespace bouton::test {

TEST_CASE("spikes, weights and states are the same for any number of lanes", "[compiler]") {
    const std::string network = R"(network lanes
seed 7
input noise 12
population E 13 lif(bias = uniform(0.05, 0.15) nA)
population I 5 noisy(width = 3 mV)
rule stdp = pair_stdp(bounds = [0, 4])
projection learned = noise -> E fixed_probability(0.6) weight uniform(0.5, 2)
           delay uniform(1 ms, 9 ms) rule stdp bits 8
projection E -> I fixed_in_degree(4) weight 0.8
projection I -> E all_to_all weight 0.5 receptor inh
projection recurrent = E -> E fixed_out_degree(3) weight 0.2 rule stdp
record spikes E, I
)";
    Simulation reference(network, "default");
    const char* other_name = GENERATE("large", "fpga");
    CAPTURE(other_name);
    Simulation other(network, other_name);
    for (int t = 0; t < 300; ++t) {
        for (std::uint32_t i = 0; i < 12; ++i)
            if ((t * 7 + static_cast<int>(i) * 13) % 11 == 0)
                for (Simulation* simulation : {&reference, &other}) simulation->spike("noise", i);
        reference.run();
        other.run();
    }
    REQUIRE(reference.spikes().size() > 50);
    auto key = [](const Spike& s) { return std::tuple(s.step, s.population, s.element); };
    auto sorted = [&](std::vector<Spike> spikes) {
        std::sort(spikes.begin(), spikes.end(),
                  [&](const Spike& a, const Spike& b) { return key(a) < key(b); });
        return spikes;
    };
    CHECK(sorted(reference.spikes()) == sorted(other.spikes()));
    for (const char* projection : {"learned", "recurrent"})
        for (std::size_t i = 0; i < 39; ++i)
            CHECK(reference.weight(projection, i) == other.weight(projection, i));
    for (std::uint32_t i = 0; i < 13; ++i)
        CHECK(reference.state("E", "v", i) == other.state("E", "v", i));
}

TEST_CASE("an image depends on the text and the seed alone", "[compiler]") {
    const std::string network =
        "network same input a 9 population b 9 lif() projection a -> b fixed_probability(0.5)"
        " weight normal(1, 0.1)";
    const auto first = compile_ok(network), second = compile_ok(network);
    CHECK(*first.image == *second.image);
    compiler::CompileOptions options;
    options.seed = 2;
    CHECK_FALSE(*compile_ok(network, options).image == *first.image);
}

}  // namespace bouton::test
