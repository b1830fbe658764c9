// SPDX-License-Identifier: Apache-2.0
// The static rules of docs/machine.md 3.1, each with a program that breaks only it.
#include "spec/image/program_rules.hpp"

#include <catch2/catch.hpp>

using namespace bouton;
using spec::Instruction;
using spec::Op;
using spec::Trigger;

namespace {

constexpr std::uint8_t op(Op o) {
    return static_cast<std::uint8_t>(o);
}

// Operand codes as docs/machine.md 3.1 numbers them.
constexpr std::uint8_t W = 8, T = 9, Z = 10, D0 = 12, D2 = 14, S0 = 16, S1 = 17, X0 = 32, X1 = 33,
                       fired = 36, rnd = 38, rnd4 = 39, G0 = 40, zero = 47, K0 = 48, K1 = 49;

std::vector<image::Problem> problems(Trigger trigger, std::vector<Instruction> program,
                                     bool four = false, bool wide = false) {
    program.back().end = true;
    std::vector<std::uint64_t> memory;
    for (const Instruction& i : program) memory.push_back(i.pack());
    return image::check_program(memory, 0, {trigger, four, wide}, "p").problems;
}

}  // namespace

TEST_CASE("programs that keep the rules have no problems", "[spec_image]") {
    CHECK(problems(Trigger::Neuron, {{op(Op::Add), 0, S0, D0, 0, 0, 0, false},
                                     {op(Op::Mac), S0, 0, K0, 15, 2, 0, false},
                                     {op(Op::Cmp), 0, 0, K1, 0, 0, 0, false},
                                     {op(Op::Flg), 3, K0, zero, 0, 0, 1, false}})
              .empty());
    CHECK(problems(Trigger::Pre, {{op(Op::Mac), W, S0, K0, 3, 3, 0, false}}).empty());
    CHECK(problems(Trigger::Axon, {{op(Op::Dcy), X0, X0, K0, 3, 1, 0, false}}).empty());
    CHECK(problems(Trigger::Core, {{op(Op::Add), G0, G0, D0, 3, 0, 0, false},
                                   {op(Op::Flg), 4, zero, 0, 0, 0, 0, false}})
              .empty());
    CHECK(problems(Trigger::Deliver, {{op(Op::Add), D0, W, rnd, 8, 1, 0, false},
                                      {op(Op::Flg), 8, zero, zero, 0, 0, 0, false}})
              .empty());
    CHECK(problems(Trigger::Sweep, {{op(Op::Add), Z, Z, W, 8, 1, 0, false}}, false, true).empty());
    CHECK(problems(Trigger::Neuron, {{op(Op::Add), S0, S0, D2, 0, 1, 0, false}}, true).empty());
}

