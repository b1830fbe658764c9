// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>

#include "compiler/passes/connect.hpp"
#include "compiler/passes/passes.hpp"

namespace bouton::compiler {
namespace {

constexpr std::uint32_t longest_relayed = 4095;  // steps

class Elaborator {
  public:
    Elaborator(Source source, const std::string& directory, std::uint64_t most_synapses,
               Diagnostics& diagnostics)
        : directory_(directory), most_synapses_(most_synapses), diagnostics_(diagnostics) {
        network_.source = std::move(source);
    }

    Network run() {
        modulators();
        unique(network_.source.rules, "rule", rules_);
        unique(network_.source.models, "model", models_);
        populations();
        records();
        pins();
        for (std::uint32_t i = 0; i < network_.source.projections.size(); ++i)
            diagnostics_.guarded([&] { projection(i); });
        for (std::uint32_t i = 0; i < network_.source.stimuli.size(); ++i)
            diagnostics_.guarded([&] { stimulus(i); });
        for (const FeedSource& source : network_.source.feeds)
            diagnostics_.guarded([&] { feed(source); });
        diagnostics_.guarded([&] { ordinals(); });
        return std::move(network_);
    }

  private:
    using Names = std::map<std::string, std::uint32_t>;

    template <class Item>
    void unique(const std::vector<Item>& items, const char* what, Names& names) {
        for (std::uint32_t i = 0; i < items.size(); ++i)
            if (!names.emplace(items[i].name, i).second)
                diagnostics_.error(items[i].at,
                                   std::string(what) + " '" + items[i].name + "' is defined twice");
    }

    // What needs a pending input comes first, what takes none last.
    void modulators() {
        auto& list = network_.source.modulators;
        const auto place = [](const ModulatorSource& one) {
            return one.needs_events ? 0 : one.takes_events() ? 1 : 2;
        };
        std::stable_sort(list.begin(), list.end(),
                         [&](const auto& a, const auto& b) { return place(a) < place(b); });
        unique(list, "modulator", modulators_);
        for (std::size_t i = 0; i < list.size(); ++i) {
            if (i >= spec::limits::Modulators)
                diagnostics_.error(list[i].at, "too many modulators: needed " +
                                                   std::to_string(list.size()) + ", available " +
                                                   std::to_string(spec::limits::Modulators));
            else if (list[i].needs_events && i >= spec::limits::Channels)
                diagnostics_.error(
                    list[i].at,
                    std::string("too many ") +
                        (list[i].written ? "modulators that `receive`" : "pulse modulators") +
                        ": available " + std::to_string(spec::limits::Channels));
        }
    }

    void populations() {
        const auto& sources = network_.source.populations;
        unique(sources, "population", populations_);
        std::uint64_t next = 0;
        for (std::uint32_t i = 0; i < sources.size(); ++i) {
            network_.populations.push_back({.name = sources[i].name,
                                            .input = sources[i].input,
                                            .first_id = static_cast<std::uint32_t>(next),
                                            .size = sources[i].size,
                                            .source = i});
            next += sources[i].size;
            if (next > spec::limits::Ids) {
                diagnostics_.error(sources[i].size_at, "too many elements in the network: needed " +
                                                           std::to_string(next) + ", available " +
                                                           std::to_string(spec::limits::Ids));
                return;
            }
        }
    }

    void records() {
        for (const NamedAt& record : network_.source.records) {
            const auto found = populations_.find(record.name);
            if (found == populations_.end())
                diagnostics_.error(record.at, "no population '" + record.name + "'");
            else if (network_.populations[found->second].input)
                diagnostics_.error(
                    record.at, "'" + record.name + "' is an input: only populations are recorded");
            else
                network_.populations[found->second].recorded = true;
        }
    }

    void pins() {
        Names pinned;
        for (const PinSource& pin : network_.source.pins) {
            const auto found = populations_.find(pin.population);
            if (found == populations_.end())
                diagnostics_.error(pin.at, "no population '" + pin.population + "'");
            else if (!pinned.emplace(pin.population, found->second).second)
                diagnostics_.error(pin.at, "'" + pin.population + "' is pinned twice");
            else if (network_.populations[found->second].input)
                diagnostics_.error(pin.at, "'" + pin.population + "' is an input: it has no core");
        }
    }

