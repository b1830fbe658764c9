// SPDX-License-Identifier: Apache-2.0
// Which of the chip's limits the twin keeps: none, or some, to see what each does alone. With all
// of them the twin computes what the chip does, bit for bit.
//
// A precision covers everything that makes numbers of its kind coarse: the words they start from,
// the constants, multiplier operands and products of the instructions that make them, and the
// rounding of stores, by the chip's own mode and draws. Saturation covers registers and words of
// all kinds.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "arith/exp2.hpp"

namespace bouton::twin {

// What an instruction makes: W and what synapse programs compute, X and T, Z, U and the traces of
// neurons, or the other states of neurons and cores.
enum class Kind : std::uint8_t { Weight, Trace, State };

struct Effects {
    bool weights = false, traces = false, states = false;
    bool saturation = false;

    bool coarse(Kind kind) const {
        return kind == Kind::Weight ? weights : kind == Kind::Trace ? traces : states;
    }
    bool operator==(const Effects&) const = default;
};

inline constexpr Effects every_effect{true, true, true, true};

// Arithmetic of docs/machine.md section 3 on doubles: coarse as the chip's or not, saturating or
// not. Numbers are registers.
struct Arithmetic {
    bool coarse = false, saturating = false;

    double sat(double v, double limit = 0x1p31) const {
        return saturating ? std::clamp(v, -limit, limit - 1) : v;
    }
    double rne(double v) const { return coarse ? std::nearbyint(v) : v; }
    // b >> sh
    double down(double b, double scale) const { return coarse ? std::floor(b * scale) : b * scale; }
    double multiplier(double b) const {
        const double form = coarse ? std::floor((b + 0x8000) / 65536) : b / 65536;
        return saturating ? std::min(form, 32767.0) : form;
    }
    double product(double a, double b, double scale) const {
        return sat(rne(a * multiplier(b) * scale));
    }
    double exp2(double a, unsigned sh) const {
        if (coarse) {
            bool saturated = false;
            const double whole = std::clamp(std::floor(a), -0x1p31, 0x1p31 - 1);
            return arith::exp2_fixed(static_cast<std::int32_t>(whole), sh, saturated);
        }
        const double one = std::ldexp(1.0, static_cast<int>(sh));
        return sat(std::exp2(a / one) * one);
    }
};

}  // namespace bouton::twin
