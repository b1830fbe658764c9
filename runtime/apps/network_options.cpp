// SPDX-License-Identifier: Apache-2.0
// Options of commands that read a network, see network_options.hpp.
#include "runtime/apps/network_options.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <iostream>
#include <map>
#include <optional>
#include <set>

#include "runtime/session/fields.hpp"
#include "spec/image/error.hpp"
#include "spec/image/file.hpp"

namespace bouton::apps {

namespace po = boost::program_options;

namespace {

template <class Number>
bool read_number(std::string_view text, Number& value) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return !text.empty() && error == std::errc{} && end == text.data() + text.size();
}

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    for (;;) {
        const std::size_t at = text.find(separator);
        parts.push_back(text.substr(0, at));
        if (at == std::string_view::npos) return parts;
        text.remove_prefix(at + 1);
    }
}

bool read_place(std::string_view text, char separator, compiler::Place& place) {
    const auto parts = split(text, separator);
    return parts.size() == 2 && read_number(parts[0], place.x) && read_number(parts[1], place.y);
}

// NAME=VALUE
void define(compiler::CompileOptions& how, const std::string& text) {
    const std::size_t equals = text.find('=');
    double value = 0;
    if (equals == std::string::npos || equals == 0 ||
        !read_number(std::string_view(text).substr(equals + 1), value) || !std::isfinite(value))
        throw UsageError("--let " + text + ": expected NAME=VALUE");
    if (!how.definitions.emplace(text.substr(0, equals), value).second)
        throw UsageError("--let " + text + ": a second value of '" + text.substr(0, equals) + "'");
}

compiler::Place mesh_of(const std::string& text) {
    compiler::Place mesh;
    if (!read_place(text, 'x', mesh)) throw UsageError("--mesh " + text + ": expected XxY, as 4x4");
    constexpr std::uint32_t most = spec::limits::MeshSide;
    if (mesh.x < 1 || mesh.x > most || mesh.y < 1 || mesh.y > most)
        throw UsageError("--mesh " + text + ": expected 1 to " + std::to_string(most) +
                         " cores along each side");
    return mesh;
}

// NAME=x,y or NAME=x,y:x,y...
compiler::Pin pin_of(const std::string& text) {
    const std::size_t equals = text.find('=');
    compiler::Pin pin{.population = text.substr(0, equals), .places = {}};
    bool good = equals != std::string::npos && equals > 0;
    if (good)
        for (const std::string_view place : split(std::string_view(text).substr(equals + 1), ':'))
            good = good && read_place(place, ',', pin.places.emplace_back());
    if (!good)
        throw UsageError("--pin " + text +
                         ": expected NAME=x,y or NAME=x,y:x,y, cores of the mesh");
    return pin;
}

void add_pin(std::vector<compiler::Pin>& pins, const std::string& text) {
    compiler::Pin pin = pin_of(text);
    for (const compiler::Pin& other : pins)
        if (other.population == pin.population)
            throw UsageError("--pin " + text + ": a second place for '" + pin.population +
                             "'; NAME=x,y:x,y puts parts of it on several cores");
    pins.push_back(std::move(pin));
}

// Lines `population,rate` or `population,element,rate`.
std::vector<compiler::Rates> read_rates(const std::string& path) {
    const std::string text = image::read_text(path);
    std::map<std::string, compiler::Rates, std::less<>> rates;
    std::set<std::pair<std::string, std::optional<std::uint32_t>>> known;
    std::size_t number = 0;
    std::vector<std::string_view> fields;
    for (std::string_view line : split(text, '\n')) {
        ++number;
        line = runtime::without_comment(line);
        if (line.empty()) continue;
        runtime::split_fields(line, 3, fields);
        constexpr std::uint32_t most = 1u << 23;
        std::uint32_t element = 0;
        double rate = 0;
        const bool good = (fields.size() == 2 || fields.size() == 3) &&
                          (fields.size() == 2 || read_number(fields[1], element)) &&
                          element < most && read_number(fields.back(), rate);
        if (!good)
            throw image::ImageError(path + ':' + std::to_string(number), "rate",
                                    "'" + std::string(line.substr(0, 40)) + "'",
                                    "population,rate or population,element,rate");
        const std::string name(fields[0]);
        const auto which = fields.size() == 3 ? std::optional(element) : std::nullopt;
        const auto rates_of = rates.find(name);
        const bool other_form = rates_of != rates.end() && known.contains({name, {}}) != !which;
        if (!known.emplace(name, which).second || other_form)
            throw image::ImageError(
                path + ':' + std::to_string(number), "rate",
                "another rate of " + (which ? "element " + std::to_string(element) + " of " : "") +
                    "'" + name + "'",
                "one rate of a population, or one of each element");
        compiler::Rates& one = rates[name];
        if (one.line == 0)
            one = {.population = name,
                   .values = {},
                   .file = path,
                   .line = static_cast<std::uint32_t>(number)};
        if (one.values.size() <= element) one.values.resize(element + 1);
        one.values[element] = rate;
    }
    std::vector<compiler::Rates> result;
    result.reserve(rates.size());
    for (auto& [population, one] : rates) result.push_back(std::move(one));
    return result;
}

}  // namespace

