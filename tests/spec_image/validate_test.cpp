// SPDX-License-Identifier: Apache-2.0
// Validation: the sample image is valid, and every one of these changes to it is found, with its
// place.
#include "spec/image/validate.hpp"

#include <catch2/catch.hpp>
#include <functional>

#include "spec/image/core_view.hpp"
#include "tests/spec_image/sample.hpp"

using namespace bouton;
using image::Image;
using spec::Region;
using test::sample_image;
using test::set_csr;
using test::set_descriptor;
using test::set_word;

namespace {

struct Case {
    const char* what;
    const char* place;  // contained in the place of some problem
    std::function<void(Image&)> change;
};

void change_synapse(Image& image, std::uint32_t index,
                    const std::function<void(spec::SynapseWord&)>& change) {
    auto word = image::unpack_at<spec::SynapseWord>(image.cores[0], Region::Synapse, index);
    change(word);
    set_word(image.cores[0], Region::Synapse, index, word.pack());
}

// The row of this axon entry goes on in the next one's.
void set_more(Image& image, std::uint32_t axon) {
    auto row = image::unpack_at<spec::RowWord>(image.cores[0], Region::Row, axon);
    row.more = true;
    set_word(image.cores[0], Region::Row, axon, row.pack());
}

const std::vector<Case> cases = {
    {"unknown configuration", "configuration", [](Image& i) { i.configuration = "huge"; }},
    {"no mesh", "mesh_x", [](Image& i) { i.mesh_x = 0; }},
    {"cores and mesh", "cores", [](Image& i) { i.mesh_x = 2; }},
    {"floats and mesh", "floats", [](Image& i) { i.floats.resize(2); }},
    {"no time", "step_seconds", [](Image& i) { i.step_seconds = 0; }},
    {"region too long", "NeuronId",
     [](Image& i) { set_word(i.cores[0], Region::NeuronId, 16, 0); }},
    {"word too wide", "NeuronState, word 0",
     [](Image& i) { set_word(i.cores[0], Region::NeuronState, 0, 1U << 24); }},
    {"float not finite", "weight",
     [](Image& i) { i.floats[0].weight = {std::numeric_limits<double>::infinity()}; }},
    {"reserved control bit", "Control",
     [](Image& i) { set_csr(i.cores[0], spec::Csr::Control, 1U << 31); }},
    {"poison", "Control", [](Image& i) { set_csr(i.cores[0], spec::Csr::Control, 0x190 | 4); }},
    {"too many neuron groups", "NeuronGroups",
     [](Image& i) { set_csr(i.cores[0], spec::Csr::NeuronGroups, 9); }},
    {"scan beyond the axons", "ScanLast",
     [](Image& i) { set_csr(i.cores[0], spec::Csr::ScanLast, 33); }},
    {"scan backwards", "ScanFirst", [](Image& i) { set_csr(i.cores[0], spec::Csr::ScanFirst, 5); }},
    {"plastic row outside the scan", "row of axon 3",
     [](Image& i) { set_csr(i.cores[0], spec::Csr::ScanLast, 3); }},
    {"program not announced", "Control",
     [](Image& i) { set_csr(i.cores[0], spec::Csr::Control, 0x80); }},
    {"group without a program", "NeuronGroup 1",
     [](Image& i) {
         set_word(i.cores[0], Region::NeuronGroup, 1, spec::GroupWord{true, 9}.pack());
     }},
    {"neuron program breaks a rule", "Neuron program, instruction 0",
     [](Image& i) { set_word(i.cores[0], Region::Program, 0, 0xf0000000U); }},
    {"axon program breaks a rule", "Axon program, instruction 1",
     [](Image& i) {
         set_word(i.cores[0], Region::Program, test::sample_axon_pc + 1, 0xf0000001U);
     }},
    {"core program breaks a rule", "Core program, instruction 0",
     [](Image& i) { set_word(i.cores[0], Region::Program, test::sample_core_pc, 0xf0000000U); }},
    {"PRE program breaks a rule", "Pre program, instruction 0",
     [](Image& i) { set_word(i.cores[0], Region::Program, test::sample_pre_pc, 0xf0000001U); }},
    {"receptor that is not read", "neuron group 0",
     [](Image& i) { change_synapse(i, 0, [](auto& w) { w.slot = 64 + 1; }); }},
    {"delay 0", "lane 0, address 0",
     [](Image& i) { change_synapse(i, 0, [](auto& w) { w.slot = 0; }); }},
    {"target group not in use", "lane 0, address 0",
     [](Image& i) { change_synapse(i, 0, [](auto& w) { w.target = 2; }); }},
    {"target neuron without an id", "lane 0, address 0",
     [](Image& i) { set_word(i.cores[0], Region::NeuronId, 0, spec::limits::NoId); }},
    {"empty but alive", "lane 0, address 0",
     [](Image& i) { change_synapse(i, 0, [](auto& w) { w.ordinal = 7; }); }},
    {"row beyond the memory", "row of axon 8",
     [](Image& i) {
         set_word(i.cores[0], Region::Row, 8, spec::RowWord{127, 2, 2, false, false}.pack());
     }},
    {"wide row beyond the memory", "row of axon 8",
     [](Image& i) {
         set_word(i.cores[0], Region::Row, 8, spec::RowWord{126, 2, 2, true, false}.pack());
     }},
    {"rows that share learning words", "row of axon 1",
     [](Image& i) {
         set_word(i.cores[0], Region::Row, 1, spec::RowWord{1, 2, 1, false, false}.pack());
     }},
    {"more on the last axon", "row of axon 31",
     [](Image& i) {
         set_word(i.cores[0], Region::Row, 31, spec::RowWord{0, 0, 0, false, true}.pack());
     }},
    {"grid 0", "descriptor 1",
     [](Image& i) {
         auto d = image::descriptor_at(i.cores[0], 1);
         d.grid = 0;
         set_descriptor(i.cores[0], 1, d);
     }},
    {"bounds the wrong way round", "descriptor 1",
     [](Image& i) {
         auto d = image::descriptor_at(i.cores[0], 1);
         d.lo = 20001;
         set_descriptor(i.cores[0], 1, d);
     }},
    {"gain 6", "descriptor 1",
     [](Image& i) {
         auto d = image::descriptor_at(i.cores[0], 1);
         d.gain = 6;
         set_descriptor(i.cores[0], 1, d);
     }},
    {"owner of another axon", "owner of address 3",
     [](Image& i) {
         set_word(i.cores[0], Region::Owner, 3, spec::OwnerWord{1, 3}.pack());
     }},
    {"fan-in too small", "chain of neuron 2",
     [](Image& i) {
         set_word(i.cores[0], Region::NeuronChain, 2, spec::ChainWord{3, 1}.pack());
     }},
    {"chain into another neuron", "chain of neuron 2",
     [](Image& i) {
         set_word(i.cores[0], Region::NeuronChain, 2, spec::ChainWord{4, 0}.pack());
     }},
    {"chain that loops", "chain of neuron 0, visit 1",
     [](Image& i) { change_synapse(i, 0, [](auto& w) { w.next = 0; }); }},
    {"chain out of the memory", "chain of neuron 0, visit 1",
     [](Image& i) { change_synapse(i, 0, [](auto& w) { w.next = 128; }); }},
    {"fan-out without an end", "fan-out of neuron 0",
     [](Image& i) { i.cores[0].region[static_cast<std::size_t>(Region::Fanout)].assign(8192, 8); }},
    {"fan-out to no core", "fan-out of neuron 0, entry 0, core x",
     [](Image& i) {
         set_word(i.cores[0], Region::Fanout, 0, spec::FanoutWord{true, 0, 1, 8}.pack());
     }},
    {"fan-out to no axon", "fan-out of neuron 0, entry 0, axon",
     [](Image& i) {
         set_word(i.cores[0], Region::Fanout, 0, spec::FanoutWord{true, 0, 0, 32}.pack());
     }},
    {"fan-out to a continuation", "fan-out of neuron 0, entry 0, axon",
     [](Image& i) { set_more(i, test::sample_recurrent_axon - 1); }},
    {"fan-out to no channel", "fan-out of neuron 0, entry 0, channel",
     [](Image& i) {
         set_word(i.cores[0], Region::Fanout, 0, spec::FanoutWord{true, 2, 0, 4}.pack());
     }},
    {"fan-out of no kind", "fan-out of neuron 0, entry 0",
     [](Image& i) {
         set_word(i.cores[0], Region::Fanout, 0, spec::FanoutWord{true, 3, 0, 0}.pack());
     }},
    {"neuron id too large", "NeuronId 4",
     [](Image& i) { set_word(i.cores[0], Region::NeuronId, 4, spec::limits::Ids); }},
    {"an event between steps", "AxonFlag",
     [](Image& i) { set_word(i.cores[0], Region::AxonFlag, 0, 1U << 16); }},
    {"two populations of one name", "population in",
     [](Image& i) { i.populations[1].name = "in"; }},
    {"neurons missing", "population out, neurons",
     [](Image& i) { i.populations[1].neurons.pop_back(); }},
    {"neuron out of range", "population out[0], index",
     [](Image& i) { i.populations[1].neurons[0].index = 16; }},
    {"neuron on no core", "population out[0], core",
     [](Image& i) { i.populations[1].neurons[0].core = 1; }},
    {"id of another neuron", "population out[0], id",
     [](Image& i) { set_word(i.cores[0], Region::NeuronId, 0, 77); }},
    {"axon out of range", "population in[2], index",
     [](Image& i) { i.populations[0].axons[2][0].index = 32; }},
    {"input to a continuation", "population in[2], axon", [](Image& i) { set_more(i, 1); }},
    {"ids beyond the limit", "population in, last id",
     [](Image& i) { i.populations[0].first_id = spec::limits::Ids - 1; }},
    {"projection from nowhere", "projection ff, pre", [](Image& i) { i.projections[0].pre = 2; }},
    {"projection onto inputs", "projection rec, post", [](Image& i) { i.projections[1].post = 0; }},
    {"synapse beyond the lanes", "projection ff, synapse 0, lane",
     [](Image& i) { i.projections[0].synapses[0].lane = 2; }},
    {"synapse beyond the memory", "projection ff, synapse 0, address",
     [](Image& i) { i.projections[0].synapses[0].address = 128; }},
    {"synapse in an empty slot", "projection ff, synapse 0",
     [](Image& i) { i.projections[0].synapses[0].address = 100; }},
    {"synapse of another neuron", "projection ff, synapse 0",
     [](Image& i) { i.projections[0].synapses[0].post = 2; }},
    {"synapse in another row", "projection ff, synapse 0",
     [](Image& i) { i.projections[0].synapses[0].axon = 1; }},
    {"scale 0", "projection ff.weight", [](Image& i) { i.projections[0].weight.scale = 0; }},
    {"state 16", "population out.v", [](Image& i) { i.populations[1].states[0].index = 16; }},
    {"modulator 7", "modulator reward", [](Image& i) { i.modulators[0].channel = 7; }},
    {"modulator of no range", "modulator reward, range",
     [](Image& i) { i.modulators[0].range = 0; }},
    {"note beyond the programs", "program lif", [](Image& i) { i.programs[0].pc = 1020; }},
};

}  // namespace

TEST_CASE("the sample image is valid", "[spec_image]") {
    for (const auto& p : image::validate(sample_image()))
        FAIL_CHECK(p.place << ": found " << p.found << ", expected " << p.expected);
    CHECK_NOTHROW(image::require_valid(sample_image()));
}

TEST_CASE("an image with one thing wrong has a problem at that place", "[spec_image]") {
    for (const Case& c : cases) {
        Image image = sample_image();
        c.change(image);
        const auto problems = image::validate(image);
        std::string places;
        bool found = false;
        for (const auto& p : problems) {
            places += p.place + ": " + p.found + "\n";
            found = found || p.place.find(c.place) != std::string::npos;
        }
        INFO(c.what << ", expected a problem at " << c.place << "\n" << places);
        CHECK(found);
        CHECK_THROWS_AS(image::require_valid(image, "f"), image::ImageError);
    }
}

TEST_CASE("a chip with many problems reports a readable number of them", "[spec_image]") {
    Image image = sample_image();
    for (std::uint32_t i = 0; i < 256; ++i)
        set_word(image.cores[0], Region::Synapse, i, spec::SynapseWord{}.pack());
    CHECK(image::validate(image).size() <= 64);
}
