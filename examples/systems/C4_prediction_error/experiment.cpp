// SPDX-License-Identifier: Apache-2.0
// The prediction error of the chain of C3 moves from the reward to what predicts it, and is
// negative when a predicted reward does not come.
#include <array>

#include "examples/systems/C3_td_chain/chain.hpp"

namespace bouton::systems {

namespace {

struct Peak {
    double trial = 0, height = 0;
};
using Peaks = std::array<Peak, chain::states - 1>;

void follow(Peaks& peaks, int trial, const chain::Errors& errors) {
    for (std::size_t s = 0; s < errors.size(); ++s)
        if (errors[s] > peaks[s].height) peaks[s] = {static_cast<double>(trial), errors[s]};
}

}  // namespace

void prediction_error(Bench& bench) {
    const auto image = bench.compile("C3_td_chain");
    const auto walks = [](int count) {
        return [count](Session& s) {
            for (int n = 0; n < count; ++n) chain::walk(s);
            chain::walk(s, 0);
        };
    };
    bench.lockstep(image, walks(100));
    bench.open_loop(image, Learned{.projection = "value", .range = 2}, walks(100));

    Peaks found, expected;
    double omission = 0, expected_omission = 0;
    std::array<std::vector<std::pair<double, double>>, chain::states - 1> curves;
    bench.play(image, [&](Session& s) {
        chain::Reference reference;
        for (int n = 0; n < 100; ++n) {
            const auto trial = chain::walk(s);
            follow(found, n, trial.errors);
            follow(expected, n, reference.walk().errors);
            for (std::size_t i = 0; i < curves.size(); ++i)
                curves[i].emplace_back(n, trial.errors[i]);
        }
        omission = chain::walk(s, 0).errors.back();
        expected_omission = reference.walk(0).errors.back();
    });
    for (std::size_t s = found.size(); s-- > 0;) {
        const std::string at = " of the error at state " + std::to_string(s);
        bench.expect("trial of the peak" + at, found[s].trial, expected[s].trial, 1,
                     Origin::Theory);
        bench.expect("height of the peak" + at, found[s].height, expected[s].height, 0.01,
                     Origin::Theory);
    }
    bench.expect("error when the reward does not come", omission, expected_omission, 0.01,
                 Origin::Theory);
    bench.axes("trial", "prediction error");
    constexpr const char* styles[] = {"chip", "soft", "pale", "float"};
    for (std::size_t i = 0; i < curves.size(); ++i)
        bench.curve("leaving state " + std::to_string(i), styles[i], std::move(curves[i]));
}

}  // namespace bouton::systems
