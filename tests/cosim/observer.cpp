// SPDX-License-Identifier: Apache-2.0
#include "tests/cosim/observer.hpp"

#include <set>
#include <string>

namespace bouton::cosim {

using spec::Counter;
using spec::Region;
using spec::Trigger;
namespace limits = spec::limits;

Observer::Observer(Coverage& coverage, const RandomImage& image, Snapshot start)
    : coverage_(coverage), image_(image), before_(std::move(start)) {
    control_ = spec::ControlWord::unpack(csr(spec::Csr::Control));
    coverage_.hit("core", control_.four_receptors ? "4 receptors" : "2 receptors");
    coverage_.hit("core", control_.learn ? "learn on" : "learn off");
    for (const std::uint64_t id : words(Region::NeuronId)) {
        if (id == limits::NoId) coverage_.hit("core", "invalid neuron");
    }
    for (const std::uint64_t id : words(Region::AxonId)) {
        if (id == limits::NoId) coverage_.hit("core", "invalid axon");
    }
}

const std::vector<std::uint64_t>& Observer::words(Region region) const {
    return image_.image.cores[0].region[static_cast<std::size_t>(region)];
}

std::uint32_t Observer::csr(spec::Csr r) const {
    return static_cast<std::uint32_t>(words(Region::Csr)[static_cast<std::size_t>(r)]);
}

bool Observer::changed(Counter counter, const Snapshot& now) const {
    return now.counters[static_cast<std::size_t>(counter)] !=
           before_.counters[static_cast<std::size_t>(counter)];
}

void Observer::step_done(std::uint64_t step, std::span<const spec::StreamWord> input,
                         Snapshot now) {
    for (std::size_t i = 0; i < spec::counter_count; ++i) {
        const auto c = static_cast<Counter>(i);
        if (c == Counter::Parity || c == Counter::CyclesWaiting || !changed(c, now)) continue;
        coverage_.hit("counter", std::string(spec::counter_info(c).name));
    }
    if (step >> 32 != 0) coverage_.hit("core", "step above 2^32");
    if ((step & 0xffff) == 0xffff) coverage_.hit("core", "step tag wraps");
    const auto core =
        spec::GroupWord::unpack(static_cast<std::uint8_t>(csr(spec::Csr::CoreDescriptor)));
    if (core.valid) ran(Trigger::Core, descriptor(image_.image.cores[0], core.descriptor).main_pc);
    groups_ran(Region::NeuronGroup, Trigger::Neuron);
    if (changed(Counter::CyclesAxon, now)) groups_ran(Region::AxonGroup, Trigger::Axon);
    for (const Event& e : events(step, input, now)) deliver(e, now);
    if (control_.learn) learn(step, now);
    before_ = std::move(now);
}

void Observer::groups_ran(Region groups, Trigger trigger) {
    for (const std::uint64_t word : words(groups)) {
        const auto g = spec::GroupWord::unpack(static_cast<std::uint8_t>(word));
        if (g.valid)
            ran(trigger, descriptor(image_.image.cores[0], g.descriptor).main_pc);
        else
            coverage_.hit("core", trigger == Trigger::Axon ? "axon group without program"
                                                           : "group without program");
    }
}

std::vector<Observer::Event> Observer::events(std::uint64_t step,
                                              std::span<const spec::StreamWord> input,
                                              const Snapshot& now) {
    std::vector<Event> found;
    std::set<std::uint32_t> seen;
    const auto add = [&](std::uint32_t axon, std::int16_t payload) {
        if (seen.insert(axon).second) found.push_back({axon, payload});
    };
    for (std::uint32_t n = 0; n < now.neuron_flags.size(); ++n) {
        const auto flag =
            spec::NeuronFlagWord::unpack(static_cast<std::uint32_t>(now.neuron_flags[n]));
        const auto head =
            spec::FanoutHeadWord::unpack(static_cast<std::uint16_t>(words(Region::FanoutHead)[n]));
        if (!flag.spiked || !head.valid) continue;
        for (std::uint32_t p = head.pointer;; ++p) {
            const auto f =
                spec::FanoutWord::unpack(static_cast<std::uint32_t>(words(Region::Fanout)[p]));
            const auto kind = static_cast<spec::FanoutKind>(f.kind);
            coverage_.hit("fan-out", std::string(spec::to_string(kind)));
            if (kind == spec::FanoutKind::Axon) add(f.index, flag.payload);
            if (f.last) break;
        }
    }
    for (const spec::StreamWord& w : input) {
        const auto kind = static_cast<spec::StreamKind>(w.kind);
        coverage_.hit("input", std::string(spec::to_string(kind)));
        const bool there = w.index < words(Region::AxonId).size() &&
                           words(Region::AxonId)[w.index] != limits::NoId;
        if (kind == spec::StreamKind::Spike && w.step == (step & 0xffff) && there)
            add(w.index, w.payload);
    }
    return found;
}

void Observer::deliver(const Event& event, const Snapshot&) {
    if (event.payload < 0) coverage_.hit("delivery", "negative payload");
    for (std::uint32_t a = event.axon; a < words(Region::Row).size(); ++a) {
        const auto row = spec::RowWord::unpack(static_cast<std::uint32_t>(words(Region::Row)[a]));
        if (row.words == 0)
            coverage_.hit("delivery", "nothing in the row");
        else
            deliver_row(row, descriptor(image_.image.cores[0], row.descriptor));
        if (!row.more) break;
        coverage_.hit("delivery", "more");
    }
}

void Observer::deliver_row(const spec::RowWord& row, const spec::Descriptor& d) {
    const std::uint32_t lanes = image_.configuration.lanes, stride = row.wide ? 2 : 1;
    const std::uint32_t slots = limits::DendriteSlots / image_.receptors;
    coverage_.hit("delivery", row.wide ? "stride 2" : "stride 1");
    if (row.words == 1) coverage_.hit("delivery", "row of 1 word");
    if (row.words >= 32) coverage_.hit("delivery", "row of 32 words");
    coverage_.hit("delivery", d.has_deliver ? "by program" : "by path");
    static const std::array<const char*, 6> gains{"none", "payload", "X0", "X1", "X2", "X3"};
    if (d.has_deliver)
        ran(Trigger::Deliver, d.deliver_pc);
    else
        coverage_.hit("gain", gains[d.gain]);
    if (control_.learn && d.has_main) {
        ran(Trigger::Pre, d.main_pc);
        coverage_.hit("learning", "PRE");
        coverage_.hit("grid of a PRE row", (d.grid < 10 ? " " : "") + std::to_string(d.grid));
    }
    const auto at = [&](std::uint32_t word, std::uint32_t lane) {
        return spec::SynapseWord::unpack(
            before_.synapses[(row.pointer + word * stride) * lanes + lane]);
    };
    for (std::uint32_t lane = 0; lane < lanes; ++lane) {
        for (std::uint32_t w = 0; w < row.words; ++w) {
            const spec::SynapseWord s = at(w, lane);
            if (!s.alive) {
                coverage_.hit("delivery",
                              s.ordinal == limits::EmptyOrdinal ? "empty slot" : "dead synapse");
                continue;
            }
            if (s.slot % slots == 1) coverage_.hit("delivery", "delay 1");
            if (s.slot % slots == slots - 1) coverage_.hit("delivery", "longest delay");
            for (std::uint32_t back = 1; back <= 2 && back <= w; ++back) {
                const spec::SynapseWord o = at(w - back, lane);
                if (!o.alive || o.target != s.target || o.slot != s.slot) continue;
                coverage_.hit("delivery", "same dendrite " + std::to_string(back) +
                                              (back == 1 ? " word" : " words") + " apart");
            }
        }
    }
}

void Observer::learn(std::uint64_t step, const Snapshot& now) {
    std::uint32_t raised = 0, fan_in = 0;
    for (std::uint32_t n = 0; n < now.neuron_flags.size(); ++n) {
        if (!spec::NeuronFlagWord::unpack(static_cast<std::uint32_t>(now.neuron_flags[n])).post)
            continue;
        ++raised;
        const auto& chains = words(Region::NeuronChain);
        if (n < chains.size())
            fan_in += spec::ChainWord::unpack(static_cast<std::uint32_t>(chains[n])).fan_in;
    }
    const bool post = control_.has_post && raised != 0;
    if (post) {
        const bool scan = fan_in > csr(spec::Csr::ScanWords);
        coverage_.hit("learning", scan ? "POST by scan" : "POST by chain");
        if (raised > 1) coverage_.hit("learning", "POST of several neurons");
        if (fan_in == 0) coverage_.hit("learning", "POST without synapses");
    }
    const bool reward = changed(Counter::CyclesReward, now);
    if (reward) coverage_.hit("learning", "REWARD");
    std::set<std::uint32_t> descriptors;
    for (const std::uint64_t word : words(Region::Row)) {
        const auto row = spec::RowWord::unpack(static_cast<std::uint32_t>(word));
        if (row.words != 0) descriptors.insert(row.descriptor);
    }
    for (const std::uint32_t index : descriptors) {
        const spec::Descriptor d = descriptor(image_.image.cores[0], index);
        if (post && fan_in != 0 && d.has_post) ran(Trigger::Post, d.post_pc);
        if (reward && d.has_reward) ran(Trigger::Reward, d.reward_pc);
        const std::uint64_t period = std::uint64_t{1} << d.sweep_log2;
        if (d.has_sweep && (step + 1) % period == d.sweep_phase) {
            ran(Trigger::Sweep, d.sweep_pc);
            coverage_.hit("learning", "SWEEP");
        }
    }
    compare_weights(now);
}

void Observer::compare_weights(const Snapshot& now) {
    const bool clipped = changed(Counter::Clipped, now);
    const auto& owners = words(Region::Owner);
    for (std::size_t i = 0; i < now.synapses.size(); ++i) {
        if (now.synapses[i] == before_.synapses[i]) continue;
        const std::size_t address = i / image_.configuration.lanes;
        const auto owner = spec::OwnerWord::unpack(static_cast<std::uint32_t>(owners[address]));
        const auto row =
            spec::RowWord::unpack(static_cast<std::uint32_t>(words(Region::Row)[owner.axon]));
        if (row.wide && ((address - row.pointer) & 1) != 0) continue;
        const auto old = spec::SynapseWord::unpack(before_.synapses[i]),
                   s = spec::SynapseWord::unpack(now.synapses[i]);
        if (old.alive != s.alive) coverage_.hit("learning", s.alive ? "revive" : "kill");
        const spec::Descriptor d = descriptor(image_.image.cores[0], owner.descriptor);
        if (clipped && s.weight != old.weight && s.weight == d.lo)
            coverage_.hit("learning", "clipped low");
        if (clipped && s.weight != old.weight && s.weight == d.hi)
            coverage_.hit("learning", "clipped high");
    }
}

void Observer::finish() {
    for (const auto& [program_of, times] : ran_) {
        coverage_.program_ran(program_of.first, program(image_.image.cores[0], program_of.second));
    }
}

}  // namespace bouton::cosim
