// SPDX-License-Identifier: Apache-2.0
#include "tests/runtime/compare/random_rules.hpp"

#include <algorithm>
#include <sstream>
#include "tests/runtime/compare/choices.hpp"

namespace bouton::tests {

namespace {

class Generator : Choices {
  public:
    Generator(const std::string& name, const Surroundings& network, std::mt19937& random)
        : Choices{random}, name_(name), step_ms_(network.step_ms), at_(network.names) {}

    Rule rule() {
        rule_.name = name_;
        rule_.bounds =
            one_of<Interval>({{-1, 1}, {0, 1}, {0, 2}, {0.25, 0.75}, {-1, 0.5}, {0, 0.625}});
        rule_.sweep = one_of<unsigned>({0, 1, 2, 3});
        const std::string k = std::to_string(rule_.sweep);
        rule_.sweep_name = chance(0.5) ? "u" + k : "u(" + k + ")";
        at_["w"] = rule_.bounds;
        names();
        for (const std::string trace : {"x1", "x2", "x3", "y1", "y2", "y3"})
            if (chance(0.5)) this->trace(trace);
        for (const std::string word : {"t", "z", "u"})
            if (chance(word == "t" ? 0.5 : 0.2)) this->word(word);
        for (const auto& [one, interval] : at_) names_.push_back(one);
        change("w");
        for (const SynapseWord& word : rule_.words)
            if (chance(0.8)) change(word.name);
        rule_.text = text();
        return rule_;
    }

  private:
    double size() {
        return one_of<double>({0.25, 0.5, 1, 2, 0.05, 0.3, 0.7, 1.5, 3, -0.5, -0.3, 0.1});
    }

    // ---- declarations
    static std::string written(double number) {
        std::ostringstream out;
        out << number;
        return out.str();
    }

    std::string time(double steps) const { return written(steps * step_ms_) + " ms"; }

    void constant_name(const std::string& name, double value) {
        rule_.constants[name] = value;
        at_[name] = {value, value};
    }

    void parameter(const std::string& name, const std::string& before, const std::string& given) {
        if (before != given) arguments_.push_back(name + " = " + given);
        parameters_.push_back(before.empty() ? name : name + " = " + before);
    }

    void names() {
        for (const std::string name : {"ka", "kb"}) {
            if (chance(0.5)) continue;
            const double value = size();
            parameter(name, written(chance(0.5) ? value : size()), written(value));
            constant_name(name, value);
        }
        if (chance(0.3)) {
            const double value = size();
            lets_ += "let kc = " + written(value) + " ";
            constant_name("kc", value);
        }
        if (chance(0.3)) constant_name("(5 Hz*20 ms)", 0.1);
        if (chance(0.1)) constant_name("min(rnd, 0)", 0);
        if (chance(0.1)) constant_name("max(gauss, 4)", 4);
        const auto stands_for = [&](const std::string& name, const std::string& other) {
            parameter(name, "", other);
            const std::string there = other == "g" || other == "p" ? "" : "post.";
            rule_.other_names[there + name] = there + other;
            at_[there + name] = at_.at(there + other);
        };
        if (chance(0.3)) stands_for("gate", chance(0.5) ? "g" : "p");
        if (chance(0.3)) stands_for("level", chance(0.5) ? "a" : "b");
    }

    void trace(const std::string& name) {
        Trace one{name,
                  one_of<double>({2, 5.5, 20, 40, 450}),
                  one_of<double>({1, 1, 1, 0.5, 0.3}),
                  16,
                  chance(0.3),
                  name == "y1"};
        std::string tau = time(one.tau);
        if (chance(0.2)) {
            parameter("tau_" + name, chance(0.5) ? time(20) : tau, tau);
            tau = "tau_" + name;
        }
        traces_ += name + ": trace tau " + tau;
        if (one.impulse != 1) traces_ += " impulse " + written(one.impulse);
        one.range = 16 * one.impulse;  // unless it says so
        if (one.set)
            traces_ += " set";
        else if (chance(0.7))
            traces_ += " range " + written(one.range = 16);
        if (!one.pre() && chance(0.4)) {
            one.early = chance(0.5);
            traces_ += one.early ? " early" : " late";
        }
        traces_ += " ";
        at_[name] = {0, one.most()};
        rule_.traces.push_back(one);
    }

    void word(const std::string& name) {
        SynapseWord one{name, one_of<double>({8, 2, 3}), 0};
        traces_ += name + (name == "t" ? ": tag range " : ": word range ") + written(one.range);
        if (chance(0.4)) {
            one.tau = one_of<double>({10, 50});
            traces_ += " tau " + time(one.tau) + " sweep " + std::to_string(rule_.sweep);
        }
        traces_ += " ";
        at_[name] = {-one.range, one.range};
        rule_.words.push_back(one);
    }

