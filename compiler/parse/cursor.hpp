// SPDX-License-Identifier: Apache-2.0
// A place in the tokens, and what all parts of the parser share: expecting, numbers with units,
// distributions, arguments. Every function throws SourceError at the token that does not fit.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "arith/round.hpp"
#include "compiler/ir/quantity.hpp"
#include "compiler/parse/lexer.hpp"

namespace bouton::compiler {

class Cursor {
  public:
    Cursor(std::vector<Token> tokens, std::map<std::string, Quantity> defined)
        : tokens_(std::move(tokens)), constants_(std::move(defined)) {}

    const Token& peek(std::size_t ahead = 0) const;
    Token take();
    bool at_end() const { return peek().kind == Token::Kind::End; }
    bool is_name(std::string_view text) const;
    bool is_symbol(std::string_view text) const;
    bool accept_name(std::string_view text);
    bool accept_symbol(std::string_view text);
    void expect_symbol(std::string_view text);
    // Any name; `what` is for the message.
    Token expect_name(std::string_view what);
    Token expect_text(std::string_view what);
    [[noreturn]] void fail(std::string_view expected) const;  // at the next token

    // A number with its unit: literal, let constant, function of a number, or arithmetic in
    // parentheses; a sign before it.
    Quantity quantity();
    // The same, of a `let`: where more arithmetic follows it says so.
    Quantity constant();
    bool starts_quantity() const;
    // A name that is given here; those of units are reserved.
    Token new_name(std::string_view what);
    // The name of a unit: 1 of it.
    std::optional<Quantity> accept_unit();
    double plain(std::string_view what);  // without unit
    std::uint32_t whole(std::string_view what, std::uint32_t lowest, std::uint32_t highest);
    Quantity time(std::string_view what);
    Distribution distribution();
    bool names_distribution() const;  // that is drawn
    // "(name = value, ...)"; `dotted`: also names of a waveform's states, as sine.turn
    std::vector<Argument> arguments(bool dotted = false);
    std::pair<double, double> interval();  // "[low, high]"
    arith::Round rounding();

    std::map<std::string, Quantity>& constants() { return constants_; }
    std::size_t place() const { return next_; }
    std::string text(std::size_t begin, std::size_t end) const;  // of the tokens in between
    void skip() {
        if (!at_end()) ++next_;
    }

  private:
    bool names_number() const;  // a let constant, or a function's call
    Quantity sum(unsigned depth);
    Quantity product(unsigned depth);
    Quantity factor(unsigned depth);
    void unit(Quantity& quantity);

    std::vector<Token> tokens_;
    std::size_t next_ = 0;
    std::map<std::string, Quantity> constants_;
};

// Deepest nesting of parentheses in any expression.
inline constexpr unsigned deepest_expression = 64;

}  // namespace bouton::compiler
