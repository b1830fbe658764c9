// SPDX-License-Identifier: Apache-2.0
// PRE, POST, SWEEP and REWARD: on which synapses their programs run, and what KILL, REVIVE and A
// do.
#include <catch2/catch.hpp>
#include <random>

#include "tests/sim/model/machine.hpp"

using namespace bouton;
using namespace bouton::model::testing;

namespace {

constexpr Store nearest = Store::Nearest;

// Every program adds its own constant to T, in rows of one descriptor.
struct Learner : Machine {
    explicit Learner(bool reference) : Machine(reference) {
        constant(0, 1);
        constant(1, 10);
        constant(2, 100);
        constant(3, 1000);
        const auto tag = [this](unsigned k) {
            return program({op(Op::Add, T, T, K(k), 0, nearest)});
        };
        const auto pre = tag(0), post = tag(1), sweep = tag(2), reward = tag(3);
        descriptor(1, {.sweep_phase = 3,
                       .sweep_log2 = 2,
                       .grid = 16,
                       .reward_pc = reward,
                       .sweep_pc = sweep,
                       .post_pc = post,
                       .main_pc = pre,
                       .has_reward = true,
                       .has_sweep = true,
                       .has_post = true,
                       .has_main = true});
        descriptor(2, {.grid = 16});
        // Neurons raise POST when their D0 is above zero.
        const auto neuron = program(
            {op(Op::Cmp, SetGt, D(0), Zero), raise(bits(Flag::Post), Zero, Predicate::IfP)});
        descriptor(0, {.dshift = 16, .main_pc = neuron, .has_main = true});
        neurons(16, 0);
        // The core program raises REWARD when something is pending on channel 0.
        const auto core = program(
            {op(Op::Cmp, SetGt, P(0), Zero), raise(bits(Flag::Reward), Zero, Predicate::IfP)});
        descriptor(3, {.dshift = 16, .main_pc = core, .has_main = true});
        core_program(3);
        control({.has_reward = true,
                 .has_sweep = true,
                 .has_post = true,
                 .has_pre = true,
                 .learn = true});
    }

    void control(const spec::ControlWord& word) { set(Csr::Control, word.pack()); }
    std::int32_t tag(std::uint32_t address, std::uint32_t lane) const {
        return synapse(address, lane).tag;
    }
    void raise_post(std::uint32_t neuron) {
        set_dendrite(neuron, static_cast<std::uint32_t>(now() % 64), 5);
    }
};

// Axon 0: address 0, 1. Axon 1: address 2. Axon 2: address 3, without programs. Chains through what
// has POST.
void small_net(Learner& m) {
    m.row(0, {.pointer = 0, .words = 2, .descriptor = 1});
    m.row(1, {.pointer = 2, .words = 1, .descriptor = 1});
    m.row(2, {.pointer = 3, .words = 1, .descriptor = 2});
    m.synapse(0, 0, {.next = 2, .slot = 127, .target = 4, .alive = true});
    m.synapse(0, 1, {.next = 2, .slot = 127, .target = 5, .alive = true});
    m.synapse(1, 0, {.slot = 127, .target = 6, .alive = false});
    m.synapse(2, 0, {.slot = 127, .target = 4, .alive = true});
    m.synapse(2, 1, {.slot = 127, .target = 5, .alive = false});
    m.synapse(3, 0, {.slot = 127, .target = 4, .alive = true});
    m.write(Region::NeuronChain, 8, spec::ChainWord{.fan_in = 2, .head = 0}.pack());
    m.write(Region::NeuronChain, 11, spec::ChainWord{.fan_in = 2, .head = 0}.pack());
    m.write(Region::NeuronChain, 12, spec::ChainWord{.fan_in = 1, .head = 1}.pack());
    m.scan(0, 3, 100);
}

}  // namespace

TEST_CASE("PRE runs on the alive synapses of the axons that fired") {
    Learner m(GENERATE(true, false));
    small_net(m);
    m.step({m.spike(0), m.spike(2)});
    CHECK(m.tag(0, 0) == 1);
    CHECK(m.tag(0, 1) == 1);
    CHECK(m.tag(1, 0) == 0);
    CHECK(m.tag(2, 0) == 0);
    CHECK(m.tag(3, 0) == 0);
    CHECK(m.synapse(1, 1).ordinal == spec::limits::EmptyOrdinal);
    CHECK(m.count(Counter::PlasticVisits) == 2);
}

