// SPDX-License-Identifier: Apache-2.0
// Networks that between them use everything whose result could depend on where it lies: rules of
// all triggers, recurrence, delays, draws of all kinds, several synapses of a pair, modulators.
#pragma once

#include <string>
#include <vector>

namespace bouton::test {

struct Network {
    std::string name, text;
    std::string modulator;  // the host adds to it now and then; empty: none
    std::string driven;     // a population whose dendrites the host drives; empty: none
};

// Those of this folder and examples/networks.
std::vector<Network> networks();
Network network(const std::string& name);

}  // namespace bouton::test
