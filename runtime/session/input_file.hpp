// SPDX-License-Identifier: Apache-2.0
// A run's input as text: lines ordered by step; the name in the second field says what a line is.
//
//   step,input,element[,payload]               a spike of an input
//   step,population,element,value[,receptor]   adds value to a neuron's receptor (0 if left out)
//   step,modulator,value                       adds value to a modulator
//
// A name that a population and a modulator share means the population. '#' starts a comment; blanks
// around fields, empty lines, and a heading (a first line whose first field is `step`) are skipped.
// What is wrong is an ImageError whose place is the line and field. Values are in the units of the
// network; what they can be is the session's to say, when it gets them.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "runtime/session/session.hpp"
#include "spec/image/image.hpp"

namespace bouton::runtime {

struct Drive {
    std::uint32_t population = 0, element = 0, receptor = 0;  // index into Image::populations
    double value = 0;

    bool operator==(const Drive&) const = default;
};

struct Modulation {
    std::uint32_t modulator = 0;  // index into Image::modulators
    double value = 0;

    bool operator==(const Modulation&) const = default;
};

struct InputLine {
    std::uint64_t step = 0;
    std::uint32_t line = 0;
    std::variant<Event, Drive, Modulation> what;
};

std::vector<InputLine> parse_input(std::string_view text, const image::Image& image,
                                   const std::string& file);
std::vector<InputLine> read_input(const std::filesystem::path& path, const image::Image& image);

// Gives the session what a line says. What it refuses is an ImageError with the line.
void give(Session& session, const InputLine& line, const std::string& file);

}  // namespace bouton::runtime