TEST_CASE("each static rule refuses the program that breaks it", "[spec_image]") {
    struct Case {
        const char* rule;
        Trigger trigger;
        std::vector<Instruction> program;
    };
    const std::vector<Case> cases = {
        {"illegal operation", Trigger::Neuron, {{12, 0, zero, zero, 0, 0, 0, false}}},
        {"illegal predicate", Trigger::Neuron, {{op(Op::Add), 0, zero, zero, 0, 0, 3, false}}},
        {"1: two S words", Trigger::Neuron, {{op(Op::Add), 0, S0, S1, 0, 0, 0, false}}},
        {"1: two S words with MAC", Trigger::Neuron, {{op(Op::Mac), S0, S1, K0, 0, 1, 0, false}}},
        {"1: D and A", Trigger::Neuron, {{op(Op::Add), 0, D0, W, 0, 0, 0, false}}},
        {"1: two X as multipliers", Trigger::Axon, {{op(Op::Mul), 0, X0, X1, 0, 0, 0, false}}},
        {"2: read after store",
         Trigger::Neuron,
         {{op(Op::Add), S0, zero, zero, 0, 1, 0, false},
          {op(Op::Add), 0, S0, zero, 0, 0, 0, false}}},
        {"2: D twice",
         Trigger::Neuron,
         {{op(Op::Add), 0, D0, zero, 0, 0, 0, false}, {op(Op::Add), 0, D0, zero, 0, 0, 0, false}}},
        {"3: r never written", Trigger::Neuron, {{op(Op::Add), 0, 1, zero, 0, 0, 0, false}}},
        {"3: r written under a predicate",
         Trigger::Neuron,
         {{op(Op::Add), 1, zero, zero, 0, 0, 1, false}, {op(Op::Add), 0, 1, zero, 0, 0, 0, false}}},
        {"3: r read by MAC", Trigger::Neuron, {{op(Op::Mac), 1, K0, K1, 0, 0, 0, false}}},
        {"4: RND as multiplier", Trigger::Neuron, {{op(Op::Mul), 0, rnd, K0, 0, 0, 0, false}}},
        {"4: RND in EXP2", Trigger::Neuron, {{op(Op::Exp2), 0, rnd, 0, 0, 0, 0, false}}},
        {"4: two draws", Trigger::Neuron, {{op(Op::Add), 0, rnd, rnd4, 0, 0, 0, false}}},
        {"4: a draw and a stochastic store",
         Trigger::Neuron,
         {{op(Op::Add), S0, rnd, zero, 0, 3, 0, false}}},
        {"4: D as multiplier", Trigger::Neuron, {{op(Op::Mul), 0, D0, K0, 0, 0, 0, false}}},
        {"4: P as multiplier", Trigger::Core, {{op(Op::Mul), 0, D0, K0, 0, 0, 0, false}}},
        {"5: st with r", Trigger::Neuron, {{op(Op::Add), 0, zero, zero, 0, 1, 0, false}}},
        {"5: no st with S", Trigger::Neuron, {{op(Op::Add), S0, zero, zero, 0, 0, 0, false}}},
        {"5: st with G", Trigger::Core, {{op(Op::Add), G0, zero, zero, 0, 1, 0, false}}},
        {"5: st with CMP", Trigger::Neuron, {{op(Op::Cmp), 0, zero, zero, 0, 1, 0, false}}},
        {"5: D by MAC", Trigger::Deliver, {{op(Op::Mac), D0, W, K0, 0, 1, 0, false}}},
        {"5: A by DCY", Trigger::Pre, {{op(Op::Dcy), 13, W, K0, 0, 1, 0, false}}},
        {"6: KILL in the neuron map", Trigger::Neuron, {{op(Op::Flg), 8, zero, 0, 0, 0, 0, false}}},
        {"6: SPIKE in the synapse map", Trigger::Pre, {{op(Op::Flg), 1, zero, 0, 0, 0, 0, false}}},
        {"6: flags in the axon map", Trigger::Axon, {{op(Op::Flg), 4, zero, 0, 0, 0, 0, false}}},
        {"6: rd of CMP", Trigger::Neuron, {{op(Op::Cmp), 16, zero, zero, 0, 0, 0, false}}},
        {"8: D2 with two receptors", Trigger::Neuron, {{op(Op::Add), 0, D2, zero, 0, 0, 0, false}}},
        {"9: Z with stride 1", Trigger::Pre, {{op(Op::Add), Z, zero, zero, 0, 1, 0, false}}},
        {"map: X in the neuron map", Trigger::Neuron, {{op(Op::Add), 0, X0, zero, 0, 0, 0, false}}},
        {"map: S in the axon map", Trigger::Axon, {{op(Op::Add), 0, S0, zero, 0, 0, 0, false}}},
        {"map: S written by a synapse",
         Trigger::Pre,
         {{op(Op::Add), S0, zero, zero, 0, 1, 0, false}}},
        {"map: G written by a neuron",
         Trigger::Neuron,
         {{op(Op::Add), G0, zero, zero, 0, 0, 0, false}}},
        {"map: D outside DELIVER", Trigger::Pre, {{op(Op::Add), D0, T, zero, 0, 1, 0, false}}},
        {"map: D read by a synapse",
         Trigger::Deliver,
         {{op(Op::Add), 0, D0, zero, 0, 0, 0, false}}},
        {"map: fired in the core map",
         Trigger::Core,
         {{op(Op::Add), 0, fired, zero, 0, 0, 0, false}}},
        {"map: K written", Trigger::Neuron, {{op(Op::Add), K0, zero, zero, 0, 1, 0, false}}},
        {"DLY shift", Trigger::Neuron, {{op(Op::Dly), S0, S0, 0, 24, 1, 0, false}}},
        {"b where it is not used", Trigger::Neuron, {{op(Op::Dly), S0, S0, D0, 3, 1, 0, false}}},
    };
    for (const Case& c : cases) {
        CAPTURE(c.rule);
        CHECK(problems(c.trigger, c.program).size() == 1);
    }
}

TEST_CASE("a program ends within 64 instructions and inside the memory", "[spec_image]") {
    const Instruction nothing{op(Op::Add), 0, zero, zero, 0, 0, 0, false};
    std::vector<Instruction> program(spec::limits::ProgramLength, nothing);
    CHECK(problems(Trigger::Neuron, program).empty());
    program.push_back(nothing);
    CHECK(problems(Trigger::Neuron, program).size() == 1);
    std::vector<std::uint64_t> memory(spec::limits::ProgramWords, nothing.pack());
    const auto last = image::check_program(memory, spec::limits::ProgramWords - 1,
                                           {Trigger::Neuron, false, false}, "p");
    CHECK(last.problems.size() == 1);
}

TEST_CASE("the check tells which receptors a program reads and how long it is", "[spec_image]") {
    const std::vector<std::uint64_t> memory = {
        Instruction{op(Op::Add), 0, D0, zero, 0, 0, 0, false}.pack(),
        Instruction{op(Op::Add), S0, 0, D0 + 1, 0, 1, 0, true}.pack()};
    const auto check = image::check_program(memory, 0, {Trigger::Neuron, false, false}, "p");
    CHECK(check.length == 2);
    CHECK(check.receptors == 3);
}