    std::uint32_t find(const Names& names, const std::string& name, const char* what,
                       Position at) const {
        const auto found = names.find(name);
        if (found == names.end() ||
            (&names == &populations_ && found->second >= network_.populations.size()))
            throw SourceError(at, std::string("no ") + what + " '" + name + "'");
        return found->second;
    }

    std::string projection_name(const ProjectionSource& source) const {
        if (!source.name.empty()) return source.name;
        const std::string plain = source.pre + "->" + source.post;
        std::string name = plain;
        for (int number = 2;; ++number) {
            const bool taken =
                std::any_of(network_.projections.begin(), network_.projections.end(),
                            [&](const Projection& other) { return other.name == name; });
            if (!taken) return name;
            name = plain + "#" + std::to_string(number);
        }
    }

    std::string no_receptor(const ProjectionSource& source) const {
        return "'" + source.post + "' receives nothing: declare `receive exc` in its model";
    }

    // `exc` and `inh` are receptors 0 and 1 of a model in assembly.
    std::uint32_t receptor(const ProjectionSource& source, const Population& post) const {
        const auto found = models_.find(network_.source_of(post).model);
        if (found == models_.end()) return source.receptor;
        const ModelSource& model = network_.source.models[found->second];
        const std::vector<std::string> names =
            model.equations ? model.equations->receptors : std::vector<std::string>{"exc", "inh"};
        if (!source.receptor_name.empty()) {
            const auto name = std::find(names.begin(), names.end(), source.receptor_name);
            if (name != names.end()) return static_cast<std::uint32_t>(name - names.begin());
            if (names.empty()) throw SourceError(source.receptor_at, no_receptor(source));
            std::string all;
            for (const std::string& one : names) all += (all.empty() ? "" : ", ") + one;
            throw SourceError(source.receptor_at, "'" + source.post + "' has no receptor '" +
                                                      source.receptor_name + "'; there are " + all);
        }
        if (model.equations && names.empty())
            throw SourceError(source.post_at, no_receptor(source));
        if (source.receptor >= model.receptors)
            throw SourceError(source.receptor_at.line > 0 ? source.receptor_at : source.post_at,
                              "'" + source.post + "' has " + std::to_string(model.receptors) +
                                  " receptors, counted from 0");
        return source.receptor;
    }

    void projection(std::uint32_t index) {
        const ProjectionSource& source = network_.source.projections[index];
        Projection projection{
            .name = projection_name(source), .source = index, .rule = {}, .synapses = {}};
        for (const Projection& other : network_.projections)
            if (other.name == projection.name)
                throw SourceError(source.at,
                                  "projection '" + projection.name + "' is defined twice");
        projection.pre = find(populations_, source.pre, "input or population", source.pre_at);
        projection.post = find(populations_, source.post, "population", source.post_at);
        const Population& post = network_.populations[projection.post];
        if (post.input)
            throw SourceError(source.post_at,
                              "'" + source.post + "' is an input: synapses end at populations");
        if (!source.rule.empty())
            projection.rule = find(rules_, source.rule, "rule", source.rule_at);
        network_.source.projections[index].receptor = receptor(source, post);
        const bool has_relays = source.rule.empty() && !source.gain;
        const ConnectContext context{
            .pre = network_.populations[projection.pre],
            .post = post,
            .salt = index,
            .seed = network_.source.seed,
            .step_ms = network_.source.step_ms,
            .most = most_synapses_,
            .longest_delay = has_relays ? longest_relayed : longest_delay(network_),
            .why_no_longer =
                has_relays ? "" : "; longer delays are made of relays, for static synapses only",
            .directory = directory_};
        Connected connected = connect(source, context);
        projection.synapses = std::move(connected.synapses);
        projection.tags = std::move(connected.tags);
        if (source.tag.constant()) projection.tag = source.tag.values[0];
        network_.projections.push_back(std::move(projection));
    }

