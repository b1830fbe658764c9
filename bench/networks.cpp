// SPDX-License-Identifier: Apache-2.0
#include "bench/networks.hpp"

#include <cmath>
#include <random>
#include <string>

#include "bench/builder.hpp"

namespace bouton::bench {

namespace {

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
