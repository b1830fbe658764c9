// SPDX-License-Identifier: Apache-2.0
// A small image written by hand, see sample.hpp.
#include "tests/spec_image/sample.hpp"

#include "spec/image/core_view.hpp"

namespace bouton::test {

using spec::Op;
using spec::Operand;
using spec::Region;
using spec::Store;

namespace {

constexpr std::uint32_t lanes = 2;
constexpr std::uint8_t neuron_descriptor = 0;
constexpr std::uint8_t plastic_descriptor = 1;
constexpr std::uint8_t static_descriptor = 2;
constexpr std::uint8_t core_descriptor = 3;

constexpr std::uint8_t code(Operand o, unsigned offset = 0) {
    return static_cast<std::uint8_t>(static_cast<unsigned>(o) + offset);
}
constexpr std::uint8_t r(unsigned i) {
    return code(Operand::R0, i);
}
constexpr std::uint8_t k(unsigned i) {
    return code(Operand::K0, i);
}
constexpr std::uint8_t s(unsigned i) {
    return code(Operand::S0, i);
}

struct Fields {
    std::uint8_t sh = 0;
    Store st = Store::None;
    std::uint8_t pr = 0;
    bool end = false;
};

void program(image::Core& core, std::uint32_t pc, Op op, std::uint8_t rd, std::uint8_t ra,
             std::uint8_t rb, Fields f = {}) {
    const spec::Instruction i{static_cast<std::uint8_t>(op),   rd,   ra,   rb, f.sh,
                              static_cast<std::uint8_t>(f.st), f.pr, f.end};
    set_word(core, Region::Program, pc, i.pack());
}

void programs(image::Core& core) {
    constexpr std::uint8_t zero = code(Operand::Zero);
    constexpr auto cut = Store::TowardZero;
    constexpr auto draw = Store::Stochastic;
    // v += D0; leak; spike and reset; y decays, and grows with a spike.
    program(core, 0, Op::Add, r(0), s(0), code(Operand::D0));
    program(core, 1, Op::Dcy, r(0), r(0), k(1), {.sh = 15});
    program(core, 2, Op::Cmp, 0, r(0), k(0));
    program(core, 3, Op::Flg, 3, k(2), zero, {.pr = 1});
    program(core, 4, Op::Sel, s(0), zero, r(0), {.st = cut});
    program(core, 5, Op::Dcy, r(1), s(1), k(1), {.sh = 15});
    program(core, 6, Op::Add, r(1), r(1), k(3), {.pr = 1});
    program(core, 7, Op::Add, s(1), r(1), zero, {.st = cut, .end = true});
    // x = lambda (x + fired / 8).
    program(core, 8, Op::Add, r(0), code(Operand::X0), code(Operand::Fired), {.sh = 3});
    program(core, 9, Op::Dcy, code(Operand::X0), r(0), k(1), {.sh = 15, .st = cut, .end = true});
    // Pair STDP.
    program(core, 10, Op::Mac, code(Operand::W), s(1), k(0), {.sh = 15, .st = draw, .end = true});
    program(core, 11, Op::Mac, code(Operand::W), code(Operand::X0), k(1),
            {.sh = 15, .st = draw, .end = true});
    // The modulator adds its input and decays.
    program(core, 12, Op::Add, r(0), code(Operand::G0), code(Operand::D0));
    program(core, 13, Op::Dcy, code(Operand::G0), r(0), k(1), {.sh = 15, .end = true});
    const std::int16_t neuron_constants[] = {1000, -4096, 0x4000, 2000};
    for (std::uint32_t i = 0; i < 4; ++i)
        set_word(core, Region::Constant, i, static_cast<std::uint16_t>(neuron_constants[i]));
    const std::int16_t rule_constants[] = {-6000, 8000};
    for (std::uint32_t i = 0; i < 2; ++i)
        set_word(core, Region::Constant, spec::limits::BankConstants + i,
                 static_cast<std::uint16_t>(rule_constants[i]));
}

void descriptors(image::Core& core) {
    spec::Descriptor neuron;
    neuron.dshift = 12;
    neuron.main_pc = sample_neuron_pc;
    neuron.has_main = true;
    set_descriptor(core, neuron_descriptor, neuron);
    spec::Descriptor plastic;
    plastic.grid = 16;
    plastic.hi = 20000;
    plastic.salt = 1;
    plastic.bank = 1;
    plastic.main_pc = sample_pre_pc;
    plastic.post_pc = sample_post_pc;
    plastic.has_main = plastic.has_post = true;
    set_descriptor(core, plastic_descriptor, plastic);
    set_descriptor(core, static_descriptor, spec::Descriptor{});
    spec::Descriptor own;
    own.dshift = 16;
    own.main_pc = sample_core_pc;
    own.has_main = true;
    set_descriptor(core, core_descriptor, own);
    spec::Descriptor axon;
    axon.main_pc = sample_axon_pc;
    axon.has_main = true;
    set_descriptor(core, core_descriptor + 1, axon);
}

void synapse(image::Image& image, image::Projection& projection, std::uint32_t axon,
             std::uint32_t pre, std::uint32_t post, std::uint32_t address, std::uint32_t next) {
    image::Core& core = image.cores[0];
    const std::uint32_t lane = post % lanes;
    spec::SynapseWord word;
    word.weight = static_cast<std::int16_t>(7000 + 300 * pre + 100 * post);
    word.next = static_cast<std::uint16_t>(next);
    word.slot = static_cast<std::uint8_t>(1 + pre % 3);
    word.target = static_cast<std::uint8_t>(post / lanes);
    word.alive = true;
    set_word(core, Region::Synapse, address * lanes + lane, word.pack());
    projection.synapses.push_back({pre, post, 0, lane, address, axon});
}

}  // namespace

void set_word(image::Core& core, Region region, std::uint32_t index, std::uint64_t word) {
    auto& words = core.region[static_cast<std::size_t>(region)];
    if (words.size() <= index) words.resize(index + 1, spec::region_info(region).empty);
    words[index] = word;
}

void set_csr(image::Core& core, spec::Csr csr, std::uint32_t word) {
    set_word(core, Region::Csr, static_cast<std::uint32_t>(csr), word);
}

void set_descriptor(image::Core& core, std::uint32_t index, const spec::Descriptor& descriptor) {
    const spec::Descriptor::Raw raw = descriptor.pack();
    for (std::uint32_t i = 0; i < raw.size(); ++i)
        set_word(core, Region::Descriptor, index * 8 + i, raw[i]);
}

image::Image sample_image() {
    image::Image image;
    image.network = "sample";
    image.configuration = "tiny";
    image.cores.resize(1);
    image.floats.resize(1);
    image.floats[0].constant = {1000.25, -4096.5};
    image::Core& core = image.cores[0];
    programs(core);
    descriptors(core);

    spec::ControlWord control;
    control.learn = control.has_pre = control.has_post = true;
    set_csr(core, spec::Csr::Control, control.pack());
    set_csr(core, spec::Csr::SeedLow, 7);
    set_csr(core, spec::Csr::NeuronGroups, sample_neurons / lanes);
    set_csr(core, spec::Csr::ScanLast, sample_inputs);
    set_csr(core, spec::Csr::ScanWords, 12);
    set_csr(core, spec::Csr::CoreDescriptor, spec::GroupWord{true, core_descriptor}.pack());

    image::Population in{.name = "in",
                         .kind = image::PopulationKind::Input,
                         .model = "poisson",
                         .first_id = sample_first_input_id,
                         .size = sample_inputs,
                         .neurons = {},
                         .axons = {},
                         .states = {},
                         .recorded = false};
    image::Population out{.name = "out",
                          .kind = image::PopulationKind::Neuron,
                          .model = "lif",
                          .first_id = 0,
                          .size = sample_neurons,
                          .neurons = {},
                          .axons = {},
                          .states = {{"v", "mV", 0, 1.0 / 1024, 0}, {"y", "1", 1, 0.25, 0}},
                          .recorded = true};
    image::Projection ff{.name = "ff",
                         .pre = 0,
                         .post = 1,
                         .rule = "pair",
                         .weight = {"weight", "nA", 0, 0.001, 0},
                         .tag = {"tag", "1", 0, 1.0, 0},
                         .traces = {{"x", "1", 0, 0.5, 0}},
                         .synapses = {}};
    image::Projection rec{.name = "rec",
                          .pre = 1,
                          .post = 1,
                          .rule = "",
                          .weight = {"weight", "nA", 0, 0.001, 0},
                          .tag = {"tag", "1", 0, 1.0, 0},
                          .traces = {},
                          .synapses = {}};

    for (std::uint32_t n = 0; n < sample_neurons; ++n) {
        out.neurons.push_back({0, n});
        set_word(core, Region::NeuronId, n, n);
        set_word(core, Region::NeuronGroup, n / lanes,
                 spec::GroupWord{true, neuron_descriptor}.pack());
        set_word(core, Region::NeuronChain, n,
                 spec::ChainWord{sample_inputs, static_cast<std::uint16_t>(n / lanes)}.pack());
        // Neuron 0's list: its axon, then the host; the others share its tail.
        set_word(core, Region::FanoutHead, n,
                 spec::FanoutHeadWord{true, static_cast<std::uint16_t>(n == 0 ? 0 : 1)}.pack());
    }
    set_word(core, Region::Fanout, 0, spec::FanoutWord{false, 0, 0, sample_recurrent_axon}.pack());
    set_word(core, Region::Fanout, 1, spec::FanoutWord{true, 1, 0, 0}.pack());

    for (std::uint32_t a = 0; a < sample_inputs; ++a) {
        in.axons.push_back({{0, a}});
        set_word(core, Region::AxonId, a, sample_first_input_id + a);
        set_word(core, Region::AxonGroup, a / lanes,
                 spec::GroupWord{true, core_descriptor + 1}.pack());
        const auto pointer = static_cast<std::uint16_t>(2 * a);
        set_word(core, Region::Row, a,
                 spec::RowWord{pointer, 2, plastic_descriptor, false, false}.pack());
        for (std::uint32_t i = 0; i < 2; ++i)
            set_word(core, Region::Owner, pointer + i,
                     spec::OwnerWord{plastic_descriptor, static_cast<std::uint16_t>(a)}.pack());
        for (std::uint32_t n = 0; n < sample_neurons; ++n)
            synapse(image, ff, a, a, n, pointer + n / lanes, pointer + 2 + n / lanes);
    }
    set_word(core, Region::AxonId, sample_recurrent_axon, 0);
    set_word(core, Region::Row, sample_recurrent_axon,
             spec::RowWord{8, 1, static_descriptor, false, false}.pack());
    synapse(image, rec, sample_recurrent_axon, 0, 1, 8, 0);

    image.populations = {in, out};
    image.projections = {ff, rec};
    image.modulators = {{"reward", 0, 0.001 / 65536, 0.001, 32, "1"}};
    image.programs = {{"lif", 0, sample_neuron_pc, 8, 0}, {"pair.pre", 0, sample_pre_pc, 1, 3}};
    image.quantisation = {{"ff", 0.001, 16, 0, 0, 0.0001, 0.0003}};
    return image;
}

}  // namespace bouton::test
