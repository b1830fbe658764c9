// SPDX-License-Identifier: Apache-2.0
// Parity faults in lockstep: a random word of a random image gets a wrong parity bit, and model and
// RTL find it in the same step, do the same without it, and refuse the next step with the same
// words.
#include <catch2/catch.hpp>

#include "sim/model/chip.hpp"
#include "sim/verilated/chip.hpp"
#include "spec/image/fault.hpp"
#include "tests/cosim/lockstep.hpp"
#include "tests/cosim/random.hpp"

using namespace bouton;

namespace {

constexpr auto control_index = static_cast<std::uint32_t>(spec::Csr::Control);

template <class Chip>
void set_control(Chip& chip, bool spec::ControlWord::*flag) {
    auto control = spec::ControlWord::unpack(
        static_cast<std::uint32_t>(chip.read(0, spec::Region::Csr, control_index)));
    control.*flag = true;
    chip.write(0, spec::Region::Csr, control_index, control.pack());
}

// What a FaultError says, or nothing.
template <class Chip>
std::string refused(Chip& chip, const std::vector<spec::StreamWord>& input,
                    std::vector<spec::StreamWord>& output) {
    try {
        chip.step(input, output);
    } catch (const image::FaultError& fault) {
        return fault.what();
    }
    return {};
}

// How often a bad word is read in a step is each device's own; that it was read is not.
bool same_apart_from_reads(const model::Chip& model, const verilated::Chip& rtl) {
    return (model.counter(0, spec::Counter::Parity) != 0) ==
           (rtl.counter(0, spec::Counter::Parity) != 0);
}

}  // namespace

TEST_CASE("the RTL equals the model with one bad word in any memory", "[cosim]") {
    const auto& configuration = *spec::find_configuration("tiny");
    model::Chip model;
    verilated::Chip rtl;
    std::uint32_t faults = 0;
    for (std::uint64_t seed = 0; seed < 400; ++seed) {
        cosim::Random random(seed ^ 0x706f69736f6e);
        const auto image = cosim::random_image(seed, configuration);
        const auto region = static_cast<spec::Region>(1 + random.below(spec::region_count - 1));
        const auto& words = image.image.cores[0].region[static_cast<std::size_t>(region)];
        if (words.empty()) continue;
        const std::uint32_t index = random.below(static_cast<std::uint32_t>(words.size()));
        CAPTURE(seed, spec::region_info(region).name, index);
        model.load(image.image);
        rtl.load(image.image);
        const auto windows = cosim::changing(image);
        std::vector<spec::StreamWord> model_output, rtl_output;
        for (std::uint64_t step = image.first_step; step < image.first_step + 12; ++step) {
            if (step == image.first_step + 4) {
                const std::uint64_t word = model.read(0, region, index);
                set_control(model, &spec::ControlWord::poison);
                set_control(rtl, &spec::ControlWord::poison);
                model.write(0, region, index, word);
                rtl.write(0, region, index, word);
            }
            const auto input = cosim::random_input(image, step);
            const auto expected = refused(model, input, model_output);
            const auto found = refused(rtl, input, rtl_output);
            INFO("step " << step - image.first_step);
            CHECK(expected == found);
            CHECK(same_apart_from_reads(model, rtl));
            if (!expected.empty() || !found.empty()) {
                ++faults;
                break;
            }
            auto mismatch = cosim::compare_output(model_output, rtl_output);
            if (!mismatch) mismatch = cosim::compare_windows(model, rtl, windows);
            if (!mismatch) continue;
            FAIL_CHECK(cosim::describe(*mismatch));
            break;
        }
    }
    CHECK(faults > 100);
}
