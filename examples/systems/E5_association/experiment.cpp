// SPDX-License-Identifier: Apache-2.0
// Patterns and pairs of patterns stored by the chip itself, in one showing each: the weights are
// those that a host would compute, and so is every step of every recall.
#include <algorithm>
#include <array>
#include <string>

#include "examples/systems/E1_hopfield/hopfield.hpp"

namespace bouton::systems {

using namespace hopfield;

namespace {

constexpr std::size_t units = 256, stored = 20;
constexpr int one = spec::limits::UnitPayload;
constexpr std::uint64_t rest = 12;  // steps; nothing is left of the last pattern's traces
constexpr int updates = 8;          // of all units, in a recall

struct Pairs {
    std::vector<Pattern> patterns, partners;
};

Pairs random_pairs(std::size_t count, std::mt19937& random) {
    auto patterns = random_patterns(count, units, random);
    return {std::move(patterns), random_patterns(count, units, random)};
}

void tell(Session& session, const char* input, const Pattern& pattern, int offset) {
    for (std::uint32_t i = 0; i < units; ++i) session.inject(input, i, offset, pattern[i] * one);
}

// Shows a pair once, and stores it.
void store(Session& session, const Pattern& pattern, const Pattern& partner) {
    for (const int offset : {0, 1}) {
        tell(session, "pattern", pattern, offset);
        tell(session, "partner", partner, offset);
    }
    session.modulate("store", 1, 1);  // the second time
    session.run(rest);
}

// Values of both populations after each update.
using States = std::vector<std::array<std::vector<double>, 2>>;

States recall(Session& session, const Pattern& cue) {
    session.reset(runtime::Reset::State);
    tell(session, "pattern", cue, 0);
    session.modulate("go", 1, 1);
    session.run(2);
    States states;
    for (int n = 0; n < updates; ++n) {
        session.step();
        states.push_back({session.states("memory", "x"), session.states("answer", "x")});
    }
    return states;
}

// The same in float64, from sums of products over the stored pairs.
class Host {
  public:
    explicit Host(const Pairs& pairs)
        : remember_(products(pairs.patterns, pairs.patterns, false)),
          associate_(products(pairs.patterns, pairs.partners, true)) {}

    // Of `remember` or `associate`, in the order of the projection.
    std::size_t wrong(const Session& session, const char* projection) const {
        const auto& table = projection == std::string_view("remember") ? remember_ : associate_;
        const auto& synapses = session.image().projections[session.projection(projection)].synapses;
        const auto weights = session.weights(projection);
        std::size_t count = 0;
        for (std::size_t k = 0; k < weights.size(); ++k)
            count += weights[k] != table[synapses[k].post * units + synapses[k].pre];
        return count;
    }

    States recall(const Pattern& cue) const {
        std::array<std::vector<double>, 2> now{std::vector<double>(cue.begin(), cue.end()),
                                               std::vector<double>(units)};
        States states;
        for (int n = 0; n < updates; ++n) {
            now = {follow(remember_, now[0], now[0]), follow(associate_, now[0], now[1])};
            states.push_back(now);
        }
        return states;
    }

  private:
    static std::vector<double> products(const std::vector<Pattern>& pre,
                                        const std::vector<Pattern>& post, bool self) {
        std::vector<double> table(units * units);
        for (std::size_t n = 0; n < pre.size(); ++n)
            for (std::size_t i = 0; i < units; ++i)
                for (std::size_t j = 0; j < units; ++j)
                    if (self || i != j) table[i * units + j] += post[n][i] * pre[n][j];
        return table;
    }

    // The sign of the field; what a unit was where there is none.
    static std::vector<double> follow(const std::vector<double>& table,
                                      const std::vector<double>& from, std::vector<double> x) {
        for (std::size_t i = 0; i < units; ++i) {
            double field = 0;
            for (std::size_t j = 0; j < units; ++j) field += table[i * units + j] * from[j];
            if (field != 0) x[i] = field > 0 ? 1 : -1;
        }
        return x;
    }

