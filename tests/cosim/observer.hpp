// SPDX-License-Identifier: Apache-2.0
// Watches a chip run a random image and counts what happened, from the outside: from counters and
// memories before and after each step, and from the image. Not a second model: it says that
// something happened, never what should have.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <span>
#include <utility>
#include <vector>

#include "spec/gen/spec.hpp"
#include "tests/cosim/coverage.hpp"
#include "tests/cosim/random_image.hpp"

namespace bouton::cosim {

// What an observer looks at after a step.
struct Snapshot {
    std::array<std::uint64_t, spec::counter_count> counters{};
    std::vector<std::uint64_t> synapses;
    std::vector<std::uint64_t> neuron_flags;
};

template <class Chip>
Snapshot snapshot(const Chip& chip, const RandomImage& image) {
    Snapshot s;
    for (std::size_t i = 0; i < spec::counter_count; ++i) {
        s.counters[i] = chip.counter(0, static_cast<spec::Counter>(i));
    }
    const auto& synapses =
        image.image.cores[0].region[static_cast<std::size_t>(spec::Region::Synapse)];
    s.synapses.resize(synapses.size());
    chip.read_block(0, spec::Region::Synapse, 0, s.synapses);
    s.neuron_flags.resize(image.neurons);
    chip.read_block(0, spec::Region::NeuronFlag, 0, s.neuron_flags);
    return s;
}

class Observer {
  public:
    Observer(Coverage& coverage, const RandomImage& image, Snapshot start);

    void step_done(std::uint64_t step, std::span<const spec::StreamWord> input, Snapshot now);
    // Counts the programs that ran; call it once, at the end.
    void finish();

  private:
    struct Event {
        std::uint32_t axon;
        std::int16_t payload;
    };

    const std::vector<std::uint64_t>& words(spec::Region region) const;
    std::uint32_t csr(spec::Csr r) const;
    bool changed(spec::Counter counter, const Snapshot& now) const;
    std::vector<Event> events(std::uint64_t step, std::span<const spec::StreamWord> input,
                              const Snapshot& now);
    void deliver(const Event& event, const Snapshot& now);
    void deliver_row(const spec::RowWord& row, const spec::Descriptor& d);
    void learn(std::uint64_t step, const Snapshot& now);
    void compare_weights(const Snapshot& now);
    void ran(spec::Trigger trigger, std::uint32_t pc) { ++ran_[{trigger, pc}]; }
    void groups_ran(spec::Region groups, spec::Trigger trigger);

    Coverage& coverage_;
    const RandomImage& image_;
    spec::ControlWord control_;
    Snapshot before_;
    std::map<std::pair<spec::Trigger, std::uint32_t>, std::uint64_t> ran_;
};

}  // namespace bouton::cosim
