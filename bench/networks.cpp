// SPDX-License-Identifier: Apache-2.0
#include "bench/networks.hpp"

#include <algorithm>
#include <cmath>
#include <random>
#include <stdexcept>
#include <string>

#include "spec/image/validate.hpp"

namespace bouton::bench {

namespace {

using spec::Instruction;
using spec::Op;
using spec::Region;
using spec::Store;

constexpr std::uint8_t zero = 47, fired = 36, rnd = 38;
constexpr std::uint8_t r(unsigned n) {
    return static_cast<std::uint8_t>(n);
}
constexpr std::uint8_t d(unsigned n) {
    return static_cast<std::uint8_t>(12 + n);
}
constexpr std::uint8_t s(unsigned n) {
    return static_cast<std::uint8_t>(16 + n);
}
constexpr std::uint8_t x(unsigned n) {
    return static_cast<std::uint8_t>(32 + n);
}
constexpr std::uint8_t k(unsigned n) {
    return static_cast<std::uint8_t>(48 + n);
}
constexpr std::uint8_t w = 8, set_gt = 1;

enum When : std::uint8_t { Always = 0, IfP = 1 };

Instruction op(Op code, std::uint8_t rd, std::uint8_t ra, std::uint8_t rb, std::uint8_t sh = 0,
               Store st = Store::None, When pr = Always) {
    return {.op = static_cast<std::uint8_t>(code),
            .rd = rd,
            .ra = ra,
            .rb = rb,
            .sh = sh,
            .st = static_cast<std::uint8_t>(st),
            .pr = pr};
}

// One core of the default configuration, filled from the front.
class Builder {
  public:
    Builder() : configuration_(*spec::find_configuration("default")) {}

    void put(Region region, std::uint32_t index, std::uint64_t word) {
        auto& words = core_.region[static_cast<std::size_t>(region)];
        if (words.size() <= index) {
            words.resize(index + 1, region == Region::Csr ? 0 : spec::region_info(region).empty);
        }
        words[index] = word;
    }
    void put(spec::Csr csr, std::uint32_t word) {
        put(Region::Csr, static_cast<std::uint32_t>(csr), word);
    }

    std::uint16_t program(std::vector<Instruction> code) {
        const auto pc = static_cast<std::uint16_t>(pc_);
        code.back().end = true;
        for (const Instruction& i : code) put(Region::Program, pc_++, i.pack());
        return pc;
    }

    void descriptor(std::uint32_t number, const spec::Descriptor& word) {
        const auto raw = word.pack();
        for (std::uint32_t i = 0; i < raw.size(); ++i)
            put(Region::Descriptor, number * 8 + i, raw[i]);
    }

    void constants(std::uint32_t bank, const std::vector<std::int16_t>& values) {
        for (std::uint32_t i = 0; i < values.size(); ++i) {
            put(Region::Constant, bank * 16 + i, static_cast<std::uint16_t>(values[i]));
        }
    }

    void neuron_groups(std::uint32_t neurons, std::uint8_t descriptor) {
        const std::uint32_t groups = (neurons + configuration_.lanes - 1) / configuration_.lanes;
        for (std::uint32_t g = 0; g < groups; ++g) {
            put(Region::NeuronGroup, g,
                spec::GroupWord{.valid = true, .descriptor = descriptor}.pack());
        }
        for (std::uint32_t n = 0; n < neurons; ++n) put(Region::NeuronId, n, n);
        put(spec::Csr::NeuronGroups, groups);
    }

    void axon_groups(std::uint32_t axons, std::uint8_t descriptor) {
        for (std::uint32_t g = 0; g < (axons + configuration_.lanes - 1) / configuration_.lanes;
             ++g) {
            put(Region::AxonGroup, g,
                spec::GroupWord{.valid = true, .descriptor = descriptor}.pack());
        }
        for (std::uint32_t a = 0; a < axons; ++a) put(Region::AxonId, a, 1000 + a);
        put(spec::Csr::ScanLast, axons);
    }

