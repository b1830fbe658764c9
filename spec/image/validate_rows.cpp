// SPDX-License-Identifier: Apache-2.0
// Rows, synapses and their programs; owners and chains, which say the same again and must agree.
#include <optional>

#include "spec/image/core_view.hpp"
#include "spec/image/problems.hpp"
#include "spec/image/program_rules.hpp"

namespace bouton::image::detail {

namespace {

using spec::Region;
using spec::Trigger;

constexpr std::uint32_t nobody = ~0U;

class Rows {
  public:
    Rows(const Core& core, const std::string& place, const spec::Configuration& configuration,
         Problems& problems)
        : core_(core),
          place_(place),
          configuration_(configuration),
          problems_(problems),
          control_(control_of(core)),
          groups_(csr_at(core, spec::Csr::NeuronGroups)),
          owner_(configuration.words, nobody),
          plastic_element_(configuration.words),
          fan_in_(std::size_t{groups_} * configuration.lanes),
          receptors_(groups_) {}

    void check() {
        const auto rows = core_.region[static_cast<std::size_t>(Region::Row)].size();
        for (std::uint32_t a = 0; a < rows && !problems_.full(); ++a) check_row(a);
        check_receptors();
        for (std::uint32_t n = 0; n < fan_in_.size() && !problems_.full(); ++n) check_chain(n);
    }

  private:
    struct Programs {
        bool checked = false;
        bool delivers = true;  // its rows add to dendrites
        bool learns = false;
    };

    void problem(const std::string& where, std::string found, std::string expected) {
        problems_.add(place_ + ", " + where, std::move(found), std::move(expected));
    }

    spec::SynapseWord synapse(std::uint32_t lane, std::uint32_t address) const {
        return unpack_at<spec::SynapseWord>(core_, Region::Synapse,
                                            address * configuration_.lanes + lane);
    }

    // The programs of a descriptor as a row uses it, once for each stride.
    const Programs& programs(std::uint8_t index, bool wide) {
        Programs& result = programs_[wide ? 1 : 0][index];
        if (result.checked) return result;
        result.checked = true;
        const spec::Descriptor d = descriptor_at(core_, index);
        const std::string where = "descriptor " + std::to_string(index);
        const auto check = [&](bool has, std::uint32_t pc, Trigger trigger, bool announced) {
            if (!has) return ProgramCheck{};
            const std::string name(spec::to_string(trigger));
            if (!announced)
                problem("Control", "no bit for " + name, "the bit of a program rows have");
            auto program = check_program(core_.region[static_cast<std::size_t>(Region::Program)],
                                         pc, {trigger, control_.four_receptors, wide},
                                         place_ + ", " + where + ", " + name + " program");
            problems_.add(program.problems);
            return program;
        };
        check(d.has_main, d.main_pc, Trigger::Pre, control_.has_pre);
        check(d.has_post, d.post_pc, Trigger::Post, control_.has_post);
        check(d.has_sweep, d.sweep_pc, Trigger::Sweep, control_.has_sweep);
        check(d.has_reward, d.reward_pc, Trigger::Reward, control_.has_reward);
        const auto own = check(d.has_deliver, d.deliver_pc, Trigger::Deliver, control_.has_deliver);
        result.delivers = !d.has_deliver || own.delivers;
        result.learns = d.has_main || d.has_post || d.has_sweep || d.has_reward;
        check_descriptor(d, where, result.learns || d.has_deliver);
        return result;
    }

    void check_descriptor(const spec::Descriptor& d, const std::string& where, bool stores) {
        if (d.gain > static_cast<unsigned>(spec::Gain::X0) + spec::limits::AxonStates - 1)
            problem(where, "gain " + std::to_string(d.gain), "0 to 5");
        if (d.has_sweep && (d.sweep_log2 > 16 || d.sweep_phase >> d.sweep_log2 != 0))
            problem(where, "sweep phase " + std::to_string(d.sweep_phase), "below 2^sweep_log2");
        if (!stores) return;
        if (d.grid < 1 || d.grid > 16) problem(where, "grid " + std::to_string(d.grid), "1 to 16");
        if (d.lo > d.hi)
            problem(where, "bounds " + std::to_string(d.lo) + " to " + std::to_string(d.hi),
                    "lo at most hi");
    }

