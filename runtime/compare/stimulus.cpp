// SPDX-License-Identifier: Apache-2.0
#include "runtime/compare/stimulus.hpp"

#include <algorithm>
#include <cmath>

#include "runtime/session/error.hpp"

namespace bouton::runtime::compare {

namespace {

// In [0, 1); the standard's distributions differ between libraries.
double unit(std::mt19937_64& engine) {
    return std::ldexp(static_cast<double>(engine() >> 11), -53);
}

double gaussian(std::mt19937_64& engine) {
    double sum = -6;
    for (int i = 0; i < 12; ++i) sum += unit(engine);
    return sum;
}

}  // namespace

Player::Player(const Stimulus& stimulus, const image::Image& image, std::uint64_t seed)
    : file_(stimulus.file) {
    if (!file_.empty()) lines_ = read_input(file_, image);
    if (!stimulus.rate) return;
    random_.emplace(image, *stimulus.rate, seed);
    expected_ = *stimulus.rate * image.step_seconds;
    for (const SharedRate& one : stimulus.shared) {
        const auto found = std::find_if(image.populations.begin(), image.populations.end(),
                                        [&](const auto& population) {
                                            return population.name == one.input &&
                                                   population.kind == image::PopulationKind::Input;
                                        });
        if (found == image.populations.end())
            throw SessionError("shared rate", "'" + one.input + "'", "an input of the network");
        const auto number = static_cast<std::uint32_t>(found - image.populations.begin());
        Shared shared{.population = number, .size = found->size, .amount = one.amount};
        shared.change = -std::expm1(-image.step_seconds / one.interval);
        std::seed_seq seeds{static_cast<std::uint32_t>(seed),
                            static_cast<std::uint32_t>(seed >> 32), number};
        shared.engine.seed(seeds);
        shared.factor = std::max(0.0, 1 + shared.amount * gaussian(shared.engine));
        shared_.push_back(shared);
    }
}

void Player::operator()(Session& session) {
    for (; next_ < lines_.size() && lines_[next_].step == session.now(); ++next_)
        give(session, lines_[next_], file_);
    if (!random_) return;
    for (const Event& event : random_->events(session.now())) {
        const bool other = std::any_of(shared_.begin(), shared_.end(), [&](const Shared& shared) {
            return shared.population == event.population;
        });
        if (!other) session.inject(event);
    }
    for (Shared& shared : shared_) play(shared, session);
}

void Player::play(Shared& shared, Session& session) {
    if (unit(shared.engine) < shared.change)
        shared.factor = std::max(0.0, 1 + shared.amount * gaussian(shared.engine));
    const double probability = -std::expm1(-expected_ * shared.factor);
    for (std::uint32_t element = 0; element < shared.size; ++element)
        if (unit(shared.engine) < probability)
            session.inject(Event{session.now(), shared.population, element});
}

}  // namespace bouton::runtime::compare
