// SPDX-License-Identifier: Apache-2.0
// Registers, descriptors, groups and fan-out of a core, and the programs of its neurons, axons and
// of itself.
#include "spec/image/core_view.hpp"
#include "spec/image/problems.hpp"
#include "spec/image/program_rules.hpp"

namespace bouton::image::detail {

namespace {

using spec::Csr;
using spec::Region;

struct Place {
    const Image& image;
    const Core& core;
    std::string name;
    const spec::Configuration& configuration;
    Problems& problems;
};

void check_registers(const Place& p) {
    const auto csr = [&](Csr r) { return csr_at(p.core, r); };
    const auto at_most = [&](const char* name, std::uint32_t value, std::uint64_t limit) {
        below(p.problems, p.name + ", " + name, value, limit + 1);
    };
    spec::ControlWord control = control_of(p.core);
    control.poison = control.clear_fault = false;
    if (control.pack() != csr(Csr::Control))
        p.problems.add(p.name + ", Control", std::to_string(csr(Csr::Control)),
                       "reserved bits, poison and clear_fault 0");
    at_most("StepHigh", csr(Csr::StepHigh), 0xffff);
    at_most("NeuronGroups", csr(Csr::NeuronGroups), p.configuration.groups());
    at_most("ScanLast", csr(Csr::ScanLast), p.configuration.axons);
    at_most("ScanFirst", csr(Csr::ScanFirst), csr(Csr::ScanLast));
    if (spec::GroupWord::unpack(csr(Csr::CoreDescriptor)).pack() != csr(Csr::CoreDescriptor))
        p.problems.add(p.name + ", CoreDescriptor", std::to_string(csr(Csr::CoreDescriptor)),
                       "a group word");
}

// The main program of a neuron group, axon group or core.
void check_main(const Place& p, std::uint32_t descriptor, spec::Trigger trigger,
                const std::string& place) {
    const spec::Descriptor d = descriptor_at(p.core, descriptor);
    if (!d.has_main) {
        p.problems.add(place, "descriptor " + std::to_string(descriptor) + " without a program",
                       "one with a program");
        return;
    }
    const ProgramContext context{trigger, control_of(p.core).four_receptors, false};
    p.problems.add(check_program(p.core.region[static_cast<std::size_t>(Region::Program)],
                                 d.main_pc, context, place)
                       .problems);
}

void check_groups(const Place& p, Region region, std::uint32_t groups, spec::Trigger trigger) {
    std::array<bool, spec::limits::Descriptors> seen{};
    for (std::uint32_t g = 0; g < groups; ++g) {
        const auto word = unpack_at<spec::GroupWord>(p.core, region, g);
        if (!word.valid || seen[word.descriptor]) continue;
        seen[word.descriptor] = true;
        check_main(p, word.descriptor, trigger,
                   p.name + ", " + std::string(spec::region_info(region).name) + " " +
                       std::to_string(g) + ", " + std::string(spec::to_string(trigger)) +
                       " program");
    }
}

void check_ids(const Place& p, Region region) {
    const auto& words = p.core.region[static_cast<std::size_t>(region)];
    for (std::size_t i = 0; i < words.size(); ++i)
        if (words[i] != spec::limits::NoId && words[i] >= spec::limits::Ids)
            p.problems.add(p.name + ", " + std::string(spec::region_info(region).name) + " " +
                               std::to_string(i),
                           std::to_string(words[i]), "an id below 2^23, or none");
}

void check_destination(const Place& p, const spec::FanoutWord& word, std::uint64_t raw,
                       const std::string& place) {
    if (word.pack() != raw) p.problems.add(place, "a reserved bit", "0");
    const std::uint32_t x = word.core & 0x3fU;
    const std::uint32_t y = word.core >> 6;
    switch (static_cast<spec::FanoutKind>(word.kind)) {
        case spec::FanoutKind::Host:
            return;
        case spec::FanoutKind::Modulator:
            below(p.problems, place + ", channel", word.index, spec::limits::Channels);
            return;
        case spec::FanoutKind::Axon:
            if (below(p.problems, place + ", core x", x, p.image.mesh_x) &&
                below(p.problems, place + ", core y", y, p.image.mesh_y))
                event_axon(p.problems, place + ", axon", p.image.cores[y * p.image.mesh_x + x],
                           word.index, p.configuration);
            return;
    }
    p.problems.add(place, "kind " + std::to_string(word.kind), "0, 1 or 2");
}

// Walks every list once: lists that share entries share their tails.
void check_fanout(const Place& p) {
    std::vector<bool> seen(spec::limits::FanoutWords);
    for (std::uint32_t n = 0; n < p.configuration.neurons; ++n) {
        const auto head = unpack_at<spec::FanoutHeadWord>(p.core, Region::FanoutHead, n);
        if (!head.valid) continue;
        for (std::uint32_t at = head.pointer;; ++at) {
            const std::string place = p.name + ", fan-out of neuron " + std::to_string(n);
            if (!below(p.problems, place + ", entry", at, seen.size())) break;
            if (seen[at]) break;
            seen[at] = true;
            const std::uint64_t raw = word_at(p.core, Region::Fanout, at);
            const auto word = spec::FanoutWord::unpack(static_cast<std::uint32_t>(raw));
            check_destination(p, word, raw, place + ", entry " + std::to_string(at));
            if (word.last) break;
        }
    }
}

}  // namespace

void check_core(const Image& image, std::uint32_t index, const spec::Configuration& configuration,
                Problems& problems) {
    const Place p{image, image.cores[index], "core " + std::to_string(index), configuration,
                  problems};
    check_registers(p);
    if (csr_at(p.core, Csr::NeuronGroups) > configuration.groups()) return;
    check_groups(p, Region::NeuronGroup, csr_at(p.core, Csr::NeuronGroups), spec::Trigger::Neuron);
    check_groups(p, Region::AxonGroup, configuration.axon_groups(), spec::Trigger::Axon);
    const auto own = spec::GroupWord::unpack(csr_at(p.core, Csr::CoreDescriptor));
    if (own.valid) check_main(p, own.descriptor, spec::Trigger::Core, p.name + ", Core program");
    check_ids(p, Region::NeuronId);
    check_ids(p, Region::AxonId);
    for (const std::uint64_t word : p.core.region[static_cast<std::size_t>(Region::AxonFlag)])
        if (word != 0) problems.add(p.name + ", AxonFlag", "an axon's event", "none between steps");
    check_fanout(p);
}

}  // namespace bouton::image::detail
