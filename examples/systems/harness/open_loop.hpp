// SPDX-License-Identifier: Apache-2.0
// The model and the twin as one device, in open loop: what is done to it is done to both, and the
// twin's neurons spike when the model's do, with the same payload. So they differ by what rounding
// did to numbers, not by what different spikes did. Reads are the model's; `twin` has the others.
#pragma once

#include "runtime/device/device.hpp"
#include "sim/twin/chip.hpp"

namespace bouton::systems {

class OpenLoopDevice final : public runtime::DeviceInterface {
  public:
    OpenLoopDevice();

    std::string_view name() const override { return "open loop"; }
    const spec::Configuration& configuration() const override { return model_->configuration(); }
    std::uint32_t cores() const override { return model_->cores(); }
    void load(const image::Image& image) override;
    void step(std::span<const spec::StreamWord> input,
              std::vector<spec::StreamWord>& output) override;
    std::uint64_t read(std::uint32_t core, spec::Region region, std::uint32_t index) const override;
    void write(std::uint32_t core, spec::Region region, std::uint32_t index,
               std::uint64_t word) override;
    void read_block(std::uint32_t core, spec::Region region, std::uint32_t first,
                    std::span<std::uint64_t> words) const override;
    std::uint64_t counter(std::uint32_t core, spec::Counter counter) const override;
    void set_counter(std::uint32_t core, spec::Counter counter, std::uint64_t value) override;
    double read_real(std::uint32_t core, spec::Region region, std::uint32_t index) const override;
    void write_real(std::uint32_t core, spec::Region region, std::uint32_t index,
                    double word) override;

    const twin::Chip& twin() const { return twin_; }
    runtime::DeviceInterface& model() { return *model_; }  // what is done to it is its alone

  private:
    runtime::Device model_;
    twin::Chip twin_;
    std::vector<std::vector<std::uint32_t>> neurons_;  // of each core
    std::vector<spec::StreamWord> ignored_;
    std::vector<twin::ForcedSpike> forced_;
    std::vector<std::uint64_t> flags_;
};

}  // namespace bouton::systems