    std::vector<double> remember_, associate_;
};

std::size_t differences(const States& a, const States& b) {
    std::size_t count = 0;
    for (std::size_t n = 0; n < a.size(); ++n)
        for (std::size_t which = 0; which < 2; ++which)
            for (std::size_t i = 0; i < units; ++i) count += a[n][which][i] != b[n][which][i];
    return count;
}

double overlap(const std::vector<double>& found, const Pattern& pattern) {
    return hopfield::overlap(Pattern(found.begin(), found.end()), pattern);
}

}  // namespace

void association(Bench& bench) {
    const auto image = bench.compile();
    const auto store_all = [](Session& s, const Pairs& pairs) {
        for (std::size_t n = 0; n < stored; ++n) store(s, pairs.patterns[n], pairs.partners[n]);
    };
    const auto some = [&](Session& s) {
        std::mt19937 random(1);
        const auto pairs = random_pairs(stored, random);
        store_all(s, pairs);
        for (std::size_t n = 0; n < 2; ++n) recall(s, corrupted(pairs.patterns[n], 0.25, random));
        s.modulate("go", -1);
        s.run(990);
    };
    bench.lockstep(image, some, 250);
    for (const char* projection : {"remember", "associate"})
        bench.open_loop(image, Learned{projection, 254}, [&](Session& s) {
            std::mt19937 random(1);
            store_all(s, random_pairs(stored, random));
        });

    const int nets = bench.full() ? 10 : 1;
    constexpr std::array shares{0.0, 0.1, 0.2, 0.3, 0.4};
    std::array<double, shares.size()> first{}, completed{}, expected{};  // sums of overlaps
    double worst = 1, worst_expected = 1;
    std::array<std::size_t, 2> wrong{};
    std::size_t different = 0;
    bench.play(image, [&](Session& s) {
        std::mt19937 random(2);
        for (int net = 0; net < nets; ++net) {
            const auto pairs = random_pairs(stored, random);
            s.reset(runtime::Reset::StateAndWeights);
            store_all(s, pairs);
            const Host host(pairs);
            wrong[0] += host.wrong(s, "remember");
            wrong[1] += host.wrong(s, "associate");
            for (std::size_t k = 0; k < shares.size(); ++k) {
                for (std::size_t n = 0; n < stored; ++n) {
                    const auto cue = corrupted(pairs.patterns[n], shares[k], random);
                    const auto found = recall(s, cue), as_host = host.recall(cue);
                    different += differences(found, as_host);
                    const double m = overlap(found.front()[1], pairs.partners[n]);
                    if (k == 0) {
                        worst = std::min(worst, m);
                        worst_expected = std::min(worst_expected,
                                                  overlap(as_host.front()[1], pairs.partners[n]));
                    }
                    first[k] += m;
                    completed[k] += overlap(found.back()[1], pairs.partners[n]);
                    expected[k] += overlap(as_host.back()[1], pairs.partners[n]);
                }
            }
            bench.progress("T2", static_cast<std::size_t>(net) + 1, static_cast<std::size_t>(nets));
        }
    });
    const double all = static_cast<double>(stored) * nets;
    bench.expect_exact("weights of 'remember' that differ from the host's",
                       static_cast<double>(wrong[0]), 0, Origin::Reference);
    bench.expect_exact("weights of 'associate' that differ from the host's",
                       static_cast<double>(wrong[1]), 0, Origin::Reference);
    bench.expect_exact("states in recalls that differ from the host's",
                       static_cast<double>(different), 0, Origin::Reference);
    bench.expect_within("mean overlap of answers with partners", first[0] / all, 0.98, 1,
                        Origin::Seed);
    bench.expect_exact("the worst of these, beside float64", worst, worst_expected,
                       Origin::Reference);
    std::vector<std::pair<double, double>> at_once, at_last, reference;
    for (std::size_t k = 0; k < shares.size(); ++k) {
        at_once.emplace_back(shares[k], first[k] / all);
        at_last.emplace_back(shares[k], completed[k] / all);
        reference.emplace_back(shares[k], expected[k] / all);
    }
    bench.axes("share of the pattern that is flipped", "overlap of answers with partners");
    bench.curve("chip, at once", "pale", std::move(at_once));
    bench.curve("float64, pattern completed first", "float", std::move(reference));
    bench.curve("chip, pattern completed first", "chip", std::move(at_last), false);
}

}  // namespace bouton::systems
