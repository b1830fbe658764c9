// SPDX-License-Identifier: Apache-2.0
// The words of a core's regions, and the same before quantisation.
#pragma once

#include "compiler/emit/encode.hpp"
#include "compiler/ir/network.hpp"

namespace bouton::compiler {

void emit_memories(const Network& network, const Plan& plan, const Layout& layout,
                   const Encoded& encoded, const spec::Configuration& configuration,
                   image::Core& core, image::FloatCore& floats);

}  // namespace bouton::compiler
