// SPDX-License-Identifier: Apache-2.0
// The functions of bouton_arith_pkg, Verilated, as a C++ call. Op are the codes of arith_probe.sv.
#pragma once

#include <Varith_probe.h>

#include <cstdint>
#include <random>

namespace bouton::tests {

enum class Op : std::uint8_t {
    Sat33,
    Sat48,
    Sat16,
    Sat24,
    Add,
    Sub,
    ShiftLeft,
    B16,
    MulRne,
    Scale,
    RoundShift,
    Exp2,
    Rnd4,
    MixKey,
    Draw,
    DrawBlock
};

class ArithProbe {
  public:
    template <class A, class B = int>
    std::uint64_t operator()(Op op, A a, B b = 0, unsigned n = 0, unsigned mode = 0) {
        rtl_.op_i = static_cast<std::uint8_t>(op);
        rtl_.a_i = static_cast<std::uint64_t>(a);
        rtl_.b_i = static_cast<std::uint64_t>(b);
        rtl_.n_i = static_cast<std::uint8_t>(n);
        rtl_.mode_i = static_cast<std::uint8_t>(mode);
        rtl_.eval();
        return rtl_.y_o;
    }

  private:
    Varith_probe rtl_;
};

// What a saturating function of the package returns: {saturated, value}.
inline std::uint64_t flagged(std::int64_t value, bool saturated, unsigned bits) {
    const std::uint64_t mask = (std::uint64_t{1} << bits) - 1;
    return (std::uint64_t{saturated} << bits) | (static_cast<std::uint64_t>(value) & mask);
}

// Numbers as they break arithmetic: ends, near powers of two, near multiples of half a unit,
// uniform.
template <class Engine>
std::int32_t awkward(Engine& engine) {
    const auto bits = static_cast<std::uint32_t>(engine());
    const auto power = std::uint32_t{1} << (engine() % 32);
    const auto near = static_cast<std::uint32_t>(engine() % 7) - 3;
    switch (engine() % 5) {
        case 0:
            return static_cast<std::int32_t>(bits);
        case 1:
            return static_cast<std::int32_t>(bits) >> (engine() % 32);
        case 2:
            return static_cast<std::int32_t>(power + near);
        case 3:
            return static_cast<std::int32_t>(0u - power + near);
        default:
            return static_cast<std::int32_t>((bits & (0u - power)) + near);
    }
}

}  // namespace bouton::tests
