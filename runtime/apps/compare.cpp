// SPDX-License-Identifier: Apache-2.0
// `bouton compare`: the chip's arithmetic against floating point, and which of its limits makes the
// difference.
#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <iostream>
#include <mutex>
#include <sstream>
#include <thread>

#include "examples/common/parallel.hpp"
#include "runtime/apps/command.hpp"
#include "runtime/apps/compare_report.hpp"
#include "runtime/apps/network_options.hpp"
#include "runtime/apps/progress.hpp"
#include "runtime/compare/compare.hpp"
#include "spec/image/file.hpp"
#include "spec/image/short_text.hpp"

namespace bouton::apps {

namespace po = boost::program_options;
namespace cmp = runtime::compare;

namespace {

std::vector<std::string> split(const std::string& text, char separator) {
    std::vector<std::string> parts;
    std::stringstream stream(text);
    for (std::string part; std::getline(stream, part, separator);) parts.push_back(part);
    return parts;
}

template <class Number>
bool read_number(std::string_view text, Number& value) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return !text.empty() && error == std::errc{} && end == text.data() + text.size();
}

// "8", "4,8,16" or "1..16"; none: as the network says.
std::vector<std::uint32_t> weight_bits(const Options& options) {
    if (!options.has("weight-bits")) return {0};
    const auto& text = options.get<std::string>("weight-bits");
    std::vector<std::uint32_t> list;
    bool good = true;
    for (const std::string& part : split(text, ',')) {
        const std::size_t dots = part.find("..");
        std::uint32_t low = 0, high = 0;
        good = good && read_number(std::string_view(part).substr(0, dots), low);
        high = low;
        if (dots != std::string::npos)
            good = good && read_number(std::string_view(part).substr(dots + 2), high);
        good = good && low >= 1 && low <= high && high <= 16;
        if (!good) break;
        for (std::uint32_t bits = low; bits <= high; ++bits) list.push_back(bits);
    }
    if (!good || list.empty())
        throw UsageError("--weight-bits " + text +
                         ": expected numbers from 1 to 16, as 4,8 or 1..16");
    return list;
}

std::vector<std::string> roundings(const Options& options) {
    if (!options.has("rounding")) return {"given"};
    auto list = split(options.get<std::string>("rounding"), ',');
    for (const std::string& one : list)
        if (one != "nearest" && one != "stochastic" && one != "truncate")
            throw UsageError("--rounding " + one + ": expected nearest, stochastic or truncate");
    return list;
}

std::optional<arith::Round> round_of(const std::string& name) {
    if (name == "nearest") return arith::Round::NearestEven;
    if (name == "stochastic") return arith::Round::Stochastic;
    if (name == "truncate") return arith::Round::TowardZero;
    return std::nullopt;
}

// NAME=AMOUNT:MILLISECONDS
cmp::SharedRate shared_rate(const std::string& text) {
    const std::size_t equals = text.find('='), colon = text.find(':');
    cmp::SharedRate one{.input = text.substr(0, equals)};
    double ms = 0;
    if (equals == std::string::npos || colon == std::string::npos || colon < equals ||
        !read_number(std::string_view(text).substr(equals + 1, colon - equals - 1), one.amount) ||
        !read_number(std::string_view(text).substr(colon + 1), ms) || !(one.amount >= 0) ||
        !(ms > 0))
        throw UsageError("--shared " + text + ": expected INPUT=AMOUNT:MILLISECONDS, as in=0.3:20");
    one.interval = ms / 1000;
    return one;
}

cmp::Stimulus stimulus(const Options& options) {
    if (options.has("input") && options.has("random"))
        throw UsageError("--input and --random cannot go together");
    cmp::Stimulus result{.file = options.file("input")};
    if (options.has("random")) result.rate = options.get<double>("random");
    if (!options.has("shared")) return result;
    if (!result.rate) throw UsageError("--shared needs --random");
    for (const std::string& text : options.get<std::vector<std::string>>("shared"))
        result.shared.push_back(shared_rate(text));
    return result;
}

double positive(const Options& options, const char* name) {
    const double value = options.get<double>(name);
    if (!(value > 0 && std::isfinite(value)))
        throw UsageError("--" + std::string(name) + ": expected a number above 0");
    return value;
}

std::vector<cmp::Point> points(const Options& options, std::uint64_t first_seed) {
    std::vector<cmp::Point> list;
    const auto bits = weight_bits(options);
    const auto modes = roundings(options);
    const auto seeds = options.get<std::uint64_t>("seeds");
    if (seeds < 1 || seeds > 10'000) throw UsageError("--seeds: expected 1 to 10000");
    for (std::uint64_t s = 0; s < seeds; ++s)
        for (const std::uint32_t b : bits)
            for (const std::string& mode : modes) list.push_back({first_seed + s, b, mode});
    return list;
}

image::Image compiled(const NetworkFile& file, const cmp::Point& point) {
    compiler::CompileOptions how = file.how;
    how.seed = point.seed;
    if (point.bits != 0) how.weights.bits = point.bits;
    how.weights.rounding = round_of(point.rounding);
    auto result = compiler::compile_text(file.text, file.path, how);
    if (result.ok()) return std::move(*result.image);
    std::string text = "the network cannot be compiled";
    for (const auto& diagnostic : result.diagnostics) text += '\n' + to_string(diagnostic);
    throw std::runtime_error(text);
}

std::uint64_t fingerprint(std::string_view text) {  // FNV-1a
    std::uint64_t hash = 0xcbf29ce484222325ULL;
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
    return hash;
}

std::string stimulus_text(const cmp::Stimulus& s) {
    std::string text = "no input";
    if (!s.file.empty()) text = "input " + s.file;
    if (s.rate) text = "random input of " + image::short_text(*s.rate) + " spikes/s";
    for (const auto& one : s.shared)
        text += "; the rate of '" + one.input + "' varies by " + image::short_text(one.amount) +
                " and changes every " + image::short_text(1000 * one.interval) + " ms";
    return text;
}

std::string task_text(const cmp::Task& task) {
    const auto tests = std::count_if(task.windows.begin(), task.windows.end(),
                                     [](const cmp::Window& window) { return window.test; });
    const auto labels = static_cast<std::ptrdiff_t>(task.windows.size()) - tests;
    return std::to_string(task.classes) + " classes, " + std::to_string(labels) +
           " windows give labels, " + std::to_string(tests) + " are tests";
}

// All that the numbers of a point depend on, but the point.
std::string settings(const NetworkFile& file, const cmp::CompareOptions& how,
                     const std::string& labels) {
    std::ostringstream text;
    text << "network " << std::hex << fingerprint(file.text) << std::dec << " configuration "
         << file.how.configuration;
    for (const auto& [name, value] : file.how.definitions) text << ' ' << name << '=' << value;
    text << " steps " << how.steps << " snapshots " << how.snapshots << " loops "
         << (how.open ? "open" : "") << (how.closed ? "closed" : "")
         << (how.effects ? " effects" : "") << " tau " << how.metric.tau << " cost "
         << how.metric.cost << " bins " << how.metric.bins << " " << stimulus_text(how.stimulus);
    if (!how.stimulus.file.empty())
        text << ' ' << std::hex << fingerprint(image::read_text(how.stimulus.file));
    if (!labels.empty()) text << " labels " << std::hex << fingerprint(image::read_text(labels));
    return text.str();
}

void add_options(Options& options) {
    add_network_options(options);
    options.add()("steps", po::value<std::uint64_t>()->default_value(10'000), "of every run");
    options.add()("seeds", po::value<std::uint64_t>()->default_value(1),
                  "compare with so many seeds, from --seed on (default 1), of network and input");
    options.add()("input", po::value<std::string>(), "what to feed, as of `bouton run`");
    options.add()("random", po::value<double>(),
                  "feed Poisson spikes of this rate (1/s) to every input");
    options.add()(
        "shared", po::value<std::vector<std::string>>(),
        "INPUT=AMOUNT:MS: its elements share a rate that is RATE * (1 + AMOUNT * n), with "
        "a new n every MS ms on average: correlated spikes");
    options.add()("labels", po::value<std::string>(),
                  "what the input is, a line each, ordered by step:\n"
                  "from,to,class,label  neurons get the class they answer most\n"
                  "from,to,class,test   and are tested; learning is off in both");
    options.add()("loop", po::value<std::string>()->default_value("both"),
                  "open (neurons of the twin spike when the chip's do), closed or both");
    options.add()("no-effects", po::bool_switch(),
                  "chip and twin only, not the twin with one effect at a time");
    options.add()("weight-bits", po::value<std::string>(),
                  "of what learns, instead of the network's: 8, or 4,8,16, or 1..16");
    options.add()("rounding", po::value<std::string>(),
                  "of what learns, instead of the network's: nearest, stochastic, truncate, or "
                  "several with commas between");
    options.add()("tau", po::value<double>()->default_value(10), "ms, of van Rossum's distance");
    options.add()("cost", po::value<double>()->default_value(100),
                  "1/s, of moving a spike, of Victor and Purpura's distance");
    options.add()("threads", po::value<std::uint32_t>(), "default: one for each core");
    options.add()("csv", po::value<std::string>(),
                  "keep all numbers in this file; what is in it already is not run again");
    options.add()("html", po::value<std::string>(), "write a page with plots");
}

cmp::CompareOptions compare_options(const Options& options) {
    cmp::CompareOptions how{.steps = options.get<std::uint64_t>("steps")};
    if (how.steps < 1) throw UsageError("--steps: expected at least 1");
    const auto& loop = options.get<std::string>("loop");
    if (loop != "open" && loop != "closed" && loop != "both")
        throw UsageError("--loop " + loop + ": expected open, closed or both");
    how.open = loop != "closed";
    how.closed = loop != "open";
    how.effects = !options.get<bool>("no-effects");
    how.stimulus = stimulus(options);
    how.metric.tau = positive(options, "tau") / 1000;
    how.metric.cost = positive(options, "cost");
    if (!options.has("labels")) return how;
    if (!how.closed) throw UsageError("--labels needs the closed loop");
    how.task = cmp::read_task(options.file("labels"), how.steps);
    return how;
}

// Points that are not in the table yet, on all cores. The file is written after every point.
void run(const NetworkFile& file, const std::vector<cmp::Point>& missing,
         const cmp::CompareOptions& how, unsigned threads, const std::string& csv,
         const std::string& key, bool progress, cmp::Table& table) {
    constexpr std::uint64_t unit = 1000;
    Progress bar("compare", std::max<std::uint64_t>(missing.size() * cmp::steps_of(how) / unit, 1),
                 progress);
    std::mutex guard;
    std::uint64_t steps = 0;
    const bool alone = missing.size() == 1;
    const cmp::Each each = [&](std::size_t count, const std::function<void(std::size_t)>& work) {
        common::parallel(count, alone ? threads : 1, work);
    };
    common::parallel(missing.size(), alone ? 1 : threads, [&](std::size_t i) {
        const cmp::Table rows = cmp::compare(compiled(file, missing[i]), missing[i], how, each,
                                             [&](std::uint64_t done) {
                                                 const std::lock_guard lock(guard);
                                                 steps += done;
                                                 bar(steps / unit);
                                             });
        const std::lock_guard lock(guard);
        table.insert(table.end(), rows.begin(), rows.end());
        if (!csv.empty()) image::write_file(csv, std::string_view(cmp::to_csv(table, key)));
    });
}

}  // namespace

int compare_command(Arguments arguments) {
    Options options("compare", "NET",
                    "Trains a network with the chip's arithmetic, in float64, and in float64 with "
                    "one of the chip's limits at a time, and says what makes the difference.");
    add_options(options);
    if (!options.parse(arguments)) return Success;
    const cmp::CompareOptions how = compare_options(options);
    const std::uint64_t first_seed = options.has("seed") ? options.get<std::uint64_t>("seed") : 1;
    const auto wanted = points(options, first_seed);
    std::vector<NamedFile> inputs = network_inputs(options);
    inputs.push_back({"--input", options.file("input")});
    inputs.push_back({"--labels", options.file("labels")});
    refuse_clashes(inputs, {{"--csv", options.file("csv")}, {"--html", options.file("html")}});
    const NetworkFile file = network_file(options);
    const image::Image image = compiled(file, wanted.front());

    const std::string key = settings(file, how, options.file("labels")), csv = options.file("csv");
    cmp::Table kept;
    if (!csv.empty() && std::filesystem::is_regular_file(csv))
        kept = cmp::from_csv(image::read_text(csv), key, csv);
    std::vector<cmp::Point> missing;
    for (const cmp::Point& point : wanted)
        if (!cmp::has(kept, point)) missing.push_back(point);
    const unsigned threads = options.has("threads") ? options.get<std::uint32_t>("threads")
                                                    : std::thread::hardware_concurrency();
    run(file, missing, how, std::max(1u, threads), csv, key, options.get<bool>("progress"), kept);

    Comparison result{.network = image.network, .steps = how.steps};
    const std::uint64_t seeds = options.get<std::uint64_t>("seeds");
    result.about = std::to_string(how.steps) + " steps, " +
                   (seeds == 1 ? "seed " + std::to_string(first_seed)
                               : std::to_string(seeds) + " seeds (mean +- 95 % interval)") +
                   ", " + stimulus_text(how.stimulus);
    if (options.has("labels")) result.about += "; " + task_text(how.task);
    for (const auto& projection : image.projections) {
        result.projections.push_back(projection.name);
        result.units.push_back(projection.weight.unit);
    }
    for (const auto& population : image.populations) result.populations.push_back(population.name);
    // In the order that was asked for, whichever thread was first; a file may have more.
    for (const cmp::Point& point : wanted)
        for (const cmp::Row& row : kept)
            if (row.point == point) result.table.push_back(row);
    result.command = "bouton compare";
    for (const std::string& argument : arguments) result.command += ' ' + argument;
    if (options.has("html"))
        image::write_file(options.get<std::string>("html"), std::string_view(compare_page(result)));
    if (options.get<bool>("json"))
        print_json(compare_json(result));
    else
        std::cout << compare_text(result);
    const std::string ill = health_text(result);
    if (ill.empty()) return Success;
    std::cerr << "bouton compare: the result is not to be trusted:\n" << ill;
    return Unhealthy;
}

}  // namespace bouton::apps
