// SPDX-License-Identifier: Apache-2.0
// A planned and placed network to the memories of a core, and to the names of what is in them.
#pragma once

#include "compiler/emit/encode.hpp"
#include "compiler/ir/network.hpp"

namespace bouton::compiler {

image::Image emit(const Network& network, const Plan& plan, const Layout& layout,
                  const Encoded& encoded, const spec::Configuration& configuration);

}  // namespace bouton::compiler
