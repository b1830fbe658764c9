// SPDX-License-Identifier: Apache-2.0
// Units of expressions as powers of ms, mV and nA: what remains when they are multiplied. MOhm is
// mV/nA, uS is nA/mV, nF is nA ms/mV, Hz is 1/s. Factors of ten are not here: numbers are in base
// units (quantity.hpp).
#pragma once

#include <string>

#include "compiler/ir/quantity.hpp"

namespace bouton::compiler {

struct Unit {
    int time = 0, voltage = 0, current = 0;

    bool operator==(const Unit&) const = default;
    bool none() const { return *this == Unit{}; }
};

constexpr Unit operator*(Unit a, Unit b) {
    return {a.time + b.time, a.voltage + b.voltage, a.current + b.current};
}
constexpr Unit operator/(Unit a, Unit b) {
    return {a.time - b.time, a.voltage - b.voltage, a.current - b.current};
}

constexpr Unit unit_of(Dimension dimension) {
    switch (dimension) {
        case Dimension::Time:
        case Dimension::Steps:
            return {.time = 1};
        case Dimension::Voltage:
            return {.voltage = 1};
        case Dimension::Current:
            return {.current = 1};
        case Dimension::Resistance:
            return {.voltage = 1, .current = -1};
        case Dimension::Conductance:
            return {.voltage = -1, .current = 1};
        case Dimension::Capacitance:
            return {.time = 1, .voltage = -1, .current = 1};
        case Dimension::Rate:
            return {.time = -1};
        case Dimension::None:
            break;
    }
    return {};
}

// None, where no unit of a number is this one.
constexpr Dimension dimension_of(Unit unit) {
    for (const Dimension one :
         {Dimension::Time, Dimension::Voltage, Dimension::Current, Dimension::Resistance,
          Dimension::Conductance, Dimension::Capacitance, Dimension::Rate})
        if (unit_of(one) == unit) return one;
    return Dimension::None;
}

// "mV", "MOhm", "mV/ms", "mV^2", "1/ms", "1".
inline std::string to_string(Unit unit) {
    if (unit == unit_of(Dimension::Resistance)) return "MOhm";
    if (unit == unit_of(Dimension::Conductance)) return "uS";
    if (unit == unit_of(Dimension::Capacitance)) return "nF";
    std::string above, below;
    const auto put = [&](int power, const char* name) {
        std::string& side = power > 0 ? above : below;
        const int size = power > 0 ? power : -power;
        if (size > 0) side += (side.empty() ? "" : " ") + std::string(name);
        if (size > 1) side += "^" + std::to_string(size);
    };
    put(unit.voltage, "mV");
    put(unit.current, "nA");
    put(unit.time, "ms");
    if (above.empty()) above = "1";
    if (below.find(' ') != std::string::npos) below = "(" + below + ")";
    return below.empty() ? above : above + "/" + below;
}

// Of what to_string() gives for it.
inline Dimension dimension_of(const std::string& unit) {
    for (const Dimension one :
         {Dimension::Time, Dimension::Voltage, Dimension::Current, Dimension::Resistance,
          Dimension::Conductance, Dimension::Capacitance, Dimension::Rate})
        if (to_string(unit_of(one)) == unit) return one;
    return Dimension::None;
}

}  // namespace bouton::compiler
