// SPDX-License-Identifier: Apache-2.0
// Random learning rules mean on the chip what the manual says: the twin, which runs the compiled
// programs without rounding, makes in one step of the words before it what rule_meaning.hpp makes
// of them, and the model nearly so. Every step begins with the device's own words, in half of the
// steps with random ones; the run ends at a comparison too near to call, and where something is
// beyond its range. What arrives is checked too: the weights that the steps before have left.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "runtime/device/devices.hpp"
#include "runtime/session/session.hpp"
#include "tests/runtime/compare/random_texts.hpp"
#include "tests/runtime/compare/rule_meaning.hpp"
#include "tests/runtime/compare/rule_network.hpp"

using namespace bouton;
using namespace bouton::tests;

namespace {

constexpr unsigned steps = 40;

double uniform(double low, double high, std::mt19937& random) {
    return std::uniform_real_distribution<double>(low, high)(random);
}

class Run {
  public:
    Run(const RuleNetwork& net, bool twin, image::Image image, std::mt19937& random)
        : net_(net),
          all_(net.all),
          twin_(twin),
          one_(runtime::make_device(twin ? "twin" : "model"), std::move(image)),
          random_(random) {
        for (const Plastic& plastic : all_)
            meanings_.emplace_back(plastic.rule, plastic.sources(), cells, twin_ ? 1e-8 : 0.05);
        for (const Plastic& plastic : all_) words_.push_back(read(plastic));
        arrives_.assign(steps + 8, std::vector<double>(cells));
    }

    std::optional<std::string> difference() {
        std::map<std::string, double> now{{"g", 0.5}, {"p", 0}, {"f", 0}}, next = now;
        std::vector<bool> forced(cells, false);
        for (unsigned t = 0; t < steps; ++t) {
            now = next;
            if (random_() % 2 == 0) set_words();
            if (random_() % 2 == 0) set_states();
            next = {{"g", event()}, {"p", 0}, {"f", random_() % 4 == 0 ? 1 : 0}};
            if (random_() % 3 == 0) next["p"] = event();
            one_.modulate("g", next["g"] - now["g"]);
            one_.modulate("p", next["p"]);
            one_.modulate("f", next["f"]);
            Spikes spikes{t, std::vector<std::optional<double>>(inputs), forced,
                          now["p"] != 0 || (net_.rewards && now["g"] != 0)};
            for (unsigned i = 0; i < inputs; ++i) {
                if (random_() % 3 > 0) continue;
                const unsigned quarters = random_() % 3 > 0 ? 4 : random_() % 5;
                spikes.pre[i] = quarters / 4.0;
                one_.inject("i", i, 0, static_cast<int>(quarters * 4096));
            }
            for (unsigned j = 0; j < cells; ++j) {
                forced[j] = random_() % 3 == 0;
                if (forced[j]) one_.inject("e", j);
            }
            if (const auto found = step(spikes, now)) return found;
            if (ends_) return std::nullopt;
        }
        return std::nullopt;
    }

  private:
    // Exact as a payload, and so is a difference of two.
    double event() { return std::round(uniform(-0.9, 0.9, random_) * 1024) / 1024; }

    // The words of one rule, by synapse: what the session tells of them. Only `w` is exact.
    std::vector<SynapseWords> read(const Plastic& plastic) const {
        const auto number = one_.projection(plastic.name);
        const auto& projection = one_.image().projections[number];
        const auto state = one_.logical_state().projections[number];
        const auto weights = one_.weights(plastic.name), tags = one_.tags(plastic.name);
        std::vector<SynapseWords> all(plastic.pairs.size());
        for (std::size_t k = 0; k < all.size(); ++k) {
            all[k].at["w"] = weights[k];
            for (const SynapseWord& word : plastic.rule.words)
                if (word.name == "t") all[k].at["t"] = tags[k];
            for (const auto& word : projection.words)
                all[k].at[word.name] = state.seconds[2 * k + word.index] * word.scale;
        }
        return all;
    }

    // This makes tags exact too.
    void set_words() {
        for (std::size_t n = 0; n < all_.size(); ++n) {
            const Plastic& plastic = all_[n];
            std::vector<double> weights, tags;
            for (std::size_t k = 0; k < plastic.pairs.size(); ++k) {
                const Interval within = plastic.rule.bounds;
                weights.push_back(uniform(within.low, within.high, random_));
                tags.push_back(uniform(-1.9, 1.9, random_));
            }
            one_.set_weights(plastic.name, weights);
            for (const SynapseWord& word : plastic.rule.words)
                if (word.name == "t") one_.set_tags(plastic.name, tags);
            // A word that is written as it is read already stays finer than that.
            const auto now = read(plastic);
            for (std::size_t k = 0; k < now.size(); ++k)
                for (const std::string name : {"w", "t"}) {
                    const auto x = words_[n][k].at.find(name);
                    if (x == words_[n][k].at.end()) continue;
                    const double is = now[k].at.at(name);
                    if (std::abs(is - x->second) > place(plastic, name) / 2) x->second = is;
                }
        }
    }

