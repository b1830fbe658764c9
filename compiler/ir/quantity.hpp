// SPDX-License-Identifier: Apache-2.0
// Numbers with units, and distributions of them. Values are in the base units ms, mV, nA, MOhm, uS,
// nF, Hz, or steps.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "compiler/ir/diagnostic.hpp"

namespace bouton::compiler {

enum class Dimension : std::uint8_t {
    None,
    Time,
    Steps,
    Voltage,
    Current,
    Resistance,
    Conductance,
    Capacitance,
    Rate
};

constexpr const char* to_string(Dimension dimension) {
    switch (dimension) {
        case Dimension::None:
            return "number without unit";
        case Dimension::Time:
            return "time";
        case Dimension::Steps:
            return "number of steps";
        case Dimension::Voltage:
            return "voltage";
        case Dimension::Current:
            return "current";
        case Dimension::Resistance:
            return "resistance";
        case Dimension::Conductance:
            return "conductance";
        case Dimension::Capacitance:
            return "capacitance";
        case Dimension::Rate:
            return "rate";
    }
    return "";
}

// The base unit; empty: none.
constexpr const char* unit_name(Dimension dimension) {
    switch (dimension) {
        case Dimension::Time:
            return "ms";
        case Dimension::Steps:
            return "steps";
        case Dimension::Voltage:
            return "mV";
        case Dimension::Current:
            return "nA";
        case Dimension::Resistance:
            return "MOhm";
        case Dimension::Conductance:
            return "uS";
        case Dimension::Capacitance:
            return "nF";
        case Dimension::Rate:
            return "Hz";
        case Dimension::None:
            break;
    }
    return "";
}

struct Quantity {
    double value = 0;
    Dimension dimension = Dimension::None;
    Position at;
};

// One value an element. Constant: values[0]; Uniform: low, high; Normal: mean, sd, and low, high if
// it is cut off; Bernoulli: 0, and the value that it has with `probability` instead; List: one
// each.
struct Distribution {
    enum class Kind : std::uint8_t { Constant, Uniform, Normal, Bernoulli, List };
    Kind kind = Kind::Constant;
    std::vector<double> values{0.0};
    double probability = 0;
    Dimension dimension = Dimension::None;
    Position at;

    bool constant() const { return kind == Kind::Constant; }
};

inline Distribution constant(double value) {
    return {.values = {value}};
}

// `name = value` in parentheses; `word` when the value is a name.
struct Argument {
    std::string name;
    Position at;
    Distribution value;
    std::string word;
};

}  // namespace bouton::compiler
