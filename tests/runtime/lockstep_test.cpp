// SPDX-License-Identifier: Apache-2.0
// Lockstep: two devices that agree run as one, and one that errs is caught in the step, phase and
// element where it does.
#include "runtime/session/lockstep.hpp"

#include <catch2/catch.hpp>

#include "runtime/device/adapter.hpp"
#include "runtime/session/random_input.hpp"
#include "sim/model/chip.hpp"
#include "tests/runtime/sample_session.hpp"

using namespace bouton;
using runtime::Phase;
using spec::Region;

namespace {

// A model that changes one word after one step.
struct Faulty {
    struct Fault {
        std::uint64_t step;
        Region region;
        std::uint32_t index;
        std::uint64_t flip;
    };
    static inline std::optional<Fault> fault;
    static inline bool mute = false;  // says nothing on the stream in that step
    model::Chip chip;

    std::string_view name() const { return "faulty"; }
    const spec::Configuration& configuration() const { return chip.configuration(); }
    std::uint32_t cores() const { return chip.cores(); }
    void load(const image::Image& image) { chip.load(image); }
    void step(std::span<const spec::StreamWord> input, std::vector<spec::StreamWord>& output) {
        const std::uint64_t now = chip.read(0, Region::Csr, 4);
        chip.step(input, output);
        if (!fault || now != fault->step) return;
        if (mute)
            output.clear();
        else
            chip.write(0, fault->region, fault->index,
                       chip.read(0, fault->region, fault->index) ^ fault->flip);
    }
    std::uint64_t read(std::uint32_t c, Region r, std::uint32_t i) const {
        return chip.read(c, r, i);
    }
    void write(std::uint32_t c, Region r, std::uint32_t i, std::uint64_t w) {
        chip.write(c, r, i, w);
    }
    void read_block(std::uint32_t c, Region r, std::uint32_t i, std::span<std::uint64_t> w) const {
        chip.read_block(c, r, i, w);
    }
    std::uint64_t counter(std::uint32_t c, spec::Counter n) const { return chip.counter(c, n); }
    void set_counter(std::uint32_t c, spec::Counter n, std::uint64_t v) {
        chip.set_counter(c, n, v);
    }
    double read_real(std::uint32_t c, Region r, std::uint32_t i) const {
        return chip.read_real(c, r, i);
    }
    void write_real(std::uint32_t c, Region r, std::uint32_t i, double w) {
        chip.write_real(c, r, i, w);
    }
};

struct Pair {
    explicit Pair(std::optional<Faulty::Fault> fault, runtime::LockstepOptions options = {})
        : session(make(fault, options), test::sample_image()) {
        session.inject(test::sample_events(0, 100, 21));
    }

    static runtime::Device make(std::optional<Faulty::Fault> fault, runtime::LockstepOptions o) {
        Faulty::fault = fault;
        return std::make_unique<runtime::Lockstep>(runtime::make_device("model"),
                                                   std::make_unique<runtime::Adapter<Faulty>>(), o);
    }

    runtime::Mismatch run() {
        try {
            session.run(100);
        } catch (const runtime::MismatchError& e) {
            return e.mismatch;
        }
        FAIL("no mismatch");
        throw std::logic_error("not reached");
    }

    runtime::Lockstep& lockstep() { return dynamic_cast<runtime::Lockstep&>(session.device()); }

    runtime::Session session;
};

}  // namespace

TEST_CASE("two equal devices in lockstep are one device", "[runtime]") {
    Pair pair({}, {.snapshot_every = 17});
    runtime::Session alone = test::sample_session();
    alone.inject(test::sample_events(0, 100, 21));
    CHECK(pair.session.run(100) == alone.run(100));
    CHECK(runtime::capture(pair.session.device()) == runtime::capture(alone.device()));
    pair.lockstep().compare_all();
}

TEST_CASE("a wrong word is found in its step, with phase, place and name", "[runtime]") {
    struct Case {
        Faulty::Fault fault;
        Phase phase;
        std::string what, element;
        std::uint32_t lane, address;
    };
    const std::vector<Case> cases = {
        {{40, Region::NeuronState, 33, 1}, Phase::Neuron, "NeuronState", "out[3].v", 1, 16},
        {{41, Region::AxonState, 9, 4}, Phase::Axon, "AxonState", "in[3]", 1, 4},
        {{42, Region::Synapse, 1, 1ULL << 48}, Phase::Pre, "Synapse", "ff: in[0] -> out[1]", 1, 0},
        {{43, Region::Dendrite, 2 * 50, 8}, Phase::Deliver, "Dendrite", "out[0]", 0, 50},
        {{44, Region::NeuronFlag, 2, 1U << 17}, Phase::Neuron, "NeuronFlag", "out[2]", 0, 1},
        {{45, Region::Csr, 16, 2}, Phase::Core, "Csr", "Modulator0", 0, 16},
        {{46, Region::Csr, 25, 2}, Phase::Transport, "Csr", "Pending1", 0, 25},
    };
    for (const Case& c : cases) {
        CAPTURE(c.what);
        Pair pair(c.fault);
        const runtime::Mismatch m = pair.run();
        CHECK(m.step == c.fault.step);
        if (c.phase != Phase::Pre)
            CHECK(m.phase == c.phase);
        else
            CHECK((m.phase == Phase::Pre || m.phase == Phase::Post));
        CHECK(m.what == c.what);
        CHECK(m.element == c.element);
        CHECK(m.lane == c.lane);
        CHECK(m.address == c.address);
        CHECK(m.expected != m.found);
        CHECK(m.cycle > 0);
        CHECK(runtime::to_text(m).find(c.element) != std::string::npos);
    }
}

