// SPDX-License-Identifier: Apache-2.0
// `bouton run`: an image on a device.
#include <iostream>

#include "runtime/apps/command.hpp"
#include "runtime/apps/feed.hpp"
#include "runtime/apps/files.hpp"
#include "runtime/apps/progress.hpp"
#include "runtime/apps/rate_meter.hpp"
#include "runtime/apps/record.hpp"
#include "runtime/apps/summary.hpp"
#include "runtime/device/devices.hpp"
#include "runtime/device/waves.hpp"
#include "runtime/session/spike_file.hpp"
#include "spec/image/container.hpp"
#include "spec/image/json.hpp"

namespace bouton::apps {

namespace po = boost::program_options;

namespace {

// PROJECTION=FILE
struct Output {
    std::string projection, file;
};

std::vector<Output> outputs(const Options& options, const char* name) {
    std::vector<Output> list;
    if (!options.has(name)) return list;
    for (const std::string& text : options.get<std::vector<std::string>>(name)) {
        const std::size_t equals = text.find('=');
        if (equals == std::string::npos || equals == 0 || equals + 1 == text.size())
            throw UsageError("--" + std::string(name) + " " + text + ": expected PROJECTION=FILE");
        list.push_back({text.substr(0, equals), text.substr(equals + 1)});
    }
    return list;
}

std::string weights_text(const runtime::Session& session, const std::string& name) {
    const image::Projection& p = session.image().projections[session.projection(name)];
    const auto weights = session.weights(name);
    const auto raw = session.raw_weights(name);
    const auto alive = session.alive(name);
    std::string text = "pre,post,weight,raw,alive\n";
    for (std::size_t i = 0; i < raw.size(); ++i)
        text += std::to_string(p.synapses[i].pre) + ',' + std::to_string(p.synapses[i].post) + ',' +
                image::real_text(weights[i]) + ',' + std::to_string(raw[i]) + ',' +
                (alive[i] ? "1\n" : "0\n");
    return text;
}

// Waves of one core in the steps from..to-1.
struct Window {
    std::string file;
    std::uint64_t from = 0, to = 0;
    std::uint32_t core = 0;
};

Window window(const Options& options) {
    Window w;
    if (!options.has("trace-fst")) return w;
    w = {options.get<std::string>("trace-fst"), options.get<std::uint64_t>("trace-from"),
         options.get<std::uint64_t>("trace-to"), options.get<std::uint32_t>("trace-core")};
    if (w.from >= w.to) throw UsageError("--trace-from must be below --trace-to");
    return w;
}

// A checkpoint may replace the one that the run goes on from.
void check_files(const Options& options, const std::vector<Output>& weights,
                 const Recorder& record) {
    std::vector<NamedFile> written = record.files();
    for (const Output& w : weights) written.push_back({"--weights " + w.projection, w.file});
    for (const char* name : {"spikes", "trace-fst", "write-rates"})
        written.push_back({std::string("--") + name, options.file(name)});
    refuse_clashes({{"--restore", options.file("restore")}}, written);
    written.push_back({"--checkpoint", options.file("checkpoint")});
    refuse_clashes({{"IMAGE", options.positional()}, {"--input", options.file("input")}}, written);
}

std::vector<runtime::Event> run(runtime::Session& session, Feed& feed, std::uint64_t steps,
                                const Window& waves, Recorder& record, RateMeter& rates,
                                bool progress) {
    Progress bar("run", steps, progress);
    std::vector<runtime::Event> spikes;
    bool on = false;
    for (std::uint64_t i = 0; i < steps; ++i) {
        const std::uint64_t now = session.now();
        if (!waves.file.empty() && !on && now >= waves.from && now < waves.to) {
            runtime::start_waves(session.device(), waves.file, waves.core);
            on = true;
        }
        feed(session);
        rates.before(session);
        const auto of_step = session.step();
        rates.after(session);
        spikes.insert(spikes.end(), of_step.begin(), of_step.end());
        record(session);
        if (on && session.now() >= waves.to) {
            runtime::stop_waves(session.device());
            on = false;
        }
        bar(i + 1);
    }
    if (on) runtime::stop_waves(session.device());
    return spikes;
}

}  // namespace

int run_command(Arguments arguments) {
    Options options("run", "IMAGE", "Runs an image on a device and says what happened.");
    options.add()("device", po::value<std::string>()->default_value("model"), "model, rtl or twin");
    options.add()("threads", po::value<std::uint32_t>(),
                  "that share the cores of a mesh (default: as many as are of use; not the twin)");
    Feed::add_options(options);
    Recorder::add_options(options);
    options.add()("frozen", po::bool_switch(), "learning off");
    options.add()("spikes", po::value<std::string>(), "write the spikes of recorded populations");
    options.add()("write-rates", po::value<std::string>(),
                  "write how often every input and neuron spiked, for --rates of compile and map");
    options.add()("weights", po::value<std::vector<std::string>>(),
                  "PROJECTION=FILE: write its weights at the end");
    options.add()("restore", po::value<std::string>(), "go on from this checkpoint");
    options.add()("checkpoint", po::value<std::string>(), "write a checkpoint at the end");
    options.add()("trace-fst", po::value<std::string>(), "write waves of some steps (device rtl)");
    options.add()("trace-from", po::value<std::uint64_t>()->default_value(0),
                  "first step of the waves");
    options.add()("trace-to", po::value<std::uint64_t>()->default_value(10),
                  "one past their last step");
    options.add()("trace-core", po::value<std::uint32_t>()->default_value(0),
                  "the core of a mesh that they show");
    options.add()("progress", po::bool_switch(), "show progress even where there is no terminal");
    if (!options.parse(arguments)) return Success;
    const auto weights = outputs(options, "weights");
    const Window waves = window(options);

    image::Image image = image::read_image(options.positional());
    runtime::Device device = runtime::make_device(options.get<std::string>("device"));
    if (options.has("threads") &&
        !runtime::set_threads(*device, options.get<std::uint32_t>("threads")))
        throw UsageError("--threads: device " + std::string(device->name()) + " has one");
    runtime::Session session(std::move(device), std::move(image));
    for (const Output& w : weights) session.projection(w.projection);
    if (!waves.file.empty()) {
        runtime::require_waves(session.device());
        runtime::require_waves_folder(waves.file);
        if (waves.core >= session.device().cores())
            throw UsageError("--trace-core " + std::to_string(waves.core) + ": the chip has " +
                             std::to_string(session.device().cores()) + " cores");
    }
    if (options.has("restore")) session.restore(options.get<std::string>("restore"));
    if (options.get<bool>("frozen")) session.set_learning(false);
    Feed feed(options, session);
    const std::uint64_t steps = feed.steps(options, session);
    const std::uint64_t now = session.now();
    if (!waves.file.empty() &&
        (waves.to <= now || (waves.from >= now && waves.from - now >= steps)))
        throw UsageError("--trace-from " + std::to_string(waves.from) + " --trace-to " +
                         std::to_string(waves.to) + ": the run has " + std::to_string(steps) +
                         " steps from step " + std::to_string(now) + ", none of these");
    Recorder record(options, session, steps);
    check_files(options, weights, record);
    RateMeter rates(options.file("write-rates"), session.image());
    const auto spikes =
        run(session, feed, steps, waves, record, rates, options.get<bool>("progress"));
    rates.write(session.image());
    if (options.has("spikes"))
        runtime::write_spikes(options.get<std::string>("spikes"), spikes, session.image());
    for (const Output& w : weights)
        image::write_file(w.file, std::string_view(weights_text(session, w.projection)));
    record.write();
    if (options.has("checkpoint")) session.checkpoint(options.get<std::string>("checkpoint"));

    const auto health = session.health();
    if (options.get<bool>("json")) {
        boost::json::object result = summary_json(session, spikes);
        result["input"] = feed.description();
        result["steps"] = steps;
        result["records"] = record.json();
        print_json(result);
    } else {
        std::cout << session.image().network << " on " << session.device().name() << ": " << steps
                  << " steps, " << feed.description() << '\n'
                  << record.text() << summary_text(session, spikes);
    }
    if (health.empty()) return Success;
    std::cerr << "bouton run: the result is not to be trusted:\n" << runtime::to_text(health);
    return Unhealthy;
}

}  // namespace bouton::apps
