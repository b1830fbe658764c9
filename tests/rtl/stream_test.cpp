// SPDX-License-Identifier: Apache-2.0
// The streams: what is counted, and that whoever waits changes nothing.
#include <catch2/catch.hpp>

#include "sim/model/chip.hpp"
#include "sim/verilated/chip.hpp"
#include "tests/cosim/lockstep.hpp"
#include "tests/cosim/random.hpp"
#include "tests/rtl/tiny_image.hpp"

using namespace bouton;
using spec::Counter;
using spec::StreamKind;

namespace {

constexpr std::uint8_t kind(StreamKind k) {
    return static_cast<std::uint8_t>(k);
}

}  // namespace

TEST_CASE("late, duplicate and dropped words are counted and change nothing", "[rtl]") {
    verilated::Chip chip;
    chip.load(rtl::TinyImage().image());
    std::vector<spec::StreamWord> output;
    const spec::StreamWord wrong_core{.kind = kind(StreamKind::Spike), .core = 1, .index = 1};
    chip.step(
        std::vector<spec::StreamWord>{
            rtl::spike(0, 5),
            rtl::spike(0, 5),
            rtl::spike(0, 6),
            rtl::spike(0, 5),
            rtl::spike(9, 7),
            rtl::spike(0, 32),
            wrong_core,
            {.kind = kind(StreamKind::Drive), .index = 16, .payload = 1},
            {.kind = kind(StreamKind::Drive), .index = 2 << 14, .payload = 1},
            {.kind = kind(StreamKind::Modulate), .index = 4, .payload = 1},
            {.kind = 9},
        },
        output);
    CHECK(chip.counter(0, Counter::AxonEvents) == 2);
    CHECK(chip.counter(0, Counter::Duplicate) == 2);
    CHECK(chip.counter(0, Counter::Late) == 1);
    CHECK(chip.counter(0, Counter::Dropped) == 6);
    CHECK(chip.counter(0, Counter::HostWords) == 12);
    CHECK(chip.counter(0, Counter::CyclesWaiting) == 0);
    for (std::uint32_t i = 0; i < 4; ++i) {
        CHECK(chip.read(0, spec::Region::Csr,
                        static_cast<std::uint32_t>(spec::Csr::Pending0) + i) == 0);
    }
}

TEST_CASE("drives of one dendrite back to back all count", "[rtl]") {
    verilated::Chip chip;
    chip.load(rtl::TinyImage().image());
    std::vector<spec::StreamWord> output;
    const spec::StreamWord drive{
        .kind = kind(StreamKind::Drive), .index = 1 << 14 | 3, .payload = -7};
    const spec::StreamWord other{
        .kind = kind(StreamKind::Drive), .index = 1 << 14 | 5, .payload = 9};
    chip.step(std::vector{drive, drive, drive, other, drive, other, drive}, output);
    const auto at = [](std::uint32_t neuron) {
        return (neuron / 2 * 128 + 64 + 1) * 2 + neuron % 2;
    };
    CHECK(static_cast<std::int32_t>(chip.read(0, spec::Region::Dendrite, at(3))) == -35);
    CHECK(chip.read(0, spec::Region::Dendrite, at(5)) == 18);
}

TEST_CASE("stalls of either stream change no word and no cycle but those of waiting", "[rtl]") {
    const auto& configuration = *spec::find_configuration("tiny");
    std::uint64_t waited = 0;
    for (std::uint64_t seed = 0; seed < 30; ++seed) {
        const auto image = cosim::random_image(seed, configuration);
        cosim::Random random(seed);
        model::Chip model;
        verilated::Chip chip;
        model.load(image.image);
        chip.load(image.image);
        const verilated::Stalls stalls{.input = random.bits() | 0xff,
                                       .output = random.bits() | 0xfff00};
        chip.set_stalls(stalls);
        CAPTURE(seed, stalls.input, stalls.output);
        std::vector<spec::StreamWord> expected, found;
        for (std::uint64_t step = image.first_step; step < image.first_step + 20; ++step) {
            const auto input = cosim::random_input(image, step);
            model.step(input, expected);
            chip.step(input, found);
            auto mismatch = cosim::compare_output(expected, found);
            if (!mismatch) mismatch = cosim::compare_windows(model, chip, cosim::changing(image));
            if (!mismatch) mismatch = cosim::compare_registers(model, chip);
            if (mismatch) FAIL(cosim::describe(*mismatch));
        }
        waited += chip.counter(0, Counter::CyclesWaiting);
    }
    CHECK(waited > 0);
}
