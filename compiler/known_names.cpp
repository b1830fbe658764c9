// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cctype>
#include <numeric>

#include "compiler/ir/known_names.hpp"

namespace bouton::compiler {
namespace {

char plain(char one) {
    return static_cast<char>(std::tolower(static_cast<unsigned char>(one)));
}

// Letters to put in, take out, replace or exchange with the next; case does not count.
std::size_t distance(const std::string& a, const std::string& b) {
    std::vector<std::size_t> before, last, row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < a.size(); ++i) {
        before = std::move(last);
        last = row;
        row[0] = i + 1;
        for (std::size_t j = 0; j < b.size(); ++j) {
            row[j + 1] = std::min(
                {last[j] + (plain(a[i]) == plain(b[j]) ? 0U : 1U), last[j + 1] + 1, row[j] + 1});
            if (i > 0 && j > 0 && plain(a[i]) == plain(b[j - 1]) && plain(a[i - 1]) == plain(b[j]))
                row[j + 1] = std::min(row[j + 1], before[j - 1] + 1);
        }
    }
    return row.back();
}

}  // namespace

std::string known_names(const std::string& name, std::vector<std::string> known) {
    constexpr std::size_t longest = 64;
    std::string all, near;
    std::size_t least = std::min<std::size_t>(2, name.size() / 3) + 1;
    for (auto one = known.begin(); one != known.end(); ++one) {
        if (std::find(known.begin(), one, *one) != one) continue;
        all += (all.empty() ? "" : ", ") + *one;
        if (name.size() > longest || one->size() > longest) continue;
        const std::size_t apart = distance(name, *one);
        if (apart >= least) continue;
        least = apart;
        near = *one;
    }
    if (!near.empty()) return "; did you mean '" + near + "'?";
    return "; there are " + (all.empty() ? "none" : all);
}

}  // namespace bouton::compiler
