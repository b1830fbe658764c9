// SPDX-License-Identifier: Apache-2.0
#include "tests/runtime/compare/random_equations.hpp"

#include <algorithm>
#include <utility>
#include "tests/runtime/compare/choices.hpp"

namespace bouton::tests {

namespace {

class Generator : Choices {
  public:
    Generator(const Body& body, std::mt19937& random)
        : Choices{random}, states_(body.states), at_(body.names) {
        for (const auto& [name, interval] : at_) names_.push_back(name);
    }

    Statements body(bool spikes, bool events, const std::string& result) {
        Statements all = block(1 + below(result.empty() ? 4 : 2), 0);
        if (events) event(all);
        if (!result.empty()) this->result(result, all);
        if (spikes) {
            Statement spike{Act::Spike, "", condition(1), 0, {}, {}};
            const Intervals before = at_;
            spike.block = block(1 + below(2), 1);
            join(before);
            all.push_back(spike);
        }
        for (const std::string& state : states_) hold(state, all);
        return all;
    }

  private:
    void event(Statements& all) {
        Statement spike{Act::Event, "", named("payload"), 0, {}, {}};
        const Intervals before = at_;
        spike.block = block(1 + below(2), 1);
        join(before);
        all.push_back(spike);
    }

    void result(const std::string& name, Statements& all) {
        for (std::size_t i = below(3); i > 0; --i) statement(all, 0);
        const auto names = std::exchange(names_, states_);  // others have no value before the first
        const Expression value = within({-1.9, 1.9}, expression(2));
        names_ = names;
        all.push_back({Act::Result, name, value, 0, {}, {}});
        for (std::size_t i = below(2); i > 0; --i) statement(all, 0);
    }

    // Powers of two are shifts, the others multiplications.
    Expression number() {
        return constant(one_of<double>({0.25, 0.5, 1, 2, 4, -0.5, 0.05, 0.3, 0.7, 1.5, 3, -0.3}));
    }

    // `e`, cut off where it may leave the interval.
    Expression within(Interval interval, const Expression& e) {
        const Interval now = bounds(e, at_);
        if (now.low >= interval.low && now.high <= interval.high) return e;
        const Expression low = constant(interval.low), high = constant(interval.high);
        if (now.low >= interval.low) return call(Op::Minimum, {e, high});
        if (now.high <= interval.high) return call(Op::Maximum, {e, low});
        return call(Op::Clip, {e, low, high});
    }

    Expression leaf() { return chance(0.75) ? named(one_of(names_)) : number(); }

    Expression expression(std::size_t depth) {
        if (depth == 0 || chance(0.2)) return leaf();
        const Expression a = expression(depth - 1), b = expression(depth - 1);
        const Op op =
            one_of<Op>({Op::Add, Op::Add, Op::Subtract, Op::Subtract, Op::Multiply, Op::Multiply,
                        Op::Multiply, Op::Divide, Op::Minimum, Op::Maximum, Op::Absolute, Op::Clip,
                        Op::Step, Op::Sign, Op::Where, Op::PowerOfTwo});
        Expression all;
        switch (op) {
            case Op::Multiply:
                all = call(op, {a, factor(a, b)});
                break;
            case Op::Divide:
                all = call(op, {a, number()});
                break;
            case Op::Clip:
                all = call(op, {a, constant(-0.5), constant(1.5)});
                break;
            case Op::Where:
                all = call(op, {condition(1), a, b});
                break;
            case Op::PowerOfTwo:
                all = call(op, {within({-3, 3}, a)});
                break;
            case Op::Absolute:
            case Op::Step:
            case Op::Sign:
                all = call(op, {a});
                break;
            default:
                all = call(op, {a, b});
        }
        return within({-32, 32}, all);
    }

    // Another, a number, the same again, or the same but for a number.
    Expression factor(const Expression& a, const Expression& b) {
        switch (below(4)) {
            case 0:
                return b;
            case 1:
                return number();
            case 2:
                return a;
            default:
                return call(chance(0.5) ? Op::Subtract : Op::Add, {a, number()});
        }
    }

