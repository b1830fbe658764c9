// SPDX-License-Identifier: Apache-2.0
// All of arith.
#pragma once

#include "arith/exp2.hpp"
#include "arith/multiplier.hpp"
#include "arith/random.hpp"
#include "arith/round.hpp"
#include "arith/saturate.hpp"
