// SPDX-License-Identifier: Apache-2.0
// What a mesh of cores costs: memory for those in use only, and the cycles of a step as section
// 10.5 of docs/machine.md puts them together.
#include <catch2/catch.hpp>

#include <fstream>

#include "tests/sim/model/machine.hpp"

using namespace bouton;
using namespace bouton::model::testing;

namespace {

constexpr std::uint64_t hop = spec::limits::LinkLatency + 1;

image::Image empty_mesh(std::uint16_t width, std::uint16_t height, const char* configuration) {
    image::Image image;
    image.configuration = configuration;
    image.mesh_x = width;
    image.mesh_y = height;
    image.cores.resize(std::size_t{width} * height);
    return image;
}

std::uint64_t resident_bytes() {
    std::uint64_t all = 0, resident = 0;
    std::ifstream("/proc/self/statm") >> all >> resident;
    constexpr std::uint64_t page = 4096;
    return resident * page;
}

std::uint64_t cycles_of_a_step(model::Chip& chip, std::span<const StreamWord> input = {}) {
    std::vector<StreamWord> output;
    const std::uint64_t before = chip.step_cycles();
    chip.step(input, output);
    return chip.step_cycles() - before;
}

void set_groups(model::Chip& chip, std::uint32_t core, std::uint32_t groups) {
    chip.write(core, Region::Csr, static_cast<std::uint32_t>(Csr::NeuronGroups), groups);
}

StreamWord event(std::uint16_t core, std::uint16_t axon) {
    return {.core = core, .index = axon, .payload = spec::limits::UnitPayload};
}

}  // namespace

TEST_CASE("a core whose words are all empty takes no memory") {
    model::Chip chip;
    const std::uint64_t before = resident_bytes();
    chip.load(empty_mesh(64, 64, "default"));
    std::vector<StreamWord> output;
    chip.step({}, output);
    CHECK(chip.read(4095, Region::NeuronId, 3) == spec::limits::NoId);
    CHECK(chip.read(4095, Region::Synapse, 3) == spec::region_info(Region::Synapse).empty);
    chip.write(4095, Region::NeuronId, 3, spec::limits::NoId);
#if __has_feature(address_sanitizer)
    constexpr std::uint64_t most = 400'000'000;  // with the sanitizer's own books
#else
    constexpr std::uint64_t most = 200'000'000;  // the words of 4096 cores are 5.9e9 bytes
#endif
    CHECK(resident_bytes() - before < most);
}

TEST_CASE("an empty core is like any other: it has neurons, takes events, and can be written") {
    // The second chip's cores are not empty: an id that no group in use looks at.
    model::Chip empty, other;
    for (model::Chip* chip : {&empty, &other}) {
        chip->load(empty_mesh(2, 1, "tiny"));
        set_groups(*chip, 1, 4);
    }
    const std::uint32_t last = spec::find_configuration("tiny")->neurons - 1;
    for (std::uint32_t core = 0; core < 2; ++core) other.write(core, Region::NeuronId, last, 7);
    for (std::uint16_t step = 0; step < 3; ++step) {
        StreamWord word = event(1, 5);
        word.step = step;
        for (model::Chip* chip : {&empty, &other}) {
            std::vector<StreamWord> output;
            if (step == 2) chip->write(0, Region::AxonState, 9, 77);
            chip->step({&word, step == 1 ? 1u : 0u}, output);
        }
        for (std::uint32_t core = 0; core < 2; ++core) {
            for (std::size_t i = 0; i < spec::counter_count; ++i) {
                const auto counter = static_cast<Counter>(i);
                INFO("core " << core << " step " << step << " "
                             << spec::counter_info(counter).name);
                CHECK(empty.counter(core, counter) == other.counter(core, counter));
            }
            for (const Region region : {Region::AxonFlag, Region::AxonState, Region::NeuronFlag})
                for (std::uint32_t n = 0; n < 16; ++n)
                    CHECK(empty.read(core, region, n) == other.read(core, region, n));
        }
        CHECK(empty.step_cycles() == other.step_cycles());
    }
    CHECK(empty.counter(1, Counter::AxonEvents) == 1);
    CHECK(empty.read(0, Region::AxonState, 9) == 77);
}

TEST_CASE("a step of one core is predicted to take what its counters say") {
    Machine m(GENERATE(true, false));
    const auto pc = m.program({op(Op::Add, r(0), Zero, Zero)});
    m.step();
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < spec::counter_count; ++i) {
        const auto counter = static_cast<Counter>(i);
        if (spec::counter_info(counter).kind == spec::CounterKind::Cycles) sum += m.count(counter);
    }
    CHECK(pc == 0);
    CHECK(m.chip.step_cycles() == sum);
}

TEST_CASE("an idle mesh goes twice from the host to the farthest core and back") {
    model::Chip small, wide, high;
    small.load(empty_mesh(2, 1, "tiny"));
    wide.load(empty_mesh(7, 1, "tiny"));
    high.load(empty_mesh(4, 5, "tiny"));
    const std::uint64_t base = cycles_of_a_step(small) - 2 * hop;
    CHECK(cycles_of_a_step(wide) == base + 2 * 6 * hop);
    CHECK(cycles_of_a_step(high) == base + 2 * 7 * hop);
}

TEST_CASE("a step of a mesh waits for its slowest core, and for the words that one takes") {
    model::Chip chip;
    chip.load(empty_mesh(3, 3, "tiny"));
    const std::uint64_t idle = cycles_of_a_step(chip);
    set_groups(chip, 8, 8);
    const std::uint64_t slow = cycles_of_a_step(chip);
    CHECK(slow == idle + spec::cycles::Program + 8);
    set_groups(chip, 0, 8);
    CHECK(cycles_of_a_step(chip) == slow);  // nearer to the host: it is ready before
    std::vector<StreamWord> words(100, event(8 / 3 << 6 | 8 % 3, 1000));
    for (StreamWord& word : words) word.step = 3;
    CHECK(cycles_of_a_step(chip, words) >= idle + 100);
}
