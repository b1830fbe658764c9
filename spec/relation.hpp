// SPDX-License-Identifier: Apache-2.0
// What a relation of CMP says of two numbers: words of the chip, or the real numbers that they
// stand for.
#pragma once

#include "spec/gen/spec.hpp"

namespace bouton::spec {

template <class Number>
constexpr bool holds(Relation relation, Number a, Number b) {
    switch (relation) {
        case Relation::Ge:
            return a >= b;
        case Relation::Gt:
            return a > b;
        case Relation::Eq:
            return a == b;
        case Relation::Ne:
            break;
    }
    return a != b;
}

}  // namespace bouton::spec
