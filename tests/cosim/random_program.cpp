// SPDX-License-Identifier: Apache-2.0
#include "tests/cosim/random_program.hpp"

#include <algorithm>
#include <array>

namespace bouton::cosim {
namespace {

using spec::Instruction;
using spec::Op;
using spec::Predicate;
using spec::Store;
using spec::Trigger;

constexpr std::uint8_t code_of(spec::Operand o) {
    return static_cast<std::uint8_t>(o);
}

// Operand codes; of the numbered ones, the first.
constexpr std::uint8_t weight = code_of(spec::Operand::W), tag = code_of(spec::Operand::T),
                       dendrite = code_of(spec::Operand::D0),
                       target_sum = code_of(spec::Operand::TargetSum),
                       state = code_of(spec::Operand::S0), axon_state = code_of(spec::Operand::X0),
                       fired = code_of(spec::Operand::Fired),
                       post_flag = code_of(spec::Operand::PostFlag),
                       rnd = code_of(spec::Operand::Rnd), modulator = code_of(spec::Operand::G0),
                       zero = code_of(spec::Operand::Zero), constant = code_of(spec::Operand::K0);
constexpr std::uint8_t r_count = 8, codes = 64;

enum class Class {
    Register,
    Constant,
    State,
    AxonState,
    Word,
    Sum,
    Fired,
    PostFlag,
    Random,
    Modulator,
    Zero,
    None
};
constexpr std::size_t class_count = 12;

bool is_synapse(Trigger t) {
    return t != Trigger::Neuron && t != Trigger::Axon && t != Trigger::Core;
}
bool multiplies(Op op) {
    return op == Op::Mul || op == Op::Mac || op == Op::Dcy || op == Op::Exp2;
}

Class class_of(std::uint8_t code, Trigger trigger) {
    if (code < r_count) return Class::Register;
    if (code >= constant) return Class::Constant;
    if (code == zero) return Class::Zero;
    if (code >= modulator) return Class::Modulator;
    if (code >= rnd) return Class::Random;
    if (code == post_flag) return Class::PostFlag;
    if (code == fired) return Class::Fired;
    if (code >= axon_state) return Class::AxonState;
    if (code >= state) return Class::State;
    return code >= dendrite || (code == weight && trigger == Trigger::Neuron) ? Class::Sum
                                                                              : Class::Word;
}

bool exists(std::uint8_t code, const ProgramShape& shape) {
    const Trigger t = shape.trigger;
    switch (class_of(code, t)) {
        case Class::Register:
        case Class::Constant:
        case Class::Zero:
        case Class::Random:
            return true;
        case Class::Modulator:
            return code < modulator + spec::limits::Modulators;
        case Class::PostFlag:
            return t == Trigger::Neuron || is_synapse(t);
        case Class::Fired:
            return t != Trigger::Core;
        case Class::AxonState:
            return t == Trigger::Axon || is_synapse(t);
        case Class::State:
            return t == Trigger::Neuron || is_synapse(t);
        case Class::Word:
            return is_synapse(t) && (code == weight || code == tag || shape.wide);
        case Class::Sum:
            if (t == Trigger::Neuron) return code == weight || code < dendrite + shape.receptors;
            if (t == Trigger::Core)
                return code >= dendrite && code < dendrite + spec::limits::Channels;
            return is_synapse(t) &&
                   (code == target_sum || (code == dendrite && t == Trigger::Deliver));
        case Class::None:
            break;
    }
    return false;
}

bool writable(std::uint8_t code, const ProgramShape& shape) {
    if (!exists(code, shape)) return false;
    const Trigger t = shape.trigger;
    switch (class_of(code, t)) {
        case Class::Register:
        case Class::Word:
            return true;
        case Class::State:
            return t == Trigger::Neuron;
        case Class::AxonState:
            return t == Trigger::Axon;
        case Class::Modulator:
            return t == Trigger::Core;
        case Class::Sum:
            return is_synapse(t);
        default:
            return false;
    }
}

class Builder {
  public:
    Builder(Random& random, const ProgramShape& shape) : random_(random), shape_(shape) {}

    std::vector<Instruction> build() {
        const std::uint32_t length = 1 + random_.below(shape_.max_length);
        std::uint32_t owed = shape_.must_clear;
        while (program_.size() < length) {
            if (owed != 0 && random_.percent(40))
                clear_one(owed);
            else
                body();
        }
        while (owed != 0) clear_one(owed);
        tail();
        program_.back().end = true;
        return program_;
    }

  private:
    // What one instruction has read so far: it may read one S word, one of D and A, one X as a
    // multiplier operand, and draw once. `zero`: none yet.
    struct Reads {
        std::uint8_t state = zero, multiplier_axon = zero;
        bool sum = false, draw = false;
    };

    static std::uint64_t bit(std::uint8_t code) { return std::uint64_t{1} << code; }

    static bool free(std::uint8_t read, std::uint8_t code) { return read == zero || read == code; }

