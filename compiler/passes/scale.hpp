// SPDX-License-Identifier: Apache-2.0
// Binary points, and constants in the form an instruction takes them.
#pragma once

#include <cmath>
#include <cstdint>

#include "compiler/ir/diagnostic.hpp"
#include "compiler/ir/program.hpp"
#include "spec/image/short_text.hpp"

namespace bouton::compiler {

// Smallest n with 2^n >= value: for ranges that are nominal.
inline int log2_at_least(double value) {
    return value > 0 ? static_cast<int>(std::ceil(std::log2(value))) : 0;
}
// Smallest n with 2^n > value: for bounds that can be reached.
inline int log2_above(double value) {
    return value > 0 ? static_cast<int>(std::floor(std::log2(value))) + 1 : 0;
}

// k >> shift: what b, or the multiplier, becomes.
struct ScaledConstant {
    Operand constant;
    std::uint32_t shift = 0;
};

// Of a 16-bit constant.
inline constexpr double largest_word = 32767;
// By so many places a multiplication shifts left at most.
inline constexpr int most_widened = 14;

namespace detail {

// The largest scale 2^shift that keeps a word in 16 bits; smaller where nothing is lost.
inline ScaledConstant normalised(double value) {
    std::uint32_t shift = 0;
    while (shift < 31 &&
           std::abs(std::nearbyint(std::ldexp(value, static_cast<int>(shift + 1)))) <= largest_word)
        ++shift;
    double word = std::ldexp(value, static_cast<int>(shift));
    while (shift > 0 && std::fmod(word, 2.0) == 0) {
        word /= 2;
        --shift;
    }
    return {.constant = k(word), .shift = shift};
}

}  // namespace detail

// a * constant >> shift == a * factor
inline ScaledConstant multiplier(double factor, Position at = {}) {
    if (!(std::abs(factor) <= largest_word))
        throw SourceError(at, "this multiplies by a number that is " +
                                  image::short_text(std::abs(factor) / largest_word) +
                                  " times too large for the places of what it multiplies and of "
                                  "what becomes of it: make the number smaller, or give what the "
                                  "product is added to, or stored in, a larger range");
    return detail::normalised(factor);
}

// The largest constant beside a register with this point.
inline double largest_constant(int point) {
    return std::ldexp(largest_word, 16 - point);
}

// constant >> shift == value in a register with this point. `beside`: what it meets, for the error.
inline ScaledConstant addend(double value, int point, Position at = {},
                             const std::string& beside = {}) {
    if (!(std::abs(value) <= largest_constant(point)))
        throw SourceError(at, "the constant " + image::short_text(value) +
                                  " is too large for its place, which holds " +
                                  image::short_text(largest_constant(point)) + " at most" +
                                  (beside.empty() ? "" : " beside " + beside) +
                                  ": make it smaller, or give what it is added to, or "
                                  "compared with, a larger range");
    return detail::normalised(std::ldexp(value, point - 16));
}

}  // namespace bouton::compiler
