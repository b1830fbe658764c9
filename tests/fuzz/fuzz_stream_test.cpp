// SPDX-License-Identifier: Apache-2.0
// Any 64 bits may come on the stream: each word is taken, or counted as late or dropped; none does
// harm.
#include <catch2/catch.hpp>

#include "sim/model/chip.hpp"
#include "tests/cosim/random.hpp"
#include "tests/cosim/random_image.hpp"

using namespace bouton;

TEST_CASE("every random word of the stream is taken or counted", "[fuzz]") {
    const auto& configuration = *spec::find_configuration("tiny");
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
        CAPTURE(seed);
        cosim::Random random(seed);
        model::Chip chip;
        const auto image = cosim::random_image(seed, configuration);
        chip.load(image.image);
        std::uint64_t sent = 0, late = 0;
        for (std::uint64_t step = image.first_step; step < image.first_step + 20; ++step) {
            std::vector<spec::StreamWord> input, output;
            for (std::uint32_t i = 0; i < random.below(20); ++i) {
                auto w = spec::StreamWord::unpack(random.bits());
                if (w.kind == static_cast<std::uint8_t>(spec::StreamKind::End)) continue;
                if (random.percent(70)) w.step = static_cast<std::uint16_t>(step);
                if (random.percent(70)) w.core = 0;
                late += w.step != (step & 0xffff);
                input.push_back(w);
            }
            sent += input.size();
            chip.step(input, output);
        }
        CHECK(chip.counter(0, spec::Counter::HostWords) == sent + 20);
        CHECK(chip.counter(0, spec::Counter::Late) == late);
    }
}

TEST_CASE("an END among the words of a step is refused: the device adds it", "[fuzz]") {
    model::Chip chip;
    chip.load(cosim::random_image(1, *spec::find_configuration("tiny")).image);
    std::vector<spec::StreamWord> output;
    spec::StreamWord end;
    end.kind = static_cast<std::uint8_t>(spec::StreamKind::End);
    CHECK_THROWS_AS(chip.step(std::vector<spec::StreamWord>{end}, output), std::runtime_error);
    CHECK(chip.counter(0, spec::Counter::Steps) == 0);
}
