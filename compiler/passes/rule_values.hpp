// SPDX-License-Identifier: Apache-2.0
// What the names in a rule's text are on the chip: an operand, its binary point, and the bounds its
// value has. Each that is asked for is noted in the row, for interval analysis and `bouton
// explain`.
#pragma once

#include <optional>
#include <string>

#include "compiler/passes/lower.hpp"
#include "compiler/passes/product_writer.hpp"

namespace bouton::compiler {

inline constexpr char word_names[] = {'w', 't', 'z', 'u'};

class RuleValues {
  public:
    RuleValues(const RuleContext& context, const RuleSource& rule, RowPlan& row)
        : context_(context), rule_(rule), row_(row) {}

    // Throws SourceError at the factor for a name that means nothing.
    Value lookup(const Factor& factor) const;
    Value trace(const TraceSource& source) const;
    Value word(char name, Position at) const;
    std::optional<std::uint32_t> modulator(const std::string& name) const;

  private:
    Value named(const Factor& factor) const;
    Value post_state(const std::string& name, Position at) const;
    std::string why(const std::string& name) const;

    const RuleContext& context_;
    const RuleSource& rule_;
    RowPlan& row_;
};

}  // namespace bouton::compiler
