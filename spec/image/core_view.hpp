// SPDX-License-Identifier: Apache-2.0
// Reading the memories of a Core by meaning: entries beyond a vector's end are the region's empty
// word.
#pragma once

#include <cstdint>

#include "spec/gen/spec.hpp"
#include "spec/image/image.hpp"

namespace bouton::image {

inline std::uint64_t word_at(const Core& core, spec::Region region, std::uint32_t index) {
    const auto& words = core.region[static_cast<std::size_t>(region)];
    return index < words.size() ? words[index] : spec::region_info(region).empty;
}

template <class Word>
Word unpack_at(const Core& core, spec::Region region, std::uint32_t index) {
    return Word::unpack(static_cast<typename Word::Raw>(word_at(core, region, index)));
}

// A register. Unlike other regions its empty word is the reset value.
inline std::uint32_t csr_at(const Core& core, spec::Csr csr) {
    return static_cast<std::uint32_t>(
        word_at(core, spec::Region::Csr, static_cast<std::uint32_t>(csr)));
}

inline spec::ControlWord control_of(const Core& core) {
    return spec::ControlWord::unpack(csr_at(core, spec::Csr::Control));
}

inline spec::Descriptor::Raw descriptor_words(const Core& core, std::uint32_t descriptor) {
    spec::Descriptor::Raw raw{};
    for (std::uint32_t i = 0; i < raw.size(); ++i)
        raw[i] = static_cast<std::uint32_t>(
            word_at(core, spec::Region::Descriptor,
                    descriptor * static_cast<std::uint32_t>(raw.size()) + i));
    return raw;
}

inline spec::Descriptor descriptor_at(const Core& core, std::uint32_t descriptor) {
    return spec::Descriptor::unpack(descriptor_words(core, descriptor));
}

// Whether an axon entry is the continuation of the one before it: it shares that one's events and
// takes none of its own.
inline bool is_continuation(const Core& core, std::uint32_t axon) {
    return axon > 0 && unpack_at<spec::RowWord>(core, spec::Region::Row, axon - 1).more;
}

// The core address of a stream or fan-out word: x in the low 6 bits, y above.
inline std::uint16_t core_address(const Image& image, std::uint32_t core) {
    return static_cast<std::uint16_t>(core % image.mesh_x | core / image.mesh_x << 6);
}

}  // namespace bouton::image
