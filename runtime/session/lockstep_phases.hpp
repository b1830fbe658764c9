// SPDX-License-Identifier: Apache-2.0
// Which phase of a step a counter belongs to, and what lockstep reads of a device to say when in a
// step something happened. Used by lockstep*.cpp alone.
#pragma once

#include <array>

#include "runtime/device/device.hpp"
#include "runtime/session/device_state.hpp"
#include "runtime/session/mismatch.hpp"

namespace bouton::runtime {

using spec::Counter;
using spec::Csr;
using spec::Region;

struct CyclePhase {
    Phase phase;
    Counter counter;
};
inline constexpr std::array<CyclePhase, 9> cycle_phases{
    {{Phase::Core, Counter::CyclesCore},
     {Phase::Neuron, Counter::CyclesNeuron},
     {Phase::Transport, Counter::CyclesTransport},
     {Phase::Deliver, Counter::CyclesDeliver},
     {Phase::Pre, Counter::CyclesPre},
     {Phase::Post, Counter::CyclesPost},
     {Phase::Sweep, Counter::CyclesSweep},
     {Phase::Reward, Counter::CyclesReward},
     {Phase::Axon, Counter::CyclesAxon}}};

// The phase a counter counts in.
inline Phase phase_of(Counter counter) {
    for (const CyclePhase& p : cycle_phases)
        if (p.counter == counter) return p.phase;
    switch (counter) {
        case Counter::Spikes:
            return Phase::Neuron;
        case Counter::AxonEvents:
        case Counter::HostWords:
        case Counter::Late:
        case Counter::Duplicate:
        case Counter::Dropped:
            return Phase::Transport;
        case Counter::Rows:
        case Counter::SynapticOps:
            return Phase::Deliver;
        case Counter::Steps:
        case Counter::CyclesStep:
            return Phase::End;
        default:
            return Phase::Programs;
    }
}

inline Counters counters_of(const DeviceInterface& device, std::uint32_t core) {
    Counters counters{};
    for (std::size_t i = 0; i < counters.size(); ++i)
        counters[i] = device.counter(core, static_cast<Counter>(i));
    return counters;
}

// Of a receptor.
inline std::uint32_t dendrite_slots(const DeviceInterface& device, std::uint32_t core) {
    const auto control = spec::ControlWord::unpack(read_register(device, core, Csr::Control));
    return spec::limits::DendriteSlots / (control.four_receptors ? 4 : 2);
}

inline std::uint64_t cycles_of(const Counters& counters) {
    std::uint64_t sum = counters[static_cast<std::size_t>(Counter::CyclesStep)];
    for (const CyclePhase& p : cycle_phases) sum += counters[static_cast<std::size_t>(p.counter)];
    return sum;
}

}  // namespace bouton::runtime