TEST_CASE("a missing spike is found", "[runtime]") {
    Pair pair(Faulty::Fault{60, Region::Csr, 0, 0});
    Faulty::mute = true;
    pair.session.raw_drive("out", 1, 0, 30000, 59);
    const runtime::Mismatch m = pair.run();
    Faulty::mute = false;
    CHECK(m.step == 60);
    CHECK(m.what == "output");
    CHECK(m.found == "no more spikes");
}

TEST_CASE(
    "a wrong word that no step looked at is found by the next full comparison, and pinpointed",
    "[runtime]") {
    // Nothing writes address 8 of lane 1 but the fault: the synapse memory is compared every 50
    // steps.
    Pair pair(Faulty::Fault{37, Region::Synapse, 17, 1ULL << 40}, {.synapses_every = 50});
    const runtime::Mismatch late = pair.run();
    CHECK(late.step == 49);
    std::vector<std::pair<bool, std::uint64_t>> waves;
    const auto exact = pair.lockstep().pinpoint(2, [&](bool on, const runtime::Mismatch& m) {
        CHECK(m.step == 37);
        waves.emplace_back(on, runtime::step_of(pair.lockstep().found()));
    });
    REQUIRE(exact);
    CHECK(exact->step == 37);
    CHECK(exact->element == "rec: out[0] -> out[1]");
    CHECK(waves == std::vector<std::pair<bool, std::uint64_t>>{{true, 35}, {false, 38}});
}

TEST_CASE("a wrong dendrite that the step can have written is found in that step, always",
          "[runtime]") {
    // Slot 42 of neuron 0 in step 41: one ahead, as far as every delay and DRIVE reaches. Slot 41
    // is the step's own, and step 63 writes around the end.
    struct Case {
        std::uint64_t step;
        std::uint32_t slot;
    };
    for (const Case& c : {Case{41, 42}, Case{41, 41}, Case{63, 0}, Case{63, 63}}) {
        CAPTURE(c.step, c.slot);
        Pair pair(Faulty::Fault{c.step, Region::Dendrite, 2 * c.slot, 8},
                  {.snapshot_every = 1000, .dendrites_every = 0});
        const runtime::Mismatch m = pair.run();
        CHECK(m.step == c.step);
        CHECK(m.what == "Dendrite");
        CHECK(m.lane == 0);
        CHECK(m.address == c.slot);
        CHECK(m.element == "out[0]");
    }
}

TEST_CASE("a longer delay that the host writes is looked at, too", "[runtime]") {
    Pair pair(Faulty::Fault{41, Region::Dendrite, 2 * 61, 8},
              {.snapshot_every = 1000, .dendrites_every = 0});
    pair.session.run(10);
    auto& device = pair.lockstep();
    auto word = spec::SynapseWord::unpack(device.read(0, Region::Synapse, 0));
    word.slot = 20;
    device.write(0, Region::Synapse, 0, word.pack());
    const runtime::Mismatch m = pair.run();
    CHECK(m.step == 41);
    CHECK(m.address == 61);
}

TEST_CASE("a huge window of waves starts with the first step there is", "[runtime]") {
    Pair pair(Faulty::Fault{37, Region::NeuronState, 0, 2});
    pair.run();
    std::vector<bool> waves;
    REQUIRE(pair.lockstep().pinpoint(
        ~std::uint64_t{0}, [&](bool on, const runtime::Mismatch&) { waves.push_back(on); }));
    CHECK(waves == std::vector<bool>{true, false});
}

TEST_CASE("host writes between steps are part of what is run again", "[runtime]") {
    Pair pair(Faulty::Fault{30, Region::NeuronState, 0, 2}, {.snapshot_every = 100});
    pair.session.run(20);
    pair.session.set_weights("ff", std::vector<double>(16, 5.0));
    const runtime::Mismatch m = pair.run();
    CHECK(pair.lockstep().pinpoint() == m);
}

TEST_CASE("the twin is no partner in lockstep", "[runtime]") {
    CHECK_THROWS_AS(runtime::Lockstep(runtime::make_device("model"), runtime::make_device("twin")),
                    runtime::SessionError);
}

TEST_CASE("random input has its rate and follows its seed", "[runtime]") {
    const image::Image image = test::sample_image();
    runtime::RandomInput a(image, 100, 9), b(image, 100, 9), c(image, 100, 10);
    std::size_t count = 0;
    bool differs = false;
    for (std::uint64_t step = 0; step < 10000; ++step) {
        const auto events = a.events(step);
        CHECK(events == b.events(step));
        differs = differs || events != c.events(step);
        count += events.size();
    }
    CHECK(differs);
    // 4 elements, 10 s at 1 - exp(-0.1) a step of 1 ms: 3807 with sd 59.
    CHECK(count > 3500);
    CHECK(count < 4100);
    CHECK_THROWS_AS(runtime::RandomInput(image, -1, 0), runtime::SessionError);
    // A step's events need no earlier step's: a late checkpoint is gone on from at once.
    CHECK(runtime::RandomInput(image, 100, 9).events(9999) == a.events(9999));
    CHECK(runtime::RandomInput(image, 1000, 9).events(1ULL << 47) ==
          runtime::RandomInput(image, 1000, 9).events(1ULL << 47));
    // An element has one event a step at most.
    CHECK_THROWS_WITH(
        runtime::RandomInput(image, 1000.5, 9),
        Catch::Contains("1000.5 spikes/s in steps of 0.001 s") && Catch::Contains("at most 1000"));
    // Of an input without a rate none.
    const std::vector<double> none(image.populations.size());
    for (std::uint64_t step = 0; step < 100; ++step)
        CHECK(runtime::RandomInput(image, none, 9).events(step).empty());
}
