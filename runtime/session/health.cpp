// SPDX-License-Identifier: Apache-2.0
// Format counters in plain words, see health.hpp.
#include "runtime/session/health.hpp"

namespace bouton::runtime {

namespace {

using spec::Counter;

struct Entry {
    Counter counter;
    std::string_view meaning, remedy;
};

constexpr std::array<Entry, 7> entries{{
    {Counter::SaturatedOp, "sums or products inside programs were cut at 32 bits",
     "give the model or rule smaller constants, or its variables (traces, tags and modulators too) "
     "a larger range"},
    {Counter::SaturatedStore, "values of states, traces or tags were cut when they were stored",
     "declare a larger range for the variable, so that the compiler moves its binary point"},
    {Counter::SaturatedRead, "sums of input were cut when the neuron read them",
     "make weights or the number of spikes in a step smaller, or the receptor's range larger"},
    {Counter::Late, "words of the input stream came for a step that had passed, and were ignored",
     "send each word before END of its step; sessions always do"},
    {Counter::Duplicate, "axons had a second event in one step, which was ignored",
     "give each source one event a step at most"},
    {Counter::Dropped,
     "events named an axon, neuron or channel that is not there, and were ignored",
     "send to elements of the image's populations only"},
    {Counter::Parity, "memory words failed their parity, and were not used",
     "restore the last checkpoint and run again from there"},
}};

}  // namespace

std::vector<Ailment> diagnose(const std::array<std::uint64_t, spec::counter_count>& values,
                              std::uint64_t refused) {
    std::vector<Ailment> ailments;
    for (const Entry& e : entries) {
        const std::uint64_t value = values[static_cast<std::size_t>(e.counter)];
        if (value != 0)
            ailments.push_back({spec::counter_info(e.counter).name, value, e.meaning, e.remedy});
    }
    if (refused != 0)
        ailments.push_back(
            {"Refused", refused,
             "input events were second events of an element in one step, and refused",
             "give each element one event a step at most"});
    return ailments;
}

std::string to_text(const std::vector<Ailment>& ailments) {
    std::string text;
    for (const Ailment& a : ailments) {
        text += std::string(a.counter) + " = " + std::to_string(a.value) + ": ";
        text += a.meaning;
        text += "; ";
        text += a.remedy;
        text += '\n';
    }
    return text;
}

}  // namespace bouton::runtime
