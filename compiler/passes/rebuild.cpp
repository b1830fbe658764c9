// SPDX-License-Identifier: Apache-2.0
// The proof that the image is the network: events are followed through fan-out lists, axon entries,
// rows and words, plastic synapses through the chains, and what is found must be what was asked
// for, each once. Only the memories are read, and the list of axons that the host sends an input's
// events to.
#include <algorithm>
#include <map>
#include <tuple>

#include "compiler/passes/passes.hpp"

namespace bouton::compiler {
namespace {

using spec::Region;

// source id, target id, ordinal
using Key = std::tuple<std::uint32_t, std::uint32_t, std::uint32_t>;

struct Found {
    std::int16_t weight = 0, tag = 0;
    std::uint32_t slot = 0, salt = 0;
    bool has_post = false;

    bool operator==(const Found&) const = default;
};

class Rebuilder {
  public:
    Rebuilder(const Network& network, const Plan& plan, const image::Image& image,
              Diagnostics& diagnostics)
        : network_(network),
          plan_(plan),
          image_(image),
          core_(image.cores[0]),
          configuration_(*spec::find_configuration(image.configuration)),
          diagnostics_(diagnostics) {}

    void run() {
        inputs();
        neurons();
        compare();
        chains();
    }

  private:
    void error(const std::string& text) {
        diagnostics_.error({}, "the image is not the network: " + text);
    }

    std::uint64_t word(Region region, std::size_t index) const {
        const auto& words = core_.region[static_cast<std::size_t>(region)];
        return index < words.size() ? words[index] : spec::region_info(region).empty;
    }
    template <class Word>
    Word at(Region region, std::size_t index) const {
        return Word::unpack(static_cast<typename Word::Raw>(word(region, index)));
    }
    spec::Descriptor descriptor(std::uint32_t index) const {
        spec::Descriptor::Raw raw{};
        for (std::size_t i = 0; i < raw.size(); ++i)
            raw[i] = static_cast<std::uint32_t>(word(Region::Descriptor, index * raw.size() + i));
        return spec::Descriptor::unpack(raw);
    }

    void inputs() {
        for (const image::Population& population : image_.populations)
            for (std::uint32_t i = 0; i < population.axons.size(); ++i)
                for (const image::Location& axon : population.axons[i])
                    event(population.first_id + i, axon.index);
    }

    void neurons() {
        for (std::size_t n = 0; n < configuration_.neurons; ++n) {
            const auto head = at<spec::FanoutHeadWord>(Region::FanoutHead, n);
            if (!head.valid) continue;
            const auto id = static_cast<std::uint32_t>(word(Region::NeuronId, n));
            for (std::size_t i = head.pointer; i < spec::limits::FanoutWords; ++i) {
                const auto destination = at<spec::FanoutWord>(Region::Fanout, i);
                if (destination.kind == static_cast<std::uint8_t>(spec::FanoutKind::Axon))
                    event(id, destination.index);
                if (destination.kind == static_cast<std::uint8_t>(spec::FanoutKind::Host))
                    ++recorded_[id];
                if (destination.last) break;
            }
        }
    }

    // What an event of this source does at this axon.
    void event(std::uint32_t source, std::uint32_t axon) {
        for (;; ++axon) {
            if (axon >= configuration_.axons || word(Region::AxonId, axon) != source) {
                error("axon " + std::to_string(axon) + " does not belong to source " +
                      std::to_string(source));
                return;
            }
            const auto row = at<spec::RowWord>(Region::Row, axon);
            const spec::Descriptor rule = descriptor(row.descriptor);
            for (std::uint32_t i = 0; i < row.words; ++i)
                for (std::uint32_t lane = 0; lane < configuration_.lanes; ++lane)
                    synapse(source, row.pointer + i * (row.wide ? 2u : 1u), lane, rule);
            if (!row.more) return;
        }
    }

