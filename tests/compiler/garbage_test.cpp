// SPDX-License-Identifier: Apache-2.0
// No text crashes the compiler: mutations of good networks, and noise.
#include <chrono>
#include <random>

#include "tests/compiler/compiled.hpp"

namespace bouton::test {
namespace {

const std::string good = R"(network garbage
step 1 ms
seed 3
let N = 12
modulator m = 0 pulse reward
modulator c = 0 reward range 4 { parameter g = 0.9 receive e state z range 2
  let d = where(e > 0, m, -m) c' = -c / (20 ms) c += g * d - z if c > 1 { z = m } }
input a N
model z { state v = 0 range 128
  program { ADD r0, v, D0 FLG spike post, k(0x4000) ?p ADD.ne v, r0, D1 } }
population e (N * 2) lif(bias = uniform(0, 0.1) nA) init(v = normal(-60, 2) mV)
population i 4 race(threshold = 2, threshold_step = 0.1, gate = m)
population y 3 z
rule s = rstdp(modulator = m, bounds = [0, 1])
rule t { x1: trace tau 20 ms set y2: trace tau 900 ms z: word range 2
  dw = (x1 - w)/32*y0 + max(y2, 0.1)*x0
  dz = 0.1*gauss*y0 sweep 4 { CMP.gt k(3), W FLG kill, zero ?p }
  bounds [0, 1] bits 8 rounding nearest }
rule u { x1: trace tau 20 ms
  dw = sgn(w)*exp2(-w)*x1*r0 - 0.1*(w - 0.5)*(x1 + 0.5)*y0 bounds [0, 1] }
dynamics d { parameter tau = 30 ms above 0, U = 0.5 from 0 to 1 modulator g = 1
  state R = 1 state c about 1 range 2 rounding nearest
  spike { R -= U * R  if payload > 1 { c = 0.5 } } R' = (1 - R) / tau  c' = (g - c) / (9 ms)
  gain clip(R * c, -1, 1) }
projection y -> i all_to_all weight 1 gain d(tau = 20 ms)
projection a -> e fixed_in_degree(3) weight uniform(0, 1) delay uniform(1 ms, 5 ms) rule s tag 0.1
projection a -> i list [(0, 1), (1, 2, 0.5), (2, 3, 0.5, 3 ms)] gain payload rule u
projection e -> e fixed_probability(0.3) weight 0.1 receptor inh no_self gain short_term(U = 0.4)
projection e -> y fixed_out_degree(2) weight 1 bits 4 rounding stochastic
stimulus m -> e gain [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1] nA
record spikes e, i
core { ADD r0, P2, zero }
)";

std::vector<std::string> tokens_of(const std::string& text) {
    std::vector<std::string> result(1);
    for (const char c : text) {
        if (std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '.') {
            result.back() += c;
        } else {
            result.emplace_back(1, c);
            result.emplace_back();
        }
    }
    return result;
}

}  // namespace

TEST_CASE("mutated networks never crash the compiler", "[compiler]") {
    const auto seed =
        static_cast<unsigned>(std::chrono::system_clock::now().time_since_epoch().count());
    CAPTURE(seed);
    std::mt19937 random(seed);
    const auto below = [&](std::size_t n) {
        return std::uniform_int_distribution<std::size_t>(0, n - 1)(random);
    };
    const std::vector<std::string> original = tokens_of(good);
    std::size_t accepted = 0;
    for (int round = 0; round < 1500; ++round) {
        std::vector<std::string> tokens = original;
        const std::size_t mutations = 1 + below(4);
        for (std::size_t i = 0; i < mutations; ++i) {
            const std::size_t at = below(tokens.size());
            switch (below(5)) {
                case 0:
                    tokens[at].clear();
                    break;
                case 1:
                    tokens[at] = original[below(original.size())];
                    break;
                case 2:
                    tokens[at] += " " + original[below(original.size())] + " ";
                    break;
                case 3:
                    std::swap(tokens[at], tokens[below(tokens.size())]);
                    break;
                default:
                    tokens[at] = std::vector<std::string>{
                        "0", "-1", "1e30",       "1e-30", "99999", "(",
                        "[", "mV", "0x7fffffff", "}",     "\"",    "\xff"}[below(12)];
            }
        }
        std::string text;
        for (const std::string& token : tokens) text += token;
        INFO(text);
        const auto result = compile(text);
        accepted += result.ok();
        if (!result.ok()) REQUIRE(!result.diagnostics.empty());
    }
    CHECK(accepted > 0);
}

TEST_CASE("noise never crashes the compiler", "[compiler]") {
    std::mt19937 random(5);
    for (int round = 0; round < 300; ++round) {
        std::string text = round % 2 == 0 ? "network n " : "";
        for (std::size_t i = random() % 400; i > 0; --i) text += static_cast<char>(random() % 256);
        CHECK_FALSE(compile(text).diagnostics.empty());
    }
}

TEST_CASE("the unmutated network is accepted", "[compiler]") {
    compile_ok(good);
}

}  // namespace bouton::test
