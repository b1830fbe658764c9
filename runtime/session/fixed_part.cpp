// SPDX-License-Identifier: Apache-2.0
// What no run changes, see fixed_part.hpp.
#include "runtime/session/fixed_part.hpp"

#include <algorithm>
#include <cstdio>

#include "spec/image/core_view.hpp"
#include "spec/image/error.hpp"

namespace bouton::runtime {

namespace {

using spec::Csr;
using spec::Region;

constexpr std::array fixed_regions{Region::NeuronId,   Region::NeuronChain, Region::AxonId,
                                   Region::Row,        Region::Owner,       Region::FanoutHead,
                                   Region::Fanout,     Region::Program,     Region::Constant,
                                   Region::Descriptor, Region::NeuronGroup, Region::AxonGroup};
constexpr std::array fixed_registers{Csr::NeuronGroups, Csr::ScanFirst, Csr::ScanLast,
                                     Csr::ScanWords, Csr::CoreDescriptor};

std::string hex(std::uint64_t word) {
    char text[24];
    std::snprintf(text, sizeof text, "0x%llx", static_cast<unsigned long long>(word));
    return text;
}

class Comparison {
  public:
    Comparison(const image::Core& core, const image::Core& expected,
               const spec::Configuration& configuration, const std::string& place,
               const std::string& file)
        : core_(core),
          expected_(expected),
          configuration_(configuration),
          place_(place),
          file_(file) {}

    void run() const {
        for (const Region region : fixed_regions)
            each_word(region, [](std::uint32_t, std::uint64_t word) { return word; });
        synapses();
        registers();
    }

  private:
    // `fixed` keeps, of the word at an index, what a run leaves as it is.
    template <class Fixed>
    void each_word(Region region, Fixed fixed) const {
        const auto r = static_cast<std::size_t>(region);
        const auto size = static_cast<std::uint32_t>(
            std::max(core_.region[r].size(), expected_.region[r].size()));
        for (std::uint32_t i = 0; i < size; ++i)
            same(std::string(spec::region_info(region).name) + ", word " + std::to_string(i),
                 fixed(i, image::word_at(core_, region, i)),
                 fixed(i, image::word_at(expected_, region, i)));
    }

    void same(const std::string& where, std::uint64_t found, std::uint64_t expected) const {
        if (found != expected)
            throw image::ImageError(file_, place_ + ", " + where, hex(found),
                                    hex(expected) + ", the image's: it does not change in a run");
    }

    // Learning changes weight, tag and alive of a synapse, and all but the reserved bits of a
    // second word; of an empty slot nothing.
    void synapses() const {
        std::vector<bool> second(configuration_.words);
        for (std::uint32_t a = 0; a < configuration_.axons; ++a) {
            const auto row = image::unpack_at<spec::RowWord>(expected_, Region::Row, a);
            if (!row.wide) continue;
            for (std::uint32_t i = 0; i < row.words; ++i) second.at(row.pointer + 2 * i + 1) = true;
        }
        each_word(Region::Synapse, [&](std::uint32_t index, std::uint64_t raw) {
            if (second[index / configuration_.lanes]) {
                auto word = spec::SynapseWord2::unpack(raw);
                word.z = word.u = 0;
                return word.pack();
            }
            auto word = spec::SynapseWord::unpack(raw);
            if (word.ordinal == spec::limits::EmptyOrdinal) return raw;
            word.weight = word.tag = 0;
            word.alive = false;
            return word.pack();
        });
    }

    void registers() const {
        const auto switches = [](const image::Core& core) {
            spec::ControlWord control = image::control_of(core);
            control.learn = false;
            return control.pack();
        };
        same("Control", switches(core_), switches(expected_));
        for (const Csr csr : fixed_registers)
            same(std::string(spec::csr_info(csr).name), image::csr_at(core_, csr),
                 image::csr_at(expected_, csr));
    }

    const image::Core& core_;
    const image::Core& expected_;
    const spec::Configuration& configuration_;
    const std::string& place_;
    const std::string& file_;
};

}  // namespace

void require_fixed_part(const image::Core& core, const image::Core& expected,
                        const spec::Configuration& configuration, const std::string& place,
                        const std::string& file) {
    Comparison(core, expected, configuration, place, file).run();
}

}  // namespace bouton::runtime
