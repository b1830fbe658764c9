// SPDX-License-Identifier: Apache-2.0
// The exact devices that every promise of this folder is tested on.
#pragma once

#include "sim/model/chip.hpp"
#ifdef BOUTON_WITH_RTL
#include "sim/verilated/chip.hpp"
#define BOUTON_EXACT_DEVICES bouton::model::Chip, bouton::verilated::Chip
#else
#define BOUTON_EXACT_DEVICES bouton::model::Chip
#endif
