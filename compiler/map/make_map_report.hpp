// SPDX-License-Identifier: Apache-2.0
// Fills the report from what was found: all that is in it is counted on the finished mapping.
#pragma once

#include "compiler/map/map_report.hpp"

namespace bouton::compiler {

void make_map_report(const Network& network, const Partition& partition,
                     const ProgramRoom& programs, const Found& found, const Flows& flows,
                     const std::vector<Place>& places, Place mesh, MapReport& report);

}  // namespace bouton::compiler
