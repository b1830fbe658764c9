// SPDX-License-Identifier: Apache-2.0
// The static rules on programs, see program_rules.hpp.
#include "spec/image/program_rules.hpp"

#include <set>

namespace bouton::image {

namespace {

using spec::Op;
using spec::Operand;
using spec::Trigger;

enum class Map : std::uint8_t { Neuron, Axon, Synapse, Core };

Map map_of(Trigger trigger) {
    switch (trigger) {
        case Trigger::Neuron:
            return Map::Neuron;
        case Trigger::Axon:
            return Map::Axon;
        case Trigger::Core:
            return Map::Core;
        default:
            return Map::Synapse;
    }
}

constexpr bool within(unsigned code, Operand first, unsigned count) {
    const auto base = static_cast<unsigned>(first);
    return code >= base && code < base + count;
}

constexpr bool is(unsigned code, Operand operand) {
    return within(code, operand, 1);
}
constexpr bool is_r(unsigned c) {
    return within(c, Operand::R0, 8);
}
constexpr bool is_state(unsigned c) {
    return within(c, Operand::S0, spec::limits::States);
}
constexpr bool is_trace(unsigned c) {
    return within(c, Operand::X0, spec::limits::AxonStates);
}
constexpr bool is_global(unsigned c) {
    return within(c, Operand::G0, spec::limits::Modulators);
}
constexpr bool is_draw(unsigned c) {
    return is(c, Operand::Rnd) || is(c, Operand::Rnd4);
}
constexpr bool is_dendrite(unsigned c) {
    return within(c, Operand::D0, 4);
}

constexpr bool uses_b(Op op) {
    return op != Op::Exp2 && op != Op::Dly && op != Op::Flg;
}
constexpr bool multiplies(Op op) {
    return op == Op::Mul || op == Op::Mac || op == Op::Dcy;
}
constexpr bool writes(Op op) {
    return op != Op::Cmp && op != Op::Flg;
}

constexpr unsigned dly_shift_limit = 23;

// What the program has done so far.
struct State {
    std::set<unsigned> written;  // r, by unpredicated instructions
    std::set<unsigned> stored;   // words
    std::set<unsigned> cleared;  // D, A, P
};

class Checker {
  public:
    Checker(const ProgramContext& context, ProgramCheck& result)
        : context_(context), map_(map_of(context.trigger)), result_(result) {}

    void instruction(const spec::Instruction& i, const std::string& place) {
        place_ = place;
        number_ = result_.length;
        if (i.op > static_cast<unsigned>(Op::Flg))
            return problem("operation " + std::to_string(i.op), "an operation 0 to 11");
        const Op op = static_cast<Op>(i.op);
        if (i.pr > static_cast<unsigned>(spec::Predicate::IfNotP))
            problem("predicate 3", "0, 1 or 2");
        operands(op, i);
        reads(op, i);
        if (op == Op::Dly && i.sh > dly_shift_limit)
            problem("shift " + std::to_string(i.sh) + " of DLY", "at most 23");
        if (op == Op::Flg) flags(i);
        if (op == Op::Cmp && i.rd > 15)
            problem("rd " + std::to_string(i.rd) + " of CMP", "below 16");
        if (!writes(op) && i.st != 0) problem("a store in CMP or FLG", "st 0");
        if (writes(op)) store(op, i);
    }

  private:
    void problem(std::string found, std::string expected) {
        result_.problems.push_back({place_, std::move(found), std::move(expected)});
        result_.at.push_back(number_);
    }

    bool clears(unsigned c) const {
        return (map_ == Map::Neuron && (is(c, Operand::W) || is_dendrite(c))) ||
               (map_ == Map::Core && is_dendrite(c));
    }

    bool is_word(unsigned c) const {
        return is_state(c) || is_trace(c) || within(c, Operand::W, 4);
    }

    bool readable(unsigned c) const {
        if (is_r(c) || is_draw(c) || is_global(c) || is(c, Operand::Zero) ||
            within(c, Operand::K0, spec::limits::BankConstants))
            return true;
        const bool narrow = is(c, Operand::W) || is(c, Operand::T);
        switch (map_) {
            case Map::Neuron:
                return is(c, Operand::W) ||
                       within(c, Operand::D0, context_.four_receptors ? 4 : 2) || is_state(c) ||
                       is(c, Operand::Fired) || is(c, Operand::PostFlag);
            case Map::Axon:
                return is_trace(c) || is(c, Operand::Fired);
            case Map::Synapse:
                return narrow || (context_.wide && within(c, Operand::Z, 2)) || is_state(c) ||
                       is_trace(c) || is(c, Operand::Fired) || is(c, Operand::PostFlag);
            case Map::Core:
                return is_dendrite(c);
        }
        return false;
    }

    bool writable(unsigned c) const {
        if (is_r(c)) return true;
        switch (map_) {
            case Map::Neuron:
                return is_state(c);
            case Map::Axon:
                return is_trace(c);
            case Map::Synapse:
                return within(c, Operand::W, context_.wide ? 4 : 2) || is(c, Operand::TargetSum) ||
                       (is(c, Operand::D0) && context_.trigger == Trigger::Deliver);
            case Map::Core:
                return is_global(c);
        }
        return false;
    }