    void stimulus(std::uint32_t index) {
        const StimulusSource& source = network_.source.stimuli[index];
        Stimulus stimulus{.source = index};
        stimulus.modulator = find(modulators_, source.modulator, "modulator", source.modulator_at);
        stimulus.population =
            find(populations_, source.population, "population", source.population_at);
        if (network_.populations[stimulus.population].input)
            throw SourceError(source.population_at, "'" + source.population + "' is an input");
        network_.stimuli.push_back(stimulus);
    }

    void feed(const FeedSource& source) {
        const Feed feed{
            .population = find(populations_, source.population, "population", source.population_at),
            .modulator = find(modulators_, source.modulator, "modulator", source.modulator_at)};
        if (network_.populations[feed.population].input)
            throw SourceError(
                source.population_at,
                "'" + source.population + "' is an input: the host adds to modulators itself");
        if (!network_.source.modulators[feed.modulator].takes_events())
            throw SourceError(source.modulator_at, "'" + source.modulator +
                                                       "' takes no events: its equations do not "
                                                       "`receive` them");
        if (feed.modulator >= spec::limits::Channels)
            throw SourceError(source.modulator_at, "'" + source.modulator +
                                                       "' is not among the first " +
                                                       std::to_string(spec::limits::Channels) +
                                                       " modulators: only these can be added to");
        for (const Feed& other : network_.feeds)
            if (other.population == feed.population && other.modulator == feed.modulator)
                throw SourceError(source.population_at, "'" + source.population + "' feeds '" +
                                                            source.modulator + "' already");
        network_.feeds.push_back(feed);
    }

    // Several synapses of a pair, over all projections, are told apart by their ordinals.
    void ordinals() {
        std::map<std::pair<std::uint32_t, std::uint32_t>, std::vector<Projection*>> between;
        for (Projection& projection : network_.projections)
            between[{projection.pre, projection.post}].push_back(&projection);
        std::vector<std::uint8_t> count;
        for (auto& [pair, projections] : between) {
            count.assign(network_.populations[pair.second].size, 0);
            std::vector<std::size_t> begin(projections.size()), end(projections.size());
            for (std::uint32_t pre = 0; pre < network_.populations[pair.first].size; ++pre) {
                for (std::size_t i = 0; i < projections.size(); ++i) {
                    auto& synapses = projections[i]->synapses;
                    begin[i] = end[i];
                    for (; end[i] < synapses.size() && synapses[end[i]].pre == pre; ++end[i]) {
                        Synapse& synapse = synapses[end[i]];
                        synapse.ordinal = count[synapse.post]++;
                        if (synapse.ordinal >= spec::limits::Ordinals)
                            throw SourceError(network_.source_of(*projections[i]).at,
                                              "more than " +
                                                  std::to_string(spec::limits::Ordinals) +
                                                  " synapses from " + std::to_string(synapse.pre) +
                                                  " to " + std::to_string(synapse.post));
                    }
                }
                for (std::size_t i = 0; i < projections.size(); ++i)
                    for (std::size_t k = begin[i]; k < end[i]; ++k)
                        count[projections[i]->synapses[k].post] = 0;
            }
        }
    }

    Network network_;
    Names modulators_, rules_, models_, populations_;
    const std::string& directory_;
    const std::uint64_t most_synapses_;
    Diagnostics& diagnostics_;
};

}  // namespace

bool has_four_receptors(const Network& network) {
    for (const PopulationSource& population : network.source.populations)
        for (const ModelSource& model : network.source.models)
            if (model.name == population.model && model.receptors > 2) return true;
    return false;
}

std::uint32_t longest_delay(const Network& network) {
    return has_four_receptors(network) ? 31 : 63;
}

Network elaborate(Source source, const std::string& directory, std::uint64_t most_synapses,
                  Diagnostics& diagnostics) {
    return Elaborator(std::move(source), directory, most_synapses, diagnostics).run();
}

}  // namespace bouton::compiler
