// SPDX-License-Identifier: Apache-2.0
// The rebuild notices any difference between the image and the network.
#include "compiler/emit/emit.hpp"
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

    Compiled() {
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
        network = compiler::elaborate(std::move(source), "", core, diagnostics);
        plan = compiler::lower(network, diagnostics);
        compiler::quantise(network, plan, diagnostics);
        const compiler::Layout layout = compiler::allocate(network, plan, core, diagnostics);
        image = compiler::emit(network, plan, layout,
                               compiler::encode(layout.descriptors, diagnostics), core);
    }

    std::vector<std::uint64_t>& region(Region which) {
        return image.cores[0].region[static_cast<std::size_t>(which)];
    }
    bool accepted() {
        diagnostics.list.clear();
        compiler::rebuild(network, plan, image, diagnostics);
        return !diagnostics.failed();
    }
};

}  // namespace

TEST_CASE("an image as emitted is the network", "[compiler]") {
    Compiled compiled;
    REQUIRE_FALSE(compiled.diagnostics.failed());
    CHECK(compiled.accepted());
}

TEST_CASE("every changed field of every synapse is noticed", "[compiler]") {
    Compiled compiled;
    auto& words = compiled.region(Region::Synapse);
    std::size_t synapses = 0;
    for (std::uint64_t& raw : words) {
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
    Compiled compiled;
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
    flipped(Region::NeuronId, 3, 1);
    flipped(Region::FanoutHead, 0, 1);
    flipped(Region::Fanout, 0, 1);
    flipped(Region::NeuronChain, 0, 1);                       // head
    flipped(Region::NeuronChain, 0, std::uint64_t{1} << 15);  // fan-in
}

}  // namespace bouton::test
