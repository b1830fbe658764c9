// SPDX-License-Identifier: Apache-2.0
#include "examples/digits/command.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <boost/program_options.hpp>
#include <filesystem>
#include <functional>
#include <iostream>
#include <sstream>
#include <stdexcept>

#include "examples/common/bars.hpp"
#include "examples/common/text.hpp"
#include "examples/digits/report.hpp"
#include "examples/digits/task.hpp"
#include "runtime/apps/command.hpp"
#include "spec/image/file.hpp"

namespace bouton::digits {

using common::Bars;
using common::fixed;
using common::grouped;
using common::percent;

namespace {

namespace po = boost::program_options;

constexpr std::uint32_t most_seeds = 1000;

// A folder that is not there is found now, not after an hour.
void require_folder(const std::string& file) {
    const auto folder = std::filesystem::path(file).parent_path();
    std::error_code ignored;
    if (!folder.empty() && !std::filesystem::is_directory(folder, ignored))
        throw std::runtime_error(file + ": there is no folder " + folder.string());
}

std::string json_path(const std::string& html) {
    const auto dot = html.rfind(".html");
    return (dot == std::string::npos || dot + 5 != html.size() ? html : html.substr(0, dot)) +
           ".json";
}

std::string weights_csv(const Parameters& parameters) {
    std::string text = "neuron,theta";
    const std::size_t inputs = parameters.weight.size() / parameters.threshold.size();
    for (std::size_t i = 0; i < inputs; ++i) text += ",w" + std::to_string(i);
    text += "\n";
    for (std::size_t n = 0; n < parameters.threshold.size(); ++n) {
        text += std::to_string(n) + "," + fixed(parameters.threshold[n], 9);
        for (std::size_t i = 0; i < inputs; ++i) {
            text += "," + fixed(parameters.weight[n * inputs + i], 9);
        }
        text += "\n";
    }
    return text;
}

// PREFIX-input.csv and PREFIX-labels.csv, and how to use them.
void write_files(const Options& options, const Data& data, const std::string& prefix) {
    const std::string input_file = prefix + "-input.csv", labels_file = prefix + "-labels.csv";
    std::ostringstream input, labels;
    const std::uint64_t steps = write_task(options, data, input, labels);
    image::write_file(input_file, input.view());
    image::write_file(labels_file, labels.view());
    std::cout << "bouton compare examples/digits/"
              << (options.neurons <= one_core ? "digits.net" : "digits_mesh.net") << " --input "
              << input_file << " --labels " << labels_file << " --steps " << steps
              << " --loop closed\n";
}

void print(const Result& result) {
    const auto line = [](const std::string& name, const std::string& value) {
        std::cout << "  " << name << std::string(26 - std::min<std::size_t>(name.size(), 25), ' ')
                  << value << "\n";
    };
    const auto scored = [](const Score& score) {
        return percent(score.vote) + "  (soft vote " + percent(score.soft) + ", " +
               grouped(score.silent) + " silent of " + grouped(score.windows) + ")";
    };
    const auto& o = result.options;
    std::cout << "digits: " << grouped(o.neurons) << " neurons, "
              << grouped(std::uint64_t{o.images} * o.epochs) << " training images, seed " << o.seed
              << ", device " << o.device << "\n";
    line(o.device == "twin" ? "accuracy, float64" : "accuracy, fixed point",
         scored(result.chip.score));
    if (result.twin) {
        line("accuracy, float64", scored(result.twin->closed_score.score));
        line("  from the same spikes", scored(result.twin->open_score.score));
        line("  weight difference",
             "RMS " + fixed(100 * result.twin->distance.rms, 4) + " %, bias " +
                 fixed(100 * result.twin->distance.bias, 4) + " %, largest " +
                 fixed(100 * result.twin->distance.largest, 3) + " % of the range");
    }
    line("training",
         grouped(result.training.steps) + " steps in " + fixed(result.training.seconds, 1) + " s");
    if (result.lockstep) {
        const auto& v = *result.lockstep;
        if (v.agrees()) {
            line("lockstep with the RTL", grouped(v.images) + " images, " + grouped(v.steps) +
                                              " steps (" + fixed(v.seconds, 0) + " s)");
            line("", "every spike, state, trace, weight and counter agreed");
        } else {
            line("lockstep with the RTL", "DIFFERS: " + to_text(*v.difference));
        }
    }
    for (const auto& counter : result.counters) {
        if (counter.kind == spec::CounterKind::Rule)
            line(counter.name, grouped(counter.value) + " (normal)");
    }
    for (const auto& counter : result.ailments) {
        line("WRONG: " + counter.name,
             grouped(counter.value) + " in " + counter.where + " (" + counter.doc + ")");
    }
    if (result.ailments.empty()) line("saturated, lost, late", "nothing");
}

void print_seeds(const std::vector<SeedScore>& rows, bool as_json) {
    std::vector<double> chip, real, gap;
    boost::json::array lines;
    for (const auto& row : rows) {
        chip.push_back(row.fixed.vote);
        if (row.real) {
            real.push_back(row.real->vote);
            gap.push_back(row.fixed.vote - row.real->vote);
        }
        boost::json::object line{
            {"seed", row.seed}, {"vote", row.fixed.vote}, {"soft_vote", row.fixed.soft}};
        if (row.real) {
            line["float_vote"] = row.real->vote;
            line["float_soft_vote"] = row.real->soft;
        }
        boost::json::object wrong;
        for (const auto* list : {&row.wrong, &row.wrong_real})
            for (const auto& counter : *list)
                wrong[counter.name + " in " + counter.where] = counter.value;
        line["wrong"] = std::move(wrong);
        lines.push_back(std::move(line));
        if (as_json) continue;
        std::cout << "seed " << row.seed << ": fixed " << percent(row.fixed.vote) << " (soft "
                  << percent(row.fixed.soft) << ")";
        if (row.real) {
            std::cout << ", float64 " << percent(row.real->vote) << " (soft "
                      << percent(row.real->soft) << ")";
        }
        std::cout << "\n";
        for (const auto* list : {&row.wrong, &row.wrong_real})
            for (const auto& counter : *list)
                std::cout << "  WRONG: " << counter.name << " " << grouped(counter.value) << " in "
                          << counter.where << "\n";
    }
    const auto show = [](const char* name, const std::vector<double>& values) {
        const auto mean = mean_of(values);
        std::cout << name << fixed(mean.mean, 2) << " +- " << fixed(mean.half_interval, 2)
                  << " % (mean of " << values.size() << " seeds, 95 % interval)\n";
    };
    if (as_json) {
        boost::json::object out{{"seeds", std::move(lines)}};
        for (const auto& [name, values] :
             {std::pair{"fixed", &chip}, {"float", &real}, {"difference", &gap}}) {
            if (values->empty()) continue;
            const auto mean = mean_of(*values);
            out[name] =
                boost::json::object{{"mean", mean.mean}, {"half_interval_95", mean.half_interval}};
        }
        std::cout << boost::json::serialize(out) << "\n";
        return;
    }
    show("fixed point:  ", chip);
    if (real.empty()) return;
    show("float64:      ", real);
    show("difference:   ", gap);
}

}  // namespace

int run_command(std::span<const std::string> arguments) {
    Options options;
    std::string report, weights, task;
    std::uint32_t seeds = 1;
    po::options_description known(
        "bouton digits: learns MNIST without labels on one core (or, with more than 250 neurons, "
        "many), and tests what it learned");
    known.add_options()("help,h", "this text")(
        "images", po::value(&options.images)->default_value(options.images), "training images")(
        "epochs", po::value(&options.epochs)->default_value(options.epochs),
        "times they are shown")(
        "neurons", po::value(&options.neurons)->default_value(options.neurons), "neurons")(
        "seed", po::value(&options.seed)->default_value(options.seed),
        "of weights, phases and order")(
        "device", po::value(&options.device)->default_value(options.device), "model, rtl or twin")(
        "label-images", po::value(&options.label_images)->default_value(options.label_images),
        "training images that give the neurons their labels")(
        "test-images", po::value(&options.test_images)->default_value(options.test_images),
        "test images")("lockstep", po::value(&options.lockstep)->default_value(0),
                       "compare the RTL with the model over so many training images")(
        "twin", po::bool_switch(&options.twin),
        "run the float64 twin too, on the same spikes and on its own")(
        "seeds", po::value(&seeds)->default_value(1),
        "runs, with consecutive seeds: only their scores are printed")(
        "compare", po::bool_switch(), "with --seeds: float64 beside fixed point")(
        "report", po::value(&report), "write an HTML page here, and the same as .json beside it")(
        "weights", po::value(&weights), "write thresholds and weights here (CSV)")(
        "write-task", po::value(&task),
        "PREFIX: run nothing, write what the network is shown as files for `bouton compare`")(
        "data", po::value(&options.data), "folder with the four MNIST files")(
        "threads", po::value(&options.threads)->default_value(options.threads),
        "threads; they change no result")("progress", po::bool_switch(),
                                          "show progress although standard error is no terminal")(
        "json", po::bool_switch(), "print JSON");
    const po::variables_map values = apps::parse_options(known, arguments);
    if (values.count("help") != 0) {
        std::cout << known << "\n";
        return apps::Success;
    }
    const bool as_json = values["json"].as<bool>();
    if (seeds < 1 || seeds > most_seeds)
        throw apps::UsageError("--seeds " + std::to_string(seeds) + ": expected 1 to " +
                               std::to_string(most_seeds));
    if (seeds > 1 && (options.lockstep > 0 || options.twin || !report.empty() || !weights.empty()))
        throw apps::UsageError(
            "--seeds prints scores only: not with --lockstep, --twin, --report, --weights");
    for (const std::string& file : {report, weights, task}) require_folder(file);
    const auto data = load_data(options);
    if (!task.empty()) {
        write_files(options, data, task);
        return apps::Success;
    }
    Bars bars(values["progress"].as<bool>());
    const Progress progress = std::ref(bars);
    if (seeds > 1) {
        options.twin = values["compare"].as<bool>();
        const auto rows = run_seeds(options, seeds, data, progress);
        bars.clear();
        print_seeds(rows, as_json);
        const bool healthy = std::all_of(rows.begin(), rows.end(), [](const SeedScore& row) {
            return row.wrong.empty() && row.wrong_real.empty();
        });
        return healthy ? apps::Success : apps::Unhealthy;
    }
    const auto result = run_job(options, data, progress);
    bars.clear();
    if (as_json) {
        std::cout << json_report(result);
    } else {
        print(result);
    }
    if (!report.empty()) {
        image::write_file(report, html_report(result));
        image::write_file(json_path(report), json_report(result));
        if (!as_json) std::cout << "  report                    " << report << "\n";
    }
    if (!weights.empty()) image::write_file(weights, weights_csv(result.training.end));
    if (result.lockstep && !result.lockstep->agrees()) return apps::Disagree;
    return result.ailments.empty() ? apps::Success : apps::Unhealthy;
}

}  // namespace bouton::digits
