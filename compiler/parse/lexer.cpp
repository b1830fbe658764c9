// SPDX-License-Identifier: Apache-2.0
#include "compiler/parse/lexer.hpp"

#include <cmath>
#include <cstdlib>

namespace bouton::compiler {
namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_hex(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}
bool starts_name(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
bool in_name(char c) {
    return starts_name(c) || is_digit(c);
}

// Symbols of two characters.
bool is_pair(char first, char second) {
    if (second == '=') return std::string_view("<>=!+-").find(first) != std::string_view::npos;
    return (second == '>' && (first == '-' || first == '>')) || (first == '.' && second == '.');
}

class Lexer {
  public:
    Lexer(std::string_view text, Diagnostics& diagnostics)
        : text_(text), diagnostics_(diagnostics) {}

    std::vector<Token> run() {
        constexpr std::string_view mark = "\xEF\xBB\xBF";  // that some editors begin UTF-8 with
        if (text_.starts_with(mark)) at_ = line_start_ = mark.size();
        while (skip_space()) token();
        tokens_.push_back(
            {.kind = Token::Kind::End, .text = "end of file", .at = here(), .starts_line = true});
        return std::move(tokens_);
    }

  private:
    char peek(std::size_t ahead = 0) const {
        return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
    }
    Position here() const {
        return {.line = line_, .column = static_cast<std::uint32_t>(at_ - line_start_ + 1)};
    }

    bool skip_space() {
        while (at_ < text_.size()) {
            const char c = text_[at_];
            if (c == '#') {
                while (at_ < text_.size() && text_[at_] != '\n') ++at_;
            } else if (c == '\n') {
                ++at_;
                ++line_;
                line_start_ = at_;
                fresh_ = true;
            } else if (c == ' ' || c == '\t' || c == '\r') {
                ++at_;
            } else {
                return true;
            }
        }
        return false;
    }

    void push(Token::Kind kind, std::size_t length, double number = 0) {
        tokens_.push_back({.kind = kind,
                           .text = std::string(text_.substr(at_, length)),
                           .number = number,
                           .at = here(),
                           .starts_line = fresh_});
        fresh_ = false;
        at_ += length;
    }

    void token() {
        const char c = peek();
        if (starts_name(c)) {
            std::size_t length = 1;
            while (in_name(peek(length))) ++length;
            push(Token::Kind::Name, length);
        } else if (is_digit(c) || (c == '.' && is_digit(peek(1)))) {
            number();
        } else if (c == '"') {
            quoted();
        } else if (is_pair(c, peek(1))) {
            push(Token::Kind::Symbol, 2);
        } else if (std::string_view("{}()[],=:*/+-.?!<>'").find(c) != std::string_view::npos) {
            push(Token::Kind::Symbol, 1);
        } else {
            unknown();
        }
    }

    void number() {
        std::size_t length = 0;
        if (peek() == '0' && (peek(1) == 'x' || peek(1) == 'X') && is_hex(peek(2))) {
            length = 2;
            while (is_hex(peek(length))) ++length;
        } else {
            while (is_digit(peek(length))) ++length;
            if (peek(length) == '.' && peek(length + 1) != '.') ++length;
            while (is_digit(peek(length))) ++length;
            if (peek(length) == 'e' || peek(length) == 'E') {
                std::size_t digits = length + 1;
                if (peek(digits) == '+' || peek(digits) == '-') ++digits;
                if (is_digit(peek(digits))) {
                    while (is_digit(peek(digits))) ++digits;
                    length = digits;
                }
            }
        }
        const std::string text(text_.substr(at_, length));
        double value = std::strtod(text.c_str(), nullptr);
        if (!std::isfinite(value)) {
            diagnostics_.error(here(), "number '" + text.substr(0, 40) + "' is too large");
            value = 0;
        }
        push(Token::Kind::Number, length, value);
    }

    void quoted() {
        std::size_t length = 1;
        while (peek(length) != '"' && peek(length) != '\n' && at_ + length < text_.size()) ++length;
        if (peek(length) != '"') {
            diagnostics_.error(here(), "text without closing quote");
            push(Token::Kind::Text, length);
            tokens_.back().text.erase(0, 1);
            return;
        }
        push(Token::Kind::Text, length + 1);
        std::string& text = tokens_.back().text;
        text = text.substr(1, text.size() - 2);
    }

    // Reported once for a run of them.
    void unknown() {
        const auto byte = static_cast<unsigned char>(peek());
        std::string shown = byte > 32 && byte < 127 ? "'" + std::string(1, peek()) + "'"
                                                    : "byte " + std::to_string(byte);
        if (!last_unknown_ || last_unknown_ != at_)
            diagnostics_.error(
                here(), "unexpected " + shown +
                            (byte == '^' ? ": a power is written as a product, as w*w" : ""));
        ++at_;
        last_unknown_ = at_;
    }

    std::string_view text_;
    Diagnostics& diagnostics_;
    std::vector<Token> tokens_;
    std::size_t at_ = 0, line_start_ = 0, last_unknown_ = 0;
    std::uint32_t line_ = 1;
    bool fresh_ = true;
};

}  // namespace

std::vector<Token> lex(std::string_view text, Diagnostics& diagnostics) {
    return Lexer(text, diagnostics).run();
}

}  // namespace bouton::compiler
