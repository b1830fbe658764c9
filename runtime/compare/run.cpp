// SPDX-License-Identifier: Apache-2.0
#include "runtime/compare/run.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "runtime/device/adapter.hpp"
#include "runtime/device/devices.hpp"
#include "sim/twin/chip.hpp"

namespace bouton::runtime::compare {

using spec::Region;

namespace {

constexpr std::array all{
    Variant{"chip", true, {}},
    Variant{"twin", false, {}},
    Variant{"weights", false, {.weights = true}},
    Variant{"traces", false, {.traces = true}},
    Variant{"states", false, {.states = true}},
    Variant{"saturation", false, {.saturation = true}},
};

Device make(const Variant& variant) {
    Device device = make_device(variant.chip ? "model" : "twin");
    if (variant.chip)
        set_threads(*device, 1);  // runs go side by side
    else
        chip_of<twin::Chip>(*device)->set_effects(variant.effects);
    return device;
}

// In the network's unit, as finely as the device has them.
std::vector<double> weights_of(const Session& session, const image::Projection& projection) {
    if (is_exact(session.device())) return session.weights(projection.name);
    const std::uint32_t lanes = session.device().configuration().lanes;
    std::vector<double> weights;
    weights.reserve(projection.synapses.size());
    for (const image::Synapse& s : projection.synapses) {
        const double word =
            session.device().read_real(s.core, Region::Synapse, s.address * lanes + s.lane);
        weights.push_back((word + projection.weight.offset) * projection.weight.scale);
    }
    return weights;
}

// What every neuron did in the step that has run.
class Watch {
  public:
    explicit Watch(const image::Image& image) : image_(image), flags_(image.cores.size()) {
        for (const auto& population : image.populations)
            for (const auto& [core, index] : population.neurons)
                flags_[core].resize(std::max<std::size_t>(flags_[core].size(), index + 1));
    }

    void operator()(const Session& session, std::vector<Event>& spikes) {
        for (std::uint32_t core = 0; core < flags_.size(); ++core)
            session.device().read_block(core, Region::NeuronFlag, 0, flags_[core]);
        for (std::uint32_t p = 0; p < image_.populations.size(); ++p) {
            const auto& neurons = image_.populations[p].neurons;
            for (std::uint32_t i = 0; i < neurons.size(); ++i) {
                const auto flag = spec::NeuronFlagWord::unpack(
                    static_cast<std::uint32_t>(flags_[neurons[i].core][neurons[i].index]));
                if (flag.spiked) spikes.push_back({session.now() - 1, p, i, flag.payload});
            }
        }
    }

  private:
    const image::Image& image_;
    std::vector<std::vector<std::uint64_t>> flags_;  // of each core
};

// Makes a twin's neurons follow another run.
class Leash {
  public:
    Leash(Session& session, const Run& leader)
        : session_(session),
          chip_(*chip_of<twin::Chip>(session.device())),
          next_(leader.spikes.begin()),
          end_(leader.spikes.end()),
          spikes_(session.image().cores.size()) {
        std::vector<std::vector<std::uint32_t>> neurons(spikes_.size());
        for (const auto& population : session.image().populations)
            for (const auto& [core, index] : population.neurons) neurons[core].push_back(index);
        for (std::uint32_t core = 0; core < neurons.size(); ++core)
            chip_.force(core, neurons[core]);
    }

    void before_step() {
        for (auto& of_core : spikes_) of_core.clear();
        for (; next_ != end_ && next_->step == session_.now(); ++next_) {
            const auto [core, index] =
                session_.image().populations[next_->population].neurons[next_->element];
            spikes_[core].push_back({.neuron = index, .payload = next_->payload});
        }
        for (std::uint32_t core = 0; core < spikes_.size(); ++core)
            chip_.set_forced(core, spikes_[core]);
    }

  private:
    const Session& session_;
    twin::Chip& chip_;
    std::vector<Event>::const_iterator next_, end_;
    std::vector<std::vector<twin::ForcedSpike>> spikes_;  // of each core
};

}  // namespace

std::span<const Variant> variants() {
    return all;
}

Run run(const image::Image& image, const Variant& variant, const RunOptions& options,
        const Run* forced) {
    Session session(make(variant), image);
    Watch watch(image);
    std::optional<Leash> leash;
    if (forced != nullptr && !variant.chip) leash.emplace(session, *forced);
    Run result;
    const auto snapshot = [&] {
        result.at.push_back(session.now());
        auto& weights = result.weights.emplace_back();
        for (const auto& projection : image.projections)
            weights.push_back(weights_of(session, projection));
    };
    const std::uint64_t snapshots = std::clamp<std::uint64_t>(options.snapshots, 1, options.steps);
    std::uint64_t taken = 0;
    snapshot();
    for (std::uint64_t t = 0; t < options.steps; ++t) {
        if (options.before) options.before(session);
        if (leash) leash->before_step();
        session.step();
        watch(session, result.spikes);
        if ((t + 1) * snapshots / options.steps > taken) {
            ++taken;
            snapshot();
        }
        constexpr std::uint64_t often = 1000;
        if (options.done && ((t + 1) % often == 0 || t + 1 == options.steps)) options.done(t + 1);
    }
    result.health = session.health();
    return result;
}

}  // namespace bouton::runtime::compare
