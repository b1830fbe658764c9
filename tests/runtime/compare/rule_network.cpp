// SPDX-License-Identifier: Apache-2.0
#include "tests/runtime/compare/rule_network.hpp"

#include <sstream>

namespace bouton::tests {

namespace {

std::vector<Pair> random_pairs(std::size_t pre, std::mt19937& random) {
    std::vector<Pair> all;
    for (unsigned i = 0; i < pre; ++i)
        for (unsigned j = 0; j < cells; ++j)
            for (unsigned k = random() % 8 == 0 ? 2 : random() % 4 == 0 ? 0 : 1; k > 0; --k)
                all.push_back({i, j, 1 + static_cast<unsigned>(random() % 4)});
    if (all.empty()) all.push_back({0, 0, 1});
    return all;
}

Plastic plastic(const std::string& name, bool recurrent, const Rule& rule, std::mt19937& random) {
    Plastic one{name, recurrent, rule, {}, "", false};
    one.pairs = random_pairs(one.sources(), random);
    switch (random() % 8) {
        case 0:
            one.options = " bits 8";
            break;
        case 1:
            one.options = " rounding stochastic";
            break;
        case 2:
            one.options = " gain payload";
            one.payload = true;
            break;
        case 3:
            one.options = " gain short_term(tau_rec = 50 ms)";
            break;
        default:
            break;
    }
    return one;
}

std::string text(const Plastic& one) {
    std::ostringstream out;
    out << "projection " << one.name << " = " << (one.recurrent ? "c" : "i") << " -> c list [";
    for (const Pair& pair : one.pairs)
        out << (&pair == one.pairs.data() ? "(" : ", (") << pair.pre << ", " << pair.post << ", "
            << one.rule.bounds.high / 2 << ", " << pair.delay << " steps)";
    out << "] rule " << one.rule.name << one.options << " ";
    return out.str();
}

}  // namespace

RuleNetwork random_rule_network(std::mt19937& random) {
    RuleNetwork net;
    const double steps_ms[] = {1, 1, 0.5, 0.1};
    Surroundings around{{{"g", {-2, 2}}, {"p", {-2, 2}}, {"post.a", {-8, 8}}, {"post.b", {-8, 8}}},
                        steps_ms[random() % 4]};
    net.rewards = random() % 4 == 0;
    const bool units = random() % 2 == 0;
    const std::string mv = units ? " mV" : "", na = units ? " nA" : "";
    std::ostringstream out;
    out << "network n step " << around.step_ms << " ms modulator g = 0.5 range 2"
        << (net.rewards ? " reward" : "")
        << " modulator p = 0 pulse reward range 2 modulator f = 0 pulse range 2"
           " model q { receive exc, inh"
        << (units ? " in nA" : "") << " state a range 8 state sum" << (units ? " in nA" : "")
        << " range 32" << na << " state b" << (units ? " in mV" : "") << " = 1" << mv << " about -3"
        << mv << " range 8" << mv << " a' = (g - a) / (5 ms) b' = ((2 * p - 1)"
        << (units ? " * mV" : "") << " - b) / (10 ms) sum = exc spike when inh > 0.5" << na
        << " } input i 3 input e 2 population c 2 q"
           " projection e -> c one_to_one weight 1 receptor inh record spikes c ";
    if (random() % 3 == 0) out << "stimulus f -> c axon ";
    const Rule first = random_rule("r", around, random);
    net.all.push_back(plastic("P", false, first, random));
    out << first.text;
    if (random() % 4 == 0) net.all.push_back(plastic("P2", random() % 2 == 0, first, random));
    if (random() % 2 == 0) {
        const Rule second = random_rule("s", around, random);
        net.all.push_back(plastic("Q", random() % 3 > 0, second, random));
        out << second.text;
    }
    for (const Plastic& one : net.all) {
        out << text(one);
        net.gains |= one.options.find("short_term") != std::string::npos;
    }
    net.text = out.str();
    return net;
}

}  // namespace bouton::tests
