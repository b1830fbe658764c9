// SPDX-License-Identifier: Apache-2.0
// Parity: a bad word is neither used nor learned from, it is counted, latched with its place, and
// stops the next step.
#include <catch2/catch.hpp>

#include "spec/image/fault.hpp"
#include "tests/sim/model/machine.hpp"

using namespace bouton;
using namespace bouton::model::testing;

namespace {

struct Faulty : Machine {
    Faulty() : Machine(false) {
        const auto pre = program({op(Op::Add, T, T, K(0), 0, Store::Nearest)});
        constant(0, 1);
        descriptor(
            1, {.grid = 16, .post_pc = pre, .main_pc = pre, .has_post = true, .has_main = true});
        row(0, {.pointer = 0, .words = 2, .descriptor = 1});
        for (std::uint32_t address = 0; address < 2; ++address) {
            for (std::uint32_t lane = 0; lane < 2; ++lane) {
                synapse(address, lane,
                        {.weight = 10,
                         .next = 1,
                         .slot = 1,
                         .target = 0,
                         .ordinal = static_cast<std::uint8_t>(address),
                         .alive = true});
            }
        }
        control({});
    }
    void control(spec::ControlWord word) {
        word.has_pre = word.has_post = word.learn = true;
        set(Csr::Control, word.pack());
    }
    void poison(Region region, std::uint32_t index, std::uint64_t word) {
        control({.poison = true});
        write(region, index, word);
    }
};

}  // namespace

TEST_CASE("a bad synapse word is an empty slot, is not written, and stops the next step") {
    Faulty m;
    m.poison(Region::Synapse, 2, m.read(Region::Synapse, 2));
    CHECK_FALSE(spec::ControlWord::unpack(m.get(Csr::Control)).poison);
    CHECK(m.count(Counter::Parity) == 0);
    m.step({m.spike(0)});
    CHECK(m.dendrite(0, 1) == 10);
    CHECK(m.dendrite(1, 1) == 20);
    CHECK(m.synapse(0, 0).tag == 1);
    CHECK(m.synapse(1, 1).tag == 1);
    CHECK(m.count(Counter::Parity) == 2);  // DELIVER and PRE
    CHECK(m.get(Csr::Status) == 2);
    CHECK(m.get(Csr::FaultRegion) == static_cast<std::uint32_t>(Region::Synapse));
    CHECK(m.get(Csr::FaultLane) == 0);
    CHECK(m.get(Csr::FaultAddress) == 1);
    try {
        m.step();
        FAIL("a step ran");
    } catch (const image::FaultError& e) {
        CHECK(e.region == Region::Synapse);
        CHECK(e.lane == 0);
        CHECK(e.address == 1);
        CHECK(e.core == 0);
    }
    CHECK(m.now() == 1);
    m.control({.clear_fault = true});
    CHECK(m.get(Csr::Status) == 0);
    m.synapse(1, 0, {.weight = 4, .slot = 1, .target = 0, .alive = true});
    m.step({m.spike(0)});
    CHECK(m.synapse(1, 0).tag == 1);
    CHECK(m.count(Counter::Parity) == 2);
}

TEST_CASE("a chain ends at a bad word") {
    Faulty m;
    const auto neuron = m.program({raise(bits(Flag::Post))});
    m.descriptor(0, {.main_pc = neuron, .has_main = true});
    m.neurons(2, 0);
    m.scan(0, 1, 100);
    for (const std::uint32_t n : {0u, 1u}) {
        m.write(Region::NeuronChain, n, spec::ChainWord{.fan_in = 2, .head = 0}.pack());
    }
    m.poison(Region::Synapse, 0, m.read(Region::Synapse, 0));
    m.step();
    CHECK(m.synapse(1, 0).tag == 0);
    CHECK(m.synapse(1, 1).tag == 1);
    CHECK(m.count(Counter::Parity) == 1);
}

TEST_CASE(
    "a bad id makes its neuron invalid, and other bad words read as zero until they are written") {
    Faulty m;
    const auto neuron = m.program({op(Op::Add, S(1), S(0), K(0), 0, Store::Nearest)});
    m.descriptor(0, {.main_pc = neuron, .has_main = true});
    m.neurons(2, 0);
    SECTION("id") {
        m.poison(Region::NeuronId, 1, 77);
        m.step();
        CHECK(m.state(0, 1) == 256);
        CHECK(m.state(1, 1) == 0);
        CHECK(m.get(Csr::FaultRegion) == static_cast<std::uint32_t>(Region::NeuronId));
        CHECK(m.get(Csr::FaultLane) == 1);
    }
    SECTION("state") {
        m.poison(Region::NeuronState, 0, 1000);
        CHECK(m.state(0, 0) == 0);
        m.step();
        CHECK(m.state(0, 1) == 256);
    }
    SECTION("a word that is only written is good again") {
        m.poison(Region::NeuronState, 2, 1000);
        m.step();
        CHECK(m.count(Counter::Parity) == 0);
        CHECK(m.state(0, 1) == 256);
    }
}