    void set_states() {
        std::vector<double> a, b;
        for (std::size_t j = 0; j < cells; ++j) {
            a.push_back(uniform(-7, 7, random_));
            b.push_back(uniform(-10, 4, random_));
        }
        one_.set_states("c", "a", a);
        one_.set_states("c", "b", b);
    }

    std::optional<std::string> step(const Spikes& spikes, const std::map<std::string, double>& at) {
        const std::string where = "step " + std::to_string(spikes.step) + ": ";
        // What comes over the neurons' axons.
        std::vector<std::optional<double>> expected(cells), found(cells);
        const bool forces = net_.text.find("axon") != std::string::npos && at.at("f") > 0;
        for (std::size_t j = 0; j < cells; ++j)
            if (spikes.post[j] || forces) expected[j] = 1;
        for (const auto& event : one_.step())
            if (event.population == one_.population("c")) found[event.element] = 1;
        if (found != expected) return where + "other spikes";
        ends_ |= !one_.health().empty();  // saturated
        const auto a = one_.states("c", "a"), b = one_.states("c", "b"),
                   sum = one_.states("c", "sum");
        for (std::size_t j = 0; j < cells; ++j)
            if (!net_.gains && std::abs(sum[j] - arrives_[spikes.step][j]) > (twin_ ? 1e-6 : 1e-3))
                return where + std::to_string(sum[j]) + " arrives, expected " +
                       std::to_string(arrives_[spikes.step][j]);
        for (std::size_t n = 0; n < all_.size(); ++n) {
            const Plastic& plastic = all_[n];
            Spikes here = spikes;
            if (plastic.recurrent) here.pre = expected;
            meanings_[n].begin(here);
            ends_ |= meanings_[n].beyond();
            const auto now = read(plastic);
            for (std::size_t k = 0; k < plastic.pairs.size() && !ends_; ++k) {
                const auto [pre, post, delay] = plastic.pairs[k];
                SynapseWords& words = words_[n][k];
                const SynapseWords before = words;
                if (here.pre[pre])
                    arrives_[spikes.step + delay][post] +=
                        words.at["w"] * (plastic.payload ? *here.pre[pre] : 1);
                auto seen = at;
                seen["post.a"] = a[post];
                seen["post.b"] = b[post] - about;
                meanings_[n].learn(here, pre, post, seen, words);
                ends_ |= words.near;
                if (words.near) break;
                for (const auto& [name, x] : words.at) {
                    if (differs(plastic, name, now[k].at.at(name), x))
                        return where + name + " of " + std::to_string(pre) + " -> " +
                               std::to_string(post) + " of '" + plastic.name + "' is " +
                               std::to_string(now[k].at.at(name)) + ", expected " +
                               std::to_string(x) + ", before " + std::to_string(before.at.at(name));
                    ends_ |= !(std::abs(x) < 1e3);
                }
                if (twin_)
                    words.at["w"] = now[k].at.at("w");
                else
                    words.at = now[k].at;
            }
            meanings_[n].end(here);
        }
        return std::nullopt;
    }

    // To what a word is rounded where it is read; it is cut off there too.
    double place(const Plastic& plastic, const std::string& name) const {
        const auto& projection = one_.image().projections[one_.projection(plastic.name)];
        for (const auto& word : projection.words)
            if (word.name == name) return word.scale;
        return name == "t" ? projection.tag.scale : 0;
    }

    bool differs(const Plastic& plastic, const std::string& name, double is,
                 double expected) const {
        const double rounding = place(plastic, name);
        if (rounding > 0 && std::abs(expected) > 32767 * rounding) return false;
        double tolerance = rounding / 2 + 1e-6 * std::max(1.0, std::abs(expected));
        if (!twin_) {
            // Factors have 16 bits of the largest of their arguments, four programs store, and what
            // one stores the next may read: a weight of few bits too.
            const bool coarse = plastic.options.find("bits") != std::string::npos;
            const double w = one_.image().projections[one_.projection(plastic.name)].weight.scale;
            tolerance += 4 * (name == "w" ? w * (coarse ? 256 : 1) : rounding);
            for (const Change& change : plastic.rule.changes)
                tolerance += (coarse ? 0.02 : 1e-3) * change.most;
        }
        return !(std::abs(is - expected) <= tolerance);
    }

    const RuleNetwork& net_;
    const std::vector<Plastic>& all_;
    const bool twin_;
    runtime::Session one_;
    std::mt19937& random_;
    std::vector<RuleMeaning> meanings_;
    std::vector<std::vector<SynapseWords>> words_;  // of each rule, by synapse
    std::vector<std::vector<double>> arrives_;      // by step and cell
    bool ends_ = false;                             // a word has run away, or a comparison was near
};

RandomText rules(bool twin, std::mt19937& random) {
    const RuleNetwork net = random_rule_network(random);
    return {net.text, [net, twin](image::Image image, std::mt19937& later) {
                return Run(net, twin, std::move(image), later).difference();
            }};
}

}  // namespace

TEST_CASE("random rules do what they say", "[compiler][rules]") {
    check_texts(300, [](std::mt19937& random) { return rules(true, random); });
}

TEST_CASE("random rules do roughly what they say in the chip's arithmetic", "[compiler][rules]") {
    check_texts(300, [](std::mt19937& random) { return rules(false, random); });
}
