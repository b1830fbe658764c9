// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "compiler/ir/network.hpp"
#include "compiler/ir/plan.hpp"
#include "compiler/report.hpp"

namespace bouton::compiler {

// Gathers what the passes chose.
Report make_report(const Network& network, const Plan& plan,
                   const spec::Configuration& configuration, const image::Image& image);

}  // namespace bouton::compiler