TEST_CASE(
    "POST runs on the alive synapses of the neurons that raised it, by chain and by scan alike") {
    const bool reference = GENERATE(true, false);
    const bool by_chain = GENERATE(true, false);
    CAPTURE(reference, by_chain);
    Learner m(reference);
    small_net(m);
    m.scan(0, 3, by_chain ? 5 : 4);
    for (const std::uint32_t neuron : {8u, 11u, 12u}) m.raise_post(neuron);
    m.step();
    CHECK(m.tag(0, 0) == 10);
    CHECK(m.tag(0, 1) == 10);
    CHECK(m.tag(1, 0) == 0);
    CHECK(m.tag(2, 0) == 10);
    CHECK(m.tag(2, 1) == 0);
    CHECK(m.tag(3, 0) == 0);
    CHECK(m.count(Counter::PlasticVisits) == 3);
    m.raise_post(8);
    m.step();
    CHECK(m.tag(0, 0) == 20);
    CHECK(m.tag(0, 1) == 10);
}

TEST_CASE("chain and scan give the same result on a random net with random draws") {
    const bool reference = GENERATE(true, false);
    CAPTURE(reference);
    Learner chain(reference), scan(reference);
    for (Learner* m : {&chain, &scan}) {
        const auto post = m->program({op(Op::Add, W, W, Rnd4, 9, Store::Stochastic)});
        m->descriptor(1, {.grid = 12, .hi = 9000, .lo = -9000, .post_pc = post, .has_post = true});
        m->set(Csr::SeedLow, 99);
        std::mt19937 random(4);
        std::uint32_t head[2][16] = {}, last[2][16] = {}, fan_in[2][16] = {};
        for (std::uint32_t axon = 0; axon < 20; ++axon) {
            m->write(Region::AxonId, axon, 50 + axon);
            m->row(axon,
                   {.pointer = static_cast<std::uint16_t>(axon * 4), .words = 4, .descriptor = 1});
            for (std::uint32_t address = axon * 4; address < axon * 4 + 4; ++address) {
                for (std::uint32_t lane = 0; lane < 2; ++lane) {
                    if (random() % 4 == 0) continue;
                    const std::uint32_t target = random() % 8;
                    m->synapse(address, lane,
                               {.weight = 100,
                                .slot = 127,
                                .target = static_cast<std::uint8_t>(target),
                                .ordinal = static_cast<std::uint8_t>(address % 4),
                                .alive = random() % 3 != 0});
                    if (fan_in[lane][target]++ == 0) {
                        head[lane][target] = address;
                    } else {
                        auto before = m->synapse(last[lane][target], lane);
                        before.next = static_cast<std::uint16_t>(address);
                        m->synapse(last[lane][target], lane, before);
                    }
                    last[lane][target] = address;
                }
            }
        }
        for (std::uint32_t neuron = 0; neuron < 16; ++neuron) {
            m->write(Region::NeuronChain, neuron,
                     spec::ChainWord{
                         .fan_in = static_cast<std::uint16_t>(fan_in[neuron % 2][neuron / 2]),
                         .head = static_cast<std::uint16_t>(head[neuron % 2][neuron / 2])}
                         .pack());
        }
    }
    chain.scan(0, 20, 1000);
    scan.scan(0, 20, 0);
    for (int n = 0; n < 40; ++n) {
        for (Learner* m : {&chain, &scan}) {
            for (std::uint32_t neuron = 0; neuron < 16; ++neuron) {
                if ((n * 7 + static_cast<int>(neuron) * 5) % 6 == 0) m->raise_post(neuron);
            }
            m->step();
        }
    }
    CHECK(chain.count(Counter::PlasticVisits) > 100);
    for (const auto counter :
         {Counter::PlasticVisits, Counter::Updates, Counter::Unchanged, Counter::Clipped}) {
        CHECK(chain.count(counter) == scan.count(counter));
    }
    for (std::uint32_t index = 0; index < 160; ++index) {
        REQUIRE(chain.read(Region::Synapse, index) == scan.read(Region::Synapse, index));
    }
}

TEST_CASE("SWEEP runs on all but empty slots when its phase has come") {
    Learner m(GENERATE(true, false));
    small_net(m);
    for (std::uint32_t step = 0; step < 9; ++step) {
        m.step();
        const std::int32_t due = (step >= 2) + (step >= 6);  // (t + 1) mod 4 == 3
        CHECK(m.tag(0, 0) == 100 * due);
        CHECK(m.tag(1, 0) == 100 * due);
        CHECK(m.tag(2, 1) == 100 * due);
        CHECK(m.tag(3, 0) == 0);
    }
    CHECK(m.count(Counter::PlasticVisits) == 10);
}

