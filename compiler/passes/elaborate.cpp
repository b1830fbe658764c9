// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <unordered_map>

#include "compiler/passes/connect.hpp"
#include "compiler/passes/passes.hpp"

namespace bouton::compiler {
namespace {

class Elaborator {
  public:
    Elaborator(Source source, const std::string& directory,
               const spec::Configuration& configuration, Diagnostics& diagnostics)
        : directory_(directory), configuration_(configuration), diagnostics_(diagnostics) {
        network_.source = std::move(source);
    }

    Network run() {
        modulators();
        unique(network_.source.rules, "rule", rules_);
        unique(network_.source.models, "model", models_);
        populations();
        records();
        for (std::uint32_t i = 0; i < network_.source.projections.size(); ++i)
            guarded([&] { projection(i); });
        for (std::uint32_t i = 0; i < network_.source.stimuli.size(); ++i)
            guarded([&] { stimulus(i); });
        guarded([&] { ordinals(); });
        return std::move(network_);
    }

  private:
    using Names = std::map<std::string, std::uint32_t>;

    template <class Action>
    void guarded(Action action) {
        try {
            action();
        } catch (const SourceError& error) {
            diagnostics_.error(error.at, error.what());
        }
    }

    template <class Item>
    void unique(const std::vector<Item>& items, const char* what, Names& names) {
        for (std::uint32_t i = 0; i < items.size(); ++i)
            if (!names.emplace(items[i].name, i).second)
                diagnostics_.error(items[i].at,
                                   std::string(what) + " '" + items[i].name + "' is defined twice");
    }

    // Pulses need a pending input, so they come first.
    void modulators() {
        auto& list = network_.source.modulators;
        std::stable_partition(list.begin(), list.end(),
                              [](const ModulatorSource& one) { return one.pulse; });
        unique(list, "modulator", modulators_);
        for (std::size_t i = 0; i < list.size(); ++i) {
            if (i >= spec::limits::Modulators)
                diagnostics_.error(list[i].at, "too many modulators: needed " +
                                                   std::to_string(list.size()) + ", available " +
                                                   std::to_string(spec::limits::Modulators));
            else if (list[i].pulse && i >= spec::limits::Channels)
                diagnostics_.error(list[i].at, "too many pulse modulators: available " +
                                                   std::to_string(spec::limits::Channels));
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
        const auto model = models_.find(network_.source_of(post).model);
        const std::uint32_t receptors =
            model == models_.end() ? 2 : network_.source.models[model->second].receptors;
        if (source.receptor >= receptors)
            throw SourceError(source.receptor_at, "'" + source.post + "' has receptors 0 to " +
                                                      std::to_string(receptors - 1));
        const ConnectContext context{
            .pre = network_.populations[projection.pre],
            .post = post,
            .salt = index,
            .seed = network_.source.seed,
            .step_ms = network_.source.step_ms,
            .most = std::uint64_t{configuration_.words} * configuration_.lanes,
            .longest_delay = four_receptors() ? 31u : 63u,
            .directory = directory_};
        projection.synapses = connect(source, context);
        network_.projections.push_back(std::move(projection));
    }

    bool four_receptors() const {
        for (const PopulationSource& population : network_.source.populations) {
            const auto model = models_.find(population.model);
            if (model != models_.end() && network_.source.models[model->second].receptors > 2)
                return true;
        }
        return false;
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

    // Several synapses of a pair, over all projections, are told apart by their ordinals.
    void ordinals() {
        std::map<std::pair<std::uint32_t, std::uint32_t>, std::vector<Projection*>> between;
        for (Projection& projection : network_.projections)
            between[{projection.pre, projection.post}].push_back(&projection);
        for (auto& [pair, projections] : between) {
            const std::uint64_t posts = network_.populations[pair.second].size;
            std::unordered_map<std::uint64_t, std::uint8_t> count;
            for (Projection* projection : projections) {
                for (Synapse& synapse : projection->synapses) {
                    synapse.ordinal = count[synapse.pre * posts + synapse.post]++;
                    if (synapse.ordinal >= spec::limits::Ordinals)
                        throw SourceError(network_.source_of(*projection).at,
                                          "more than " + std::to_string(spec::limits::Ordinals) +
                                              " synapses from " + std::to_string(synapse.pre) +
                                              " to " + std::to_string(synapse.post));
                }
            }
        }
    }

    Network network_;
    Names modulators_, rules_, models_, populations_;
    const std::string& directory_;
    const spec::Configuration& configuration_;
    Diagnostics& diagnostics_;
};

}  // namespace

Network elaborate(Source source, const std::string& directory,
                  const spec::Configuration& configuration, Diagnostics& diagnostics) {
    return Elaborator(std::move(source), directory, configuration, diagnostics).run();
}

}  // namespace bouton::compiler
