// SPDX-License-Identifier: Apache-2.0
#include "examples/systems/harness/command.hpp"

#include <algorithm>
#include <functional>
#include <iostream>
#include <thread>

#include "examples/common/bars.hpp"
#include "examples/common/parallel.hpp"
#include "examples/systems/harness/report.hpp"
#include "examples/systems/harness/run.hpp"
#include "runtime/apps/command.hpp"
#include "runtime/device/devices.hpp"
#include "spec/image/file.hpp"

namespace bouton::systems {

namespace {

namespace po = boost::program_options;

std::vector<const Row*> chosen(const std::string& id, bool all) {
    std::vector<const Row*> list;
    if (all == !id.empty()) throw apps::UsageError("name one system, or --all");
    if (all) {
        for (const Row& row : rows()) list.push_back(&row);
        return list;
    }
    const Row* row = find_row(id);
    if (row == nullptr) {
        std::string known;
        for (const Row& each : rows()) known += (known.empty() ? "" : " ") + std::string(each.id);
        throw apps::UsageError("there is no system '" + id + "'; there are " + known);
    }
    return {row};
}

void print_table() {
    for (const Row& row : rows())
        std::cout << "  " << row.id << std::string(5 - row.id.size(), ' ') << row.title << "\n";
}

}  // namespace

int run_command(std::span<const std::string> arguments) {
    std::string id, tier, html;
    Settings settings;
    unsigned threads = std::max(1U, std::thread::hardware_concurrency());
    po::options_description known(
        "bouton system ID | --all | --list: runs systems of learning and dynamics and compares "
        "their numbers with what they should be");
    known.add_options()("help,h", "this text")("list", po::bool_switch(), "name the systems")(
        "all", po::bool_switch(), "run all of them")(
        "tier", po::value(&tier)->default_value("quick"), "quick, or full: everything")(
        "device", po::value(&settings.device)->default_value("model"),
        "model, rtl or twin: what T2 is measured on")("html", po::value(&html),
                                                      "write a page with plots here")(
        "threads", po::value(&threads)->default_value(threads), "systems run at once")(
        "progress", po::bool_switch(), "show progress although standard error is no terminal")(
        "json", po::bool_switch(), "print JSON");
    po::options_description everything = known;
    everything.add_options()("id", po::value(&id));
    const po::variables_map values = apps::parse_options(everything, arguments, "id");
    if (values.count("help") != 0) {
        std::cout << known << "\n";
        return apps::Success;
    }
    if (values["list"].as<bool>()) {
        print_table();
        return apps::Success;
    }
    if (tier != "quick" && tier != "full")
        throw apps::UsageError("--tier " + tier + ": expected quick or full");
    if (threads == 0) throw apps::UsageError("--threads 0: expected at least 1");
    settings.full = tier == "full";
    runtime::make_device(settings.device);  // says what is wrong with it before anything runs
    const bool as_json = values["json"].as<bool>();
    const auto list = chosen(id, values["all"].as<bool>());

    common::Bars bars(values["progress"].as<bool>());
    settings.progress = std::ref(bars);
    std::vector<Result> results(list.size());
    common::parallel(list.size(), threads,
                     [&](std::size_t i) { results[i] = run(*list[i], settings); });
    bars.clear();

    boost::json::array lines;
    for (const auto& result : results) {
        if (as_json)
            lines.push_back(to_json(result));
        else
            std::cout << to_text(result);
    }
    const auto good = static_cast<std::size_t>(std::count_if(
        results.begin(), results.end(), [](const Result& result) { return result.passed(); }));
    if (as_json)
        apps::print_json(boost::json::object{{"device", settings.device},
                                             {"tier", tier},
                                             {"passed", good == results.size()},
                                             {"systems", std::move(lines)}});
    else if (results.size() > 1)
        std::cout << good << " of " << results.size() << " passed\n";
    if (!html.empty())
        image::write_file(html,
                          to_page(results, "Device " + settings.device + ", tier " + tier + "."));
    return good == results.size() ? apps::Success : apps::Missed;
}

}  // namespace bouton::systems