    // Every axon on neurons 0..targets-1, weights between 0 and `largest`, delay 1; chains through
    // all.
    void all_to_all(std::uint32_t axons, std::uint32_t targets, std::uint8_t descriptor,
                    std::int16_t largest) {
        std::mt19937 random(1);
        const std::uint32_t lanes = configuration_.lanes;
        const std::uint32_t words = (targets + lanes - 1) / lanes;
        for (std::uint32_t a = 0; a < axons; ++a) {
            const std::uint32_t pointer = a * words;
            put(Region::Row, a,
                spec::RowWord{.pointer = static_cast<std::uint16_t>(pointer),
                              .words = static_cast<std::uint16_t>(words),
                              .descriptor = descriptor}
                    .pack());
            for (std::uint32_t i = 0; i < words; ++i) {
                put(Region::Owner, pointer + i,
                    spec::OwnerWord{.descriptor = descriptor, .axon = static_cast<std::uint16_t>(a)}
                        .pack());
            }
            for (std::uint32_t n = 0; n < targets; ++n) {
                const bool last = a + 1 == axons;
                const std::uint32_t next = last ? 0 : pointer + words + n / lanes;
                put(Region::Synapse, pointer * lanes + n,
                    spec::SynapseWord{.weight = static_cast<std::int16_t>(
                                          random() % static_cast<std::uint32_t>(largest)),
                                      .next = static_cast<std::uint16_t>(next),
                                      .slot = 1,
                                      .target = static_cast<std::uint8_t>(n / lanes),
                                      .alive = true}
                        .pack());
            }
        }
        for (std::uint32_t n = 0; n < targets; ++n) {
            put(Region::NeuronChain, n,
                spec::ChainWord{.fan_in = static_cast<std::uint16_t>(axons),
                                .head = static_cast<std::uint16_t>(n / lanes)}
                    .pack());
        }
    }

    image::Image image(std::string name) const {
        image::Image result;
        result.network = std::move(name);
        result.configuration = configuration_.name;
        result.cores = {core_};
        result.floats.resize(1);
        return result;
    }

