// SPDX-License-Identifier: Apache-2.0
// What the benchmarks' networks are written with: instructions by their parts, and a core of the
// default configuration filled from the front. Synapses are all-to-all, with chains.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "spec/gen/spec.hpp"
#include "spec/image/image.hpp"

namespace bouton::bench {

using spec::Instruction;
using spec::Op;
using spec::Region;
using spec::Store;

inline constexpr std::uint8_t zero = 47, fired = 36, rnd = 38;
constexpr std::uint8_t r(unsigned n) {
    return static_cast<std::uint8_t>(n);
}
constexpr std::uint8_t d(unsigned n) {
    return static_cast<std::uint8_t>(12 + n);
}
constexpr std::uint8_t s(unsigned n) {
    return static_cast<std::uint8_t>(16 + n);
}
constexpr std::uint8_t x(unsigned n) {
    return static_cast<std::uint8_t>(32 + n);
}
constexpr std::uint8_t k(unsigned n) {
    return static_cast<std::uint8_t>(48 + n);
}
inline constexpr std::uint8_t w = 8, set_gt = 1;

enum When : std::uint8_t { Always = 0, IfP = 1 };

inline Instruction op(Op code, std::uint8_t rd, std::uint8_t ra, std::uint8_t rb,
                      std::uint8_t sh = 0, Store st = Store::None, When pr = Always) {
    return {.op = static_cast<std::uint8_t>(code),
            .rd = rd,
            .ra = ra,
            .rb = rb,
            .sh = sh,
            .st = static_cast<std::uint8_t>(st),
            .pr = pr};
}

// One core of the default configuration, filled from the front.
class Builder {
  public:
    Builder() : configuration_(*spec::find_configuration("default")) {}

    void put(Region region, std::uint32_t index, std::uint64_t word) {
        auto& words = core_.region[static_cast<std::size_t>(region)];
        if (words.size() <= index) {
            words.resize(index + 1, region == Region::Csr ? 0 : spec::region_info(region).empty);
        }
        words[index] = word;
    }
    void put(spec::Csr csr, std::uint32_t word) {
        put(Region::Csr, static_cast<std::uint32_t>(csr), word);
    }

    std::uint16_t program(std::vector<Instruction> code) {
        const auto pc = static_cast<std::uint16_t>(pc_);
        code.back().end = true;
        for (const Instruction& i : code) put(Region::Program, pc_++, i.pack());
        return pc;
    }

    void descriptor(std::uint32_t number, const spec::Descriptor& word) {
        const auto raw = word.pack();
        for (std::uint32_t i = 0; i < raw.size(); ++i)
            put(Region::Descriptor, number * 8 + i, raw[i]);
    }

    void constants(std::uint32_t bank, const std::vector<std::int16_t>& values) {
        for (std::uint32_t i = 0; i < values.size(); ++i) {
            put(Region::Constant, bank * 16 + i, static_cast<std::uint16_t>(values[i]));
        }
    }

    void neuron_groups(std::uint32_t neurons, std::uint8_t descriptor, std::uint32_t first_id = 0) {
        const std::uint32_t groups = (neurons + configuration_.lanes - 1) / configuration_.lanes;
        for (std::uint32_t g = 0; g < groups; ++g) {
            put(Region::NeuronGroup, g,
                spec::GroupWord{.valid = true, .descriptor = descriptor}.pack());
        }
        for (std::uint32_t n = 0; n < neurons; ++n) put(Region::NeuronId, n, first_id + n);
        put(spec::Csr::NeuronGroups, groups);
    }

    void axon_groups(std::uint32_t axons, std::uint8_t descriptor, std::uint32_t first_id = 1000) {
        for (std::uint32_t g = 0; g < (axons + configuration_.lanes - 1) / configuration_.lanes;
             ++g) {
            put(Region::AxonGroup, g,
                spec::GroupWord{.valid = true, .descriptor = descriptor}.pack());
        }
        for (std::uint32_t a = 0; a < axons; ++a) put(Region::AxonId, a, first_id + a);
        put(spec::Csr::ScanLast, axons);
    }

    // Every axon on neurons 0..targets-1, weights between 0 and `largest`, delay 1; chains through
    // all.
    void all_to_all(std::uint32_t axons, std::uint32_t targets, std::uint8_t descriptor,
                    std::int16_t largest) {
        std::mt19937 random(1);
        const std::uint32_t lanes = configuration_.lanes;
        const std::uint32_t words = (targets + lanes - 1) / lanes;
        for (std::uint32_t a = 0; a < axons; ++a) {
            const std::uint32_t pointer = a * words;
            put(Region::Row, a,
                spec::RowWord{.pointer = static_cast<std::uint16_t>(pointer),
                              .words = static_cast<std::uint16_t>(words),
                              .descriptor = descriptor}
                    .pack());
            for (std::uint32_t i = 0; i < words; ++i) {
                put(Region::Owner, pointer + i,
                    spec::OwnerWord{.descriptor = descriptor, .axon = static_cast<std::uint16_t>(a)}
                        .pack());
            }
            for (std::uint32_t n = 0; n < targets; ++n) {
                const bool last = a + 1 == axons;
                const std::uint32_t next = last ? 0 : pointer + words + n / lanes;
                put(Region::Synapse, pointer * lanes + n,
                    spec::SynapseWord{.weight = static_cast<std::int16_t>(
                                          random() % static_cast<std::uint32_t>(largest)),
                                      .next = static_cast<std::uint16_t>(next),
                                      .slot = 1,
                                      .target = static_cast<std::uint8_t>(n / lanes),
                                      .alive = true}
                        .pack());
            }
        }
        for (std::uint32_t n = 0; n < targets; ++n) {
            put(Region::NeuronChain, n,
                spec::ChainWord{.fan_in = static_cast<std::uint16_t>(axons),
                                .head = static_cast<std::uint16_t>(n / lanes)}
                    .pack());
        }
    }

    image::Core core() const { return core_; }
    image::Image image(std::string name) const {
        image::Image result;
        result.network = std::move(name);
        result.configuration = configuration_.name;
        result.cores = {core_};
        result.floats.resize(1);
        return result;
    }

  private:
    const spec::Configuration& configuration_;
    image::Core core_;
    std::uint32_t pc_ = 0;
};

}  // namespace bouton::bench
