// SPDX-License-Identifier: Apache-2.0
// The rebuild notices any difference between the image and the network.
#include "compiler/emit/emit.hpp"
#include "compiler/map/map.hpp"
#include "compiler/parse/parser.hpp"
#include "compiler/passes/passes.hpp"
#include "tests/compiler/compiled.hpp"

namespace bouton::test {
namespace {

using spec::Region;

// The passes one by one, so that the image can be changed before the rebuild.
struct Compiled {
    compiler::Diagnostics diagnostics;
    compiler::Network network;
    compiler::Plan plan;
    image::Image image;

    explicit Compiled(compiler::Place mesh) {
        const spec::Configuration& core = *spec::find_configuration("default");
        compiler::Source source = compiler::parse(
            "network r input a 5 population b 9 lif() population c 3 relay()"
            " rule s = pair_stdp(bounds = [0, 1])"
            " projection a -> b all_to_all weight uniform(0, 1) rule s"
            " projection a -> c fixed_probability(0.5) weight 0.5 delay 2 ms"
            " projection b -> c all_to_all weight 1 projection c -> b one_to_one receptor inh"
            " projection b -> b fixed_in_degree(3) weight 0.1 rule s record spikes c",
            {}, diagnostics);
        source.projections.erase(source.projections.begin() + 3);  // sizes differ: not this one
        compiler::add_library_models(source, diagnostics);
        network = compiler::elaborate(std::move(source), "", 1000, diagnostics);
        plan = compiler::lower(network, diagnostics);
        compiler::quantise(network, plan, diagnostics);
        compiler::MapReport report;
        const compiler::Mapping mapping = compiler::map(
            network, plan, core,
            {.mesh = mesh, .strategy = compiler::Strategy::Random, .cores = mesh.x * mesh.y},
            diagnostics, report);
        compiler::Layout layout = compiler::allocate(network, plan, mapping, core, diagnostics);
        const auto encoded = compiler::encode(layout, diagnostics);
        image = compiler::emit(network, plan, mapping, std::move(layout), encoded, core);
    }

    std::vector<std::uint64_t>& region(Region which, std::size_t core = 0) {
        return image.cores[core].region[static_cast<std::size_t>(which)];
    }
    bool accepted() {
        diagnostics.list.clear();
        compiler::rebuild(network, plan, image, diagnostics);
        return !diagnostics.failed();
    }
};

}  // namespace

TEST_CASE("an image as emitted is the network", "[compiler]") {
    for (const auto mesh : {compiler::Place{1, 1}, compiler::Place{3, 2}}) {
        Compiled compiled(mesh);
        REQUIRE_FALSE(compiled.diagnostics.failed());
        CHECK(compiled.accepted());
    }
}

TEST_CASE("every changed field of every synapse is noticed", "[compiler]") {
    Compiled compiled({2, 1});
    std::size_t synapses = 0;
    std::vector<std::uint64_t*> words;
    for (std::size_t core = 0; core < compiled.image.cores.size(); ++core)
        for (std::uint64_t& raw : compiled.region(Region::Synapse, core)) words.push_back(&raw);
    for (std::uint64_t* const place : words) {
        std::uint64_t& raw = *place;
        const spec::SynapseWord word = spec::SynapseWord::unpack(raw);
        if (word.ordinal == spec::limits::EmptyOrdinal) continue;
        ++synapses;
        const std::uint64_t before = raw;
        const auto changed = [&](auto change) {
            spec::SynapseWord other = word;
            change(other);
            raw = other.pack();
            CHECK_FALSE(compiled.accepted());
            raw = before;
        };
        changed([](spec::SynapseWord& w) { w.weight = static_cast<std::int16_t>(w.weight ^ 1); });
        changed([](spec::SynapseWord& w) { w.tag = 1; });
        changed([](spec::SynapseWord& w) { w.slot ^= 64; });
        changed([](spec::SynapseWord& w) { w.slot ^= 1; });
        changed([](spec::SynapseWord& w) { w.target ^= 1; });
        changed([](spec::SynapseWord& w) { w.ordinal ^= 1; });
        changed([](spec::SynapseWord& w) { w.ordinal = spec::limits::EmptyOrdinal; });
    }
    CHECK(synapses > 80);
    CHECK(compiled.accepted());
}

TEST_CASE("changed rows, ids, fan-out lists and chains are noticed", "[compiler]") {
    Compiled compiled({2, 2});
    const auto flipped = [&](Region which, std::size_t index, std::uint64_t bits) {
        CAPTURE(spec::to_string(which), index);
        std::uint64_t& word = compiled.region(which).at(index);
        word ^= bits;
        CHECK_FALSE(compiled.accepted());
        word ^= bits;
    };
    flipped(Region::Row, 0, std::uint64_t{1} << 17);  // pointer
    flipped(Region::Row, 0, std::uint64_t{1} << 8);   // words
    flipped(Region::Row, 0, std::uint64_t{1} << 2);   // descriptor
    flipped(Region::AxonId, 0, 1);
    const auto& ids = compiled.region(Region::NeuronId);
    const auto some = std::find_if(ids.begin(), ids.end(),
                                   [](std::uint64_t id) { return id != spec::limits::NoId; });
    REQUIRE(some != ids.end());
    flipped(Region::NeuronId, static_cast<std::size_t>(some - ids.begin()), 1);
    flipped(Region::FanoutHead, 0, 1);
    flipped(Region::Fanout, 0, 1);
    flipped(Region::Fanout, 0, std::uint64_t{1} << 17);  // core
    const auto& chains = compiled.region(Region::NeuronChain);
    const auto used = std::find_if(chains.begin(), chains.end(), [](std::uint64_t word) {
        return spec::ChainWord::unpack(static_cast<std::uint32_t>(word)).fan_in != 0;
    });
    REQUIRE(used != chains.end());
    const auto neuron = static_cast<std::size_t>(used - chains.begin());
    flipped(Region::NeuronChain, neuron, std::uint64_t{1} << 14);  // head
    flipped(Region::NeuronChain, neuron, std::uint64_t{1} << 15);  // fan-in
}

}  // namespace bouton::test
