// SPDX-License-Identifier: Apache-2.0
// Neurons, synapses and fan-out lists go where the layout says; the rest is each core's own
// (core_words.hpp).
#include "compiler/emit/memories.hpp"

#include "compiler/emit/core_words.hpp"
#include "spec/image/core_view.hpp"

namespace bouton::compiler {
namespace {

using spec::Region;

class Memories {
  public:
    Memories(const Network& network, const Plan& plan, const Layout& layout,
             const std::vector<Encoded>& encoded, const spec::Configuration& configuration,
             image::Image& image)
        : network_(network),
          plan_(plan),
          layout_(layout),
          encoded_(encoded),
          lanes_(configuration.lanes),
          image_(image) {}

    void run() {
        image_.cores.resize(layout_.cores.size());
        image_.floats.resize(layout_.cores.size());
        for (std::size_t c = 0; c < image_.cores.size(); ++c) {
            put_axons(task(c));
            put_programs(task(c));
            put_registers(task(c));
        }
        neurons();
        synapses();
        for (std::size_t c = 0; c < image_.cores.size(); ++c) put_chains(task(c));
        fanout();
    }

  private:
    CoreTask task(std::size_t core) {
        return {network_,
                plan_,
                layout_,
                layout_.cores[core],
                encoded_[core],
                lanes_,
                image_.cores[core],
                image_.floats[core]};
    }

    std::vector<std::uint64_t>& words(std::uint32_t core, Region which) {
        return region(image_.cores[core], which);
    }

    void neurons() {
        for (std::uint32_t c = 0; c < image_.cores.size(); ++c) {
            const std::size_t groups = layout_.cores[c].neuron_groups;
            resize(image_.cores[c], Region::NeuronId, groups * lanes_);
            resize(image_.cores[c], Region::NeuronGroup, groups);
            resize(image_.cores[c], Region::NeuronState, groups * spec::limits::States * lanes_);
            resize(image_.cores[c], Region::FanoutHead, groups * lanes_);
            image_.floats[c].neuron_state.resize(words(c, Region::NeuronState).size());
        }
        for (std::size_t p = 0; p < network_.populations.size(); ++p) {
            const auto& states = plan_.models[p].states;
            for (std::uint32_t i = 0; i < layout_.neurons[p].size(); ++i) {
                const auto [core, neuron] = layout_.neurons[p][i];
                words(core, Region::NeuronId)[neuron] = network_.populations[p].first_id + i;
                words(core, Region::NeuronGroup)[neuron / lanes_] =
                    spec::GroupWord{
                        .valid = true,
                        .descriptor = local(layout_.cores[core], layout_.neuron_descriptor[p])}
                        .pack();
                for (std::size_t k = 0; k < states.size(); ++k)
                    put_state(words(core, Region::NeuronState), image_.floats[core].neuron_state,
                              ((neuron / lanes_) * std::size_t{spec::limits::States} + k) * lanes_ +
                                  neuron % lanes_,
                              states[k], i);
            }
        }
    }

    // Whether the twin's tags are finer than the words.
    bool fine_tags() const {
        for (std::size_t p = 0; p < network_.projections.size(); ++p) {
            const Projection& projection = network_.projections[p];
            const RowPlan& row = plan_.rows[p];
            if (!projection.tags.empty() || row.exact_tag(projection.tag) != row.tag) return true;
        }
        return false;
    }

    void synapses() {
        const bool fine = fine_tags();
        for (std::uint32_t c = 0; c < image_.cores.size(); ++c) {
            const std::size_t size = std::size_t{layout_.cores[c].words} * lanes_;
            resize(image_.cores[c], Region::Synapse, size);
            image_.floats[c].weight.resize(size);
            if (fine) image_.floats[c].tag.resize(size);
        }
        const std::uint32_t slots = plan_.four_receptors ? 32 : 64;
        for (std::size_t p = 0; p < network_.projections.size(); ++p) {
            const Projection& projection = network_.projections[p];
            const RowPlan& row = plan_.rows[p];
            const std::uint32_t receptor = network_.source_of(projection).receptor;
            for (std::size_t i = 0; i < projection.synapses.size(); ++i) {
                const Synapse& synapse = projection.synapses[i];
                const image::Synapse& place = layout_.synapses[p][i];
                const std::size_t index = std::size_t{place.address} * lanes_ + place.lane;
                spec::SynapseWord word{};
                word.weight = row.weights[i];
                word.tag = row.tag_word(i);
                word.slot = static_cast<std::uint8_t>(receptor * slots + synapse.delay);
                word.target = static_cast<std::uint8_t>(
                    layout_.neurons[projection.post][synapse.post].index / lanes_);
                word.ordinal = synapse.ordinal;
                word.alive = true;
                words(place.core, Region::Synapse)[index] = word.pack();
                if (row.wide)
                    words(place.core, Region::Synapse)[index + lanes_] =
                        spec::SynapseWord2{}.pack();
                image_.floats[place.core].weight[index] = row.exact_weight(synapse.weight);
                if (fine)
                    image_.floats[place.core].tag[index] = row.exact_tag(projection.tag_of(i));
            }
        }
    }

    void fanout() {
        auto head = layout_.heads.begin();
        for (std::size_t p = 0; p < network_.populations.size(); ++p) {
            const Population& population = network_.populations[p];
            const auto fed = network_.feeds_of(static_cast<std::uint32_t>(p));
            for (std::uint32_t i = 0; i < population.size; ++i) {
                std::vector<spec::FanoutWord> list;
                for (; head != layout_.heads.end() && head->source == population.first_id + i;
                     ++head) {
                    spec::FanoutWord word{};
                    word.kind = static_cast<std::uint8_t>(spec::FanoutKind::Axon);
                    word.core = image::core_address(image_, head->axon.core);
                    word.index = static_cast<std::uint16_t>(head->axon.index);
                    list.push_back(word);
                }
                for (const std::uint32_t modulator : fed)
                    for (std::uint32_t core = 0; core < image_.cores.size(); ++core) {
                        spec::FanoutWord word{};
                        word.kind = static_cast<std::uint8_t>(spec::FanoutKind::Modulator);
                        word.core = image::core_address(image_, core);
                        word.index = static_cast<std::uint16_t>(modulator);
                        list.push_back(word);
                    }
                if (population.recorded) {
                    spec::FanoutWord word{};
                    word.kind = static_cast<std::uint8_t>(spec::FanoutKind::Host);
                    list.push_back(word);
                }
                if (population.input || list.empty()) continue;
                list.back().last = true;
                const auto [core, neuron] = layout_.neurons[p][i];
                std::vector<std::uint64_t>& pool = words(core, Region::Fanout);
                spec::FanoutHeadWord first{};
                first.valid = true;
                first.pointer = static_cast<std::uint16_t>(pool.size());
                words(core, Region::FanoutHead)[neuron] = first.pack();
                for (const spec::FanoutWord& word : list) pool.push_back(word.pack());
            }
        }
    }

    const Network& network_;
    const Plan& plan_;
    const Layout& layout_;
    const std::vector<Encoded>& encoded_;
    const std::uint32_t lanes_;
    image::Image& image_;
};

}  // namespace

void emit_memories(const Network& network, const Plan& plan, const Layout& layout,
                   const std::vector<Encoded>& encoded, const spec::Configuration& configuration,
                   image::Image& image) {
    Memories(network, plan, layout, encoded, configuration, image).run();
}

}  // namespace bouton::compiler
