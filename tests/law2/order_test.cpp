// SPDX-License-Identifier: Apache-2.0
// What else could let a placement be seen: the order of events, sums that saturate on the way, what
// is local to a core, tables that are full.
#include <algorithm>
#include <catch2/catch.hpp>
#include <numeric>

#include "compiler/compile.hpp"
#include "sim/model/chip.hpp"
#include "spec/image/core_view.hpp"
#include "tests/law2/run.hpp"

namespace bouton::test {
namespace {

using spec::Region;

std::vector<std::uint64_t> memory(const model::Chip& chip, std::uint32_t core, Region region) {
    std::vector<std::uint64_t> words(spec::region_size(region, chip.configuration()));
    chip.read_block(core, region, 0, words);
    return words;
}

}  // namespace

TEST_CASE("the order in which a step's events arrive changes no word of any core", "[law2]") {
    const Network which = network("two rules of a source");
    const Ground ground{.mesh_x = 2, .mesh_y = 2, .scatter = 8};
    const image::Image image = compile_on(which, ground).value();
    model::Chip straight, shuffled;
    straight.load(image);
    shuffled.load(image);
    Draw draw(99);
    std::vector<spec::StreamWord> output, other;
    for (std::uint16_t step = 0; step < 80; ++step) {
        std::vector<spec::StreamWord> input;
        for (const auto& axons : image.populations[0].axons)
            for (const image::Location& axon : axons)
                if (draw.below(4) == 0)
                    input.push_back(
                        {.kind = static_cast<std::uint8_t>(spec::StreamKind::Spike),
                         .step = step,
                         .core = image::core_address(image, axon.core),
                         .index = static_cast<std::uint16_t>(axon.index),
                         .payload = static_cast<std::int16_t>(spec::limits::UnitPayload)});
        straight.step(input, output);
        for (std::size_t i = input.size(); i > 1; --i)
            std::swap(input[i - 1], input[draw.below(static_cast<std::uint32_t>(i))]);
        shuffled.step(input, other);
        REQUIRE(output == other);
        for (std::uint32_t core = 0; core < 4; ++core)
            for (const Region region : {Region::NeuronState, Region::Dendrite, Region::Synapse,
                                        Region::AxonState, Region::NeuronSum})
                REQUIRE(memory(straight, core, region) == memory(shuffled, core, region));
    }
}

TEST_CASE("an input has one event a step on all its cores, and a second is refused on all",
          "[law2]") {
    const Network which = network("pair");
    const Ground ground{.mesh_x = 2, .mesh_y = 2, .scatter = 3};
    runtime::Session session = session_on(ground, compile_on(which, ground).value());
    for (std::uint32_t i = 0; i < 12; ++i) {
        CHECK(session.inject("in", i));
        CHECK_FALSE(session.inject("in", i, 0, 100));
    }
    session.step();
    CHECK(session.refused() == 12);
    for (const spec::Counter counter :
         {spec::Counter::Duplicate, spec::Counter::Dropped, spec::Counter::Late})
        CHECK(session.counter(counter) == 0);
}

TEST_CASE("the spikes of a step are sorted by population and element", "[law2]") {
    const Network which = network("balanced");
    const Ground ground{.mesh_x = 4, .mesh_y = 3, .scatter = 12};
    runtime::Session session = session_on(ground, compile_on(which, ground).value());
    std::size_t several = 0;
    for (int step = 0; step < 200; ++step) {
        const auto spikes = session.step();
        CHECK(std::is_sorted(spikes.begin(), spikes.end()));
        several += spikes.size() > 1;
    }
    CHECK(several > 10);
}

TEST_CASE("sums of dendrites are exact, however large, and saturate only when read", "[law2]") {
    const Network which{.name = "wide",
                        .text =
                            "network n input in 3000 population E 5 delta_lif(v_threshold = 0 mV)"
                            " projection in -> E all_to_all weight uniform(-1, 1)",
                        .modulator = "",
                        .driven = ""};
    for (const Ground& ground : {Ground{}, Ground{.mesh_x = 3, .mesh_y = 1, .scatter = 2}}) {
        runtime::Session session = session_on(ground, compile_on(which, ground).value());
        session.set_raw_weights("in->E", std::vector<std::int16_t>(15000, 32767));
        for (std::uint32_t i = 0; i < 3000; ++i) session.inject("in", i);
        session.step();
        const runtime::LogicalState state = session.logical_state();
        for (std::size_t e = 0; e < 5; ++e)
            CHECK(state.populations[1].dendrites[e * spec::limits::DendriteSlots + 1] ==
                  3000.0 * 32767);
    }
}

TEST_CASE("what feeds a modulator in a step is summed beyond 16 bits, on every core alike",
          "[law2]") {
    const Network which{.name = "pending",
                        .text =
                            "network n modulator m = 0 range 64 input in 1"
                            " population R 40 relay() projection in -> R all_to_all"
                            " feed R -> m",
                        .modulator = "",
                        .driven = ""};
    for (const Ground& ground : {Ground{}, Ground{.mesh_x = 2, .mesh_y = 3, .scatter = 5}}) {
        runtime::Session session = session_on(ground, compile_on(which, ground).value());
        session.inject("in", 0);
        session.modulate("m", 1.0, 1);
        session.run(2);
        const auto sent = static_cast<std::uint64_t>(1 / session.modulator("m").input_scale);
        for (std::uint32_t core = 0; core < session.device().cores(); ++core)
            CHECK(session.device().read(core, Region::Csr,
                                        static_cast<std::uint32_t>(spec::Csr::Pending0)) ==
                  40 * 16384 + sent);
    }
}

TEST_CASE("sweeps come in the same steps on all cores", "[law2]") {
    const Network which = network("sweeps");
    const Ground ground{.mesh_x = 4, .mesh_y = 2, .scatter = 6};
    const image::Image image = compile_on(which, ground).value();
    std::size_t cores = 0;
    for (const image::Core& core : image.cores) {
        bool sweeps = false;
        for (std::uint32_t d = 0; d < spec::limits::Descriptors; ++d) {
            const spec::Descriptor word = image::descriptor_at(core, d);
            if (!word.has_sweep) continue;
            sweeps = true;
            CHECK(word.sweep_phase == 0);
            CHECK(word.sweep_log2 == 4);
        }
        cores += sweeps;
    }
    CHECK(cores > 4);
}

TEST_CASE("nothing is added to a network because a table is full", "[law2]") {
    Draw draw(31);
    for (const Network& which : networks()) {
        const image::Image home = compile_on(which, Ground{}).value();
        for (const char* const configuration : {"tiny", "default"}) {
            const auto found = random_ground(which, configuration, draw);
            if (!found) continue;
            INFO(which.name << " on " << to_string(found->ground));
            const image::Image& there = found->image;
            REQUIRE(there.populations.size() == home.populations.size());
            std::size_t neurons = 0, elements = 0;
            for (std::size_t p = 0; p < home.populations.size(); ++p) {
                CHECK(there.populations[p].first_id == home.populations[p].first_id);
                elements += home.populations[p].neurons.size();
            }
            for (const image::Core& core : there.cores)
                for (const std::uint64_t id : core.region[static_cast<int>(Region::NeuronId)])
                    neurons += id != spec::limits::NoId;
            CHECK(neurons == elements);
            for (std::size_t p = 0; p < home.projections.size(); ++p) {
                const auto same = [](const image::Synapse& a, const image::Synapse& b) {
                    return a.pre == b.pre && a.post == b.post;
                };
                CHECK(std::equal(there.projections[p].synapses.begin(),
                                 there.projections[p].synapses.end(),
                                 home.projections[p].synapses.begin(),
                                 home.projections[p].synapses.end(), same));
            }
        }
    }
}

TEST_CASE("no program reads or writes what is local to a core", "[law2]") {
    const auto refused = [](const std::string& text) {
        const auto result = compiler::compile_text(text, "test.net");
        CAPTURE(text);
        CHECK_FALSE(result.ok());
    };
    const std::string before = "network n input in 2 population E 3 lif() ";
    const std::string after = " projection in -> E all_to_all weight 0.1 rule r";
    CHECK(
        compiler::compile_text(before + "rule r { pre { ADD.ne W, W, k(1) } }" + after, "t").ok());
    for (const char* const target : {"ADD.ne S0", "ADD.ne X0", "ADD G0", "ADD P0", "ADD k(1)"})
        refused(before + "rule r { pre { " + target + ", W, k(1) } }" + after);
    const std::string core = "network n modulator m = 0 population E 3 lif() core { ADD m, ";
    CHECK(compiler::compile_text(core + "RND, zero }", "t").ok());
    for (const char* const source : {"S0", "X0", "D0", "fired", "postflag", "W", "A"})
        refused(core + source + ", zero }");
}

}  // namespace bouton::test