    void synapse(std::uint32_t source, std::uint32_t address, std::uint32_t lane,
                 const spec::Descriptor& rule) {
        const std::size_t index = std::size_t{address} * configuration_.lanes + lane;
        const auto word = at<spec::SynapseWord>(Region::Synapse, index);
        if (word.ordinal == spec::limits::EmptyOrdinal) return;
        const auto target = static_cast<std::uint32_t>(
            this->word(Region::NeuronId, std::size_t{word.target} * configuration_.lanes + lane));
        const Key key{source, target, word.ordinal};
        const Found found{.weight = word.weight,
                          .tag = word.tag,
                          .slot = word.slot,
                          .salt = rule.salt,
                          .has_post = rule.has_post};
        if (!found_.emplace(key, found).second) error("synapse " + name(key) + " is there twice");
        if (rule.has_post) plastic_[index] = key;
    }

    static std::string name(const Key& key) {
        return "from id " + std::to_string(std::get<0>(key)) + " to id " +
               std::to_string(std::get<1>(key)) + " (ordinal " + std::to_string(std::get<2>(key)) +
               ")";
    }

    void compare() {
        const std::uint32_t slots = plan_.four_receptors ? 32 : 64;
        std::size_t expected = 0;
        for (std::size_t p = 0; p < network_.projections.size(); ++p) {
            const Projection& projection = network_.projections[p];
            const RowPlan& row = plan_.rows[p];
            const bool is_static = row.descriptor.bare() && !row.uses_axon;
            for (std::size_t i = 0; i < projection.synapses.size(); ++i, ++expected) {
                const Synapse& synapse = projection.synapses[i];
                const Key key{network_.populations[projection.pre].first_id + synapse.pre,
                              network_.populations[projection.post].first_id + synapse.post,
                              synapse.ordinal};
                const auto found = found_.find(key);
                if (found == found_.end()) {
                    error("synapse " + name(key) + " of '" + projection.name + "' is missing");
                    continue;
                }
                const Found wanted{
                    .weight = row.weights[i],
                    .tag = row.tags[i],
                    .slot = network_.source_of(projection).receptor * slots + synapse.delay,
                    .salt = is_static ? 0 : row.descriptor.salt,
                    .has_post = row.descriptor.has(spec::Trigger::Post)};
                if (found->second != wanted)
                    error("synapse " + name(key) + " of '" + projection.name + "' differs");
            }
        }
        if (found_.size() != expected)
            error(std::to_string(found_.size()) + " synapses instead of " +
                  std::to_string(expected));
        for (const Population& population : network_.populations)
            for (std::uint32_t i = 0; i < population.size; ++i)
                if (recorded_[population.first_id + i] != (population.recorded ? 1u : 0u))
                    error("the spikes of '" + population.name + "' do not leave as asked");
    }

    void chains() {
        for (std::size_t n = 0; n < configuration_.neurons; ++n) {
            const auto chain = at<spec::ChainWord>(Region::NeuronChain, n);
            const auto id = static_cast<std::uint32_t>(word(Region::NeuronId, n));
            std::uint32_t address = chain.head;
            for (std::uint32_t i = 0; i < chain.fan_in; ++i) {
                const std::size_t index =
                    std::size_t{address} * configuration_.lanes + n % configuration_.lanes;
                const auto found = plastic_.find(index);
                if (found == plastic_.end() || std::get<1>(found->second) != id) {
                    error("the chain of neuron " + std::to_string(n) + " leads astray");
                    return;
                }
                plastic_.erase(found);
                address = at<spec::SynapseWord>(Region::Synapse, index).next;
            }
        }
        if (!plastic_.empty())
            error(std::to_string(plastic_.size()) + " plastic synapses are in no chain");
    }

    const Network& network_;
    const Plan& plan_;
    const image::Image& image_;
    const image::Core& core_;
    const spec::Configuration& configuration_;
    Diagnostics& diagnostics_;
    std::map<Key, Found> found_;
    std::map<std::size_t, Key> plastic_;
    std::map<std::uint32_t, std::uint32_t> recorded_;
};

}  // namespace

void rebuild(const Network& network, const Plan& plan, const image::Image& image,
             Diagnostics& diagnostics) {
    Rebuilder(network, plan, image, diagnostics).run();
}

}  // namespace bouton::compiler
