// SPDX-License-Identifier: Apache-2.0
// The compiler: a network text to an image for a chip. Deterministic: the same text and options
// give the same image.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "arith/round.hpp"
#include "compiler/ir/diagnostic.hpp"
#include "compiler/ir/mapping.hpp"
#include "compiler/map/map.hpp"
#include "compiler/report.hpp"
#include "spec/image/image.hpp"

namespace bouton::compiler {

// Of the weights of projections that learn, instead of the file's `bits` and `rounding`.
struct WeightFormat {
    std::optional<std::uint32_t> bits;  // 1 to 16
    std::optional<arith::Round> rounding;
};

struct CompileOptions {
    std::string configuration = "default";      // a name in spec::configurations
    std::optional<std::uint64_t> seed;          // instead of the file's
    std::map<std::string, double> definitions;  // instead of the file's `let`
    WeightFormat weights;
    std::string directory;                           // for `file "..."`; compile_file sets it
    MapOptions map;                                  // onto which cores
    std::optional<Mapping> mapping;                  // instead: one of this network
    std::function<void(std::string_view)> progress;  // is told what begins, if it is there
};

struct CompileResult {
    std::optional<image::Image> image;  // absent if there is an error
    std::vector<Diagnostic> diagnostics;
    Report report;
    MapReport map;  // empty with CompileOptions::mapping

    bool ok() const { return image.has_value(); }
};

struct MapResult {
    std::optional<Mapping> mapping;  // absent if there is an error
    std::vector<Diagnostic> diagnostics;
    MapReport report;
    std::string hypergraph;  // in the hMETIS format, if it was asked for

    bool ok() const { return mapping.has_value(); }
};

// `name` stands for the file in diagnostics. Throws nothing but std::bad_alloc.
CompileResult compile_text(std::string_view text, const std::string& name,
                           const CompileOptions& options = {});
MapResult map_text(std::string_view text, const std::string& name, const CompileOptions& options,
                   bool with_hypergraph = false);
CompileResult compile_file(const std::string& path, CompileOptions options = {});

}  // namespace bouton::compiler
