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
    const auto raw =
        static_cast<std::uint32_t>(device_->read(0, Region::Csr, index_of(Csr::Control)));
    auto control = spec::ControlWord::unpack(raw);
    control.learn = on;
    device_->write(0, Region::Csr, index_of(Csr::Control), control.pack());
    device_->write(0, Region::Csr, network_->gate_register, on ? network_->gate_on : 0);
}

void Player::set_drift(double drift) {
    const double payload =
        std::clamp(std::nearbyint(drift * network_->drift_payload), 0.0, 32767.0);
    drift_ = static_cast<std::int16_t>(payload);
}

void Player::fill(const Presentation& image, std::size_t step) {
    using spec::StreamKind;
    const auto word = [this](StreamKind kind, std::uint16_t index, std::int16_t payload) {
        return spec::StreamWord{.kind = static_cast<std::uint8_t>(kind),
                                .step = static_cast<std::uint16_t>(step_),
                                .core = 0,
                                .index = index,
                                .payload = payload};
    };
    constexpr auto unit = static_cast<std::int16_t>(spec::limits::UnitPayload);
    input_.clear();
    for (std::uint8_t pixel : image.at(step)) {
        input_.push_back(word(StreamKind::Spike, network_->pixel_axon[pixel], unit));
    }
    if (step + 1 != image.steps()) return;
    input_.push_back(word(StreamKind::Spike, network_->clear_axon, unit));
    if (learning_) input_.push_back(word(StreamKind::Modulate, network_->drift_channel, drift_));
}

}  // namespace bouton::digits
