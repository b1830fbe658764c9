// SPDX-License-Identifier: Apache-2.0
// The memories of the core.
#include "compiler/emit/memories.hpp"

#include <algorithm>
#include <cmath>

namespace bouton::compiler {
namespace {

using spec::Region;

class Memories {
  public:
    Memories(const Network& network, const Plan& plan, const Layout& layout, const Encoded& encoded,
             const spec::Configuration& configuration, image::Core& core, image::FloatCore& floats)
        : network_(network),
          plan_(plan),
          layout_(layout),
          encoded_(encoded),
          lanes_(configuration.lanes),
          core_(core),
          floats_(floats) {}

    void run() {
        neurons();
        axons();
        synapses();
        chains();
        fanout();
        programs();
        registers();
    }

  private:
    std::vector<std::uint64_t>& region(Region which) {
        return core_.region[static_cast<std::size_t>(which)];
    }

    void resize(Region which, std::size_t size) {
        region(which).resize(size, spec::region_info(which).empty);
    }

    static std::uint64_t word24(double value) {
        return static_cast<std::uint64_t>(std::llround(std::nearbyint(value))) & 0xffffff;
    }

    // The word of a state, for the chip and for the twin.
    void state(Region which, std::vector<double>& exact, std::size_t index,
               const StateVariable& variable, std::uint32_t element) {
        const double value =
            variable.initial.size() == 1 ? variable.initial[0] : variable.initial[element];
        const double word = std::ldexp(value, variable.point - 8);
        region(which)[index] = word24(word);
        exact[index] = word;
    }

    void neurons() {
        groups_ = 0;
        for (std::size_t p = 0; p < network_.populations.size(); ++p)
            if (!network_.populations[p].input)
                groups_ = std::max<std::size_t>(
                    groups_,
                    (layout_.first_neuron[p] + network_.populations[p].size + lanes_ - 1) / lanes_);
        resize(Region::NeuronId, groups_ * lanes_);
        resize(Region::NeuronGroup, groups_);
        resize(Region::NeuronState, groups_ * spec::limits::States * lanes_);
        floats_.neuron_state.resize(region(Region::NeuronState).size());
        for (std::size_t p = 0; p < network_.populations.size(); ++p) {
            const Population& population = network_.populations[p];
            if (population.input) continue;
            const spec::GroupWord group{
                .valid = true,
                .descriptor = static_cast<std::uint8_t>(layout_.neuron_descriptor[p])};
            for (std::uint32_t i = 0; i < population.size; ++i) {
                const std::uint32_t neuron = layout_.first_neuron[p] + i;
                region(Region::NeuronId)[neuron] = population.first_id + i;
                region(Region::NeuronGroup)[neuron / lanes_] = group.pack();
                const auto& states = plan_.models[p].states;
                for (std::size_t k = 0; k < states.size(); ++k) {
                    const std::size_t index =
                        ((neuron / lanes_) * spec::limits::States + k) * lanes_ + neuron % lanes_;
                    state(Region::NeuronState, floats_.neuron_state, index, states[k], i);
                }
            }
        }
    }

    void axons() {
        const std::size_t groups = layout_.axon_groups.size();
        resize(Region::AxonId, groups * lanes_);
        resize(Region::AxonGroup, groups);
        resize(Region::Row, layout_.entries.size());
        resize(Region::AxonState, groups * spec::limits::AxonStates * lanes_);
        floats_.axon_state.resize(region(Region::AxonState).size());
        for (std::size_t g = 0; g < groups; ++g)
            if (const auto descriptor = layout_.axon_groups[g])
                region(Region::AxonGroup)[g] =
                    spec::GroupWord{.valid = true,
                                    .descriptor = static_cast<std::uint8_t>(*descriptor)}
                        .pack();
        for (std::size_t a = 0; a < layout_.entries.size(); ++a) {
            if (!layout_.entries[a]) continue;
            const EntryLayout& entry = *layout_.entries[a];
            region(Region::AxonId)[a] =
                network_.populations[entry.population].first_id + entry.element;
            spec::RowWord row{};
            row.pointer = static_cast<std::uint16_t>(entry.pointer);
            row.words = static_cast<std::uint16_t>(entry.words);
            row.descriptor = static_cast<std::uint8_t>(entry.descriptor);
            row.wide = entry.wide;
            row.more = entry.more;
            region(Region::Row)[a] = row.pack();
            if (!layout_.entry_states[a]) continue;
            const auto& states = plan_.rows[*layout_.entry_states[a]].axon_states;
            for (std::size_t k = 0; k < states.size(); ++k)
                state(Region::AxonState, floats_.axon_state,
                      ((a / lanes_) * spec::limits::AxonStates + k) * lanes_ + a % lanes_,
                      states[k], 0);
        }
    }

