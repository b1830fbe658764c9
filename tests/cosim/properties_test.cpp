// SPDX-License-Identifier: Apache-2.0
// What docs/machine.md promises of any core, on random ones: POST by chain equals POST by scan, the
// order of the host's words does not matter, and the state between two steps is exactly what can be
// read.
#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "sim/model/chip.hpp"
#include "tests/cosim/lockstep.hpp"
#include "tests/cosim/random.hpp"

using namespace bouton;

namespace {

constexpr std::uint32_t steps = 60;

std::uint64_t& csr(cosim::RandomImage& image, spec::Csr r) {
    return image.image.cores[0].region[0][static_cast<std::size_t>(r)];
}

// Memories, and counters but for cycles, must be equal.
template <class Chip>
void check_same_results(const Chip& a, const Chip& b) {
    const auto mismatch = cosim::compare_windows(a, b, cosim::everything(a.configuration()));
    if (mismatch) FAIL_CHECK(cosim::describe(*mismatch));
    for (std::size_t i = 0; i < spec::counter_count; ++i) {
        const auto counter = static_cast<spec::Counter>(i);
        if (spec::counter_info(counter).kind == spec::CounterKind::Cycles) continue;
        INFO(spec::counter_info(counter).name);
        CHECK(a.counter(0, counter) == b.counter(0, counter));
    }
}

template <class Chip, class Input>
void run(Chip& chip, std::uint64_t first, std::uint32_t count, Input input) {
    std::vector<spec::StreamWord> output;
    for (std::uint64_t step = first; step < first + count; ++step) chip.step(input(step), output);
}

// The image that a chip's memories and registers are.
template <class Chip>
image::Image picture(const Chip& chip, image::Image image) {
    for (std::size_t r = 0; r < spec::region_count; ++r) {
        const auto region = static_cast<spec::Region>(r);
        auto& words = image.cores[0].region[r];
        if (region == spec::Region::Csr) {
            for (std::uint32_t i = 0; i < words.size(); ++i) {
                if (spec::find_csr(i) != nullptr) words[i] = chip.read(0, region, i);
            }
        } else {
            words.resize(spec::region_size(region, chip.configuration()));
            chip.read_block(0, region, 0, words);
        }
    }
    return image;
}

}  // namespace

TEST_CASE("POST by chain gives the same results as POST by scan", "[cosim]") {
    for (std::uint64_t seed = 0; seed < 150; ++seed) {
        CAPTURE(seed);
        auto image = cosim::random_image(seed, *spec::find_configuration("tiny"));
        const auto input = [&](std::uint64_t step) { return cosim::random_input(image, step); };
        model::Chip chain, scan;
        csr(image, spec::Csr::ScanWords) = 0xffffffff;
        chain.load(image.image);
        run(chain, image.first_step, steps, input);
        csr(image, spec::Csr::ScanWords) = 0;
        scan.load(image.image);
        run(scan, image.first_step, steps, input);
        check_same_results(chain, scan);
    }
}

TEST_CASE("the order in which the host's words come in a step changes nothing", "[cosim]") {
    for (std::uint64_t seed = 0; seed < 150; ++seed) {
        CAPTURE(seed);
        const auto image = cosim::random_image(seed, *spec::find_configuration("tiny"));
        // Without duplicates: of those the first one counts.
        const auto input = [&](std::uint64_t step) {
            auto words = cosim::random_input(image, step);
            std::set<std::pair<std::uint8_t, std::uint16_t>> seen;
            std::erase_if(words, [&](const auto& w) {
                return !seen.insert({w.kind, w.index}).second;
            });
            return words;
        };
        const auto shuffled = [&](std::uint64_t step) {
            auto words = input(step);
            cosim::Random random(seed + step);
            for (std::size_t i = words.size(); i > 1; --i) {
                std::swap(words[i - 1], words[random.below(static_cast<std::uint32_t>(i))]);
            }
            return words;
        };
        model::Chip a, b;
        a.load(image.image);
        b.load(image.image);
        run(a, image.first_step, steps, input);
        run(b, image.first_step, steps, shuffled);
        check_same_results(a, b);
    }
}

TEST_CASE("a chip loaded with what another one holds goes on as that one does", "[cosim]") {
    for (std::uint64_t seed = 0; seed < 150; ++seed) {
        CAPTURE(seed);
        const auto image = cosim::random_image(seed, *spec::find_configuration("tiny"));
        const auto input = [&](std::uint64_t step) { return cosim::random_input(image, step); };
        model::Chip first, second;
        first.load(image.image);
        run(first, image.first_step, steps, input);
        second.load(picture(first, image.image));
        for (std::size_t i = 0; i < spec::counter_count; ++i) {
            const auto counter = static_cast<spec::Counter>(i);
            second.set_counter(0, counter, first.counter(0, counter));
        }
        for (std::uint64_t step = image.first_step + steps; step < image.first_step + 2 * steps;
             ++step) {
            run(first, step, 1, input);
            run(second, step, 1, input);
            auto mismatch = cosim::compare_windows(first, second, cosim::changing(image));
            if (!mismatch) mismatch = cosim::compare_registers(first, second);
            if (mismatch)
                FAIL("step " << step - image.first_step << ", " << cosim::describe(*mismatch));
        }
    }
}
