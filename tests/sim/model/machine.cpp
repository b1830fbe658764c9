// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/model/machine.hpp"

namespace bouton::model::testing {

namespace {

std::int32_t from_24_bits(std::uint64_t word) {
    return static_cast<std::int32_t>(word & 0x7fffff) - static_cast<std::int32_t>(word & 0x800000);
}

std::uint64_t raw(std::int32_t value) {
    return static_cast<std::uint32_t>(value);
}

}  // namespace

Machine::Machine(bool reference, std::string_view configuration) {
    image::Image image;
    image.configuration = configuration;
    image.cores.resize(1);
    chip.load(image);
    chip.set_reference(reference);
}

void Machine::set(Csr csr, std::uint32_t word, std::uint32_t offset) {
    write(Region::Csr, static_cast<std::uint32_t>(csr) + offset, word);
}

std::uint32_t Machine::get(Csr csr, std::uint32_t offset) const {
    return static_cast<std::uint32_t>(read(Region::Csr, static_cast<std::uint32_t>(csr) + offset));
}

std::uint16_t Machine::program(std::vector<spec::Instruction> code) {
    const auto pc = static_cast<std::uint16_t>(pc_);
    code.back().end = true;
    for (const spec::Instruction& i : code) write(Region::Program, pc_++, i.pack());
    return pc;
}

void Machine::descriptor(std::uint32_t number, const spec::Descriptor& word) {
    const auto words = word.pack();
    for (std::uint32_t i = 0; i < words.size(); ++i)
        write(Region::Descriptor, number * 8 + i, words[i]);
}

void Machine::constant(std::uint32_t index, std::int16_t value) {
    write(Region::Constant, index, static_cast<std::uint16_t>(value));
}

void Machine::core_program(std::uint8_t descriptor) {
    set(Csr::CoreDescriptor, spec::GroupWord{.valid = true, .descriptor = descriptor}.pack());
}

void Machine::neurons(std::uint32_t count, std::uint8_t descriptor, std::uint32_t first_id) {
    const std::uint32_t groups = (count + lanes() - 1) / lanes();
    for (std::uint32_t g = 0; g < groups; ++g) {
        write(Region::NeuronGroup, g,
              spec::GroupWord{.valid = true, .descriptor = descriptor}.pack());
    }
    for (std::uint32_t n = 0; n < count; ++n) write(Region::NeuronId, n, first_id + n);
    set(Csr::NeuronGroups, groups);
}

void Machine::axons(std::uint32_t count, std::uint8_t descriptor, std::uint32_t first_id) {
    for (std::uint32_t g = 0; g < (count + lanes() - 1) / lanes(); ++g) {
        write(Region::AxonGroup, g,
              spec::GroupWord{.valid = true, .descriptor = descriptor}.pack());
    }
    for (std::uint32_t a = 0; a < count; ++a) write(Region::AxonId, a, first_id + a);
}

void Machine::scan(std::uint32_t first, std::uint32_t last, std::uint32_t words) {
    set(Csr::ScanFirst, first);
    set(Csr::ScanLast, last);
    set(Csr::ScanWords, words);
}

void Machine::row(std::uint32_t axon, const spec::RowWord& word) {
    write(Region::Row, axon, word.pack());
    for (std::uint32_t i = 0; i < word.words * (word.wide ? 2u : 1u); ++i) {
        write(
            Region::Owner, word.pointer + i,
            spec::OwnerWord{.descriptor = word.descriptor, .axon = static_cast<std::uint16_t>(axon)}
                .pack());
    }
}

void Machine::synapse(std::uint32_t address, std::uint32_t lane, const spec::SynapseWord& word) {
    write(Region::Synapse, synapse_index(address, lane), word.pack());
}

spec::SynapseWord Machine::synapse(std::uint32_t address, std::uint32_t lane) const {
    return spec::SynapseWord::unpack(read(Region::Synapse, synapse_index(address, lane)));
}

std::uint32_t Machine::state_index(std::uint32_t element, std::uint32_t each,
                                   std::uint32_t n) const {
    return (element / lanes() * each + n) * lanes() + element % lanes();
}

std::int32_t Machine::state(std::uint32_t neuron, unsigned n) const {
    return from_24_bits(read(Region::NeuronState, state_index(neuron, 16, n)));
}

void Machine::set_state(std::uint32_t neuron, unsigned n, std::int32_t value) {
    write(Region::NeuronState, state_index(neuron, 16, n), raw(value));
}

std::int32_t Machine::axon_state(std::uint32_t axon, unsigned n) const {
    return from_24_bits(read(Region::AxonState, state_index(axon, 4, n)));
}

void Machine::set_axon_state(std::uint32_t axon, unsigned n, std::int32_t value) {
    write(Region::AxonState, state_index(axon, 4, n), raw(value));
}

std::int32_t Machine::dendrite(std::uint32_t neuron, std::uint32_t slot) const {
    return static_cast<std::int32_t>(read(Region::Dendrite, state_index(neuron, 128, slot)));
}

void Machine::set_dendrite(std::uint32_t neuron, std::uint32_t slot, std::int32_t value) {
    write(Region::Dendrite, state_index(neuron, 128, slot), raw(value));
}

std::uint64_t Machine::now() const {
    return std::uint64_t{get(Csr::StepHigh)} << 32 | get(Csr::StepLow);
}

StreamWord Machine::spike(std::uint32_t axon, std::int16_t payload) const {
    return {.kind = static_cast<std::uint8_t>(spec::StreamKind::Spike),
            .step = static_cast<std::uint16_t>(now()),
            .core = 0,
            .index = static_cast<std::uint16_t>(axon),
            .payload = payload};
}

StreamWord Machine::drive(std::uint32_t neuron, std::uint32_t receptor,
                          std::int16_t payload) const {
    StreamWord word = spike(receptor << 14 | neuron, payload);
    word.kind = static_cast<std::uint8_t>(spec::StreamKind::Drive);
    return word;
}

StreamWord Machine::modulate(std::uint32_t channel, std::int16_t payload) const {
    StreamWord word = spike(channel, payload);
    word.kind = static_cast<std::uint8_t>(spec::StreamKind::Modulate);
    return word;
}

std::vector<StreamWord> Machine::step(const std::vector<StreamWord>& input) {
    std::vector<StreamWord> output;
    chip.step(input, output);
    return output;
}

}  // namespace bouton::model::testing
