// SPDX-License-Identifier: Apache-2.0
// Two devices as one: what is done to it is done to both, and after every step they must agree in
// every spike, memory word in use, register and counter (cycles too; only the time spent waiting
// for the host may differ). The first difference is thrown as MismatchError. As it is a Device
// itself, a Session runs on it, and so does anything written for one.
//
// Memories that a step cannot change are compared with the whole state when an image is loaded and
// every `snapshot_every` steps; `compare_all` does it at any time. From the last such state the
// steps can be run again: `pinpoint`.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "runtime/device/device.hpp"
#include "runtime/session/device_state.hpp"
#include "runtime/session/mismatch.hpp"

namespace bouton::runtime {

struct LockstepOptions {
    std::uint64_t snapshot_every = 1000;  // steps
    // Steps between comparisons of the whole of these memories. The dendrite slots that a step can
    // write (its own, and those as far ahead as a delay reaches) are compared after every step.
    std::uint64_t synapses_every = 1;
    std::uint64_t dendrites_every = 1;
    bool idle_synapses = true;  // compare synapses in steps in which no program visits one, too
    bool cycles = true;         // cycle counters must agree
};

// Called when the second device should start (true) and stop (false) writing waves of a mismatch.
using Waves = std::function<void(bool, const Mismatch&)>;

class Lockstep final : public DeviceInterface {
  public:
    // `expected` is right by definition; reads are answered by it. Both are exact devices.
    Lockstep(Device expected, Device found, LockstepOptions options = {});

    std::string_view name() const override { return "lockstep"; }
    const spec::Configuration& configuration() const override { return expected_->configuration(); }
    std::uint32_t cores() const override { return expected_->cores(); }
    void load(const image::Image& image) override;
    void step(std::span<const spec::StreamWord> input,
              std::vector<spec::StreamWord>& output) override;
    std::uint64_t read(std::uint32_t core, spec::Region region, std::uint32_t index) const override;
    void write(std::uint32_t core, spec::Region region, std::uint32_t index,
               std::uint64_t word) override;
    void read_block(std::uint32_t core, spec::Region region, std::uint32_t first,
                    std::span<std::uint64_t> words) const override;
    std::uint64_t counter(std::uint32_t core, spec::Counter counter) const override;
    void set_counter(std::uint32_t core, spec::Counter counter, std::uint64_t value) override;
    double read_real(std::uint32_t core, spec::Region region, std::uint32_t index) const override;
    void write_real(std::uint32_t core, spec::Region region, std::uint32_t index,
                    double word) override;

    // Names for messages: an image is loaded without them when a checkpoint is restored.
    void set_names(const image::Image& image) { names_ = image; }

    // Every word of every memory, now.
    void compare_all();

    // After a mismatch: runs again from the last state in which both agreed and compares everything
    // after every step; the first difference, or nothing if it does not happen again. With `waves`,
    // then runs once more and records from `window` steps before that difference to the end of its
    // step.
    std::optional<Mismatch> pinpoint(std::uint64_t window = 0, const Waves& waves = {});

    DeviceInterface& expected() { return *expected_; }
    DeviceInterface& found() { return *found_; }

  private:
    struct Write {
        std::uint32_t core;
        spec::Region region;
        std::uint32_t index;
        std::uint64_t word;
    };
    struct SetCounter {
        std::uint32_t core;
        spec::Counter counter;
        std::uint64_t value;
    };
    using StepInput = std::vector<spec::StreamWord>;
    using Action = std::variant<StepInput, Write, SetCounter>;
    struct Extent {
        spec::Region region;
        std::uint32_t words;  // of the memory, from 0, that can be in use
    };

    void snapshot();
    void measure();
    void measure_delays(std::uint32_t core, std::uint32_t synapses);
    void act(const Action& action, bool compare);
    void run_both(const StepInput& input, std::vector<spec::StreamWord>& output);
    void compare_step(const std::vector<spec::StreamWord>& output, bool synapses, bool dendrites);
    bool learned() const;
    void compare_output(const std::vector<spec::StreamWord>& output);
    void compare_region(std::uint32_t core, spec::Region region, std::uint32_t words);
    void compare_block(std::uint32_t core, spec::Region region, std::uint32_t first,
                       std::uint32_t words);
    void compare_slots(std::uint32_t core, std::uint32_t neurons);
    void compare_registers(std::uint32_t core);
    void compare_counters(std::uint32_t core);
    Phase phase_of(std::uint32_t core, spec::Region region, std::uint32_t index) const;
    Phase learning_phase(std::uint32_t core) const;
    [[noreturn]] void fail(Phase phase, std::uint32_t core, spec::Region region,
                           std::uint32_t index, std::uint64_t expected, std::uint64_t found);
    [[noreturn]] void fail(Mismatch mismatch);
    std::uint64_t cycle_of(Phase phase, std::uint32_t core) const;

    Device expected_, found_;
    LockstepOptions options_;
    image::Image names_;
    image::Image shape_;
    std::vector<std::vector<Extent>> extents_;  // of each core, in the order of phases
    std::vector<std::uint32_t> longest_delay_;  // of each core; at least 1, which a DRIVE takes
    bool measured_ = false;                     // no host write changed what `measure` found
    DeviceState state_;                         // when both agreed last
    std::vector<Action> log_;                   // what was done since
    std::uint64_t step_ = 0;                    // the step that runs next, or just ran
    std::uint64_t steps_since_ = 0;             // the last snapshot
    bool synapses_changed_ = false;             // since they were compared
    std::vector<Counters> before_;              // counters before the step
    std::vector<spec::StreamWord> other_output_;
    std::vector<std::uint64_t> a_, b_;
};

}  // namespace bouton::runtime
