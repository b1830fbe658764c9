// SPDX-License-Identifier: Apache-2.0
// Pending host input, see input.hpp.
#include "runtime/session/input.hpp"

#include <algorithm>
#include <tuple>

namespace bouton::runtime {

bool Input::add(std::uint64_t step, spec::StreamWord word) {
    word.step = static_cast<std::uint16_t>(step);
    std::vector<spec::StreamWord>& words = steps_[step];
    const auto key = [](const spec::StreamWord& w) { return std::tuple(w.kind, w.core, w.index); };
    const auto at = std::upper_bound(
        words.begin(), words.end(), word,
        [&](const spec::StreamWord& a, const spec::StreamWord& b) { return key(a) < key(b); });
    const bool event = word.kind == static_cast<std::uint8_t>(spec::StreamKind::Spike);
    if (event && at != words.begin() && key(*std::prev(at)) == key(word)) return false;
    words.insert(at, word);
    return true;
}

std::vector<spec::StreamWord> Input::take(std::uint64_t step) {
    auto node = steps_.extract(step);
    return node.empty() ? std::vector<spec::StreamWord>{} : std::move(node.mapped());
}

}  // namespace bouton::runtime