void add_network_options(Options& options) {
    using Strings = std::vector<std::string>;
    options.add()("configuration", po::value<std::string>()->default_value("default"),
                  "the chip's cores: tiny, default, large or fpga");
    options.add()("seed", po::value<std::uint64_t>(), "of the network, instead of the file's");
    options.add()("let", po::value<Strings>(), "NAME=VALUE, instead of the file's `let`");
    options.add()("mesh", po::value<std::string>(),
                  "XxY cores (default: the smallest mesh that holds the network)");
    options.add()("pin", po::value<Strings>(),
                  "NAME=x,y: the core of a population; NAME=x,y:x,y: cores for equal parts of it");
    options.add()("rates", po::value<std::string>(),
                  "a file of lines population,rate or population,element,rate: what traffic is "
                  "expected from (default: all rates are equal)");
    options.add()("partition", po::value<std::string>(),
                  "a file with the number of a core for every neuron, a line each, instead of a "
                  "search");
    options.add()("map-seed", po::value<std::uint64_t>()->default_value(1),
                  "of the search; results of the network never depend on it");
    options.add()("progress", po::bool_switch(), "show progress even where there is no terminal");
}

std::vector<NamedFile> network_inputs(const Options& options) {
    return {{"NET", options.positional()},
            {"--rates", options.file("rates")},
            {"--partition", options.file("partition")}};
}

NetworkFile network_file(const Options& options) {
    NetworkFile file{.path = options.positional(), .text = {}, .how = {}};
    compiler::CompileOptions& how = file.how;
    how.configuration = options.get<std::string>("configuration");
    if (options.has("seed")) how.seed = options.get<std::uint64_t>("seed");
    if (options.has("let"))
        for (const std::string& text : options.get<std::vector<std::string>>("let"))
            define(how, text);
    if (options.has("mesh")) how.map.mesh = mesh_of(options.get<std::string>("mesh"));
    if (options.has("pin"))
        for (const std::string& text : options.get<std::vector<std::string>>("pin"))
            add_pin(how.map.pins, text);
    if (options.has("rates")) how.map.rates = read_rates(options.get<std::string>("rates"));
    if (options.has("partition")) {
        if (options.has("pin"))
            throw UsageError("--pin cannot go with --partition, which says where every neuron is");
        how.map.strategy = compiler::Strategy::Given;
        how.map.given_name = options.get<std::string>("partition");
        how.map.given = image::read_text(how.map.given_name);
    }
    how.map.seed = options.get<std::uint64_t>("map-seed");
    how.directory = std::filesystem::path(file.path).parent_path().string();
    if (how.directory.empty()) how.directory = ".";
    file.text = image::read_text(file.path);
    return file;
}

void print_diagnostics(const std::vector<compiler::Diagnostic>& diagnostics) {
    constexpr std::size_t most = 50;  // the rest follows from these, or is found after them
    for (std::size_t i = 0; i < std::min(most, diagnostics.size()); ++i)
        std::cerr << compiler::to_string(diagnostics[i]) << '\n';
    if (diagnostics.size() > most)
        std::cerr << "... and " << diagnostics.size() - most << " more\n";
}

boost::json::array diagnostics_json(const std::vector<compiler::Diagnostic>& diagnostics) {
    boost::json::array list;
    for (const compiler::Diagnostic& d : diagnostics)
        list.push_back({{"file", d.file},
                        {"line", d.at.line},
                        {"column", d.at.column},
                        {"severity", d.severity == compiler::Severity::Error ? "error" : "warning"},
                        {"text", d.text}});
    return list;
}

}  // namespace bouton::apps
