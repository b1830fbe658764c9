// SPDX-License-Identifier: Apache-2.0
#include "examples/systems/harness/open_loop.hpp"

#include "runtime/device/devices.hpp"

namespace bouton::systems {

using spec::Region;

OpenLoopDevice::OpenLoopDevice() : model_(runtime::make_device("model")) {
    runtime::set_threads(*model_, 1);
}

void OpenLoopDevice::load(const image::Image& image) {
    model_->load(image);
    twin_.load(image);
    neurons_.assign(image.cores.size(), {});
    for (const auto& population : image.populations)
        for (const auto [core, index] : population.neurons) neurons_[core].push_back(index);
    for (std::uint32_t core = 0; core < neurons_.size(); ++core) twin_.force(core, neurons_[core]);
    flags_.resize(configuration().neurons);
}

void OpenLoopDevice::step(std::span<const spec::StreamWord> input,
                          std::vector<spec::StreamWord>& output) {
    model_->step(input, output);
    for (std::uint32_t core = 0; core < neurons_.size(); ++core) {
        model_->read_block(core, Region::NeuronFlag, 0, flags_);
        forced_.clear();
        for (const std::uint32_t neuron : neurons_[core]) {
            const auto flag =
                spec::NeuronFlagWord::unpack(static_cast<std::uint32_t>(flags_[neuron]));
            if (flag.spiked) forced_.push_back({.neuron = neuron, .payload = flag.payload});
        }
        twin_.set_forced(core, forced_);
    }
    twin_.step(input, ignored_);
}

std::uint64_t OpenLoopDevice::read(std::uint32_t core, Region region, std::uint32_t index) const {
    return model_->read(core, region, index);
}

void OpenLoopDevice::write(std::uint32_t core, Region region, std::uint32_t index,
                           std::uint64_t word) {
    model_->write(core, region, index, word);
    twin_.write(core, region, index, word);
}

void OpenLoopDevice::read_block(std::uint32_t core, Region region, std::uint32_t first,
                                std::span<std::uint64_t> words) const {
    model_->read_block(core, region, first, words);
}

std::uint64_t OpenLoopDevice::counter(std::uint32_t core, spec::Counter counter) const {
    return model_->counter(core, counter);
}

void OpenLoopDevice::set_counter(std::uint32_t core, spec::Counter counter, std::uint64_t value) {
    model_->set_counter(core, counter, value);
}

double OpenLoopDevice::read_real(std::uint32_t core, Region region, std::uint32_t index) const {
    return model_->read_real(core, region, index);
}

void OpenLoopDevice::write_real(std::uint32_t core, Region region, std::uint32_t index,
                                double word) {
    model_->write_real(core, region, index, word);
    twin_.write_real(core, region, index, word);
}

}  // namespace bouton::systems