    bool readable(std::uint8_t code, bool multiplier, const Reads& reads) const {
        if (!exists(code, shape_)) return false;
        switch (class_of(code, shape_.trigger)) {
            case Class::Register:
                return (ready_ & bit(code)) != 0;
            case Class::State:
                return free(reads.state, code) && (stored_ & bit(code)) == 0;
            case Class::AxonState:
                return (!multiplier || free(reads.multiplier_axon, code)) &&
                       (stored_ & bit(code)) == 0;
            case Class::Word:
                return (stored_ & bit(code)) == 0;
            case Class::Sum:
                return !is_synapse(shape_.trigger) && !multiplier && !reads.sum &&
                       (cleared_ & bit(code)) == 0;
            case Class::Random:
                return !multiplier && !reads.draw;
            default:
                return true;
        }
    }

    std::uint8_t choose(const std::vector<std::uint8_t>& allowed,
                        const std::array<std::uint32_t, class_count>& weights) {
        std::array<std::vector<std::uint8_t>, class_count> members;
        for (const std::uint8_t code : allowed) {
            members[static_cast<std::size_t>(class_of(code, shape_.trigger))].push_back(code);
        }
        std::vector<std::uint32_t> present;
        for (std::size_t i = 0; i < class_count; ++i)
            present.push_back(members[i].empty() ? 0 : weights[i]);
        return random_.pick(members[random_.weighted(present)]);
    }

    std::uint8_t operand(bool multiplier, Reads& reads) {
        std::vector<std::uint8_t> allowed;
        for (std::uint8_t code = 0; code < codes; ++code) {
            if (readable(code, multiplier, reads)) allowed.push_back(code);
        }
        //                          r  K  S  X  word sum fired post RND G zero
        const std::uint8_t code = choose(allowed, {20, 14, 16, 14, 16, 4, 6, 4, 6, 8, 3, 0});
        switch (class_of(code, shape_.trigger)) {
            case Class::State:
                reads.state = code;
                break;
            case Class::AxonState:
                if (multiplier) reads.multiplier_axon = code;
                break;
            case Class::Sum:
                reads.sum = true;
                cleared_ |= bit(code);
                break;
            case Class::Random:
                reads.draw = true;
                break;
            default:
                break;
        }
        return code;
    }

    std::uint8_t destination(Op op, Reads& reads) {
        const bool adds = op == Op::Add || op == Op::Sub || op == Op::Mul || op == Op::Sel ||
                          op == Op::Min || op == Op::Max;
        std::vector<std::uint8_t> allowed;
        for (std::uint8_t code = 0; code < codes; ++code) {
            const bool sum = class_of(code, shape_.trigger) == Class::Sum;
            if (!writable(code, shape_) || (sum && !adds)) continue;
            if (op == Op::Mac && !readable(code, false, reads)) continue;
            // A second store to a word is legal; a sum takes one, so that "adds what it stores" has
            // one meaning.
            if (sum && (stored_ & bit(code)) != 0) continue;
            if ((stored_ & bit(code)) != 0 && !random_.percent(10)) continue;
            allowed.push_back(code);
        }
        if (allowed.empty()) return zero;
        const std::uint8_t code = choose(allowed, {22, 0, 20, 24, 24, 12, 0, 0, 0, 20, 0, 0});
        if (op == Op::Mac && class_of(code, shape_.trigger) == Class::State) reads.state = code;
        return code;
    }

    std::uint8_t shift(Op op) {
        if (op == Op::Dly) return static_cast<std::uint8_t>(random_.below(24));
        if (op == Op::Exp2)
            return static_cast<std::uint8_t>(random_.percent(80) ? 20 + random_.below(9)
                                                                 : random_.below(32));
        if (multiplies(op) && random_.percent(85))
            return static_cast<std::uint8_t>(14 + random_.below(6));
        if (random_.percent(30)) return 0;
        return static_cast<std::uint8_t>(random_.below(32));
    }

    void push(Instruction i) {
        const bool word = i.op != static_cast<std::uint8_t>(Op::Cmp) &&
                          i.op != static_cast<std::uint8_t>(Op::Flg);
        if (word && i.rd < r_count) {
            if (i.pr == static_cast<std::uint8_t>(Predicate::Always)) ready_ |= bit(i.rd);
        } else if (word) {
            stored_ |= bit(i.rd);
        }
        program_.push_back(i);
    }

    static Instruction make(Op op, std::uint8_t rd, std::uint8_t ra, std::uint8_t rb,
                            Predicate pr = Predicate::Always) {
        Instruction i;
        i.op = static_cast<std::uint8_t>(op);
        i.rd = rd;
        i.ra = ra;
        i.rb = rb;
        i.pr = static_cast<std::uint8_t>(pr);
        return i;
    }

    // Stores round; registers and modulators take 32 bits as they are.
    std::uint8_t store(std::uint8_t rd, bool draws) {
        const Class c = class_of(rd, shape_.trigger);
        if (c == Class::Register || c == Class::Modulator)
            return static_cast<std::uint8_t>(Store::None);
        return static_cast<std::uint8_t>(1 + random_.below(draws ? 2 : 3));
    }

