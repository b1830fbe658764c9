// SPDX-License-Identifier: Apache-2.0
// exp2_fixed against the C library.
#include <catch2/catch.hpp>

#include <cmath>

#include "arith/exp2.hpp"

using namespace bouton::arith;

TEST_CASE("exp2 is within 1e-4 and half a unit of the real function, for all exponents",
          "[arith]") {
    double worst = 0;
    for (unsigned sh = 0; sh < 32; ++sh) {
        const double one = std::ldexp(1.0, static_cast<int>(sh));
        // From where the result is a fraction of a unit up to where it no longer fits.
        for (int k = -40 * 4096; k <= 32 * 4096; k += 7) {
            const double x = std::floor(k / 4096.0 * one) / one;
            if (std::abs(x * one) > 2147483647.0) continue;
            bool saturated = false;
            const double got = exp2_fixed(static_cast<std::int32_t>(x * one), sh, saturated);
            const double exact = std::exp2(x) * one;
            if (saturated) {
                if (exact < 2147483648.0 * (1 - 1e-4))
                    FAIL("saturated at " << x << " with shift " << sh);
                continue;
            }
            const double error = (std::abs(got - exact) - 0.5) / exact;
            worst = std::max(worst, error);
        }
    }
    CAPTURE(worst);
    REQUIRE(worst < 1e-4);
    REQUIRE(worst > 0);
}

TEST_CASE("exp2 never falls when its argument rises", "[arith]") {
    for (unsigned sh : {0u, 8u, 16u, 24u, 31u}) {
        std::int32_t before = 0;
        for (std::int64_t a = INT32_MIN; a <= INT32_MAX; a += 40961) {
            bool saturated = false;
            const std::int32_t now = exp2_fixed(static_cast<std::int32_t>(a), sh, saturated);
            if (now < before) FAIL("falls at " << a << " with shift " << sh);
            before = now;
        }
    }
    SUCCEED();
}