    void synapses() {
        const std::size_t words = std::size_t{layout_.words} * lanes_;
        resize(Region::Synapse, words);
        floats_.weight.resize(words);
        floats_.tag.resize(words);
        const std::uint32_t slots = plan_.four_receptors ? 32 : 64;
        for (std::size_t p = 0; p < network_.projections.size(); ++p) {
            const Projection& projection = network_.projections[p];
            const RowPlan& row = plan_.rows[p];
            const std::uint32_t receptor = network_.source_of(projection).receptor;
            for (std::size_t i = 0; i < projection.synapses.size(); ++i) {
                const Synapse& synapse = projection.synapses[i];
                const PlacedSynapse& place = layout_.synapses[p][i];
                const std::size_t index = std::size_t{place.address} * lanes_ + place.lane;
                spec::SynapseWord word{};
                word.weight = row.weights[i];
                word.tag = row.tags[i];
                word.slot = static_cast<std::uint8_t>(receptor * slots + synapse.delay);
                word.target = static_cast<std::uint8_t>(
                    (layout_.first_neuron[projection.post] + synapse.post) / lanes_);
                word.ordinal = synapse.ordinal;
                word.alive = true;
                region(Region::Synapse)[index] = word.pack();
                if (row.wide) region(Region::Synapse)[index + lanes_] = spec::SynapseWord2{}.pack();
                floats_.weight[index] = row.exact_weights[i];
                floats_.tag[index] = row.exact_tags[i];
            }
        }
    }

    bool has_post(const EntryLayout& entry) const {
        return layout_.descriptors[entry.descriptor].has(spec::Trigger::Post);
    }

    // Plastic synapses of a neuron, by address, and whose each address is.
    void chains() {
        resize(Region::NeuronChain, groups_ * lanes_);
        resize(Region::Owner, layout_.words);
        std::vector<std::vector<std::uint32_t>> fan_in(groups_ * lanes_);
        for (std::size_t a = 0; a < layout_.entries.size(); ++a) {
            if (!layout_.entries[a]) continue;
            const EntryLayout& entry = *layout_.entries[a];
            const std::uint32_t stride = entry.wide ? 2 : 1;
            spec::OwnerWord owner{};
            owner.descriptor = static_cast<std::uint8_t>(entry.descriptor);
            owner.axon = static_cast<std::uint16_t>(a);
            for (std::uint32_t i = 0; i < entry.words * stride; ++i)
                region(Region::Owner)[entry.pointer + i] = owner.pack();
            if (!has_post(entry)) continue;
            for (std::uint32_t i = 0; i < entry.words; ++i) {
                const std::uint32_t address = entry.pointer + i * stride;
                for (std::uint32_t lane = 0; lane < lanes_; ++lane) {
                    const auto word = spec::SynapseWord::unpack(
                        region(Region::Synapse)[std::size_t{address} * lanes_ + lane]);
                    if (word.ordinal != spec::limits::EmptyOrdinal)
                        fan_in[std::size_t{word.target} * lanes_ + lane].push_back(address);
                }
            }
        }
        for (std::size_t n = 0; n < fan_in.size(); ++n) {
            if (fan_in[n].empty()) continue;
            spec::ChainWord chain{};
            chain.fan_in = static_cast<std::uint16_t>(fan_in[n].size());
            chain.head = static_cast<std::uint16_t>(fan_in[n].front());
            region(Region::NeuronChain)[n] = chain.pack();
            for (std::size_t i = 0; i + 1 < fan_in[n].size(); ++i) {
                std::uint64_t& raw =
                    region(Region::Synapse)[std::size_t{fan_in[n][i]} * lanes_ + n % lanes_];
                spec::SynapseWord word = spec::SynapseWord::unpack(raw);
                word.next = static_cast<std::uint16_t>(fan_in[n][i + 1]);
                raw = word.pack();
            }
        }
    }

    void fanout() {
        resize(Region::FanoutHead, groups_ * lanes_);
        std::vector<std::uint64_t>& pool = region(Region::Fanout);
        for (std::size_t p = 0; p < network_.populations.size(); ++p) {
            const Population& population = network_.populations[p];
            if (population.input) continue;
            for (std::uint32_t i = 0; i < population.size; ++i) {
                std::vector<spec::FanoutWord> list;
                for (const std::uint32_t axon : layout_.axons[p][i]) {
                    spec::FanoutWord word{};
                    word.kind = static_cast<std::uint8_t>(spec::FanoutKind::Axon);
                    word.index = static_cast<std::uint16_t>(axon);
                    list.push_back(word);
                }
                if (population.recorded) {
                    spec::FanoutWord word{};
                    word.kind = static_cast<std::uint8_t>(spec::FanoutKind::Host);
                    list.push_back(word);
                }
                if (list.empty()) continue;
                list.back().last = true;
                spec::FanoutHeadWord head{};
                head.valid = true;
                head.pointer = static_cast<std::uint16_t>(pool.size());
                region(Region::FanoutHead)[layout_.first_neuron[p] + i] = head.pack();
                for (const spec::FanoutWord& word : list) pool.push_back(word.pack());
            }
        }
    }

