// SPDX-License-Identifier: Apache-2.0
// Words of the language inside bodies, and what they and declarations there do to constants of the
// file: they hide them until the body's end.
#pragma once

#include <array>
#include <map>
#include <span>
#include <string>
#include <string_view>

#include "compiler/parse/cursor.hpp"

namespace bouton::compiler {

// Of equations. They would be read as something else where a name may stand.
inline constexpr std::array<std::string_view, 19> equation_words{
    "parameter", "modulator", "receive", "state", "let",     "if",  "else",
    "spike",     "send",      "when",    "and",   "or",      "not", "dt",
    "rnd",       "gauss",     "about",   "each",  "stimulus"};

// Of rules, and of every instance of one.
inline constexpr std::array<std::string_view, 30> rule_words{
    "x0",  "x1",   "x2",   "x3",     "y0",   "y1",  "y2",  "y3",       "w",   "t",
    "z",   "u",    "r0",   "dw",     "dt",   "dz",  "du",  "post",     "rnd", "gauss",
    "sgn", "step", "exp2", "bounds", "bits", "min", "max", "rounding", "let", "trace_range"};

// Names that are declared in a body hide constants of the file by Scope::hide, and so do the words.
class Scope {
  public:
    Scope(Cursor& cursor, std::span<const std::string_view> words)
        : cursor_(cursor), outer_(cursor.constants()) {
        for (const std::string_view one : words) hide(cursor, std::string(one));
    }
    ~Scope() { cursor_.constants() = std::move(outer_); }
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

    static void hide(Cursor& cursor, const std::string& name) { cursor.constants().erase(name); }

  private:
    Cursor& cursor_;
    std::map<std::string, Quantity> outer_;
};

}  // namespace bouton::compiler