    Expression condition(std::size_t depth) {
        if (depth == 0 || chance(0.6))
            return call(one_of<Op>({Op::Greater, Op::GreaterEqual, Op::Less, Op::LessEqual}),
                        {expression(depth), expression(depth)});
        if (chance(0.3)) return call(Op::Not, {condition(depth - 1)});
        return call(chance(0.5) ? Op::And : Op::Or, {condition(depth - 1), condition(depth - 1)});
    }

    // The end of a state that may have left its interval.
    void hold(const std::string& state, Statements& all) {
        const Expression held = within(state_bounds, named(state));
        if (held.op == Op::Name) return;
        all.push_back({Act::Assign, state, held, 0, {}, {}});
        at_[state] = bounds(held, at_);
    }

    void join(const Intervals& other) {
        for (auto& [name, interval] : at_) interval = both(interval, other.at(name));
    }

    Statements block(std::size_t length, int depth) {
        Statements all;
        for (std::size_t i = 0; i < length; ++i) statement(all, depth);
        return all;
    }

    void statement(Statements& all, int depth) {
        const std::string state = one_of(states_);
        switch (below(6)) {
            case 0: {
                const Expression e = within(state_bounds, expression(3));
                at_[state] = bounds(e, at_);
                all.push_back({Act::Assign, state, e, 0, {}, {}});
                break;
            }
            case 1:
            case 2: {
                const bool grows = chance(0.5);
                const Expression e = expression(2);
                const Op op = grows ? Op::Add : Op::Subtract;
                at_[state] = bounds(call(op, {named(state), e}), at_);
                all.push_back({grows ? Act::Grow : Act::Fall, state, e, 0, {}, {}});
                if (chance(0.3)) cut(state, all);
                hold(state, all);
                break;
            }
            case 3:
                follow(all, state);
                break;
            case 4:
                if (depth < 2) choice(all, depth);
                break;
            default:
                if (depth == 0) let(all);
        }
    }

    void cut(const std::string& state, Statements& all) {
        const Expression e =
            call(chance(0.5) ? Op::Minimum : Op::Maximum, {named(state), number()});
        at_[state] = bounds(e, at_);
        all.push_back({Act::Assign, state, e, 0, {}, {}});
    }

    void follow(Statements& all, const std::string& state) {
        if (!all.empty() && all.back().act == Act::Follow) return;
        const double tau = one_of<double>({2, 5.5, 20, 100});
        Expression to = constant(0);
        if (const std::string name = one_of(names_); name != state && chance(0.7))
            to = chance(0.5) ? named(name)
                             : within(state_bounds, call(Op::Multiply, {number(), named(name)}));
        at_[state] = both(at_[state], bounds(to, at_));
        all.push_back({Act::Follow, state, to, tau, {}, {}});
    }

    void choice(Statements& all, int depth) {
        Statement s{Act::If, "", condition(1), 0, {}, {}};
        const Intervals before = at_;
        s.block = block(1 + below(2), depth + 1);
        Intervals taken = at_;
        at_ = before;
        if (chance(0.5)) s.otherwise = block(1 + below(2), depth + 1);
        join(taken);
        if (!s.block.empty())
            all.push_back(s);
        else
            at_ = before;
    }

    void let(Statements& all) {
        const std::string name = "x" + std::to_string(lets_++);
        const Expression e = expression(2);
        at_[name] = bounds(e, at_);
        names_.push_back(name);
        all.push_back({Act::Let, name, e, 0, {}, {}});
    }

    std::vector<std::string> states_, names_;
    Intervals at_;
    int lets_ = 0;
};

}  // namespace

Statements random_equations(const Body& body, std::mt19937& random) {
    return Generator(body, random).body(body.spikes && random() % 2 == 0, body.events, body.result);
}

}  // namespace bouton::tests
