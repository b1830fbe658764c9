// SPDX-License-Identifier: Apache-2.0
// The memories of a core as bytes, see memory_bytes.hpp.
#include "spec/image/memory_bytes.hpp"

namespace bouton::image {

namespace {

unsigned word_bytes(spec::Region region) {
    return (spec::region_info(region).bits + 7) / 8;
}

}  // namespace

Bytes core_bytes(const Core& core) {
    Writer out;
    for (std::size_t r = 0; r < spec::region_count; ++r) {
        const unsigned width = word_bytes(static_cast<spec::Region>(r));
        out.word(core.region[r].size(), 4);
        for (const std::uint64_t word : core.region[r]) out.word(word, width);
    }
    return out.take();
}

Core core_of(Reader in, const spec::Configuration& configuration) {
    Core core;
    for (std::size_t r = 0; r < spec::region_count; ++r) {
        const auto region = static_cast<spec::Region>(r);
        const unsigned width = word_bytes(region);
        core.region[r].resize(in.count(spec::region_size(region, configuration), width));
        for (std::uint64_t& word : core.region[r]) word = in.word(width);
    }
    in.end();
    return core;
}

}  // namespace bouton::image
