// SPDX-License-Identifier: Apache-2.0
// The proof that the image is the network: events are followed through fan-out lists, axon entries,
// rows and words, plastic synapses through the chains, and what is found must be what was asked
// for, each once. Only the memories are read, and the list of axons that the host sends an input's
// events to.
#include <algorithm>

#include "compiler/passes/passes.hpp"
#include "spec/image/core_view.hpp"

namespace bouton::compiler {
namespace {

using spec::Region;

// What the network says of an id.
struct Element {
    std::uint32_t population = 0, number = 0;
};

// A synapse of the network.
struct Wanted {
    std::uint32_t projection = 0;
    std::size_t number = 0;
};

// A fan-out entry of a neuron that names a modulator of a core.
struct Feeding {
    std::uint32_t source = 0, channel = 0, core = 0;

    auto operator<=>(const Feeding&) const = default;
};

class Rebuilder {
  public:
    Rebuilder(const Network& network, const Plan& plan, const image::Image& image,
              Diagnostics& diagnostics)
        : network_(network),
          plan_(plan),
          image_(image),
          configuration_(*spec::find_configuration(image.configuration)),
          diagnostics_(diagnostics) {}

    void run() {
        index();
        targets_.resize(image_.cores.size());
        for (std::uint32_t core = 0; core < image_.cores.size(); ++core)
            if (image::control_of(image_.cores[core]).has_post)
                targets_[core].resize(
                    image_.cores[core].region[static_cast<std::size_t>(Region::Synapse)].size(),
                    spec::limits::NoId);
        inputs();
        for (std::uint32_t core = 0; core < image_.cores.size(); ++core) neurons(core);
        compare();
        feeds();
        for (std::uint32_t core = 0; core < image_.cores.size(); ++core) chains(core);
    }

  private:
    void error(const std::string& text) {
        diagnostics_.error({}, "the image is not the network: " + text);
    }

    // Where the synapses of an element begin, and the projections of a population.
    void index() {
        from_.resize(network_.populations.size());
        recorded_.resize(network_.populations.empty() ? 0
                                                      : network_.populations.back().first_id +
                                                            network_.populations.back().size);
        placed_.resize(recorded_.size());
        for (std::uint32_t p = 0; p < network_.projections.size(); ++p) {
            const Projection& projection = network_.projections[p];
            from_[projection.pre].push_back(p);
            std::vector<std::uint32_t> begin(network_.populations[projection.pre].size + 1, 0);
            for (const Synapse& synapse : projection.synapses) ++begin[synapse.pre + 1];
            for (std::size_t i = 1; i < begin.size(); ++i) begin[i] += begin[i - 1];
            begin_.push_back(std::move(begin));
            found_.emplace_back(projection.synapses.size());
        }
    }

    std::optional<Element> element(std::uint32_t id) const {
        const auto& all = network_.populations;
        const auto after = std::upper_bound(
            all.begin(), all.end(), id,
            [](std::uint32_t value, const Population& one) { return value < one.first_id; });
        if (after == all.begin() || id >= std::prev(after)->first_id + std::prev(after)->size)
            return std::nullopt;
        return Element{static_cast<std::uint32_t>(std::prev(after) - all.begin()),
                       id - std::prev(after)->first_id};
    }

    std::optional<Wanted> find(const Element& pre, const Element& post,
                               std::uint32_t ordinal) const {
        for (const std::uint32_t p : from_[pre.population]) {
            const Projection& projection = network_.projections[p];
            if (projection.post != post.population) continue;
            const auto end = projection.synapses.begin() + begin_[p][pre.number + 1];
            auto at = std::lower_bound(
                projection.synapses.begin() + begin_[p][pre.number], end, post.number,
                [](const Synapse& one, std::uint32_t value) { return one.post < value; });
            for (; at != end && at->post == post.number; ++at)
                if (at->ordinal == ordinal)
                    return Wanted{p, static_cast<std::size_t>(at - projection.synapses.begin())};
        }
        return std::nullopt;
    }

    void inputs() {
        for (const image::Population& population : image_.populations)
            for (std::uint32_t i = 0; i < population.axons.size(); ++i)
                for (const image::Location& axon : population.axons[i])
                    event(population.first_id + i, axon.core, axon.index);
    }