    void operands(Op op, const spec::Instruction& i) {
        const auto source = [&](unsigned c) {
            if (!readable(c)) problem("operand " + std::to_string(c), "one that this map can read");
            if (is_r(c) && !state_.written.contains(c))
                problem("r" + std::to_string(c) + " read before it is surely written",
                        "an unpredicated write before it");
            if (is_word(c) && !clears(c) && state_.stored.contains(c))
                problem("operand " + std::to_string(c) + " read after it was stored",
                        "no read after a store");
            if (clears(c) && !state_.cleared.insert(c).second)
                problem("operand " + std::to_string(c) + " read twice", "one read in a program");
            if (map_ == Map::Neuron && is_dendrite(c))
                result_.receptors |= 1U << (c - static_cast<unsigned>(Operand::D0));
        };
        source(i.ra);
        if (uses_b(op)) source(i.rb);
        // What is not used must not read anything that a read changes or that costs a port.
        else if (!is_r(i.rb) && !is(i.rb, Operand::Zero))
            problem("rb " + std::to_string(i.rb) + " where it is not used", "r or zero");
        if (op == Op::Mac && writable(i.rd)) {
            if (is(i.rd, Operand::D0) || is(i.rd, Operand::TargetSum)) return;  // rule 5 says it
            source(i.rd);
        }
    }

    void reads(Op op, const spec::Instruction& i) {
        const bool b = uses_b(op);
        std::set<unsigned> states, traces;
        int sums = 0;
        int draws = 0;
        const auto count = [&](unsigned c, bool multiplier) {
            if (is_state(c)) states.insert(c);
            if (is_trace(c) && multiplier) traces.insert(c);
            sums += clears(c) ? 1 : 0;
            draws += is_draw(c) ? 1 : 0;
            if (multiplier && (is_draw(c) || clears(c)))
                problem("multiplier operand " + std::to_string(c),
                        "no random number and no D, A or P there");
        };
        count(i.ra, multiplies(op) || op == Op::Exp2);
        if (b) count(i.rb, multiplies(op));
        if (op == Op::Mac) count(i.rd, false);
        if (states.size() > 1) problem("two S words read", "at most one");
        if (traces.size() > 1) problem("two X words as multiplier operands", "at most one");
        if (sums > 1) problem("two of D, A and P read", "at most one");
        const bool stochastic = i.st == static_cast<unsigned>(spec::Store::Stochastic);
        if (draws > 1 || (draws == 1 && stochastic && writes(op)))
            problem("two draws in an instruction", "at most one");
    }

    void flags(const spec::Instruction& i) {
        const auto flag = [](spec::Flag f) { return static_cast<unsigned>(f); };
        unsigned legal = 0;
        if (map_ == Map::Neuron) legal = flag(spec::Flag::Spike) | flag(spec::Flag::Post);
        if (map_ == Map::Core) legal = flag(spec::Flag::Reward);
        if (map_ == Map::Synapse) legal = flag(spec::Flag::Kill) | flag(spec::Flag::Revive);
        if ((i.rd & ~legal) != 0)
            problem("flags " + std::to_string(i.rd), "flags of this map only");
    }

    void store(Op op, const spec::Instruction& i) {
        const unsigned rd = i.rd;
        if (!writable(rd)) problem("rd " + std::to_string(rd), "one that this map can write");
        const bool plain = is_r(rd) || is_global(rd);
        if (plain != (i.st == 0))
            problem("st " + std::to_string(i.st) + " for rd " + std::to_string(rd),
                    "0 for r and G, 1 to 3 for words");
        if (is_r(rd) && i.pr == 0) state_.written.insert(rd);
        if (is_word(rd)) state_.stored.insert(rd);
        if (map_ != Map::Synapse || !(is(rd, Operand::D0) || is(rd, Operand::TargetSum))) return;
        if (is(rd, Operand::D0)) result_.delivers = true;
        if (op == Op::Mac || op == Op::Dcy || op == Op::Exp2 || op == Op::Dly)
            problem("D or A written by operation " + std::to_string(i.op),
                    "ADD, SUB, MUL, SEL, MIN or MAX");
    }

    ProgramContext context_;
    Map map_;
    ProgramCheck& result_;
    State state_;
    std::string place_;
    std::uint32_t number_ = 0;
};

}  // namespace

ProgramCheck check_program(std::span<const std::uint64_t> memory, std::uint32_t pc,
                           const ProgramContext& context, const std::string& place) {
    ProgramCheck result;
    Checker checker(context, result);
    while (result.length < spec::limits::ProgramLength) {
        const std::uint32_t at = pc + result.length;
        const std::string here = place + ", instruction " + std::to_string(result.length);
        if (at >= spec::limits::ProgramWords) {
            result.problems.push_back({here, "the end of the program memory", "the end bit"});
            result.at.push_back(result.length);
            return result;
        }
        const std::uint64_t raw = at < memory.size() ? memory[at] : 0;
        const auto instruction = spec::Instruction::unpack(static_cast<std::uint32_t>(raw));
        checker.instruction(instruction, here);
        ++result.length;
        if (instruction.end) return result;
    }
    result.problems.push_back({place,
                               "no end after " + std::to_string(result.length) + " instructions",
                               "at most " + std::to_string(spec::limits::ProgramLength)});
    result.at.push_back(result.length);
    return result;
}

}  // namespace bouton::image
