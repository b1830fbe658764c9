// SPDX-License-Identifier: Apache-2.0
// The chip's model: the executable form of docs/machine.md, exact in every memory word, register,
// counter and random draw, and in the cycles it predicts.
//
// Contract: as the Device it is wrapped in (runtime/device/device.hpp). Words are as the host port
// sees them; reads and writes happen between steps; an address that is not there is an AccessError.
// `step` throws image::FaultError while a parity fault is latched, and then changes nothing.
//
// Two ways to run a step, equal bit for bit: the reference (phases.cpp, element.cpp, execute.hpp),
// to be read, and the batches (batch/), to be fast. The batches run unless set_reference(true),
// some word has a wrong parity bit, or a core is empty: that takes neither time nor memory.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "sim/model/core.hpp"
#include "sim/model/mesh_timer.hpp"
#include "sim/workers.hpp"
#include "spec/gen/spec.hpp"
#include "spec/image/image.hpp"

namespace bouton::model {

class Chip {
  public:
    std::string_view name() const { return "model"; }
    const spec::Configuration& configuration() const { return configuration_; }
    std::uint32_t cores() const { return static_cast<std::uint32_t>(cores_.size()); }

    void load(const image::Image& image);
    void step(std::span<const spec::StreamWord> input, std::vector<spec::StreamWord>& output);

    std::uint64_t read(std::uint32_t core, spec::Region region, std::uint32_t index) const;
    void write(std::uint32_t core, spec::Region region, std::uint32_t index, std::uint64_t word);
    void read_block(std::uint32_t core, spec::Region region, std::uint32_t first,
                    std::span<std::uint64_t> words) const;
    std::uint64_t counter(std::uint32_t core, spec::Counter counter) const;
    void set_counter(std::uint32_t core, spec::Counter counter, std::uint64_t value);

    // As a number: signed where the word is; W of a synapse word. `write_real` rounds to nearest.
    double read_real(std::uint32_t core, spec::Region region, std::uint32_t index) const;
    void write_real(std::uint32_t core, spec::Region region, std::uint32_t index, double word);

    // Of all steps since the image was loaded, predicted: from a step's first word until its END
    // comes back, for a host that never waits (docs/machine.md section 10.5).
    std::uint64_t step_cycles() const { return step_cycles_; }

    void set_reference(bool on) { reference_ = on; }
    // How many threads share the cores of a mesh; 0, as at first: one for fewer than four cores,
    // then as many as the machine has. Results never depend on it.
    void set_threads(unsigned threads);

  private:
    const Core& at(std::uint32_t core, spec::Region region, std::uint32_t index) const;
    Core& at(std::uint32_t core, spec::Region region, std::uint32_t index);
    void employ();
    template <class Act>
    void each_core(Act act);

    spec::Configuration configuration_;
    std::vector<Core> cores_;
    std::uint32_t mesh_x_ = 1;
    MeshTimer timer_;
    std::uint64_t step_cycles_ = 0;
    bool reference_ = false;
    unsigned wanted_threads_ = 0;
    std::unique_ptr<Workers> workers_;
};

}  // namespace bouton::model
