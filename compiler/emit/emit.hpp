// SPDX-License-Identifier: Apache-2.0
// A planned and placed network to the memories of the chip, and to the names of what is in them.
#pragma once

#include "compiler/emit/encode.hpp"
#include "compiler/ir/layout.hpp"
#include "compiler/ir/mapping.hpp"
#include "compiler/ir/network.hpp"

namespace bouton::compiler {

// `encoded`: by core. The layout's lists of places become the image's.
image::Image emit(const Network& network, const Plan& plan, const Mapping& mapping, Layout layout,
                  const std::vector<Encoded>& encoded, const spec::Configuration& configuration);

}  // namespace bouton::compiler
