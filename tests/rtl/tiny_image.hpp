// SPDX-License-Identifier: Apache-2.0
// Images of the tiny configuration, written word by word: 2 lanes, 8 neuron groups, 16 axon groups.
#pragma once

#include <cstdint>
#include <vector>

#include "spec/gen/spec.hpp"
#include "spec/image/image.hpp"

namespace bouton::rtl {

class TinyImage {
  public:
    TinyImage& put(spec::Region region, std::uint32_t index, std::uint64_t word) {
        auto& words = core_.region[static_cast<std::size_t>(region)];
        if (words.size() <= index) words.resize(index + 1, spec::region_info(region).empty);
        words[index] = word;
        return *this;
    }
    TinyImage& put(spec::Csr csr, std::uint32_t word) {
        return put(spec::Region::Csr, static_cast<std::uint32_t>(csr), word);
    }
    // The last instruction gets its end bit; gives the program's address.
    std::uint16_t program(std::vector<spec::Instruction> code) {
        const auto pc = static_cast<std::uint16_t>(next_);
        code.back().end = true;
        for (const spec::Instruction& i : code) put(spec::Region::Program, next_++, i.pack());
        return pc;
    }
    TinyImage& descriptor(std::uint32_t number, const spec::Descriptor& word) {
        const auto raw = word.pack();
        for (std::uint32_t i = 0; i < raw.size(); ++i) {
            put(spec::Region::Descriptor, number * static_cast<std::uint32_t>(raw.size()) + i,
                raw[i]);
        }
        return *this;
    }
    image::Image image() const {
        image::Image result;
        result.configuration = "tiny";
        result.cores = {core_};
        result.floats.resize(1);
        return result;
    }

  private:
    image::Core core_;
    std::uint32_t next_ = 0;
};

inline spec::StreamWord spike(std::uint16_t step, std::uint16_t axon,
                              std::int16_t payload = 0x4000) {
    return {.kind = static_cast<std::uint8_t>(spec::StreamKind::Spike),
            .step = step,
            .index = axon,
            .payload = payload};
}

}  // namespace bouton::rtl
