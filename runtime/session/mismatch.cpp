// SPDX-License-Identifier: Apache-2.0
// Words and names of a difference, see mismatch.hpp.
#include "runtime/session/mismatch.hpp"

#include <cstdio>

#include "spec/image/core_view.hpp"

namespace bouton::runtime {

namespace {

using spec::Region;

std::string element_of(const image::Population& p, std::size_t element) {
    return p.name + "[" + std::to_string(element) + "]";
}

std::string neuron_name(const image::Image& image, const image::Location& at) {
    for (const image::Population& p : image.populations)
        for (std::size_t i = 0; i < p.neurons.size(); ++i)
            if (p.neurons[i] == at) return element_of(p, i);
    return {};
}

std::string id_name(const image::Image& image, std::uint64_t id) {
    for (const image::Population& p : image.populations)
        if (id >= p.first_id && id - p.first_id < p.size) return element_of(p, id - p.first_id);
    return {};
}

std::string synapse_name(const image::Image& image, std::uint32_t core, std::uint32_t lane,
                         std::uint32_t address) {
    for (const image::Projection& p : image.projections)
        for (const image::Synapse& s : p.synapses)
            if (s.core == core && s.lane == lane && s.address == address)
                return p.name + ": " + element_of(image.populations[p.pre], s.pre) + " -> " +
                       element_of(image.populations[p.post], s.post);
    return {};
}

std::string state_name(const image::Image& image, const image::Location& at, std::uint32_t state) {
    std::string name = neuron_name(image, at);
    if (name.empty()) return name;
    const std::string population = name.substr(0, name.find('['));
    for (const image::Population& p : image.populations)
        for (const image::Variable& v : p.states)
            if (p.name == population && v.index == state) return name + "." + v.name;
    return name + ".S" + std::to_string(state);
}

}  // namespace

std::string_view to_string(Phase phase) {
    constexpr std::array<std::string_view, 11> names = {"CORE", "NEURON", "TRANSPORT", "DELIVER",
                                                        "PRE",  "POST",   "SWEEP",     "REWARD",
                                                        "AXON", "END",    "PROGRAMS"};
    return names[static_cast<std::size_t>(phase)];
}

std::string to_text(const Mismatch& m) {
    std::string text = "step " + std::to_string(m.step) + ", phase " +
                       std::string(to_string(m.phase)) + " (from cycle " + std::to_string(m.cycle) +
                       "), core " + std::to_string(m.core) + ": " + m.what + ", lane " +
                       std::to_string(m.lane) + ", address " + std::to_string(m.address);
    if (!m.element.empty()) text += " (" + m.element + ")";
    return text + ": expected " + m.expected + ", found " + m.found;
}

std::string name_of(const image::Image& image, std::uint32_t core, Region region,
                    std::uint32_t index) {
    const spec::Configuration* configuration = spec::find_configuration(image.configuration);
    if (configuration == nullptr) return {};
    const std::uint32_t lanes = configuration->lanes;
    const std::uint32_t lane = index % lanes;
    const std::uint32_t address = index / lanes;
    // The element of a memory with `words` words for each in a lane.
    const auto element = [&](std::uint32_t words) { return address / words * lanes + lane; };
    switch (region) {
        case Region::Synapse:
            return synapse_name(image, core, lane, address);
        case Region::Dendrite:
            return neuron_name(image, {core, element(spec::limits::DendriteSlots)});
        case Region::NeuronState:
            return state_name(image, {core, element(spec::limits::States)},
                              address % spec::limits::States);
        case Region::NeuronId:
        case Region::NeuronChain:
        case Region::NeuronSum:
        case Region::NeuronFlag:
            return neuron_name(image, {core, index});
        case Region::AxonState:
            return id_name(image, image::word_at(image.cores[core], Region::AxonId,
                                                 element(spec::limits::AxonStates)));
        case Region::AxonId:
        case Region::AxonFlag:
        case Region::Row:
            return id_name(image, image::word_at(image.cores[core], Region::AxonId, index));
        case Region::FanoutHead:
            return neuron_name(image, {core, index});
        case Region::Csr: {
            const spec::CsrInfo* info = spec::find_csr(index);
            if (info == nullptr) return {};
            std::string name(info->name);
            if (info->count > 1) name.back() = static_cast<char>('0' + index - info->index);
            return name;
        }
        default:
            return {};
    }
}

std::string word_text(Region region, std::uint64_t word) {
    std::array<char, 32> hex{};
    std::snprintf(hex.data(), hex.size(), "0x%llx", static_cast<unsigned long long>(word));
    std::string text(hex.data());
    const auto number = [](auto n) { return std::to_string(n); };
    switch (region) {
        case Region::Synapse: {
            const auto s = spec::SynapseWord::unpack(word);
            return text + " (weight " + number(s.weight) + ", tag " + number(s.tag) + ", ordinal " +
                   number(s.ordinal) + (s.alive ? ", alive)" : ", not alive)");
        }
        case Region::NeuronFlag: {
            const auto f = spec::NeuronFlagWord::unpack(static_cast<std::uint32_t>(word));
            return text + " (spiked " + number(int{f.spiked}) + ", post " + number(int{f.post}) +
                   ", payload " + number(f.payload) + ")";
        }
        case Region::Dendrite:
        case Region::NeuronSum:
        case Region::Csr:
            return text + " (" + number(static_cast<std::int32_t>(word)) + ")";
        case Region::NeuronState:
        case Region::AxonState:
            return text + " (" + number(static_cast<std::int32_t>(word << 8) >> 8) + ")";
        default:
            return text;
    }
}

}  // namespace bouton::runtime