    void neurons(std::uint32_t number) {
        const image::Core& core = image_.cores[number];
        const auto& ids = core.region[static_cast<std::size_t>(Region::NeuronId)];
        for (std::uint32_t n = 0; n < ids.size(); ++n) {
            if (ids[n] == spec::limits::NoId) continue;
            const auto id = static_cast<std::uint32_t>(ids[n]);
            if (id < placed_.size()) ++placed_[id];
            const auto head = image::unpack_at<spec::FanoutHeadWord>(core, Region::FanoutHead, n);
            for (std::uint32_t i = head.pointer; head.valid && i < spec::limits::FanoutWords; ++i) {
                const auto to = image::unpack_at<spec::FanoutWord>(core, Region::Fanout, i);
                if (to.kind == static_cast<std::uint8_t>(spec::FanoutKind::Axon))
                    event(id, core_of(to.core), to.index);
                if (to.kind == static_cast<std::uint8_t>(spec::FanoutKind::Host) &&
                    id < recorded_.size())
                    ++recorded_[id];
                if (to.kind == static_cast<std::uint8_t>(spec::FanoutKind::Modulator))
                    feeding_.push_back({id, to.index, core_of(to.core)});
                if (to.last) break;
            }
        }
    }

    // The core an address names; one beyond the mesh if there is none.
    std::uint32_t core_of(std::uint32_t address) const {
        const std::uint32_t x = address & 0x3fu;
        return x < image_.mesh_x ? (address >> 6) * image_.mesh_x + x : ~0U;
    }

    // What an event of this source does at this axon.
    void event(std::uint32_t source, std::uint32_t number, std::uint32_t axon) {
        const auto pre = element(source);
        for (;; ++axon) {
            if (!pre || number >= image_.cores.size() || axon >= configuration_.axons ||
                image::word_at(image_.cores[number], Region::AxonId, axon) != source) {
                error("axon " + std::to_string(axon) + " of core " + std::to_string(number) +
                      " does not belong to source " + std::to_string(source));
                return;
            }
            const auto row =
                image::unpack_at<spec::RowWord>(image_.cores[number], Region::Row, axon);
            const spec::Descriptor rule =
                image::descriptor_at(image_.cores[number], row.descriptor);
            for (std::uint32_t i = 0; i < row.words; ++i)
                for (std::uint32_t lane = 0; lane < configuration_.lanes; ++lane)
                    synapse(*pre, number,
                            (row.pointer + i * (row.wide ? 2u : 1u)) * configuration_.lanes + lane,
                            rule);
            if (!row.more) return;
        }
    }

    void synapse(const Element& pre, std::uint32_t number, std::uint32_t index,
                 const spec::Descriptor& rule) {
        const image::Core& core = image_.cores[number];
        const auto word = image::unpack_at<spec::SynapseWord>(core, Region::Synapse, index);
        if (word.ordinal == spec::limits::EmptyOrdinal) return;
        const std::uint32_t lanes = configuration_.lanes;
        const auto target = static_cast<std::uint32_t>(
            image::word_at(core, Region::NeuronId, word.target * lanes + index % lanes));
        const auto post = element(target);
        const auto wanted = post ? find(pre, *post, word.ordinal) : std::nullopt;
        if (!wanted) {
            error("a synapse from " + name(pre) + " to id " + std::to_string(target) +
                  " (ordinal " + std::to_string(word.ordinal) + ") is not of the network");
            return;
        }
        if (rule.has_post && index < targets_[number].size()) targets_[number][index] = target;
        auto& found = found_[wanted->projection];
        if (found[wanted->number]) error(name(*wanted) + " is there twice");
        found[wanted->number] = true;
        check(*wanted, word, rule);
    }

    void check(const Wanted& wanted, const spec::SynapseWord& word, const spec::Descriptor& rule) {
        const Projection& projection = network_.projections[wanted.projection];
        const RowPlan& row = plan_.rows[wanted.projection];
        const bool is_static = row.descriptor.bare() && !row.uses_axon;
        const std::uint32_t slot =
            network_.source_of(projection).receptor * (plan_.four_receptors ? 32 : 64) +
            projection.synapses[wanted.number].delay;
        if (word.weight != row.weights[wanted.number] || word.tag != row.tag_word(wanted.number) ||
            word.slot != slot || rule.salt != (is_static ? 0 : row.descriptor.salt) ||
            rule.has_post != row.descriptor.has(spec::Trigger::Post))
            error(name(wanted) + " differs");
    }

