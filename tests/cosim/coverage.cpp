// SPDX-License-Identifier: Apache-2.0
#include "tests/cosim/coverage.hpp"

#include <ostream>
#include <string_view>

namespace bouton::cosim {
namespace {

using spec::Instruction;
using spec::Op;
using spec::Trigger;

constexpr std::uint32_t op_count = 12, trigger_count = 8, store_count = 4;

std::string name(std::string_view a, std::string_view b) {
    return std::string(a) + " " + std::string(b);
}

std::string_view op_name(std::uint32_t op) {
    return spec::to_string(static_cast<Op>(op));
}
std::string_view trigger_name(Trigger t) {
    return spec::to_string(t);
}

bool is_synapse(Trigger t) {
    return t >= Trigger::Pre;
}

// What an operand code is in a map; the numbered ones as one.
std::string_view operand_name(std::uint8_t code, Trigger t) {
    if (code < 8) return "r";
    if (code >= 48) return "K";
    if (code == 47) return "zero";
    if (code >= 40) return "G";
    if (code == 39) return "RND4";
    if (code == 38) return "RND";
    if (code == 37) return "post";
    if (code == 36) return "fired";
    if (code >= 32) return "X";
    if (code >= 16) return "S";
    constexpr std::array<std::string_view, 6> synapse{"W", "T", "Z", "U", "D", "A"};
    if (is_synapse(t)) return synapse[code - 8u];
    return t == Trigger::Core ? "P" : (code == 8 ? "A" : "D");
}

std::vector<std::string_view> readable(Trigger t) {
    std::vector<std::string_view> all{"r", "K", "zero", "G", "RND", "RND4"};
    const auto add = [&](std::initializer_list<std::string_view> more) {
        all.insert(all.end(), more);
    };
    if (t == Trigger::Neuron) add({"A", "D", "S", "fired", "post"});
    if (t == Trigger::Axon) add({"X", "fired"});
    if (t == Trigger::Core) add({"P"});
    if (is_synapse(t)) add({"W", "T", "Z", "U", "S", "X", "fired", "post"});
    return all;
}

std::vector<std::string_view> writable(Trigger t) {
    std::vector<std::string_view> all{"r"};
    if (t == Trigger::Neuron) all.push_back("S");
    if (t == Trigger::Axon) all.push_back("X");
    if (t == Trigger::Core) all.push_back("G");
    if (is_synapse(t)) all.insert(all.end(), {"W", "T", "Z", "U", "A"});
    if (t == Trigger::Deliver) all.push_back("D");
    return all;
}

bool compares(Op op) {
    return op == Op::Cmp;
}
bool flags(Op op) {
    return op == Op::Flg;
}
bool unary(Op op) {
    return op == Op::Exp2 || op == Op::Dly || op == Op::Flg;
}
bool multiplies(Op op) {
    return op == Op::Mul || op == Op::Mac || op == Op::Dcy || op == Op::Exp2;
}

}  // namespace

Coverage::Coverage() {
    declare_programs();
    declare_events();
}

void Coverage::declare_programs() {
    for (std::uint32_t o = 0; o < op_count; ++o) {
        const Op op = static_cast<Op>(o);
        for (std::uint32_t st = 0; st < store_count; ++st) {
            if ((compares(op) || flags(op)) && st != 0) continue;
            points_["op x store"][name(op_name(o), spec::to_string(static_cast<spec::Store>(st)))];
        }
        for (std::uint32_t pr = 0; pr < 3; ++pr) {
            points_["op x predicate"]
                   [name(op_name(o), spec::to_string(static_cast<spec::Predicate>(pr)))];
        }
        for (std::uint32_t t = 0; t < trigger_count; ++t) {
            if (flags(op) && static_cast<Trigger>(t) == Trigger::Axon) continue;
            points_["op x map"][name(op_name(o), trigger_name(static_cast<Trigger>(t)))];
        }
        if (multiplies(op)) points_["bubble"][std::string(op_name(o))];
        if (!flags(op)) {
            for (const char* s : {"0", "1-15", "16-31"}) points_["op x shift"][name(op_name(o), s)];
        }
    }
    for (std::uint32_t c = 0; c < 16; ++c) {
        points_["relation x combine"][name(spec::to_string(static_cast<spec::Relation>(c & 3)),
                                           spec::to_string(static_cast<spec::Combine>(c >> 2)))];
    }
    for (std::uint32_t i = 0; i < trigger_count; ++i) {
        const auto t = static_cast<Trigger>(i);
        for (const std::string_view o : readable(t))
            points_["read x map"][name(o, trigger_name(t))];
        for (const std::string_view o : writable(t))
            points_["write x map"][name(o, trigger_name(t))];
        points_["length"][name("1-7", trigger_name(t))];
        points_["length"][name("8-64", trigger_name(t))];
    }
    for (std::uint32_t f = 1; f <= 16; f *= 2) {
        points_["flag"][std::string(spec::to_string(static_cast<spec::Flag>(f)))];
    }
}

void Coverage::declare_events() {
    for (std::size_t i = 0; i < spec::counter_count; ++i) {
        const auto c = static_cast<spec::Counter>(i);
        if (c == spec::Counter::Parity || c == spec::Counter::CyclesWaiting) continue;
        points_["counter"][std::string(spec::counter_info(c).name)];
    }
    const auto declare = [&](const char* group, std::initializer_list<const char*> names) {
        for (const char* n : names) points_[group][n];
    };
    declare("core", {"2 receptors", "4 receptors", "learn on", "learn off", "step above 2^32",
                     "step tag wraps", "group without program", "invalid neuron", "invalid axon",
                     "axon group without program"});
    declare("gain", {"none", "payload", "X0", "X1", "X2", "X3"});
    declare("delivery", {"by path", "by program", "stride 1", "stride 2", "more", "dead synapse",
                         "empty slot", "delay 1", "longest delay", "row of 1 word",
                         "row of 32 words", "same dendrite 1 word apart",
                         "same dendrite 2 words apart", "negative payload", "nothing in the row"});
    declare("learning",
            {"POST by chain", "POST by scan", "POST of several neurons", "POST without synapses",
             "kill", "revive", "PRE", "SWEEP", "REWARD", "clipped low", "clipped high"});
    declare("fan-out", {"Axon", "Host", "Modulator"});
    declare("input", {"Spike", "Drive", "Modulate", "host write"});
    for (int grid = 1; grid <= 16; ++grid)
        points_["grid of a PRE row"][(grid < 10 ? " " : "") + std::to_string(grid)];
}

void Coverage::hit(const std::string& group, const std::string& point, std::uint64_t times) {
    points_.at(group).at(point) += times;
}

void Coverage::program_ran(Trigger t, const std::vector<Instruction>& program) {
    const Instruction* before = nullptr;
    for (const Instruction& i : program) {
        const Op op = static_cast<Op>(i.op);
        const bool cmp = compares(op), flg = flags(op);
        const auto op_text = op_name(i.op);
        hit("op x store", name(op_text, spec::to_string(static_cast<spec::Store>(i.st))));
        hit("op x predicate", name(op_text, spec::to_string(static_cast<spec::Predicate>(i.pr))));
        hit("op x map", name(op_text, trigger_name(t)));
        if (!flg) hit("op x shift", name(op_text, i.sh == 0 ? "0" : i.sh < 16 ? "1-15" : "16-31"));
        if (cmp) {
            hit("relation x combine", name(spec::to_string(static_cast<spec::Relation>(i.rd & 3)),
                                           spec::to_string(static_cast<spec::Combine>(i.rd >> 2))));
        }
        if (flg) {
            for (std::uint32_t f = 1; f <= 16; f *= 2) {
                if ((i.rd & f) != 0)
                    hit("flag", std::string(spec::to_string(static_cast<spec::Flag>(f))));
            }
        }
        hit("read x map", name(operand_name(i.ra, t), trigger_name(t)));
        if (!unary(op)) hit("read x map", name(operand_name(i.rb, t), trigger_name(t)));
        if (!cmp && !flg) hit("write x map", name(operand_name(i.rd, t), trigger_name(t)));
        const bool writes_r = before != nullptr && !compares(static_cast<Op>(before->op)) &&
                              !flags(static_cast<Op>(before->op)) && before->rd < 8;
        if (multiplies(op) && writes_r &&
            (i.ra == before->rd || (op != Op::Exp2 && i.rb == before->rd))) {
            hit("bubble", std::string(op_text));
        }
        before = &i;
    }
    hit("length", name(program.size() < 8 ? "1-7" : "8-64", trigger_name(t)));
}

std::vector<std::string> Coverage::missed() const {
    std::vector<std::string> names;
    for (const auto& [group, points] : points_) {
        for (const auto& [point, times] : points) {
            if (times == 0) names.push_back(group + ": " + point);
        }
    }
    return names;
}

void Coverage::print(std::ostream& out) const {
    constexpr std::size_t columns = 100;
    for (const auto& [group, points] : points_) {
        out << group << '\n';
        std::string line;
        for (const auto& [point, times] : points) {
            const std::string cell = "  " + point + " " + std::to_string(times);
            if (line.size() + cell.size() > columns) {
                out << line << '\n';
                line.clear();
            }
            line += cell;
        }
        out << line << '\n';
    }
}

}  // namespace bouton::cosim
