// SPDX-License-Identifier: Apache-2.0
#include "compiler/map/hgr.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace bouton::compiler {
namespace {

constexpr double largest_weight = 10000;

std::vector<std::uint32_t> members(const Hypergraph& graph, std::size_t edge) {
    const auto pins = graph.pins(edge);
    std::vector<std::uint32_t> result(pins.begin(), pins.end());
    if (graph.edges[edge].vertex != nothing) result.push_back(graph.edges[edge].vertex);
    std::sort(result.begin(), result.end());
    result.erase(std::unique(result.begin(), result.end()), result.end());
    return result;
}

std::string_view trimmed(std::string_view text) {
    const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\r'; };
    while (!text.empty() && blank(text.back())) text.remove_suffix(1);
    while (!text.empty() && blank(text.front())) text.remove_prefix(1);
    return text;
}

}  // namespace

std::string to_hgr(const Hypergraph& graph) {
    double largest = 0;
    std::size_t edges = 0;
    for (const Edge& edge : graph.edges) {
        if (!edge.head) continue;
        ++edges;
        largest = std::max<double>(largest, edge.rate);
    }
    // 11: both edges and vertices have weights.
    std::string text = std::to_string(edges) + " " + std::to_string(graph.vertices()) + " 11\n";
    for (std::size_t e = 0; e < graph.edges.size(); ++e) {
        if (!graph.edges[e].head) continue;
        const double share = largest > 0 ? graph.edges[e].rate / largest : 1;
        text += std::to_string(std::max(1L, std::lround(share * largest_weight)));
        for (const std::uint32_t v : members(graph, e)) text += " " + std::to_string(v + 1);
        text += '\n';
    }
    for (std::uint32_t v = 0; v < graph.vertices(); ++v) {
        std::size_t synapses = 0;
        for (const std::uint32_t e : graph.in(v)) synapses += graph.edges[e].stored() ? 1 : 0;
        text += std::to_string(1 + synapses) + "\n";
    }
    return text;
}

Parts read_parts(std::string_view text, std::uint32_t vertices, Diagnostics& diagnostics) {
    Parts parts;
    std::uint32_t line = 0;
    while (!text.empty()) {
        ++line;
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string_view word = trimmed(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        if (word.empty()) continue;
        if (parts.size() == vertices) {
            diagnostics.error(
                {line, 1}, "more lines than neurons: the network has " + std::to_string(vertices));
            return {};
        }
        std::uint32_t part = 0;
        const auto [stop, problem] = std::from_chars(word.data(), word.data() + word.size(), part);
        if (problem != std::errc{} || stop != word.data() + word.size()) {
            diagnostics.error({line, 1}, "expected the number of a core, found '" +
                                             std::string(word.substr(0, 40)) + "'");
            return {};
        }
        if (part >= most_parts) {
            diagnostics.error({line, 1}, "core " + std::to_string(part) +
                                             ": the largest mesh has " +
                                             std::to_string(most_parts) + " cores");
            return {};
        }
        parts.push_back(part);
    }
    if (parts.size() < vertices) {
        diagnostics.error({line, 1}, "a core for " + std::to_string(parts.size()) +
                                         " neurons only: the network has " +
                                         std::to_string(vertices));
        return {};
    }
    return parts;
}

}  // namespace bouton::compiler
