// SPDX-License-Identifier: Apache-2.0
#include "examples/digits/player.hpp"

#include <algorithm>
#include <cmath>

namespace bouton::digits {

using spec::Csr;
using spec::Region;

namespace {

std::uint32_t index_of(Csr csr) {
    return static_cast<std::uint32_t>(csr);
}

}  // namespace

Player::Player(const Network& network, runtime::DeviceInterface& device)
    : network_(&network),
      device_(&device),
      step_(device.read(0, Region::Csr, index_of(Csr::StepLow)) |
            device.read(0, Region::Csr, index_of(Csr::StepHigh)) << 32) {
    set_drift(1);
    set_learning(true);
}

void Player::set_learning(bool on) {
    learning_ = on;
    for (std::uint32_t core = 0; core < network_->cores; ++core) {
        const auto raw =
            static_cast<std::uint32_t>(device_->read(core, Region::Csr, index_of(Csr::Control)));
        auto control = spec::ControlWord::unpack(raw);
        control.learn = on;
        device_->write(core, Region::Csr, index_of(Csr::Control), control.pack());
        device_->write(core, Region::Csr, network_->gate_register, on ? network_->gate_on : 0);
    }
}

void Player::set_drift(double drift) {
    const double payload =
        std::clamp(std::nearbyint(drift * network_->drift_payload), 0.0, 32767.0);
    drift_ = static_cast<std::int16_t>(payload);
}

void Player::fill(const Presentation& image, std::size_t step) {
    const auto put = [this](std::span<const spec::StreamWord> words) {
        for (spec::StreamWord word : words) {
            word.step = static_cast<std::uint16_t>(step_);
            input_.push_back(word);
        }
    };
    input_.clear();
    for (std::uint8_t pixel : image.at(step)) put(network_->pixel[pixel]);
    if (step + 1 != image.steps()) return;
    put(network_->clear);
    if (!learning_) return;
    put(network_->drift);
    for (auto word = input_.end() - network_->cores; word != input_.end(); ++word)
        word->payload = drift_;
}

}  // namespace bouton::digits