    Predicate predicate() { return static_cast<Predicate>(random_.weighted({70, 15, 15})); }

    void body() {
        static const std::vector<Op> ops{Op::Add, Op::Sub, Op::Mul, Op::Mac,  Op::Dcy, Op::Min,
                                         Op::Max, Op::Cmp, Op::Sel, Op::Exp2, Op::Dly};
        const Op op = ops[random_.weighted({16, 10, 12, 18, 14, 6, 6, 10, 7, 5, 5})];
        Reads reads;
        const std::uint8_t rd =
            op == Op::Cmp ? static_cast<std::uint8_t>(random_.below(16)) : destination(op, reads);
        if (rd == zero) return;
        const std::uint8_t ra = operand(multiplies(op), reads);
        const bool unary = op == Op::Exp2 || op == Op::Dly;
        const std::uint8_t rb = unary ? zero : operand(multiplies(op), reads);
        Instruction i = make(op, rd, ra, rb, predicate());
        i.sh = shift(op);
        if (op != Op::Cmp) i.st = store(rd, reads.draw);
        push(i);
    }

    void clear_one(std::uint32_t& owed) {
        std::vector<std::uint8_t> left;
        for (std::uint8_t d = 0; d < 4; ++d) {
            if ((owed >> d & 1) != 0 &&
                (cleared_ & bit(static_cast<std::uint8_t>(dendrite + d))) == 0)
                left.push_back(d);
        }
        if (left.empty()) {
            owed = 0;
            return;
        }
        const std::uint8_t d = random_.pick(left);
        const auto code = static_cast<std::uint8_t>(dendrite + d);
        cleared_ |= bit(code);
        owed &= ~(1u << d);
        Reads reads;
        reads.sum = true;
        Instruction i = make(Op::Add, static_cast<std::uint8_t>(random_.below(r_count)), code,
                             operand(false, reads));
        i.sh = shift(Op::Add);
        push(i);
    }

    // Decides something rare by a draw, or, of a neuron, by a state with noise. Returns the
    // predicate that is true then.
    Predicate toss() {
        Reads reads;
        const auto relation = [](spec::Relation r) { return static_cast<std::uint8_t>(r); };
        if (shape_.trigger == Trigger::Neuron && random_.percent(35)) {
            reads.draw = true;
            const auto r = static_cast<std::uint8_t>(random_.below(r_count));
            Instruction noise = make(Op::Add, r, operand(false, reads), rnd);
            noise.sh = static_cast<std::uint8_t>(random_.below(3));
            push(noise);
            push(make(Op::Cmp, relation(spec::Relation::Ge), r, threshold_constant));
            return Predicate::IfP;
        }
        if (random_.percent(30)) {
            push(make(Op::Cmp, relation(spec::Relation::Ge), threshold_constant, rnd));
            return Predicate::IfNotP;
        }
        push(make(Op::Cmp, relation(spec::Relation::Gt), rnd, threshold_constant));
        return Predicate::IfP;
    }

    void raise(std::uint32_t flags) {
        const Predicate when = random_.percent(2) ? Predicate::Always : toss();
        Reads reads;
        push(make(Op::Flg, static_cast<std::uint8_t>(flags), operand(false, reads), zero, when));
    }

    void tail() {
        using enum spec::Flag;
        const auto flag = [](spec::Flag f) { return static_cast<std::uint32_t>(f); };
        const Trigger t = shape_.trigger;
        if (t == Trigger::Neuron) {
            raise(random_.percent(60) ? flag(Spike) | flag(Post) : flag(Spike));
            if (random_.percent(30)) {
                raise(flag(Post));
            }
        } else if (t == Trigger::Core) {
            if (random_.percent(70)) {
                raise(flag(Reward));
            }
        } else if (t == Trigger::Deliver && (stored_ & bit(dendrite)) == 0 && random_.percent(90)) {
            Reads reads;
            Instruction i = make(Op::Add, dendrite, operand(false, reads), operand(false, reads));
            i.sh = shift(Op::Add);
            i.st = store(dendrite, reads.draw);
            push(i);
        }
        if (is_synapse(t) && random_.percent(25)) {
            const bool dead_too = t == Trigger::Sweep || t == Trigger::Reward;
            raise(flag(dead_too && random_.percent(60) ? Revive : Kill));
        }
        if (random_.percent(30)) body();
    }

    Random& random_;
    const ProgramShape& shape_;
    std::vector<Instruction> program_;
    std::uint64_t ready_ = 0;    // r that an unpredicated instruction wrote
    std::uint64_t stored_ = 0;   // words stored: never read again
    std::uint64_t cleared_ = 0;  // D, A, P read: once in a program
};

}  // namespace

std::vector<spec::Instruction> random_program(Random& random, const ProgramShape& shape) {
    return Builder(random, shape).build();
}

}  // namespace bouton::cosim
