// SPDX-License-Identifier: Apache-2.0
#include "compiler/parse/cursor.hpp"

#include <cctype>
#include <cmath>

namespace bouton::compiler {
namespace {

struct Unit {
    std::string_view name;
    Dimension dimension;
    double factor;
};

constexpr Unit units[] = {
    {"s", Dimension::Time, 1e3},          {"ms", Dimension::Time, 1.0},
    {"us", Dimension::Time, 1e-3},        {"ns", Dimension::Time, 1e-6},
    {"steps", Dimension::Steps, 1.0},     {"V", Dimension::Voltage, 1e3},
    {"mV", Dimension::Voltage, 1.0},      {"uV", Dimension::Voltage, 1e-3},
    {"A", Dimension::Current, 1e9},       {"mA", Dimension::Current, 1e6},
    {"uA", Dimension::Current, 1e3},      {"nA", Dimension::Current, 1.0},
    {"pA", Dimension::Current, 1e-3},     {"fA", Dimension::Current, 1e-6},
    {"Ohm", Dimension::Resistance, 1e-6}, {"kOhm", Dimension::Resistance, 1e-3},
    {"MOhm", Dimension::Resistance, 1.0}, {"GOhm", Dimension::Resistance, 1e3},
    {"S", Dimension::Conductance, 1e6},   {"mS", Dimension::Conductance, 1e3},
    {"uS", Dimension::Conductance, 1.0},  {"nS", Dimension::Conductance, 1e-3},
    {"pS", Dimension::Conductance, 1e-6}, {"F", Dimension::Capacitance, 1e9},
    {"mF", Dimension::Capacitance, 1e6},  {"uF", Dimension::Capacitance, 1e3},
    {"nF", Dimension::Capacitance, 1.0},  {"pF", Dimension::Capacitance, 1e-3},
    {"fF", Dimension::Capacitance, 1e-6}, {"mHz", Dimension::Rate, 1e-3},
    {"Hz", Dimension::Rate, 1.0},         {"kHz", Dimension::Rate, 1e3},
    {"MHz", Dimension::Rate, 1e6},
};

struct Function {
    std::string_view name;
    double (*value)(double);
};

constexpr Function functions[] = {
    {"exp", [](double x) { return std::exp(x); }},
    {"log", [](double x) { return std::log(x); }},
    {"sqrt", [](double x) { return std::sqrt(x); }},
    {"round", [](double x) { return std::nearbyint(x); }},
};

const Function* find_function(std::string_view name) {
    for (const Function& one : functions)
        if (one.name == name) return &one;
    return nullptr;
}

std::string shown(const Token& token) {
    if (token.kind == Token::Kind::End) return token.text;
    if (token.kind == Token::Kind::Text) return "\"" + token.text.substr(0, 40) + "\"";
    return "'" + token.text.substr(0, 40) + "'";
}

}  // namespace

const Token& Cursor::peek(std::size_t ahead) const {
    return tokens_[std::min(next_ + ahead, tokens_.size() - 1)];
}

Token Cursor::take() {
    Token token = peek();
    skip();
    return token;
}

bool Cursor::is_name(std::string_view text) const {
    return peek().kind == Token::Kind::Name && peek().text == text;
}

bool Cursor::is_symbol(std::string_view text) const {
    return peek().kind == Token::Kind::Symbol && peek().text == text;
}

bool Cursor::accept_name(std::string_view text) {
    if (!is_name(text)) return false;
    skip();
    return true;
}

bool Cursor::accept_symbol(std::string_view text) {
    if (!is_symbol(text)) return false;
    skip();
    return true;
}

void Cursor::expect_symbol(std::string_view text) {
    if (!accept_symbol(text)) fail("'" + std::string(text) + "'");
}

Token Cursor::expect_name(std::string_view what) {
    if (peek().kind != Token::Kind::Name) fail(what);
    return take();
}

Token Cursor::expect_text(std::string_view what) {
    if (peek().kind != Token::Kind::Text) fail(what);
    return take();
}

void Cursor::fail(std::string_view expected) const {
    std::string text = "expected " + std::string(expected) + ", found " + shown(peek());
    if (expected.find("'}'") != std::string_view::npos) {
        unsigned closed = 0;
        for (std::size_t i = next_; i-- > 0;) {
            if (tokens_[i].kind != Token::Kind::Symbol) continue;
            if (tokens_[i].text == "}") ++closed;
            if (tokens_[i].text != "{" || closed-- > 0) continue;
            if (tokens_[i].at.line != peek().at.line)
                text += "; the '{' of line " + std::to_string(tokens_[i].at.line) + " is open";
            break;
        }
    }
    throw SourceError(peek().at, text);
}

std::string Cursor::text(std::size_t begin, std::size_t end) const {
    std::string result;
    for (std::size_t i = begin; i < std::min(end, tokens_.size()); ++i) {
        const Token& token = tokens_[i];
        const bool sign =
            token.kind == Token::Kind::Symbol && (token.text == "+" || token.text == "-");
        const bool word =
            token.kind != Token::Kind::Symbol && !result.empty() &&
            (std::isalnum(static_cast<unsigned char>(result.back())) != 0 || result.back() == '_');
        const bool binary = sign && !result.empty() &&
                            std::string_view("(,*/ ").find(result.back()) == std::string_view::npos;
        if (word || binary) result += ' ';
        result += token.text;
        if (binary || token.text == ",") result += ' ';
    }
    return result;
}

void Cursor::unit(Quantity& quantity) {
    if (peek().kind != Token::Kind::Name) return;
    for (const Unit& unit : units) {
        if (unit.name != peek().text) continue;
        if (quantity.dimension != Dimension::None)
            throw SourceError(peek().at, "a second unit, '" + peek().text + "'");
        quantity.dimension = unit.dimension;
        quantity.value *= unit.factor;
        skip();
        return;
    }
}

std::optional<Quantity> Cursor::accept_unit() {
    Quantity one{.value = 1, .dimension = Dimension::None, .at = peek().at};
    unit(one);
    if (one.dimension == Dimension::None) return std::nullopt;
    return one;
}

bool Cursor::names_number() const {
    if (peek().kind != Token::Kind::Name) return false;
    const Token& next = peek(1);
    return constants_.contains(peek().text) ||
           (find_function(peek().text) != nullptr && next.kind == Token::Kind::Symbol &&
            next.text == "(");
}

Token Cursor::new_name(std::string_view what) {
    const Token next = peek();
    if (accept_unit())
        throw SourceError(next.at, "'" + next.text + "' is a unit: names of units are reserved");
    return expect_name(what);
}

bool Cursor::starts_quantity() const {
    return peek().kind == Token::Kind::Number || is_symbol("-") || is_symbol("(") ||
           is_symbol("+") || names_number();
}

Quantity Cursor::quantity() {
    Quantity result = factor(0);
    if (!std::isfinite(result.value)) throw SourceError(result.at, "the number is too large");
    return result;
}

Quantity Cursor::constant() {
    const std::size_t begin = next_;
    const Quantity result = quantity();
    if (is_symbol("*") || is_symbol("/") || is_symbol("+") || is_symbol("-"))
        throw SourceError(peek().at, "arithmetic stands in parentheses, as `(" +
                                         text(begin, next_) + " " + peek().text + " ...)`");
    return result;
}

Quantity Cursor::factor(unsigned depth) {
    if (depth > deepest_expression) throw SourceError(peek().at, "parentheses nested too deeply");
    const Position at = peek().at;
    Quantity result;
    if (accept_symbol("-")) {
        result = factor(depth + 1);
        result.value = -result.value;
    } else if (accept_symbol("+")) {
        result = factor(depth + 1);
    } else if (accept_symbol("(")) {
        result = sum(depth + 1);
        expect_symbol(")");
        unit(result);
    } else if (peek().kind == Token::Kind::Number) {
        result.value = take().number;
        unit(result);
    } else if (peek().kind == Token::Kind::Name && constants_.contains(peek().text)) {
        result = constants_.at(take().text);
        unit(result);
    } else if (names_number()) {
        const Function& function = *find_function(take().text);
        expect_symbol("(");
        result = sum(depth + 1);
        expect_symbol(")");
        if (result.dimension != Dimension::None)
            throw SourceError(result.at, std::string(function.name) + " of a number with a unit");
        result.value = function.value(result.value);
        if (!std::isfinite(result.value))
            throw SourceError(at, std::string(function.name) + " has no value there");
        unit(result);
    } else {
        fail("a number");
    }
    result.at = at;
    return result;
}

Quantity Cursor::product(unsigned depth) {
    Quantity left = factor(depth);
    while (is_symbol("*") || is_symbol("/")) {
        const bool divides = take().text == "/";
        const Quantity right = factor(depth);
        if (divides && right.value == 0) throw SourceError(right.at, "division by 0");
        if (right.dimension != Dimension::None && (left.dimension != Dimension::None || divides)) {
            if (!(divides && left.dimension == right.dimension))
                throw SourceError(right.at, "these units do not combine");
            left.dimension = Dimension::None;
        } else if (right.dimension != Dimension::None) {
            left.dimension = right.dimension;
        }
        left.value = divides ? left.value / right.value : left.value * right.value;
    }
    return left;
}

Quantity Cursor::sum(unsigned depth) {
    Quantity left = product(depth);
    while (is_symbol("+") || is_symbol("-")) {
        const bool minus = take().text == "-";
        const Quantity right = product(depth);
        if (left.dimension != right.dimension)
            throw SourceError(right.at, "sum of different units");
        left.value += minus ? -right.value : right.value;
    }
    return left;
}

double Cursor::plain(std::string_view what) {
    const Quantity result = quantity();
    if (result.dimension != Dimension::None)
        throw SourceError(
            result.at, std::string(what) + " has no unit, found a " + to_string(result.dimension));
    return result.value;
}

std::uint32_t Cursor::whole(std::string_view what, std::uint32_t lowest, std::uint32_t highest) {
    const Position at = peek().at;
    const double value = plain(what);
    if (value != std::floor(value) || value < lowest || value > highest)
        throw SourceError(at, std::string(what) + " must be a whole number from " +
                                  std::to_string(lowest) + " to " + std::to_string(highest));
    return static_cast<std::uint32_t>(value);
}

Quantity Cursor::time(std::string_view what) {
    const Quantity result = quantity();
    const bool is_time =
        result.dimension == Dimension::Time || result.dimension == Dimension::Steps;
    if (!is_time && result.value != 0)
        throw SourceError(result.at, std::string(what) + " must be a time, as 20 ms");
    if (result.value < 0) throw SourceError(result.at, std::string(what) + " must not be negative");
    return result;
}

std::vector<Argument> Cursor::arguments(bool dotted) {
    std::vector<Argument> result;
    expect_symbol("(");
    while (!is_symbol(")")) {
        Token name = expect_name("a parameter's name");
        if (dotted && accept_symbol(".")) name.text += "." + expect_name("a state's name").text;
        for (const Argument& other : result)
            if (other.name == name.text)
                throw SourceError(name.at, "'" + name.text + "' is given twice");
        expect_symbol("=");
        Argument argument{.name = name.text, .at = name.at, .value = {}, .word = {}};
        const bool is_word =
            peek().kind == Token::Kind::Name && !names_number() && !names_distribution();
        argument.value.at = peek().at;
        if (is_word)
            argument.word = take().text;
        else
            argument.value = distribution();
        result.push_back(std::move(argument));
        if (!accept_symbol(",")) break;
    }
    expect_symbol(")");
    return result;
}

std::pair<double, double> Cursor::interval() {
    expect_symbol("[");
    const double low = plain("a bound");
    expect_symbol(",");
    const Position at = peek().at;
    const double high = plain("a bound");
    expect_symbol("]");
    if (low > high) throw SourceError(at, "upper bound below the lower bound");
    return {low, high};
}

arith::Round Cursor::rounding() {
    if (accept_name("nearest")) return arith::Round::NearestEven;
    if (accept_name("stochastic")) return arith::Round::Stochastic;
    if (accept_name("truncate")) return arith::Round::TowardZero;
    fail("nearest, stochastic or truncate");
}

}  // namespace bouton::compiler
