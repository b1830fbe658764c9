// SPDX-License-Identifier: Apache-2.0
// The words of all cores' regions, and the same before quantisation.
#pragma once

#include "compiler/emit/encode.hpp"
#include "compiler/ir/layout.hpp"
#include "compiler/ir/network.hpp"

namespace bouton::compiler {

// `encoded`: by core. Adds the cores to the image, whose mesh is known.
void emit_memories(const Network& network, const Plan& plan, const Layout& layout,
                   const std::vector<Encoded>& encoded, const spec::Configuration& configuration,
                   image::Image& image);

}  // namespace bouton::compiler
