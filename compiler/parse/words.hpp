// SPDX-License-Identifier: Apache-2.0
// Words of the language inside bodies, and what they and declarations there do to constants of the
// file: they hide them until the body's end.
#pragma once

#include <algorithm>
#include <array>
#include <cctype>
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

// Of assembly: zero, k, A, W, RND, r7, S15, ...
inline bool names_operand(std::string_view name) {
    constexpr std::array<std::string_view, 12> single{
        "zero", "k", "A", "D", "W", "T", "Z", "U", "RND", "RND4", "fired", "postflag"};
    if (std::find(single.begin(), single.end(), name) != single.end()) return true;
    return name.size() > 1 && std::string_view("rSXDPG").find(name[0]) != std::string_view::npos &&
           std::all_of(name.begin() + 1, name.end(),
                       [](char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; });
}

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
