// SPDX-License-Identifier: Apache-2.0
// Any class with the member functions of a device, as a Device. Adds one thing: an image is
// validated before it is loaded.
#pragma once

#include <utility>

#include "runtime/device/device.hpp"
#include "spec/image/validate.hpp"

namespace bouton::runtime {

template <class Chip>
class Adapter final : public DeviceInterface {
  public:
    Chip& chip() { return chip_; }
    const Chip& chip() const { return chip_; }

    std::string_view name() const override { return chip_.name(); }
    const spec::Configuration& configuration() const override { return chip_.configuration(); }
    std::uint32_t cores() const override { return chip_.cores(); }
    void load(const image::Image& image) override {
        image::require_valid(image);
        chip_.load(image);
    }
    void step(std::span<const spec::StreamWord> input,
              std::vector<spec::StreamWord>& output) override {
        chip_.step(input, output);
    }
    std::uint64_t read(std::uint32_t core, spec::Region region,
                       std::uint32_t index) const override {
        return chip_.read(core, region, index);
    }
    void write(std::uint32_t core, spec::Region region, std::uint32_t index,
               std::uint64_t word) override {
        chip_.write(core, region, index, word);
    }
    void read_block(std::uint32_t core, spec::Region region, std::uint32_t first,
                    std::span<std::uint64_t> words) const override {
        chip_.read_block(core, region, first, words);
    }
    std::uint64_t counter(std::uint32_t core, spec::Counter counter) const override {
        return chip_.counter(core, counter);
    }
    void set_counter(std::uint32_t core, spec::Counter counter, std::uint64_t value) override {
        chip_.set_counter(core, counter, value);
    }
    double read_real(std::uint32_t core, spec::Region region, std::uint32_t index) const override {
        return chip_.read_real(core, region, index);
    }
    void write_real(std::uint32_t core, spec::Region region, std::uint32_t index,
                    double word) override {
        chip_.write_real(core, region, index, word);
    }

  private:
    Chip chip_;
};

// The chip inside a device, for what only that kind can do (the twin's forced spikes); nullptr when
// it is of another kind.
template <class Chip>
Chip* chip_of(DeviceInterface& device) {
    auto* adapter = dynamic_cast<Adapter<Chip>*>(&device);
    return adapter == nullptr ? nullptr : &adapter->chip();
}
template <class Chip>
const Chip* chip_of(const DeviceInterface& device) {
    const auto* adapter = dynamic_cast<const Adapter<Chip>*>(&device);
    return adapter == nullptr ? nullptr : &adapter->chip();
}

}  // namespace bouton::runtime