    void check_row(std::uint32_t axon) {
        const auto row = unpack_at<spec::RowWord>(core_, Region::Row, axon);
        const std::string where = "row of axon " + std::to_string(axon);
        if (row.more && axon + 1 >= configuration_.axons)
            problem(where, "`more`", "a next axon entry");
        if (row.words == 0) return;
        const Programs& set = programs(row.descriptor, row.wide);
        const spec::Descriptor d = descriptor_at(core_, row.descriptor);
        const std::uint32_t stride = row.wide ? 2 : 1;
        const std::uint32_t end = row.pointer + row.words * stride;
        if (!below(problems_, place_ + ", " + where + ", last word", end - 1, configuration_.words))
            return;
        const bool scanned = axon >= csr_at(core_, spec::Csr::ScanFirst) &&
                             axon < csr_at(core_, spec::Csr::ScanLast);
        if ((d.has_post || d.has_sweep || d.has_reward) && !scanned)
            problem(where, "a POST, SWEEP or REWARD program outside ScanFirst..ScanLast",
                    "every such row in that range");
        for (std::uint32_t at = row.pointer; at < end; ++at) {
            // Rows without learning may share their words: nothing is written there.
            if (owner_[at] != nobody && (set.learns || learning_owner(at)))
                problem(where,
                        "address " + std::to_string(at) + " of axon " + std::to_string(owner_[at]),
                        "addresses of its own");
            owner_[at] = axon;
        }
        for (std::uint32_t at = row.pointer; at < end; at += stride)
            check_element(row, d, axon, at, set, where);
    }

    bool learning_owner(std::uint32_t address) {
        const auto row = unpack_at<spec::RowWord>(core_, Region::Row, owner_[address]);
        return programs(row.descriptor, row.wide).learns;
    }

    void check_element(const spec::RowWord& row, const spec::Descriptor& d, std::uint32_t axon,
                       std::uint32_t at, const Programs& set, const std::string& where) {
        if (d.has_post) {
            plastic_element_[at] = true;
            const auto owner = unpack_at<spec::OwnerWord>(core_, Region::Owner, at);
            if (owner.axon != axon || owner.descriptor != row.descriptor)
                problem("owner of address " + std::to_string(at),
                        "axon " + std::to_string(owner.axon) + ", descriptor " +
                            std::to_string(owner.descriptor),
                        "axon " + std::to_string(axon) + ", descriptor " +
                            std::to_string(row.descriptor));
        }
        for (std::uint32_t lane = 0; lane < configuration_.lanes; ++lane) {
            const spec::SynapseWord word = synapse(lane, at);
            if (word.ordinal == spec::limits::EmptyOrdinal && !word.alive) continue;
            check_synapse(
                word, lane, d.has_post, set.delivers,
                where + ", lane " + std::to_string(lane) + ", address " + std::to_string(at));
        }
    }

    void check_synapse(const spec::SynapseWord& word, std::uint32_t lane, bool plastic,
                       bool delivers, const std::string& where) {
        if (problems_.full()) return;
        if (word.ordinal == spec::limits::EmptyOrdinal)
            return problem(where, "an empty slot that is alive", "empty or alive");
        if (word.target >= groups_)
            return problem(where, "target group " + std::to_string(word.target),
                           "below " + std::to_string(groups_));
        const std::uint32_t neuron = word.target * configuration_.lanes + lane;
        if (word_at(core_, Region::NeuronId, neuron) == spec::limits::NoId)
            problem(where, "target neuron " + std::to_string(neuron) + " without an id",
                    "a neuron in use");
        const std::uint32_t slots = control_.four_receptors ? 32 : 64;
        if (word.slot % slots == 0) problem(where, "delay 0", "1 to " + std::to_string(slots - 1));
        if (delivers) receptors_[word.target] |= 1U << (word.slot / slots);
        if (plastic) ++fan_in_[neuron];
    }

