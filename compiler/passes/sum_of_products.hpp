// SPDX-License-Identifier: Apache-2.0
// The text of a rule as a sum of products, each with its trigger. Products are multiplied out over
// triggers and nowhere else, so that (x1 - w)/32 * y0 stays one product of three factors.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compiler/ir/expression.hpp"

namespace bouton::compiler {

struct Term;

struct Factor {
    enum class Kind : std::uint8_t { Variable, Sum, Call };
    Kind kind = Kind::Variable;
    std::string name;                          // Variable, Call
    std::vector<Term> sum;                     // Sum
    std::vector<std::vector<Term>> arguments;  // Call: each a sum
    Position at;
};

struct Term {
    double coefficient = 1;
    std::vector<Factor> factors;
    bool pre = false, post = false, reward = false;  // x0, y0, r0
    std::optional<std::uint32_t> sweep;
    Position at;

    bool triggered() const { return pre || post || reward || sweep; }
};

// Throws SourceError.
std::vector<Term> expand(const Expression& expression);

// As it would be written, without triggers. With 17 digits equal texts mean equal values.
std::string to_text(const Factor& factor, int digits = 6);
std::string to_text(const std::vector<Term>& terms, int digits = 6);

// Whether a variable occurs in the terms, at any depth.
bool reads(const std::vector<Term>& terms, const std::string& variable);

}  // namespace bouton::compiler
