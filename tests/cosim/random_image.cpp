// SPDX-License-Identifier: Apache-2.0
#include "tests/cosim/random_image.hpp"

#include "tests/cosim/image_builder.hpp"

namespace bouton::cosim {

RandomImage random_image(std::uint64_t seed, const spec::Configuration& configuration) {
    return detail::ImageBuilder(seed, configuration).build();
}

spec::Descriptor descriptor(const image::Core& core, std::uint32_t index) {
    const auto& words = core.region[static_cast<std::size_t>(spec::Region::Descriptor)];
    spec::Descriptor::Raw raw{};
    for (std::uint32_t i = 0;
         i < detail::descriptor_words && index * detail::descriptor_words + i < words.size(); ++i) {
        raw[i] = static_cast<std::uint32_t>(words[index * detail::descriptor_words + i]);
    }
    return spec::Descriptor::unpack(raw);
}

std::vector<spec::Instruction> program(const image::Core& core, std::uint32_t pc) {
    const auto& words = core.region[static_cast<std::size_t>(spec::Region::Program)];
    std::vector<spec::Instruction> result;
    for (; pc < words.size(); ++pc) {
        result.push_back(spec::Instruction::unpack(static_cast<std::uint32_t>(words[pc])));
        if (result.back().end) break;
    }
    return result;
}

}  // namespace bouton::cosim