TEST_CASE("the scan range limits SWEEP") {
    Learner m(GENERATE(true, false));
    small_net(m);
    m.scan(1, 2, 0);
    for (int n = 0; n < 3; ++n) m.step();
    CHECK(m.tag(0, 0) == 0);
    CHECK(m.tag(2, 0) == 100);
}

TEST_CASE("REWARD runs in the step in which the core program raised it, on dead synapses too") {
    Learner m(GENERATE(true, false));
    small_net(m);
    m.control({.has_reward = true, .learn = true});
    m.step({m.modulate(0, 3)});
    CHECK(m.tag(0, 0) == 0);
    m.step();
    CHECK(m.tag(0, 0) == 1000);
    CHECK(m.tag(1, 0) == 1000);
    CHECK(m.tag(3, 0) == 0);
    m.step();
    CHECK(m.tag(0, 0) == 1000);
    CHECK(m.count(Counter::PlasticVisits) == 5);
}

TEST_CASE("nothing learns while learn is off, nor in a phase whose CTRL bit is off") {
    Learner m(GENERATE(true, false));
    small_net(m);
    m.control({.has_reward = true, .has_sweep = true, .has_post = true, .has_pre = true});
    m.raise_post(8);
    m.set(Csr::Pending0, 1);
    for (int n = 0; n < 4; ++n) m.step({m.spike(0)});
    m.control({.learn = true});
    m.raise_post(8);
    m.set(Csr::Pending0, 1);
    for (int n = 0; n < 4; ++n) m.step({m.spike(0)});
    CHECK(m.count(Counter::PlasticVisits) == 0);
    CHECK(m.tag(0, 0) == 0);
}

TEST_CASE(
    "KILL and REVIVE write the alive bit; a killed synapse neither delivers nor learns until "
    "revived") {
    const bool reference = GENERATE(true, false);
    CAPTURE(reference);
    Learner m(reference);
    small_net(m);
    const auto kill =
        m.program({op(Op::Cmp, SetEq, T, Zero), raise(bits(Flag::Kill), Zero, Predicate::IfP),
                   op(Op::Add, T, Zero, K(0), 0, nearest)});
    const auto revive = m.program({raise(bits(Flag::Revive))});
    m.descriptor(
        1,
        {.grid = 16, .reward_pc = revive, .main_pc = kill, .has_reward = true, .has_main = true});
    auto word = m.synapse(0, 1);
    word.tag = 5;
    m.synapse(0, 1, word);
    m.step({m.spike(0)});
    CHECK_FALSE(m.synapse(0, 0).alive);
    CHECK(m.synapse(0, 1).alive);
    CHECK(m.tag(0, 0) == 1);
    CHECK(m.count(Counter::SynapticOps) == 2);
    m.step({m.spike(0)});
    CHECK(m.count(Counter::SynapticOps) == 3);
    CHECK(m.count(Counter::PlasticVisits) == 3);
    m.set(Csr::Pending0, 1);
    m.step();
    CHECK(m.synapse(0, 0).alive);
    CHECK(m.synapse(1, 0).alive);
    CHECK(m.synapse(1, 1).ordinal == spec::limits::EmptyOrdinal);
    CHECK_FALSE(m.synapse(1, 1).alive);
    m.step({m.spike(0)});
    CHECK(m.count(Counter::SynapticOps) == 6);
}

TEST_CASE("a synapse program adds to A of its target, and the sum waits for the neuron") {
    const bool reference = GENERATE(true, false);
    Learner m(reference);
    small_net(m);
    const auto pre = m.program({op(Op::Add, TargetSum, T, K(1), 0, nearest)});
    m.descriptor(1, {.grid = 16, .main_pc = pre, .has_main = true});
    m.synapse(1, 0, {.tag = 7, .slot = 127, .target = 4, .alive = true});
    m.step({m.spike(0)});
    CHECK(m.read(Region::NeuronSum, 8) == 27);
    CHECK(m.read(Region::NeuronSum, 11) == 10);
    m.step({m.spike(1)});
    CHECK(m.read(Region::NeuronSum, 8) == 37);
}
