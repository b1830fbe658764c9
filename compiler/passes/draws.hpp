// SPDX-License-Identifier: Apache-2.0
// The compiler's random numbers: the chip's hash on (seed, purpose, logical ids), so that a network
// is the same wherever it is placed. Purposes use `map` codes that no program has.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>

#include "arith/random.hpp"
#include "compiler/ir/quantity.hpp"

namespace bouton::compiler {

enum class Purpose : std::uint32_t {
    Connect = 256,
    Weight,
    Delay,
    Tag,
    State,
    Parameter,
    Rounding
};

// Draws of one kind for one element or row: `salt` numbers the projection or population.
class Draws {
  public:
    Draws(std::uint64_t seed, Purpose purpose, std::uint32_t salt, std::uint32_t source)
        : row_(arith::row_key(arith::step_key(seed, ~std::uint64_t{0}), source, salt & 0xffff,
                              static_cast<std::uint32_t>(purpose))) {}

    std::uint32_t word(std::uint32_t target, std::uint32_t ordinal = 0,
                       std::uint32_t position = 0) const {
        return arith::draw(row_, arith::draw_block(target, ordinal, position));
    }
    // In [0, 1).
    double unit(std::uint32_t target, std::uint32_t ordinal = 0, std::uint32_t position = 0) const {
        return std::ldexp(static_cast<double>(word(target, ordinal, position)), -32);
    }

  private:
    arith::Key64 row_;
};

// A value beyond the cut is drawn again; after 32 draws it becomes the nearest that is not.
inline double sample_normal(const std::vector<double>& values, const Draws& draws,
                            std::uint32_t target, std::uint32_t ordinal) {
    constexpr std::uint32_t positions = 64;
    double value = 0;
    for (std::uint32_t position = 0; position < positions; position += 2) {
        const double radius =
            std::sqrt(-2.0 * std::log(1.0 - draws.unit(target, ordinal, position)));
        value = values[0] +
                values[1] * radius *
                    std::cos(2.0 * std::numbers::pi * draws.unit(target, ordinal, position + 1));
        if (values.size() == 2 || (value >= values[2] && value < values[3])) return value;
    }
    return std::clamp(value, values[2], values[3]);
}

// Element `index` of a distribution (a list's entry), with draws for (target, ordinal).
inline double sample(const Distribution& distribution, std::size_t index, const Draws& draws,
                     std::uint32_t target, std::uint32_t ordinal = 0) {
    const std::vector<double>& values = distribution.values;
    switch (distribution.kind) {
        case Distribution::Kind::Constant:
            return values[0];
        case Distribution::Kind::Uniform:
            return values[0] + (values[1] - values[0]) * draws.unit(target, ordinal);
        case Distribution::Kind::Normal:
            return sample_normal(values, draws, target, ordinal);
        case Distribution::Kind::Bernoulli:
            return values[draws.unit(target, ordinal) < distribution.probability ? 1 : 0];
        case Distribution::Kind::List:
            break;
    }
    return values[index];
}

}  // namespace bouton::compiler
