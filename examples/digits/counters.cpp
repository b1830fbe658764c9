// SPDX-License-Identifier: Apache-2.0
#include "examples/digits/counters.hpp"

namespace bouton::digits {

Counts counts_of(const runtime::DeviceInterface& device) {
    Counts counts{};
    for (std::uint32_t core = 0; core < device.cores(); ++core)
        for (std::size_t c = 0; c < counts.size(); ++c)
            counts[c] += device.counter(core, static_cast<spec::Counter>(c));
    return counts;
}

void add(Counts& sum, const Counts& counts) {
    for (std::size_t c = 0; c < sum.size(); ++c) sum[c] += counts[c];
}

std::vector<CounterLine> lines(const Counts& counts, const std::string& where) {
    std::vector<CounterLine> result;
    for (std::size_t c = 0; c < counts.size(); ++c) {
        const auto& info = spec::counter_info(static_cast<spec::Counter>(c));
        result.push_back({.name = std::string(info.name),
                          .doc = std::string(info.doc),
                          .kind = info.kind,
                          .value = counts[c],
                          .where = where});
    }
    return result;
}

std::vector<CounterLine> wrong(const Counts& counts, const std::string& where) {
    std::vector<CounterLine> result;
    for (CounterLine& line : lines(counts, where))
        if (line.kind == spec::CounterKind::Format && line.value != 0)
            result.push_back(std::move(line));
    return result;
}

}  // namespace bouton::digits
