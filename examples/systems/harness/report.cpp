// SPDX-License-Identifier: Apache-2.0
#include "examples/systems/harness/report.hpp"

#include <algorithm>
#include <cstdio>

namespace bouton::systems {

namespace json = boost::json;

namespace {

std::string letter(Tier tier) {
    return {'T', static_cast<char>(tier)};
}

std::string letter(Origin origin) {
    return {static_cast<char>(origin)};
}

std::string padded(const std::string& text, std::size_t width) {
    return text.size() < width ? text + std::string(width - text.size(), ' ') : text;
}

std::string outcome(const Check& check) {
    if (!check.skipped.empty()) return "skipped: " + check.skipped;
    return check.passed ? "pass" : "FAIL";
}

}  // namespace

bool Result::passed() const {
    return error.empty() &&
           std::none_of(checks.begin(), checks.end(), [](const Check& c) { return c.failed(); });
}

std::string number(double value) {
    char text[64];
    std::snprintf(text, sizeof text, "%.6g", value);
    return text;
}

std::string state_of(const Result& result, Tier tier) {
    if (!result.error.empty()) return "failed";
    bool done = false;
    for (const auto& check : result.checks) {
        if (check.tier != tier) continue;
        if (check.failed()) return "failed";
        done |= check.passed;
    }
    return done ? "passed" : "not done";
}

std::string to_text(const Result& result) {
    std::string out =
        result.id + "  " + result.title + ": " + (result.passed() ? "passed" : "FAILED") + "\n";
    for (const auto& check : result.checks) {
        out += "  " + letter(check.tier) + "  " + padded(check.what, 48) + "  ";
        if (check.skipped.empty()) {
            out += padded(number(check.measured), 12) + " expected " +
                   padded(number(check.expected), 12) + " +- " +
                   padded(number(check.tolerance), 8) + " [" + letter(check.origin) + "]  ";
        }
        out += outcome(check) + "\n";
    }
    if (!result.error.empty()) out += "  " + result.error + "\n";
    return out;
}

json::object to_json(const Result& result) {
    json::array checks;
    for (const auto& check : result.checks) {
        json::object line{{"tier", letter(check.tier)},   {"what", check.what},
                          {"measured", check.measured},   {"expected", check.expected},
                          {"tolerance", check.tolerance}, {"origin", letter(check.origin)},
                          {"passed", check.passed}};
        if (!check.skipped.empty()) line["skipped"] = check.skipped;
        checks.push_back(std::move(line));
    }
    json::object out{{"id", result.id},           {"name", result.word},
                     {"title", result.title},     {"passed", result.passed()},
                     {"seconds", result.seconds}, {"checks", std::move(checks)}};
    if (!result.error.empty()) out["error"] = result.error;
    return out;
}

}  // namespace bouton::systems
