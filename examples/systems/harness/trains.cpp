// SPDX-License-Identifier: Apache-2.0
#include "examples/systems/harness/trains.hpp"

#include <algorithm>

namespace bouton::systems {

Train paired(int period, int distance, int count) {
    constexpr int first = 40;
    Train train;
    for (int n = 0; n < count; ++n) {
        train.pre.push_back(static_cast<std::uint64_t>(first + n * period));
        train.post.push_back(static_cast<std::uint64_t>(first + n * period + distance));
    }
    return train;
}

void play_trains(Session& session, const std::vector<Train>& trains, std::uint64_t steps) {
    std::vector<runtime::Event> events;
    const auto pre = session.population("pre"), teacher = session.population("teacher");
    for (std::uint32_t k = 0; k < trains.size(); ++k) {
        for (const auto at : trains[k].pre)
            events.push_back({.step = at, .population = pre, .element = k});
        for (const auto at : trains[k].post)
            events.push_back({.step = at - 1, .population = teacher, .element = k});
    }
    std::erase_if(events, [&](const runtime::Event& e) { return e.step >= steps; });
    std::sort(events.begin(), events.end());
    session.inject(events);
    session.run(steps);
}

std::vector<double> learn_trains(Bench& bench, const image::Image& image,
                                 const std::vector<Train>& trains, std::uint64_t steps) {
    const std::string projection = "learn";
    bench.lockstep(image, [&](Session& s) { play_trains(s, trains, 1500); });
    bench.open_loop(image, Learned{projection}, [&](Session& s) { play_trains(s, trains, steps); });
    std::vector<double> learned;
    bench.play(image, [&](Session& s) {
        play_trains(s, trains, steps);
        learned = s.weights(projection);
    });
    return learned;
}

}  // namespace bouton::systems
