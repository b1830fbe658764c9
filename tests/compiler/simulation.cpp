// SPDX-License-Identifier: Apache-2.0
#include "tests/compiler/simulation.hpp"

#include <cmath>
#include <stdexcept>

#include "tests/compiler/compiled.hpp"

namespace bouton::test {
namespace {

template <class Item>
const Item& named(const std::vector<Item>& items, const std::string& name) {
    for (const Item& item : items)
        if (item.name == name) return item;
    throw std::out_of_range("no '" + name + "'");
}

double signed24(std::uint64_t word) {
    return static_cast<double>(static_cast<std::int32_t>(static_cast<std::uint32_t>(word) << 8) >>
                               8);
}

}  // namespace

Simulation::Simulation(const std::string& network, const std::string& configuration) {
    compiler::CompileOptions options;
    options.configuration = configuration;
    image_ = *compile_ok(network, options).image;
    chip_.load(image_);
}

const image::Population& Simulation::population(const std::string& name) const {
    return named(image_.populations, name);
}

const image::Projection& Simulation::projection(const std::string& name) const {
    return named(image_.projections, name);
}

void Simulation::spike(const std::string& input, std::uint32_t element, std::int16_t payload) {
    for (const image::Location& axon : population(input).axons.at(element)) {
        spec::StreamWord word{};
        word.kind = static_cast<std::uint8_t>(spec::StreamKind::Spike);
        word.step = static_cast<std::uint16_t>(step_);
        word.index = static_cast<std::uint16_t>(axon.index);
        word.payload = payload;
        input_.push_back(word);
    }
}

void Simulation::modulate(const std::string& modulator, double value) {
    const image::Modulator& channel = named(image_.modulators, modulator);
    spec::StreamWord word{};
    word.kind = static_cast<std::uint8_t>(spec::StreamKind::Modulate);
    word.step = static_cast<std::uint16_t>(step_);
    word.index = static_cast<std::uint16_t>(channel.channel);
    word.payload = static_cast<std::int16_t>(std::lround(value / channel.input_scale));
    input_.push_back(word);
}

void Simulation::drive(const std::string& name, std::uint32_t element, std::uint32_t receptor,
                       std::int16_t words) {
    spec::StreamWord word{};
    word.kind = static_cast<std::uint8_t>(spec::StreamKind::Drive);
    word.step = static_cast<std::uint16_t>(step_);
    word.index =
        static_cast<std::uint16_t>(receptor << 14 | population(name).neurons.at(element).index);
    word.payload = words;
    input_.push_back(word);
}

void Simulation::run(std::uint64_t steps) {
    std::vector<spec::StreamWord> output;
    for (std::uint64_t i = 0; i < steps; ++i) {
        chip_.step(input_, output);
        input_.clear();
        for (const spec::StreamWord& word : output)
            for (const image::Population& from : image_.populations)
                for (std::uint32_t n = 0; n < from.neurons.size(); ++n)
                    if (from.neurons[n].index == word.index)
                        spikes_.push_back({.step = step_, .population = from.name, .element = n});
        ++step_;
    }
}

double Simulation::weight(const std::string& name, std::size_t synapse) const {
    const image::Synapse& place = projection(name).synapses.at(synapse);
    const std::uint32_t index = place.address * chip_.configuration().lanes + place.lane;
    return spec::SynapseWord::unpack(chip_.read(0, spec::Region::Synapse, index)).weight *
           projection(name).weight.scale;
}

void Simulation::set_weight(const std::string& name, std::size_t synapse, double value) {
    const image::Synapse& place = projection(name).synapses.at(synapse);
    const std::uint32_t index = place.address * chip_.configuration().lanes + place.lane;
    spec::SynapseWord word = spec::SynapseWord::unpack(chip_.read(0, spec::Region::Synapse, index));
    word.weight = static_cast<std::int16_t>(std::lround(value / projection(name).weight.scale));
    chip_.write(0, spec::Region::Synapse, index, word.pack());
}

double Simulation::tag(const std::string& name, std::size_t synapse) const {
    const image::Synapse& place = projection(name).synapses.at(synapse);
    const std::uint32_t index = place.address * chip_.configuration().lanes + place.lane;
    return spec::SynapseWord::unpack(chip_.read(0, spec::Region::Synapse, index)).tag *
           projection(name).tag.scale;
}

double Simulation::state(const std::string& name, const std::string& variable,
                         std::uint32_t element) const {
    const std::uint32_t lanes = chip_.configuration().lanes;
    const std::uint32_t neuron = population(name).neurons.at(element).index;
    const image::Variable& what = named(population(name).states, variable);
    const std::uint32_t index =
        (neuron / lanes * spec::limits::States + what.index) * lanes + neuron % lanes;
    return (signed24(chip_.read(0, spec::Region::NeuronState, index)) + what.offset) * what.scale;
}

double Simulation::trace(const std::string& name, const std::string& variable,
                         std::size_t synapse) const {
    const std::uint32_t lanes = chip_.configuration().lanes;
    const std::uint32_t axon = projection(name).synapses.at(synapse).axon;
    const image::Variable& what = named(projection(name).traces, variable);
    const std::uint32_t index =
        (axon / lanes * spec::limits::AxonStates + what.index) * lanes + axon % lanes;
    return signed24(chip_.read(0, spec::Region::AxonState, index)) * what.scale;
}

double Simulation::modulator(const std::string& name) const {
    const image::Modulator& what = named(image_.modulators, name);
    const auto word = chip_.read(0, spec::Region::Csr,
                                 static_cast<std::uint32_t>(spec::Csr::Modulator0) + what.channel);
    return static_cast<std::int32_t>(word) * what.scale;
}

std::uint64_t Simulation::wrong() const {
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < spec::counter_count; ++i)
        if (spec::counters[i].kind == spec::CounterKind::Format)
            sum += counter(static_cast<spec::Counter>(i));
    return sum;
}

std::size_t Simulation::spikes_of(const std::string& name) const {
    return static_cast<std::size_t>(
        std::count_if(spikes_.begin(), spikes_.end(),
                      [&](const Spike& spike) { return spike.population == name; }));
}

}  // namespace bouton::test
