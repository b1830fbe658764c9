// SPDX-License-Identifier: Apache-2.0
#include "examples/systems/C3_td_chain/chain.hpp"

#include <algorithm>
#include <cmath>

namespace bouton::systems::chain {

namespace {

int payload(double value) {
    return static_cast<int>(std::lround(value * spec::limits::UnitPayload));
}

}  // namespace

Trial walk(Session& session, double reward, double discount) {
    Trial trial{};
    for (std::uint32_t s = 0; s + 1 < states; ++s) {
        session.inject("state", s, 0, payload(-1));
        session.inject("state", s + 1, 0, payload(discount));
        if (s + 2 == states) session.inject("reward", 0, 0, payload(reward));
        session.inject("state", s, 2, 0);
        session.run(3);
        trial.errors[s] = session.modulator_value("dopamine");
    }
    const auto weights = session.weights("value");
    std::copy(weights.begin(), weights.end(), trial.values.begin());
    return trial;
}

Trial Reference::walk(double reward, double discount) {
    Trial trial{};
    for (std::size_t s = 0; s + 1 < states; ++s) {
        const double r = s + 2 == states ? reward : 0;
        trial.errors[s] = r + discount * values_[s + 1] - values_[s];
        values_[s] += alpha * trial.errors[s];
    }
    trial.values = values_;
    return trial;
}

}  // namespace bouton::systems::chain
