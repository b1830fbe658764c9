// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "compiler/emit/encode.hpp"
#include "compiler/ir/network.hpp"
#include "compiler/report.hpp"

namespace bouton::compiler {

// Gathers what the passes chose.
Report make_report(const Network& network, const Plan& plan, const Layout& layout,
                   const Encoded& encoded, const spec::Configuration& configuration,
                   const image::Image& image);

}  // namespace bouton::compiler
