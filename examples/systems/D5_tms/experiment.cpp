// SPDX-License-Identifier: Apache-2.0
// Single and paired magnetic pulses: a weak one before a strong one takes from its answer when it
// is close, and adds to it later.
#include <algorithm>
#include <cmath>
#include <string>

#include "examples/systems/harness/bench.hpp"

namespace bouton::systems {

namespace {

constexpr double weak = 0.5, test = 1, strong = 1.5;
constexpr std::uint64_t rest = 150;  // steps until nothing is left of a pulse

struct Answer {
    double below = 0, beside = 0;  // cells that spiked in the step of the pulse
};

// One pulse; what follows it belongs to nobody.
Answer pulse(Session& session, double amplitude) {
    session.modulate("pulse", amplitude);
    session.run(1);
    Answer answer;
    const auto below = session.population("below");
    for (const auto& spike : session.step())
        ++(spike.population == below ? answer.below : answer.beside);
    return answer;
}

// A weak pulse, the test `after` steps later, and rest.
Answer pair(Session& session, std::uint64_t after) {
    pulse(session, weak);
    session.run(after - 2);
    const auto answer = pulse(session, test);
    session.run(rest);
    return answer;
}

Answer single(Session& session, double amplitude) {
    const auto answer = pulse(session, amplitude);
    session.run(rest);
    return answer;
}

// How many of these thresholds the test reaches in float64. The weak pulse makes every interneuron
// and every cell of the detour spike at once, and none of the cells below the coil.
double reference(const std::vector<double>& thresholds, int after) {
    const double left = 10 * weak * std::exp(-after / 5.0);
    const double taken = after < 1 ? 0 : 20 * 0.6 * std::exp(-(after - 1) / 5.0);
    const double added = after < 8 ? 0 : 20 * 0.25 * std::exp(-(after - 8) / 8.0);
    const double reached = 10 * test + left - taken + added;
    return static_cast<double>(std::count_if(thresholds.begin(), thresholds.end(),
                                             [&](double each) { return reached >= each; }));
}

}  // namespace

void tms(Bench& bench) {
    const auto image = bench.compile();
    const auto some = [](Session& s) {
        single(s, strong);
        for (const std::uint64_t after : {3U, 5U, 8U, 12U, 20U, 30U}) pair(s, after);
        pulse(s, weak);
        s.run(3);
    };
    bench.lockstep(image, some);
    bench.open_loop(image, State{"below", "inhibited", 16}, some);
    bench.open_loop(image, State{"below", "v", 16}, some);

    std::vector<std::pair<double, double>> chip, equation;
    bench.play(image, [&](Session& s) {
        const auto thresholds = s.states("below", "threshold");
        const double all = static_cast<double>(thresholds.size());
        const auto answer = single(s, strong);
        bench.expect_within("share below the coil that spikes in the step of a strong pulse",
                            answer.below / all, 0.95, 1, Origin::Seed);
        const auto alone = single(s, test);
        const auto quiet = single(s, weak);
        bench.expect_exact("cells beside the coil that spike",
                           answer.beside + alone.beside + quiet.beside, 0, Origin::Theory);
        bench.expect_exact("cells that a weak pulse makes spike", quiet.below, 0, Origin::Theory);
        for (int after = 2; after <= 40; ++after) {
            const double found = pair(s, static_cast<std::uint64_t>(after)).below / alone.below;
            const double expected = reference(thresholds, after) / reference(thresholds, 1000);
            chip.emplace_back(after, found);
            equation.emplace_back(after, expected);
            const std::string at = std::to_string(after) + " ms";
            if (after == 3)
                bench.expect_within("paired over single after " + at, found, 0, 0.5, Origin::Seed);
            if (after == 12)
                bench.expect_within("paired over single after " + at, found, 1.2, 2, Origin::Seed);
            if (after == 3 || after == 6 || after == 12 || after == 20 || after == 40)
                bench.expect("the same beside float64, after " + at, found, expected, 0.02,
                             Origin::Reference);
        }
    });
    bench.axes("test after ms", "answer, paired over single");
    bench.curve("float64", "float", std::move(equation));
    bench.curve("chip", "chip", std::move(chip), false);
}

}  // namespace bouton::systems
