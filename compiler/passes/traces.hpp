// SPDX-License-Identifier: Apache-2.0
// How traces decay. A step multiplies by e^(-1/tau) in 32 bits. Toward zero, the store then drops
// what is below the last place, so every trace falls to exactly 0 as long as one step takes more
// than half a register unit from the last place: tau up to about 500. Slower traces lose 1/256 of
// the last place in each step besides and are stored stochastically: they reach 0 with certainty,
// with a bias of tau/256 last places.
#pragma once

#include <cmath>

#include "compiler/passes/scale.hpp"

namespace bouton::compiler {

inline constexpr double slowest_truncated = 400;   // steps
inline constexpr double assumed_trace_range = 16;  // impulses

inline bool is_slow(double tau) {
    return tau > slowest_truncated;
}

// One register unit: 1/256 of a state's last place.
inline ScaledConstant tiny() {
    return {.constant = k(1), .shift = 16};
}

// Of tau in steps: what keeps all but a smaller part than 16 bits can say would never decay.
inline void check_decays(double tau, Position at) {
    constexpr double slowest = 0x1p32;
    if (tau >= slowest)
        throw SourceError(at, "a time constant of " + image::short_text(tau) +
                                  " steps decays by nothing on the chip: it must be below " +
                                  image::short_text(slowest));
}

// to = from * e^(-1/tau)
inline void decay(Builder& code, Operand to, Operand from, double tau) {
    const ScaledConstant factor = multiplier(std::expm1(-1.0 / tau));
    code.emit(spec::Op::Dcy, to, from, factor.constant, factor.shift);
}

// word = value * e^(-1/tau), reaching zero; value is a register and is spent.
inline void store_decayed(Builder& code, Operand word, Operand value, double tau) {
    const ScaledConstant factor = multiplier(std::expm1(-1.0 / tau));
    if (!is_slow(tau)) {
        code.emit(spec::Op::Dcy, word, value, factor.constant, factor.shift,
                  spec::Store::TowardZero);
        return;
    }
    code.emit(spec::Op::Dcy, value, value, factor.constant, factor.shift);
    code.emit(spec::Op::Sub, value, value, tiny().constant, tiny().shift);
    code.emit(spec::Op::Max, word, value, zero(), 0, spec::Store::Stochastic);
}

}  // namespace bouton::compiler
