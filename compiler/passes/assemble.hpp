// SPDX-License-Identifier: Apache-2.0
// Assembly as written to a Program: names become operands. The static rules of docs/machine.md 3.1
// are checked here, where an error has a line, and once more on the image.
#pragma once

#include <map>
#include <string>

#include "compiler/ir/network.hpp"
#include "compiler/ir/program.hpp"

namespace bouton::compiler {

struct AssemblyNames {
    spec::Trigger trigger = spec::Trigger::Neuron;
    std::map<std::string, Operand> names;  // states, traces
    const Source* source = nullptr;        // modulators
    bool four_receptors = false;           // a model of the network has four
    bool wide = false;                     // synapses of two words
};

// Whether assembly of any program means an operand of the machine by it.
bool is_operand(const std::string& name);

// `before`: instructions in front of the assembly in the same program.
Program assemble(const std::string& name, const Assembly& assembly, const AssemblyNames& names,
                 std::vector<Code> before = {});

}  // namespace bouton::compiler
