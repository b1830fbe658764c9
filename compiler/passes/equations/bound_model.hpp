// SPDX-License-Identifier: Apache-2.0
// A model with the parameters of one population. Numbers are in mV, nA, MOhm; times in steps.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compiler/ir/unit.hpp"
#include "compiler/passes/models.hpp"

namespace bouton::compiler {

struct Interval {
    double lo = 0, hi = 0;

    bool operator==(const Interval&) const = default;
    double magnitude() const;
    bool point() const { return lo == hi; }
    bool within(const Interval& other) const { return lo >= other.lo && hi <= other.hi; }
};

struct BoundParameter {
    std::string name;
    Unit unit;
    Distribution value;
    Interval range;  // of its values
    std::optional<std::uint32_t> modulator;
    Position at;  // of the argument, else of the population's model

    bool each() const { return !value.constant(); }
};

struct BoundState {
    std::string name, unit;  // unit: as declared
    double scale = 1;        // of it, in the numbers used here
    double origin = 0, initial = 0;
    std::optional<Distribution> drawn;  // initial values, where they differ
    bool random = false;                // as the state's declaration says, not a parameter `each`
    Interval initial_range;             // relative to the origin; with init(...)
    std::optional<double> range;        // declared
    bool at_most = false;
    std::optional<spec::Store> store;  // declared, or for all states as `rounding = ...`
    std::optional<int> point;          // prescribed
    Position at;
};

struct BoundModel {
    std::vector<BoundParameter> parameters;
    std::vector<BoundState> states;

    const BoundParameter* parameter(const std::string& name) const;
};

// Throws SourceError where an argument does not fit.
BoundModel bind(const ModelContext& context, const ModelSource& model);

// A number of an expression in the numbers used here.
double internal(double number, Dimension dimension, double step_ms);
// The same of a number with a unit outside of expressions, where rates are in Hz.
double of_text(double number, Dimension dimension, double step_ms);

// "20 mV", "20 ms (200 steps)".
std::string in_unit(double value, Unit unit, double step_ms);
// What it is, in that way.
std::string text(const BoundParameter& parameter, double step_ms);

// Of what a distribution can give; a normal one: four standard deviations.
Interval range_of(const Distribution& distribution);

// Throws SourceError where units do not fit, a name is unknown, or something is assigned that is no
// state.
void check_units(const ModelEquations& model, const Source& source);

}  // namespace bouton::compiler