    std::string name(const Element& one) const {
        return network_.populations[one.population].name + "[" + std::to_string(one.number) + "]";
    }

    std::string name(const Wanted& one) const {
        const Projection& projection = network_.projections[one.projection];
        const Synapse& synapse = projection.synapses[one.number];
        return "synapse " + name(Element{projection.pre, synapse.pre}) + " to " +
               name(Element{projection.post, synapse.post}) + " (ordinal " +
               std::to_string(synapse.ordinal) + ") of '" + projection.name + "'";
    }

    void compare() {
        for (std::uint32_t p = 0; p < found_.size(); ++p)
            for (std::size_t i = 0; i < found_[p].size(); ++i)
                if (!found_[p][i]) error(name(Wanted{p, i}) + " is missing");
        for (const Population& population : network_.populations)
            for (std::uint32_t i = 0; i < population.size; ++i) {
                if (placed_[population.first_id + i] != (population.input ? 0 : 1))
                    error("a neuron of '" + population.name + "' is not there once");
                if (recorded_[population.first_id + i] != (population.recorded ? 1 : 0))
                    error("the spikes of '" + population.name + "' do not leave as asked");
            }
    }

    // Every spike of a population that feeds a modulator goes to every core, once.
    void feeds() {
        std::vector<Feeding> wanted;
        for (const Feed& feed : network_.feeds) {
            const Population& population = network_.populations[feed.population];
            for (std::uint32_t i = 0; i < population.size; ++i)
                for (std::uint32_t core = 0; core < image_.cores.size(); ++core)
                    wanted.push_back({population.first_id + i, feed.modulator, core});
        }
        std::sort(wanted.begin(), wanted.end());
        std::sort(feeding_.begin(), feeding_.end());
        if (wanted != feeding_) error("modulators are not fed as asked");
    }

    void chains(std::uint32_t number) {
        const image::Core& core = image_.cores[number];
        auto& targets = targets_[number];
        for (std::uint32_t n = 0; n < configuration_.neurons; ++n) {
            const auto chain = image::unpack_at<spec::ChainWord>(core, Region::NeuronChain, n);
            const std::uint64_t id = image::word_at(core, Region::NeuronId, n);
            std::uint32_t address = chain.head;
            for (std::uint32_t i = 0; i < chain.fan_in; ++i) {
                const std::uint32_t index =
                    address * configuration_.lanes + n % configuration_.lanes;
                if (index >= targets.size() || targets[index] == spec::limits::NoId ||
                    targets[index] != id) {
                    error("the chain of neuron " + std::to_string(n) + " leads astray");
                    return;
                }
                targets[index] = spec::limits::NoId;
                address = image::unpack_at<spec::SynapseWord>(core, Region::Synapse, index).next;
            }
        }
        const auto left = targets.size() - static_cast<std::size_t>(std::count(
                                               targets.begin(), targets.end(), spec::limits::NoId));
        if (left != 0) error(std::to_string(left) + " plastic synapses are in no chain");
    }

    const Network& network_;
    const Plan& plan_;
    const image::Image& image_;
    const spec::Configuration& configuration_;
    Diagnostics& diagnostics_;
    std::vector<std::vector<std::uint32_t>> from_;   // by population: projections
    std::vector<std::vector<std::uint32_t>> begin_;  // by projection, element: first synapse
    std::vector<std::vector<bool>> found_;           // by projection, synapse
    std::vector<std::uint8_t> recorded_, placed_;    // by id: how often
    std::vector<Feeding> feeding_;
    // By core, synapse word: the id of a plastic synapse's target; later, of those in no chain.
    std::vector<std::vector<std::uint32_t>> targets_;
};

}  // namespace

void rebuild(const Network& network, const Plan& plan, const image::Image& image,
             Diagnostics& diagnostics) {
    Rebuilder(network, plan, image, diagnostics).run();
}

}  // namespace bouton::compiler
