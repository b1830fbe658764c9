// SPDX-License-Identifier: Apache-2.0
// arith against SystemC's fixed-point types (IEEE 1666): an oracle that shares no code and no
// author.
#include <systemc.h>

#include <catch2/catch.hpp>

#include <random>

#include "arith/arith.hpp"

using namespace bouton::arith;

// libsystemc's own main, which is not used, wants it.
int sc_main(int, char*[]) {
    return 0;
}

namespace {

using Exact = sc_dt::sc_fixed<96, 64>;

// v / 2^n without loss.
Exact quotient(std::int64_t v, unsigned n) {
    Exact x = v;
    x >>= static_cast<int>(n);
    return x;
}

template <sc_dt::sc_q_mode Mode>
std::int64_t integer_part(const Exact& x) {
    const sc_dt::sc_fixed<62, 62, Mode> rounded = x;
    return rounded.to_int64();
}

template <int Bits>
std::int64_t saturated(std::int64_t v) {
    const sc_dt::sc_fixed<Bits, Bits, SC_TRN, SC_SAT> fitted = v;
    return fitted.to_int64();
}

std::int64_t number(std::mt19937_64& random, unsigned bits) {
    const auto v = static_cast<std::int64_t>(random());
    const std::int64_t wide = v >> (64 - bits);
    switch (random() % 3) {
        case 0:
            return wide;
        case 1:
            return wide >> (random() % bits);
        default:
            return (wide >> (random() % bits)) * (std::int64_t{1} << (random() % 4)) +
                   static_cast<int>(random() % 3) - 1;
    }
}

}  // namespace

TEST_CASE("rounding is SystemC's, exhaustively for 9 bits and all shifts", "[arith]") {
    for (std::int64_t v = -256; v < 256; ++v) {
        for (unsigned n = 0; n <= 10; ++n) {
            const Exact x = quotient(v, n);
            CAPTURE(v, n);
            if (rne(v, n) != integer_part<SC_RND_CONV>(x))
                REQUIRE(rne(v, n) == integer_part<SC_RND_CONV>(x));
            if (shift_round(v, n, Round::TowardZero, 0) != integer_part<SC_TRN_ZERO>(x))
                REQUIRE(shift_round(v, n, Round::TowardZero, 0) == integer_part<SC_TRN_ZERO>(x));
        }
    }
    SUCCEED();
}

TEST_CASE("rounding of products and stores is SystemC's", "[arith]") {
    const auto seed = GENERATE(7u, 2718u);
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    for (int i = 0; i < 20000; ++i) {
        const std::int64_t v = number(random, 47);
        const auto n = static_cast<unsigned>(random() % 32);
        const auto draw = static_cast<std::uint32_t>(random());
        CAPTURE(v, n, draw);
        const Exact x = quotient(v, n);
        REQUIRE(rne(v, n) == integer_part<SC_RND_CONV>(x));
        REQUIRE(shift_round(v, n, Round::TowardZero, draw) == integer_part<SC_TRN_ZERO>(x));
        // Stochastic: floor of the quotient and a fraction of n random bits.
        const Exact fraction = quotient(n == 0 ? 0 : draw >> (32 - n), n);
        REQUIRE(shift_round(v, n, Round::Stochastic, draw) == integer_part<SC_TRN>(x + fraction));
    }
}

TEST_CASE("saturation is SystemC's", "[arith]") {
    const auto seed = GENERATE(8u, 1618u);
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    for (int i = 0; i < 20000; ++i) {
        const std::int64_t v = number(random, 48);
        CAPTURE(v);
        bool flag = false;
        REQUIRE(saturate(v, 16, flag) == saturated<16>(v));
        REQUIRE(flag == (saturated<16>(v) != v));
        REQUIRE(saturate(v, 17, flag) == saturated<17>(v));
        REQUIRE(saturate(v, 24, flag) == saturated<24>(v));
        bool flag32 = false;
        REQUIRE(sat32(v, flag32) == saturated<32>(v));
        REQUIRE(flag32 == (saturated<32>(v) != v));
    }
}

TEST_CASE("the multiplier form is SystemC's rounding to 16 bits, half upwards, saturated",
          "[arith]") {
    for (std::int64_t upper = -32768; upper < 32768; ++upper) {
        for (std::int64_t low : {0, 1, 0x7fff, 0x8000, 0xffff}) {
            const auto b = static_cast<std::int32_t>(upper * 65536 + low);
            const sc_dt::sc_fixed<16, 16, SC_RND, SC_SAT> oracle = quotient(b, 16);
            if (multiplier_form(b) != oracle.to_int()) {
                CAPTURE(b);
                REQUIRE(multiplier_form(b) == oracle.to_int());
            }
        }
    }
    SUCCEED();
}
