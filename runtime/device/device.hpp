// SPDX-License-Identifier: Apache-2.0
// A Device is a chip, whatever it is made of: the model, the twin, the Verilated RTL, a board. It
// can be read, written and stepped; nothing else. Sessions, tools and tests are written against
// this value alone.
//
// Contract: all words are as the host port sees them (docs/machine.md section 7); reads and writes
// happen between steps. `step` runs exactly one step with that step's input, in the order given,
// END excluded (the device adds it), and replaces `output` by the `Spike` words that left the chip
// in it, sorted by (core, index), END excluded.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "spec/gen/spec.hpp"
#include "spec/image/image.hpp"

namespace bouton::runtime {

// What a device implements. `index` is `address * L + lane` for regions with lanes, else the
// address.
class DeviceInterface {
  public:
    virtual ~DeviceInterface() = default;
    virtual std::string_view name() const = 0;  // "model", "rtl", "twin"
    virtual const spec::Configuration& configuration() const = 0;
    virtual std::uint32_t cores() const = 0;
    virtual void load(const image::Image& image) = 0;  // all memories and registers; step 0
    virtual void step(std::span<const spec::StreamWord> input,
                      std::vector<spec::StreamWord>& output) = 0;
    virtual std::uint64_t read(std::uint32_t core, spec::Region region,
                               std::uint32_t index) const = 0;
    virtual void write(std::uint32_t core, spec::Region region, std::uint32_t index,
                       std::uint64_t word) = 0;
    // `words.size()` consecutive entries from `first` on; the fast way to compare or save whole
    // memories.
    virtual void read_block(std::uint32_t core, spec::Region region, std::uint32_t first,
                            std::span<std::uint64_t> words) const = 0;
    virtual std::uint64_t counter(std::uint32_t core, spec::Counter counter) const = 0;
    virtual void set_counter(std::uint32_t core, spec::Counter counter, std::uint64_t value) = 0;
    // The twin's words are doubles in units of the fixed-point word; exact devices return the
    // integer.
    virtual double read_real(std::uint32_t core, spec::Region region,
                             std::uint32_t index) const = 0;
    virtual void write_real(std::uint32_t core, spec::Region region, std::uint32_t index,
                            double word) = 0;
};

// Owning handle; moves, does not copy.
using Device = std::unique_ptr<DeviceInterface>;

}  // namespace bouton::runtime
