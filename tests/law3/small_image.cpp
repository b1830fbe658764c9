// SPDX-License-Identifier: Apache-2.0
#include "tests/law3/small_image.hpp"

#include <string>

namespace bouton::law3 {
namespace {

using spec::Region;

constexpr std::uint32_t descriptor_words = 8, neurons = 2, axons = 2;

class Maker {
  public:
    explicit Maker(const SmallImage& small) : small_(small) {
        image_.network = "small";
        image_.configuration = "tiny";
        image_.cores.resize(1);
        image_.floats.resize(1);
    }

    image::Image make() {
        for (std::uint32_t i = 0; i < small_.constants.size(); ++i) {
            set(Region::Constant, i, static_cast<std::uint16_t>(small_.constants[i]));
        }
        groups();
        rows();
        spec::ControlWord control;
        control.learn = true;
        control.has_pre = !small_.pre.empty();
        control.has_post = !small_.post.empty();
        control.has_deliver = !small_.deliver.empty();
        csr(spec::Csr::Control, control.pack());
        csr(spec::Csr::NeuronGroups, 1);
        csr(spec::Csr::ScanLast, axons);
        csr(spec::Csr::ScanWords, neurons * axons);
        csr(spec::Csr::Pending0, 0);
        return image_;
    }

  private:
    void set(Region r, std::uint32_t index, std::uint64_t word) {
        auto& words = image_.cores[0].region[static_cast<std::size_t>(r)];
        if (words.size() <= index) words.resize(index + 1, spec::region_info(r).empty);
        words[index] = word;
    }

    void csr(spec::Csr r, std::uint64_t word) {
        set(Region::Csr, static_cast<std::uint32_t>(r), word);
    }

    std::uint16_t program(std::vector<spec::Instruction> words) {
        words.back().end = true;
        const std::uint32_t pc = pc_;
        for (const spec::Instruction& i : words) set(Region::Program, pc_++, i.pack());
        return static_cast<std::uint16_t>(pc);
    }

    std::uint8_t add(const spec::Descriptor& d) {
        const auto raw = d.pack();
        for (std::uint32_t i = 0; i < descriptor_words; ++i) {
            set(Region::Descriptor, descriptors_ * descriptor_words + i, raw[i]);
        }
        return static_cast<std::uint8_t>(descriptors_++);
    }

    std::uint32_t group(const std::vector<spec::Instruction>& words) {
        if (words.empty()) return 0;
        spec::Descriptor d;
        d.has_main = true;
        d.main_pc = program(words);
        d.dshift = small_.dshift;
        d.grid = 16;
        return spec::GroupWord{.valid = true, .descriptor = add(d)}.pack();
    }

    void groups() {
        using spec::Op;
        using spec::Operand;
        const std::vector<spec::Instruction> clear{
            op(Op::Add, 0, code(Operand::D0), code(Operand::Zero)),
            op(Op::Add, 0, code(Operand::D0, 1), code(Operand::Zero))};
        set(Region::NeuronGroup, 0, group(small_.neuron.empty() ? clear : small_.neuron));
        set(Region::AxonGroup, 0, group(small_.axon));
        csr(spec::Csr::CoreDescriptor, group(small_.core));
        for (std::uint32_t n = 0; n < neurons; ++n) {
            set(Region::NeuronId, n, 10 + n);
            set(Region::NeuronState, n, 0);
            spec::FanoutHeadWord head;
            head.valid = small_.spikes_to_host;
            head.pointer = static_cast<std::uint16_t>(n);
            set(Region::FanoutHead, n, head.pack());
            spec::FanoutWord f;
            f.last = true;
            f.kind = static_cast<std::uint8_t>(spec::FanoutKind::Host);
            set(Region::Fanout, n, f.pack());
        }
    }

    void rows() {
        spec::Descriptor d;
        d.lo = small_.lo;
        d.hi = small_.hi;
        d.grid = small_.grid;
        d.gain = small_.gain;
        d.has_main = !small_.pre.empty();
        if (d.has_main) d.main_pc = program(small_.pre);
        d.has_post = !small_.post.empty();
        if (d.has_post) d.post_pc = program(small_.post);
        d.has_deliver = !small_.deliver.empty();
        if (d.has_deliver) d.deliver_pc = program(small_.deliver);
        const std::uint8_t index = add(d);
        const std::uint32_t stride = small_.wide ? 2 : 1;
        for (std::uint32_t a = 0; a < axons; ++a) {
            set(Region::AxonId, a, 20 + a);
            spec::RowWord row;
            row.pointer = static_cast<std::uint16_t>(a * stride);
            row.words = 1;
            row.descriptor = index;
            row.wide = small_.wide;
            set(Region::Row, a, row.pack());
            for (std::uint32_t i = 0; i < stride; ++i) {
                const spec::OwnerWord owner{.descriptor = index,
                                            .axon = static_cast<std::uint16_t>(a)};
                set(Region::Owner, row.pointer + i, owner.pack());
            }
            for (std::uint32_t lane = 0; lane < lanes; ++lane) {
                spec::SynapseWord s;
                s.weight = small_.weight;
                s.slot = 1;
                s.ordinal = 0;
                s.alive = true;
                // The chain of the only neuron of the lane: axon 0's synapse, then axon 1's.
                s.next = static_cast<std::uint16_t>(d.has_post && a == 0 ? stride : 0);
                set(Region::Synapse, row.pointer * lanes + lane, s.pack());
                if (small_.wide) set(Region::Synapse, (row.pointer + 1) * lanes + lane, 0);
            }
        }
        for (std::uint32_t n = 0; n < neurons && d.has_post; ++n) {
            set(Region::NeuronChain, n, spec::ChainWord{.fan_in = axons, .head = 0}.pack());
        }
    }

    const SmallImage& small_;
    image::Image image_;
    std::uint32_t pc_ = 0, descriptors_ = 0;
};

}  // namespace

image::Image make(const SmallImage& small) {
    return Maker(small).make();
}

spec::Instruction op(spec::Op o, std::uint8_t rd, std::uint8_t ra, std::uint8_t rb, std::uint8_t sh,
                     spec::Store st) {
    spec::Instruction i;
    i.op = static_cast<std::uint8_t>(o);
    i.rd = rd;
    i.ra = ra;
    i.rb = rb;
    i.sh = sh;
    i.st = static_cast<std::uint8_t>(st);
    return i;
}

}  // namespace bouton::law3
