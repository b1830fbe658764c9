// SPDX-License-Identifier: Apache-2.0
// Shows images to the network on a device, step by step.
//
// Contract: an image takes as many steps as its presentation. In its last step the host also spikes
// `clear`, so that the reset falls on the first step of the next image, and, while learning, sends
// one `drift`. The spikes of the steps of an image are its response. Frozen: no learning, no change
// of thresholds; what changes is v, the traces and the dendrites only.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "examples/digits/encoder.hpp"
#include "examples/digits/network.hpp"
#include "runtime/device/device.hpp"

namespace bouton::digits {

class Player {
  public:
    Player(const Network& network, runtime::DeviceInterface& device);

    void set_learning(bool on);
    // Images before which the drift is `drift` times as large as the network says.
    void set_drift(double drift);

    // Shows one image; counts[n] += spikes of neuron n. `after` sees each step's input and output.
    template <class After>
    void show(const Presentation& image, std::span<std::uint16_t> counts, After after) {
        for (std::size_t s = 0; s < image.steps(); ++s) {
            fill(image, s);
            device_->step(input_, output_);
            for (const auto& spike : output_) {
                ++counts[network_->element_of(spike)];
            }
            after(std::span<const spec::StreamWord>(input_),
                  std::span<const spec::StreamWord>(output_));
            ++step_;
        }
    }
    void show(const Presentation& image, std::span<std::uint16_t> counts) {
        show(image, counts, [](auto, auto) {});
    }

  private:
    void fill(const Presentation& image, std::size_t step);

    const Network* network_;
    runtime::DeviceInterface* device_;
    std::uint64_t step_;
    bool learning_ = true;
    std::int16_t drift_ = 0;
    std::vector<spec::StreamWord> input_, output_;
};

}  // namespace bouton::digits
