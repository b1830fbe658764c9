// SPDX-License-Identifier: Apache-2.0
// What the compiler chose and what it cost: formats, quantisation, resources. A value; printable as
// text and as JSON.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "spec/image/image.hpp"

namespace bouton::compiler {

// Of the core that uses most of it.
struct ResourceReport {
    std::string name;
    std::uint64_t used = 0, available = 0;
};

// A word's format: value = word * scale (+ origin).
struct FormatReport {
    std::string owner, name, unit;
    double scale = 1, range = 0;
    bool assumed = false;  // the range is a documented default, not a bound
    std::string rounding;  // of a model's state: how it is stored
    double stall = 0;      // and how far off its end that may keep it, with what it reads
};

// How close the sums of a receptor come to 32 bits.
struct SumReport {
    std::string population;
    std::uint32_t receptor = 0;
    double largest = 0;  // in the weight's unit
    double bits = 0;     // of 31
};

struct ProgramReport {
    std::string name, trigger;
    std::uint32_t length = 0;

    bool operator==(const ProgramReport&) const = default;
};

struct Report {
    std::string network, configuration;
    std::uint32_t mesh_x = 1, mesh_y = 1;
    std::vector<ResourceReport> resources;
    std::vector<FormatReport> formats;
    std::vector<SumReport> sums;
    std::vector<ProgramReport> programs;
    std::vector<image::QuantisationNote> quantisation;
    double row_fill = 1;             // synapses / slots in rows
    std::vector<std::string> notes;  // what models approximate, and where they may saturate
};

std::string to_text(const Report& report);
std::string to_json(const Report& report);

}  // namespace bouton::compiler
