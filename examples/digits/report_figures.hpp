// SPDX-License-Identifier: Apache-2.0
// The pictures of the report, each a piece of HTML.
#pragma once

#include <string>

#include "examples/digits/job.hpp"

namespace bouton::digits {

// What each neuron has learned to see, as a mosaic; neurons in the order given.
std::string receptive_fields(const Parameters& parameters, std::uint32_t side,
                             const std::vector<std::size_t>& order);
// Neurons by their label, those without one last.
std::vector<std::size_t> by_label(const Readout& readout);
std::string weight_histogram(const Result& result);
std::string learning_curve(const Result& result);
std::string activity_curve(const Result& result);
std::string raster(const Result& result);
std::string confusion(const Score& score);

}  // namespace bouton::digits
