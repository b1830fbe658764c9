// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <cstdlib>
#include <string_view>

#include "compiler/passes/connect.hpp"
#include "spec/image/error.hpp"
#include "spec/image/file.hpp"

namespace bouton::compiler {
namespace {

constexpr std::size_t most_lines = 1u << 24;

std::vector<std::string> split(std::string_view line) {
    std::vector<std::string> cells(1);
    for (const char c : line) {
        if (c == ',')
            cells.emplace_back();
        else if (c != ' ' && c != '\t' && c != '\r')
            cells.back() += c;
    }
    return cells;
}

bool number(const std::string& text, double& value) {
    if (text.empty()) return false;
    char* end = nullptr;
    value = std::strtod(text.c_str(), &end);
    return end == text.c_str() + text.size() && std::isfinite(value);
}

// A first line like this is a mistake (`0;1;0.5`), not a heading.
bool looks_numeric(const std::string& cell) {
    return cell.find_first_of("0123456789+-.") == 0;
}

}  // namespace

std::vector<ListedSynapse> read_synapse_file(const std::string& path, Position at) {
    std::string text;
    try {
        text = image::read_text(path);
    } catch (const image::ImageError& error) {
        throw SourceError(at, "cannot read '" + path + "': found " + error.found + ", expected " +
                                  error.expected);
    }
    std::vector<ListedSynapse> result;
    std::string_view rest = text;
    if (rest.starts_with("\xEF\xBB\xBF")) rest.remove_prefix(3);  // a mark of UTF-8
    for (std::uint32_t count = 1; !rest.empty(); ++count) {
        const std::size_t end = rest.find('\n');
        const std::string_view line = rest.substr(0, end);
        rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
        const std::string place = path + ":" + std::to_string(count) + ": ";
        if (count > most_lines) throw SourceError(at, place + "file too long");
        const std::vector<std::string> cells = split(line);
        if (cells.size() == 1 && cells[0].empty()) continue;
        std::vector<double> values;
        for (const std::string& cell : cells) {
            double value = 0;
            if (!number(cell, value)) break;
            values.push_back(value);
        }
        if (values.empty() && count == 1 && !looks_numeric(cells[0])) continue;  // heading
        if (values.size() != cells.size() || values.size() < 2 || values.size() > 4)
            throw SourceError(at, place + "expected pre,post[,weight[,delay in ms]]");
        for (const double element : {values[0], values[1]})
            if (element < 0 || element > 1e9 || element != std::floor(element))
                throw SourceError(at, place + "an element must be a whole number");
        ListedSynapse one{.pre = static_cast<std::uint32_t>(values[0]),
                          .post = static_cast<std::uint32_t>(values[1]),
                          .weight = {},
                          .delay = {},
                          .at = at,
                          .line = count};
        if (values.size() > 2) one.weight = values[2];
        if (values.size() > 3)
            one.delay = Quantity{.value = values[3], .dimension = Dimension::Time, .at = at};
        result.push_back(one);
    }
    return result;
}

}  // namespace bouton::compiler
