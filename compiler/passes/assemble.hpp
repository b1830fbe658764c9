// SPDX-License-Identifier: Apache-2.0
// Assembly as written to a Program: names become operands. The static rules of docs/machine.md 3.1
// are checked on the image.
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
};

Program assemble(const std::string& name, const Assembly& assembly, const AssemblyNames& names);

}  // namespace bouton::compiler
