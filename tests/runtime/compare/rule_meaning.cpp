// SPDX-License-Identifier: Apache-2.0
#include "tests/runtime/compare/rule_meaning.hpp"

#include <algorithm>
#include <cmath>

namespace bouton::tests {

namespace {

void count(const Trace& trace, double spike, double& at) {
    at = trace.set ? std::max(at, spike * trace.impulse) : at + spike * trace.impulse;
}

// Slow ones are less by 1/256 of the last of 24 bits; the sign is one.
void decay(const Trace& trace, double& at) {
    at *= std::exp(-1 / trace.tau);
    if (trace.tau <= 400) return;
    const double range = std::exp2(std::ceil(std::log2(trace.most() / trace.impulse)));
    at = std::max(at - std::ldexp(trace.impulse * range, trace.set ? -30 : -31), 0.0);
}

}  // namespace

RuleMeaning::RuleMeaning(const Rule& rule, std::size_t pre, std::size_t post, double closest)
    : rule_(rule), closest_(closest) {
    for (const Trace& trace : rule.traces)
        kept_.push_back({trace, std::vector<double>(trace.pre() ? pre : post)});
}

void RuleMeaning::begin(const Spikes& spikes) {
    for (Kept& one : kept_)
        if (one.trace.early)
            for (std::size_t i = 0; i < one.at.size(); ++i) {
                decay(one.trace, one.at[i]);
                count(one.trace, spikes.post[i], one.at[i]);
            }
}

void RuleMeaning::end(const Spikes& spikes) {
    for (Kept& one : kept_)
        if (!one.trace.early)
            for (std::size_t i = 0; i < one.at.size(); ++i) {
                count(one.trace, one.trace.pre() ? spikes.pre[i].value_or(0) : spikes.post[i],
                      one.at[i]);
                decay(one.trace, one.at[i]);
            }
}

bool RuleMeaning::beyond() const {
    return std::any_of(kept_.begin(), kept_.end(), [](const Kept& one) {
        return std::any_of(one.at.begin(), one.at.end(),
                           [&](double x) { return x > one.trace.most(); });
    });
}

// The terms with this trigger: equations are linear in triggers. Those of a pre and a post spike
// together are counted where x0 is.
void RuleMeaning::run(const std::string& trigger, Meaning& meaning, SynapseWords& words) const {
    const Meaning before = meaning;
    for (const Change& change : rule_.changes) {
        Meaning with = before, without = before;
        with.at[trigger] = 1;
        without.at[trigger] = 0;
        meaning.at[change.word] += value(change.value, with) - value(change.value, without);
        words.near |= with.near;
    }
    if (trigger == rule_.sweep_name)
        for (const SynapseWord& word : rule_.words)
            if (word.tau > 0)
                meaning.at[word.name] +=
                    before.at.at(word.name) *
                    std::expm1(-std::ldexp(1, static_cast<int>(rule_.sweep)) / word.tau);
    double& w = meaning.at["w"];
    w = std::clamp(w, rule_.bounds.low, rule_.bounds.high);
}

void RuleMeaning::learn(const Spikes& spikes, std::size_t pre, std::size_t post,
                        const std::map<std::string, double>& seen, SynapseWords& words) const {
    Meaning meaning;
    meaning.closest = closest_;
    meaning.at = seen;
    for (const auto& [name, number] : rule_.constants) meaning.at[name] = number;
    for (const auto& [name, other] : rule_.other_names) meaning.at[name] = seen.at(other);
    for (const auto& [name, word] : words.at) meaning.at[name] = word;
    for (const Kept& one : kept_) meaning.at[one.trace.name] = one.at[one.trace.pre() ? pre : post];
    for (const std::string& trigger : {std::string("x0"), std::string("r0"), rule_.sweep_name})
        meaning.at[trigger] = 0;
    meaning.at["y0"] = spikes.post[post];
    if (spikes.pre[pre]) run("x0", meaning, words);
    if (spikes.post[post]) run("y0", meaning, words);
    meaning.at["y0"] = 0;
    if ((spikes.step + 1) % (1u << rule_.sweep) == 0) run(rule_.sweep_name, meaning, words);
    if (spikes.reward) run("r0", meaning, words);
    for (auto& [word, number] : words.at) number = meaning.at.at(word);
}

}  // namespace bouton::tests