    void programs() {
        region(Region::Program) = encoded_.program;
        for (const double constant : encoded_.constants)
            region(Region::Constant)
                .push_back(static_cast<std::uint64_t>(std::llround(std::nearbyint(constant))) &
                           0xffff);
        floats_.constant = encoded_.constants;
        for (const spec::Descriptor& descriptor : encoded_.descriptors)
            for (const std::uint32_t word : descriptor.pack())
                region(Region::Descriptor).push_back(word);
    }

    // Rows that POST by scan, SWEEP and REWARD go through, and how many visits of chains cost as
    // much as one scan.
    void scan(std::vector<std::uint64_t>& csr) {
        std::uint64_t first = 0, last = 0, cycles = 0, visit = spec::cycles::Visit;
        for (std::size_t a = 0; a < layout_.entries.size(); ++a) {
            if (!layout_.entries[a]) continue;
            const EntryLayout& entry = *layout_.entries[a];
            const DescriptorPlan& descriptor = layout_.descriptors[entry.descriptor];
            if (!descriptor.plastic()) continue;
            if (last == 0) first = a;
            last = a + 1;
            if (!has_post(entry)) continue;
            const auto& post = descriptor.programs[static_cast<std::size_t>(spec::Trigger::Post)];
            const std::uint64_t length =
                std::max<std::uint64_t>(post->code.size(), entry.wide ? 2 : 1);
            visit = std::max(visit, length);
            cycles += std::max<std::uint64_t>(entry.words * length, spec::cycles::Header);
        }
        csr[static_cast<std::size_t>(spec::Csr::ScanFirst)] = first;
        csr[static_cast<std::size_t>(spec::Csr::ScanLast)] = last;
        csr[static_cast<std::size_t>(spec::Csr::ScanWords)] = cycles / visit;
    }

    void registers() {
        std::vector<std::uint64_t>& csr = region(Region::Csr);
        csr.resize(static_cast<std::size_t>(spec::Csr::Modulator0) + spec::limits::Modulators);
        const auto set = [&](spec::Csr which, std::uint64_t value) {
            csr[static_cast<std::size_t>(which)] = value;
        };
        spec::ControlWord control{};
        control.learn = network_.source.learn;
        control.four_receptors = plan_.four_receptors;
        for (const auto& entry : layout_.entries) {
            if (!entry) continue;
            const DescriptorPlan& descriptor = layout_.descriptors[entry->descriptor];
            control.has_pre |= descriptor.has(spec::Trigger::Pre);
            control.has_post |= descriptor.has(spec::Trigger::Post);
            control.has_sweep |= descriptor.has(spec::Trigger::Sweep);
            control.has_reward |= descriptor.has(spec::Trigger::Reward);
            control.has_deliver |= descriptor.has(spec::Trigger::Deliver);
        }
        set(spec::Csr::Control, control.pack());
        set(spec::Csr::SeedLow, network_.source.seed & 0xffffffff);
        set(spec::Csr::SeedHigh, network_.source.seed >> 32);
        set(spec::Csr::NeuronGroups, groups_);
        if (layout_.core_descriptor)
            set(spec::Csr::CoreDescriptor,
                spec::GroupWord{.valid = true,
                                .descriptor = static_cast<std::uint8_t>(*layout_.core_descriptor)}
                    .pack());
        for (std::size_t i = 0; i < plan_.modulators.size(); ++i)
            csr[static_cast<std::size_t>(spec::Csr::Modulator0) + i] =
                static_cast<std::uint32_t>(plan_.modulators[i].initial);
        scan(csr);
    }

    const Network& network_;
    const Plan& plan_;
    const Layout& layout_;
    const Encoded& encoded_;
    const std::uint32_t lanes_;
    image::Core& core_;
    image::FloatCore& floats_;
    std::size_t groups_ = 0;
};

}  // namespace

void emit_memories(const Network& network, const Plan& plan, const Layout& layout,
                   const Encoded& encoded, const spec::Configuration& configuration,
                   image::Core& core, image::FloatCore& floats) {
    Memories(network, plan, layout, encoded, configuration, core, floats).run();
}

}  // namespace bouton::compiler
