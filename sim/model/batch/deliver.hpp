// SPDX-License-Identifier: Apache-2.0
// Delivery of one row by the fixed path.
#pragma once

#include "sim/model/core.hpp"

namespace bouton::model::batch {

void deliver_row(Core& core, const EventRow& event, const spec::Descriptor& descriptor);

}  // namespace bouton::model::batch
