// SPDX-License-Identifier: Apache-2.0
// The passes, in the order in which compile.cpp runs them. Each reports its errors and goes on
// where it can; after a pass with errors the next is not run.
#pragma once

#include <map>
#include <string>

#include "compiler/ir/layout.hpp"
#include "compiler/ir/mapping.hpp"
#include "compiler/ir/network.hpp"
#include "compiler/ir/plan.hpp"
#include "compiler/report.hpp"
#include "spec/image/image.hpp"

namespace bouton::compiler {

// Stimuli that follow a waveform, or have a time, a slice or an axon as target, become equations of
// their population's model. Throws nothing; what is wrong is reported.
void merge_stimuli(Source& source, Diagnostics& diagnostics);

// Resolves names, draws connectors, weights, delays. `directory`: where files of synapses are
// looked for. A projection of more than `most_synapses` is refused before it is drawn.
Network elaborate(Source source, const std::string& directory, std::uint64_t most_synapses,
                  Diagnostics& diagnostics);

// Names and units of dynamics and waveforms, and of rules that no projection has. Of models, and of
// rules that are used, lower() finds them.
void check_unused(const Network& network, Diagnostics& diagnostics);

// Warns of what is written and can never act.
void check_silent(const Network& network, Diagnostics& diagnostics);

// Whether some model of the network has; then all cores have them.
bool has_four_receptors(const Network& network);
// Steps that a synapse word holds: fewer with four receptors.
std::uint32_t longest_delay(const Network& network);

// Delays beyond `longest` steps, the most a synapse word holds, become relays.
void add_relays(Network& network, std::uint32_t longest);

// Chooses binary points, and programs for models, traces, rules, modulators.
Plan lower(const Network& network, Diagnostics& diagnostics);

// Weights, tags and states to words.
void quantise(const Network& network, Plan& plan, Diagnostics& diagnostics);

// Proves that no dendrite can wrap.
void check_sums(const Network& network, Plan& plan, Diagnostics& diagnostics);

// Gives everything its place, on the cores where its neurons are.
Layout allocate(const Network& network, const Plan& plan, const Mapping& mapping,
                const spec::Configuration& configuration, Diagnostics& diagnostics);

// Reads the connectome back from the image's memories alone and compares it with the network.
void rebuild(const Network& network, const Plan& plan, const image::Image& image,
             Diagnostics& diagnostics);

}  // namespace bouton::compiler