    // Rule 8: what is delivered is read, and so cleared.
    void check_receptors() {
        for (std::uint32_t g = 0; g < groups_; ++g) {
            if (receptors_[g] == 0) continue;
            const std::string where = "neuron group " + std::to_string(g);
            const auto word = unpack_at<spec::GroupWord>(core_, Region::NeuronGroup, g);
            const spec::Descriptor d = descriptor_at(core_, word.descriptor);
            if (!word.valid || !d.has_main) {
                problem(where, "synapses onto neurons without a program", "a neuron program");
                continue;
            }
            const auto program =
                check_program(core_.region[static_cast<std::size_t>(Region::Program)], d.main_pc,
                              {Trigger::Neuron, control_.four_receptors, false}, where);
            for (std::uint32_t r = 0; r < 4; ++r)
                if ((receptors_[g] & ~program.receptors) >> r & 1U)
                    problem(where,
                            "delivery to receptor " + std::to_string(r) +
                                ", which its program does not read",
                            "a program that reads D" + std::to_string(r));
        }
    }

    // From the head, fan_in words: each plastic synapse of the neuron once.
    void check_chain(std::uint32_t neuron) {
        const auto chain = unpack_at<spec::ChainWord>(core_, Region::NeuronChain, neuron);
        const std::string where = "chain of neuron " + std::to_string(neuron);
        const std::uint32_t lane = neuron % configuration_.lanes;
        if (chain.fan_in != fan_in_[neuron])
            return problem(where, "fan-in " + std::to_string(chain.fan_in),
                           std::to_string(fan_in_[neuron]) + ", its plastic synapses");
        visited_.resize(std::size_t{configuration_.words} * configuration_.lanes);
        std::uint32_t at = chain.head;
        for (std::uint32_t i = 0; i < chain.fan_in; ++i) {
            const std::string visit = where + ", visit " + std::to_string(i);
            if (!below(problems_, place_ + ", " + visit + ", address", at, configuration_.words))
                return;
            const spec::SynapseWord word = synapse(lane, at);
            if (!plastic_element_[at] || word.ordinal == spec::limits::EmptyOrdinal ||
                word.target != neuron / configuration_.lanes)
                return problem(visit, "address " + std::to_string(at),
                               "a plastic synapse of this neuron");
            if (visited_[at * configuration_.lanes + lane])
                return problem(visit, "address " + std::to_string(at) + " again",
                               "every synapse once");
            visited_[at * configuration_.lanes + lane] = true;
            at = word.next;
        }
    }

    const Core& core_;
    const std::string& place_;
    const spec::Configuration& configuration_;
    Problems& problems_;
    spec::ControlWord control_;
    std::uint32_t groups_;
    std::array<std::array<Programs, spec::limits::Descriptors>, 2> programs_{};
    std::vector<std::uint32_t> owner_;      // of an address: the axon whose row it is in
    std::vector<bool> plastic_element_;     // of an address: an element of a row with POST
    std::vector<std::uint32_t> fan_in_;     // of a neuron: plastic synapses
    std::vector<std::uint32_t> receptors_;  // of a group: receptors delivered to
    std::vector<bool> visited_;             // by a chain
};

}  // namespace

void check_rows(const Core& core, const std::string& place,
                const spec::Configuration& configuration, Problems& problems) {
    if (csr_at(core, spec::Csr::NeuronGroups) > configuration.groups()) return;
    Rows(core, place, configuration, problems).check();
}

}  // namespace bouton::image::detail
