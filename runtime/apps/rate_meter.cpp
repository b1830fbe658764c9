// SPDX-License-Identifier: Apache-2.0
// `--write-rates`, see rate_meter.hpp.
#include "runtime/apps/rate_meter.hpp"

#include "spec/image/file.hpp"
#include "spec/image/json.hpp"

namespace bouton::apps {

RateMeter::RateMeter(std::string path, const image::Image& image) : path_(std::move(path)) {
    if (path_.empty()) return;
    inputs_.resize(image.cores.size());
    spikes_.reserve(image.populations.size());
    for (std::uint32_t p = 0; p < image.populations.size(); ++p) {
        const image::Population& population = image.populations[p];
        spikes_.emplace_back(population.size);
        for (std::uint32_t e = 0; e < population.axons.size(); ++e) {
            if (population.axons[e].empty()) continue;
            const image::Location& first = population.axons[e].front();
            auto& axons = inputs_[first.core];
            if (axons.size() <= first.index) axons.resize(first.index + 1);
            axons[first.index] = {p, e + 1};
        }
    }
}

void RateMeter::before(const runtime::Session& session) {
    if (path_.empty()) return;
    const auto waiting = session.input().pending().find(session.now());
    if (waiting == session.input().pending().end()) return;
    for (const spec::StreamWord& word : waiting->second) {
        if (static_cast<spec::StreamKind>(word.kind) != spec::StreamKind::Spike) continue;
        const auto& axons = inputs_[word.core];
        if (word.index >= axons.size()) continue;
        const auto [population, element] = axons[word.index];
        if (element != 0) ++spikes_[population][element - 1];
    }
}

void RateMeter::after(const runtime::Session& session) {
    if (path_.empty()) return;
    ++steps_;
    for (std::size_t p = 0; p < spikes_.size(); ++p) {
        const auto& neurons = session.image().populations[p].neurons;
        for (std::size_t e = 0; e < neurons.size(); ++e) {
            const auto flag = static_cast<std::uint32_t>(
                session.device().read(neurons[e].core, spec::Region::NeuronFlag, neurons[e].index));
            if (spec::NeuronFlagWord::unpack(flag).spiked) ++spikes_[p][e];
        }
    }
}

void RateMeter::write(const image::Image& image) const {
    if (path_.empty()) return;
    std::string text = "# spikes/s of " + image.network + " in " + std::to_string(steps_) +
                       " steps: population,element,rate\n";
    const double seconds = static_cast<double>(steps_) * image.step_seconds;
    for (std::size_t p = 0; p < spikes_.size(); ++p)
        for (std::size_t e = 0; e < spikes_[p].size(); ++e)
            if (spikes_[p][e] != 0 || e + 1 == spikes_[p].size())
                text += image.populations[p].name + ',' + std::to_string(e) + ',' +
                        image::real_text(seconds > 0 ? static_cast<double>(spikes_[p][e]) / seconds
                                                     : 0) +
                        '\n';
    image::write_file(path_, std::string_view(text));
}

}  // namespace bouton::apps
