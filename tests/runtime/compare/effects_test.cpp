// SPDX-License-Identifier: Apache-2.0
// The twin with all of the chip's limits is the chip; with one, it keeps that one.
#include <array>
#include <catch2/catch.hpp>
#include <cmath>

#include "compiler/compile.hpp"
#include "runtime/device/adapter.hpp"
#include "runtime/device/devices.hpp"
#include "runtime/session/random_input.hpp"
#include "runtime/session/session.hpp"
#include "sim/twin/chip.hpp"

using namespace bouton;
using spec::Region;
using twin::Effects;

namespace {

image::Image compiled(const std::string& path) {
    auto result = compiler::compile_file(path);
    for (const auto& diagnostic : result.diagnostics) UNSCOPED_INFO(to_string(diagnostic));
    REQUIRE(result.ok());
    return std::move(*result.image);
}

runtime::Session twin_session(const image::Image& image, const Effects& effects) {
    auto device = runtime::make_device("twin");
    runtime::chip_of<twin::Chip>(*device)->set_effects(effects);
    return runtime::Session(std::move(device), image);
}

const runtime::DeviceInterface& device_of(const runtime::Session& session) {
    return session.device();
}

}  // namespace

TEST_CASE("The twin with every effect is the chip, bit for bit", "[compare]") {
    const std::string file = GENERATE(
        as<std::string>{}, "examples/networks/pair_stdp.net", "examples/networks/reward.net",
        "examples/networks/short_term.net", "examples/networks/balanced.net",
        "examples/networks/stimulus.net", "examples/networks/pruning.net",
        "examples/systems/A13_triplet/network.net", "examples/systems/A6_oja/network.net",
        "examples/systems/B3_intrinsic/network.net", "examples/systems/C1_three_factor/network.net",
        "examples/systems/D3_tacs/network.net");
    CAPTURE(file);
    const image::Image image = compiled(file);
    runtime::Session model(runtime::make_device("model"), image);
    runtime::Session twin = twin_session(image, twin::every_effect);
    constexpr std::uint64_t seed = 5;
    const runtime::RandomInput random(image, 40, seed);
    std::vector<std::uint64_t> chip_words, twin_words;
    std::uint64_t spikes = 0;
    for (int t = 0; t < 400; ++t) {
        const auto events = random.events(model.now());
        model.inject(events);
        twin.inject(events);
        model.step();
        twin.step();
        for (std::uint32_t core = 0; core < image.cores.size(); ++core) {
            for (const Region region : {Region::NeuronFlag, Region::NeuronState, Region::AxonState,
                                        Region::Dendrite, Region::Synapse}) {
                if (region == Region::Synapse && t % 50 != 49) continue;
                const auto size = spec::region_size(region, model.device().configuration());
                chip_words.resize(size);
                twin_words.resize(size);
                device_of(model).read_block(core, region, 0, chip_words);
                device_of(twin).read_block(core, region, 0, twin_words);
                if (chip_words == twin_words) continue;
                CAPTURE(t, core, spec::to_string(region));
                const auto at =
                    std::mismatch(chip_words.begin(), chip_words.end(), twin_words.begin()).first -
                    chip_words.begin();
                CAPTURE(at);
                CHECK(chip_words[static_cast<std::size_t>(at)] ==
                      twin_words[static_cast<std::size_t>(at)]);
                FAIL("they part");
            }
        }
    }
    spikes = model.counter(spec::Counter::Spikes);
    CHECK(spikes > 0);
    CHECK(spikes == twin.counter(spec::Counter::Spikes));
}

TEST_CASE("An effect makes numbers of its kind words, and leaves the others reals", "[compare]") {
    const image::Image image = compiled("examples/networks/pair_stdp.net");
    const auto fractions = [&](const Effects& effects) {
        runtime::Session session = twin_session(image, effects);
        const runtime::RandomInput random(image, 40, 5);
        for (int t = 0; t < 200; ++t) {
            session.inject(random.events(session.now()));
            session.step();
        }
        REQUIRE(session.counter(spec::Counter::Updates) > 0);
        // Whether a number in the region is no word. Of states: S `first` of a neuron, or others.
        const auto any = [&](Region region, auto chosen) {
            const auto size = spec::region_size(region, session.device().configuration());
            for (std::uint32_t i = 0; i < size; ++i) {
                if (!chosen(i)) continue;
                const double value = session.device().read_real(0, region, i);
                if (value != std::floor(value)) return true;
            }
            return false;
        };
        const auto lanes = session.device().configuration().lanes;
        const auto& states = image.populations[image.projections[0].post].states;
        const auto is_trace = [&](std::uint32_t i) {
            const auto word = i / lanes % spec::limits::States;
            for (const auto& state : states)
                if (state.index == word) return state.name.starts_with("trace");
            return false;
        };
        const auto every = [](std::uint32_t) { return true; };
        return std::array{any(Region::Synapse, every), any(Region::AxonState, every),
                          any(Region::NeuronState, is_trace),
                          any(Region::NeuronState, [&](std::uint32_t i) { return !is_trace(i); })};
    };
    CHECK(fractions({}) == std::array{true, true, true, true});
    CHECK(fractions({.weights = true}) == std::array{false, true, true, true});
    CHECK(fractions({.traces = true}) == std::array{true, false, false, true});
    CHECK(fractions({.states = true}) == std::array{true, true, true, false});
    CHECK(fractions({.saturation = true}) == std::array{true, true, true, true});
}
