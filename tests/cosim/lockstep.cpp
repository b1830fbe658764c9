// SPDX-License-Identifier: Apache-2.0
#include "tests/cosim/lockstep.hpp"

#include <sstream>

namespace bouton::cosim {

std::string describe(const Mismatch& m) {
    std::ostringstream text;
    text << "after step " << m.step << ": " << m.what << " lane " << m.lane << " address "
         << m.address << std::hex << ": expected 0x" << m.expected << ", found 0x" << m.found;
    return text.str();
}

std::optional<Mismatch> compare_output(std::span<const spec::StreamWord> expected,
                                       std::span<const spec::StreamWord> found) {
    for (std::size_t i = 0; i < std::max(expected.size(), found.size()); ++i) {
        const std::uint64_t a = i < expected.size() ? expected[i].pack() : 0;
        const std::uint64_t b = i < found.size() ? found[i].pack() : 0;
        const bool there = i < expected.size() && i < found.size();
        if (a != b || !there) return Mismatch{0, "output", 0, static_cast<std::uint32_t>(i), a, b};
    }
    return std::nullopt;
}

}  // namespace bouton::cosim
