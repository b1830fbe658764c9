// SPDX-License-Identifier: Apache-2.0
#include "tests/cosim/random_input.hpp"

#include "tests/cosim/random.hpp"

namespace bouton::cosim {
namespace {

using spec::StreamKind;
using spec::StreamWord;
namespace limits = spec::limits;

constexpr std::uint64_t input_stream = 0x1f83d9abfb41bd6bu;
constexpr std::uint64_t stall_stream = 0x9b05688c2b3e6c1fu;
constexpr std::uint64_t write_stream = 0x5be0cd19137e2179u;

Random stream_of(const RandomImage& image, std::uint64_t step, std::uint64_t which) {
    return Random(Random(image.seed ^ which).bits() + step * 0xd1342543de82ef95u);
}

std::int16_t payload(Random& random) {
    if (random.percent(50)) return static_cast<std::int16_t>(limits::UnitPayload);
    return static_cast<std::int16_t>(random.signed_word(16));
}

StreamWord good(Random& random, const RandomImage& image) {
    StreamWord w;
    const std::size_t kind = random.weighted({70, 20, 10});
    w.kind = static_cast<std::uint8_t>(kind);
    w.payload = payload(random);
    if (kind == static_cast<std::size_t>(StreamKind::Spike) && !image.event_axons.empty()) {
        w.index = static_cast<std::uint16_t>(random.pick(image.event_axons));
    } else if (kind == static_cast<std::size_t>(StreamKind::Drive)) {
        const std::uint32_t neuron = random.below(image.neurons);
        w.index = static_cast<std::uint16_t>(random.below(image.receptors) << 14 | neuron);
    } else {
        w.kind = static_cast<std::uint8_t>(StreamKind::Modulate);
        w.index = static_cast<std::uint16_t>(random.below(limits::Channels));
    }
    return w;
}

// Names something that is not there. Axon 0xffff, receptor 3 of 2 or neuron 0x3fff, channels beyond
// the last.
void spoil(Random& random, const RandomImage& image, StreamWord& w) {
    const auto any = static_cast<std::uint16_t>(random.bits());
    switch (static_cast<StreamKind>(w.kind)) {
        case StreamKind::Spike:
            w.index = static_cast<std::uint16_t>(image.configuration.axons + any % 4096);
            break;
        case StreamKind::Drive:
            if (image.receptors == 2 && random.percent(50))
                w.index = static_cast<std::uint16_t>(w.index | 0x8000);
            else
                w.index = static_cast<std::uint16_t>((w.index & 0xc000) |
                                                     (image.configuration.neurons + any % 1024));
            break;
        default:
            w.index = static_cast<std::uint16_t>(limits::Channels + any % 1000);
            break;
    }
}

}  // namespace

std::vector<StreamWord> random_input(const RandomImage& image, std::uint64_t step) {
    Random random = stream_of(image, step, input_stream);
    // Bursts and silence: the rate itself is drawn per 16 steps.
    Random rate_random = stream_of(image, step / 16, ~input_stream);
    const std::uint32_t rate = rate_random.pick({0u, 1u, 3u, 6u, 12u});
    std::vector<StreamWord> words;
    const std::uint32_t count = rate == 0 ? 0 : random.below(rate + 1);
    for (std::uint32_t i = 0; i < count; ++i) {
        StreamWord w = good(random, image);
        w.step = static_cast<std::uint16_t>(step);
        if (random.percent(2)) spoil(random, image, w);
        if (random.percent(2))
            w.step = static_cast<std::uint16_t>(w.step + random.pick({-1, 1, 1000}));
        words.push_back(w);
        if (random.percent(3)) words.push_back(w);
    }
    return words;
}

StallBits random_stalls(const RandomImage& image) {
    Random random = stream_of(image, 0, stall_stream);
    const auto draw = [&]() -> std::uint64_t {
        switch (random.below(4)) {
            case 0:
                return 0;
            case 1:
                return random.bits() & random.bits();  // now and then
            case 2:
                return std::uint64_t{0xffff} << random.below(48);  // long, then none
            default:
                return random.bits() & ~std::uint64_t{1};
        }
    };
    const std::uint64_t input = draw();
    return {input, draw()};
}

std::vector<HostWrite> random_writes(const RandomImage& image, std::uint64_t step) {
    Random random = stream_of(image, step, write_stream);
    std::vector<HostWrite> writes;
    if (!random.percent(4)) return writes;
    using spec::Region;
    const Region region =
        random.pick({Region::NeuronState, Region::AxonState, Region::NeuronSum, Region::Constant});
    const auto& words = image.image.cores[0].region[static_cast<std::size_t>(region)];
    const unsigned bits = spec::region_info(region).bits;
    const auto size = static_cast<std::uint32_t>(words.size());
    const std::uint32_t count = size == 0 ? 0 : 1 + random.below(4);
    for (std::uint32_t i = 0; i < count; ++i) {
        const std::uint64_t word =
            static_cast<std::uint64_t>(random.signed_word(bits)) & spec::detail::mask(bits);
        writes.push_back({region, random.below(size), random.percent(20) ? 0 : word});
    }
    return writes;
}

}  // namespace bouton::cosim