  private:
    const spec::Configuration& configuration_;
    image::Core core_;
    std::uint32_t pc_ = 0;
};

constexpr std::int16_t share(double value) {
    return static_cast<std::int16_t>(std::lround(value * 32768));
}

// X0 decays by 2^-5 and a spike adds to it.
std::vector<Instruction> trace_program() {
    return {op(Op::Dcy, r(0), x(0), k(0), 15), op(Op::Mul, r(1), fired, k(1), 15),
            op(Op::Add, x(0), r(0), r(1), 0, Store::TowardZero)};
}

}  // namespace

Network dense_network() {
    constexpr std::uint32_t neurons = 256, axons = 256;
    Builder b;
    b.constants(0, {share(-1.0 / 20), share(1.0 / 64), share(0.2)});
    b.constants(1, {-20, 20});
    const auto neuron = b.program({
        op(Op::Add, s(0), d(0), zero, 0, Store::TowardZero),
        op(Op::Cmp, set_gt, k(2), rnd),
        op(Op::Dcy, r(0), s(1), k(0), 15),
        op(Op::Sel, r(1), k(1), zero),
        op(Op::Add, s(1), r(0), r(1), 0, Store::TowardZero),
        op(Op::Add, s(2), d(1), zero, 0, Store::TowardZero),
        op(Op::Flg, 2, zero, zero, 0, Store::None, IfP),
    });
    const auto trace = b.program(trace_program());
    const auto pre = b.program({op(Op::Mac, w, s(1), k(0), 15, Store::Stochastic)});
    const auto post = b.program({op(Op::Mac, w, x(0), k(1), 15, Store::Stochastic)});
    b.descriptor(0, {.grid = 16, .salt = 1, .main_pc = neuron, .has_main = true});
    b.descriptor(1, {.grid = 16, .salt = 2, .main_pc = trace, .has_main = true});
    b.descriptor(2, {.grid = 16,
                     .hi = 32767,
                     .lo = 0,
                     .salt = 3,
                     .bank = 1,
                     .post_pc = post,
                     .main_pc = pre,
                     .has_post = true,
                     .has_main = true});
    b.neuron_groups(neurons, 0);
    b.axon_groups(axons, 1);
    b.all_to_all(axons, neurons, 2, 16384);
    b.put(spec::Csr::ScanWords, 8192);
    b.put(spec::Csr::Control,
          spec::ControlWord{.has_post = true, .has_pre = true, .learn = true}.pack());
    return {"dense", b.image("dense"), axons, 0.2 * axons};
}

Network digits_network() {
    constexpr std::uint32_t neurons = 251, axons = 100;
    Builder b;
    b.constants(0, {share(-1.0 / 100), share(-1.0 / 10000), share(0.3), share(0.001),
                    share(-1.0 / 20), share(0.0054)});
    b.constants(1, {share(-1.0 / 20), share(0.5)});
    b.constants(2, {300, -120});
    const auto neuron = b.program({
        op(Op::Dcy, r(0), s(0), k(0), 15),  // leak
        op(Op::Add, r(0), r(0), d(0), 4),   // excitation
        op(Op::Sub, r(0), r(0), d(1), 4),   // inhibition
        op(Op::Dcy, r(1), s(1), k(1), 15),  // threshold
        op(Op::Add, r(2), r(1), k(2)),
        op(Op::Cmp, set_gt, r(0), r(2)),
        op(Op::Add, r(1), r(1), k(3), 0, Store::None, IfP),
        op(Op::Sel, s(0), zero, r(0), 0, Store::TowardZero),  // reset
        op(Op::Cmp, set_gt, k(5), rnd),                       // the winner, by lot
        op(Op::Add, s(1), r(1), zero, 0, Store::Stochastic),
        op(Op::Flg, 2, zero, zero, 0, Store::None, IfP),
    });
    const auto trace = b.program(trace_program());
    const auto post = b.program(
        {op(Op::Sub, r(0), x(0), k(0), 8), op(Op::Mac, w, r(0), k(1), 16, Store::Stochastic)});
    b.descriptor(0, {.grid = 16, .salt = 1, .main_pc = neuron, .has_main = true});
    b.descriptor(1, {.grid = 16, .salt = 2, .bank = 1, .main_pc = trace, .has_main = true});
    b.descriptor(2, {.grid = 16,
                     .hi = 32767,
                     .lo = 0,
                     .salt = 3,
                     .bank = 2,
                     .post_pc = post,
                     .has_post = true});
    // The lot of 1 in 32768 a neuron and step: about one POST in 100 steps.
    b.constants(
        0, {share(-1.0 / 100), share(-1.0 / 10000), share(0.3), share(0.001), share(-1.0 / 20), 1});
    b.neuron_groups(neurons, 0);
    b.axon_groups(axons, 1);
    b.all_to_all(axons, neurons, 2, 500);
    b.put(spec::Csr::ScanWords, 3200);
    b.put(spec::Csr::Control, spec::ControlWord{.has_post = true, .learn = true}.pack());
    return {"digits", b.image("digits"), axons, 2.3};
}

std::vector<std::vector<spec::StreamWord>> random_input(const Network& network, std::uint64_t first,
                                                        std::uint32_t steps) {
    std::vector<std::vector<spec::StreamWord>> input(steps);
    std::mt19937_64 random(first);
    const auto threshold =
        static_cast<std::uint64_t>(network.events_per_step / network.axons * 0x1p32);
    for (std::uint32_t n = 0; n < steps; ++n) {
        for (std::uint32_t axon = 0; axon < network.axons; ++axon) {
            if (random() >> 32 >= threshold) continue;
            input[n].push_back({.kind = static_cast<std::uint8_t>(spec::StreamKind::Spike),
                                .step = static_cast<std::uint16_t>(first + n),
                                .core = 0,
                                .index = static_cast<std::uint16_t>(axon),
                                .payload = static_cast<std::int16_t>(spec::limits::UnitPayload)});
        }
    }
    return input;
}

}  // namespace bouton::bench