    // ---- equations
    Expression leaf() { return chance(0.8) ? named(one_of(names_)) : constant(size()); }

    Expression value(std::size_t depth) {
        if (depth == 0 || chance(0.25)) return leaf();
        if (!before_.empty() && chance(0.2)) return one_of(before_);
        const Expression a = value(depth - 1), b = value(depth - 1);
        const Op op = one_of<Op>({Op::Add, Op::Add, Op::Subtract, Op::Subtract, Op::Subtract,
                                  Op::Multiply, Op::Multiply, Op::Multiply, Op::Divide, Op::Negate,
                                  Op::Minimum, Op::Maximum, Op::Step, Op::Sign, Op::PowerOfTwo});
        Expression all;
        switch (op) {
            case Op::Divide:
                all = call(op, {a, constant(size())});
                break;
            case Op::Multiply:
                all = call(op, {a, chance(0.3) ? a : b});
                break;
            case Op::PowerOfTwo:
                all = call(
                    op, {call(Op::Minimum, {call(Op::Maximum, {a, constant(-3)}), constant(2)})});
                break;
            case Op::Negate:
            case Op::Step:
            case Op::Sign:
                all = call(op, {a});
                break;
            default:
                all = call(op, {a, b});
        }
        const Interval now = bounds(all, at_);
        if (now.high > 64) all = call(Op::Minimum, {all, constant(32)});
        if (now.low < -64) all = call(Op::Maximum, {all, constant(-32)});
        before_.push_back(all);
        return all;
    }

    Expression trigger() {
        const Expression pre = named("x0"), post = named("y0"), reward = named("r0"),
                         sweep = named(rule_.sweep_name);
        switch (below(10)) {
            case 0:
            case 1:
                return pre;
            case 2:
            case 3:
                return post;
            case 4:
                return chance(0.5) ? call(Op::Multiply, {pre, post})
                                   : call(Op::Multiply, {post, pre});
            case 5:
                return call(chance(0.5) ? Op::Add : Op::Subtract, {pre, post});
            case 6:
                return call(Op::Add, {post, call(Op::Multiply, {reward, constant(size())})});
            case 7:
                return sweep;
            case 8:
                return call(Op::Subtract, {sweep, pre});
            default:
                return reward;
        }
    }

    // A product with a trigger among its factors, or one of a sum with such.
    Expression product() {
        Expression all = trigger();
        for (std::size_t factors = below(4); factors > 0; --factors) {
            const Expression factor = value(below(3));
            all =
                chance(0.7) ? call(Op::Multiply, {factor, all}) : call(Op::Multiply, {all, factor});
        }
        if (chance(0.2)) all = call(Op::Divide, {all, constant(size())});
        if (chance(0.1)) all = call(Op::Negate, {all});
        return all;
    }

    void change(const std::string& word) {
        const Expression value = sum();
        Intervals of = at_;
        for (const std::string& trigger :
             {std::string("x0"), std::string("y0"), std::string("r0"), rule_.sweep_name})
            of[trigger] = {0, 1};
        const Interval range = bounds(value, of);
        rule_.changes.push_back({word, value, std::max(-range.low, range.high)});
    }

    Expression sum() {
        Expression all = product();
        for (std::size_t terms = below(4); terms > 0; --terms) {
            all = call(chance(0.6) ? Op::Add : Op::Subtract, {all, product()});
            if (chance(0.15)) all = call(Op::Multiply, {all, value(1)});
        }
        return all;
    }

    std::string text() const {
        const auto list = [](const std::vector<std::string>& all) {
            std::string text;
            for (const std::string& one : all) text += (text.empty() ? "" : ", ") + one;
            return text;
        };
        std::string body = " { " + lets_ + traces_;
        for (const Change& one : rule_.changes)
            body += "d" + one.word + " = " + tests::text(one.value) + "  ";
        const std::string ends =
            "[" + written(rule_.bounds.low) + ", " + written(rule_.bounds.high) + "]";
        body += parameters_.size() == 1 ? "} " : "bounds " + ends + " } ";
        if (parameters_.empty()) return "rule " + name_ + body;
        std::vector<std::string> arguments = arguments_;
        if (parameters_.size() == 1) arguments.push_back("bounds = " + ends);
        return "rule " + name_ + "_of(" + list(parameters_) + ")" + body + "rule " + name_ + " = " +
               name_ + "_of(" + list(arguments) + ") ";
    }

    Rule rule_;
    std::string name_, lets_, traces_;
    double step_ms_;
    std::vector<std::string> parameters_, arguments_, names_;
    std::vector<Expression> before_;
    Intervals at_;
};

}  // namespace

Rule random_rule(const std::string& name, const Surroundings& network, std::mt19937& random) {
    return Generator(name, network, random).rule();
}

}  // namespace bouton::tests
