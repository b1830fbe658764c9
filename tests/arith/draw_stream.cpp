// SPDX-License-Identifier: Apache-2.0
// Writes draws to standard output until it is closed, 32 bits each, lowest byte first: for each
// step, for each source, the draws of its targets. This is the order in which a network uses them,
// and the order in which a weak mixing of neighbouring identifiers would show. Usage: draw_stream
// [seed [targets [sources]]]
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "arith/random.hpp"

int main(int argc, char** argv) {
    const auto argument = [&](int i, std::uint64_t otherwise) {
        return argc > i ? std::strtoull(argv[i], nullptr, 0) : otherwise;
    };
    const std::uint64_t seed = argument(1, 1);
    const auto targets = static_cast<std::uint32_t>(argument(2, 64));
    const auto sources = static_cast<std::uint32_t>(argument(3, 64));
    std::vector<std::uint32_t> draws(targets);
    for (std::uint64_t step = 0;; ++step) {
        const bouton::arith::Key64 of_step = bouton::arith::step_key(seed, step);
        for (std::uint32_t source = 0; source < sources; ++source) {
            const bouton::arith::Key64 row = bouton::arith::row_key(of_step, source, 0, 3);
            for (std::uint32_t target = 0; target < targets; ++target)
                draws[target] = bouton::arith::draw(row, bouton::arith::draw_block(target, 0, 0));
            if (std::fwrite(draws.data(), sizeof draws[0], targets, stdout) != targets) return 0;
        }
    }
}
