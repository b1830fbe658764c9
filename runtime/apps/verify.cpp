// SPDX-License-Identifier: Apache-2.0
// `bouton verify`: the model and the RTL side by side.
#include <iostream>

#include "runtime/apps/command.hpp"
#include "runtime/apps/feed.hpp"
#include "runtime/apps/files.hpp"
#include "runtime/apps/progress.hpp"
#include "runtime/apps/record.hpp"
#include "runtime/apps/summary.hpp"
#include "runtime/device/devices.hpp"
#include "runtime/device/waves.hpp"
#include "runtime/session/lockstep.hpp"
#include "spec/image/container.hpp"

namespace bouton::apps {

namespace po = boost::program_options;

namespace {

struct Difference {
    runtime::Mismatch mismatch;
    std::string waves;   // file; empty: none
    bool again = false;  // it happened again when the steps were run again
};

// The exact place of a difference, with waves where the device can write them.
Difference examine(runtime::Lockstep& pair, const runtime::Mismatch& seen, std::uint64_t window,
                   const std::string& file) {
    const bool waves = runtime::has_waves(pair.found());
    const auto record = [&](bool on, const runtime::Mismatch& mismatch) {
        if (on)
            runtime::start_waves(pair.found(), file, mismatch.core);
        else
            runtime::stop_waves(pair.found());
    };
    const auto exact = pair.pinpoint(window, waves ? runtime::Waves(record) : runtime::Waves());
    return {exact.value_or(seen), exact && waves ? file : "", exact.has_value()};
}

}  // namespace

int verify_command(Arguments arguments) {
    Options options(
        "verify", "IMAGE",
        "Runs an image on the model and on another device, and compares every spike, memory\n"
        "word in use, register, counter and cycle count after every step.");
    options.add()("device", po::value<std::string>()->default_value("rtl"),
                  "what the model is compared with");
    options.add()("threads", po::value<std::uint32_t>(),
                  "that share the cores of a mesh (default: as many as are of use)");
    Feed::add_options(options);
    Recorder::add_options(options);
    options.add()("frozen", po::bool_switch(), "learning off");
    options.add()("restore", po::value<std::string>(), "go on from this checkpoint, both");
    options.add()("synapses-every", po::value<std::uint64_t>()->default_value(1),
                  "steps between comparisons of the synapse memory");
    options.add()("waves", po::value<std::string>()->default_value("mismatch.fst"),
                  "on a mismatch, waves of the steps around it");
    options.add()("window", po::value<std::uint64_t>()->default_value(2),
                  "steps before the mismatch that the waves show");
    options.add()("progress", po::bool_switch(), "show progress even where there is no terminal");
    if (!options.parse(arguments)) return Success;

    runtime::require_waves_folder(options.get<std::string>("waves"));
    image::Image image = image::read_image(options.positional());
    runtime::Device model = runtime::make_device("model");
    runtime::Device other = runtime::make_device(options.get<std::string>("device"));
    if (options.has("threads"))
        for (runtime::DeviceInterface* one : {model.get(), other.get()})
            if (!runtime::set_threads(*one, options.get<std::uint32_t>("threads")))
                throw UsageError("--threads: device " + std::string(one->name()) + " has one");
    auto owned = std::make_unique<runtime::Lockstep>(
        std::move(model), std::move(other),
        runtime::LockstepOptions{.synapses_every = options.get<std::uint64_t>("synapses-every")});
    runtime::Lockstep& pair = *owned;
    runtime::Session session(std::move(owned), std::move(image));
    if (options.has("restore")) session.restore(options.get<std::string>("restore"));
    if (options.get<bool>("frozen")) session.set_learning(false);
    Feed feed(options, session);
    const std::uint64_t first = session.now(), steps = feed.steps(options, session);

    Recorder record(options, session, steps);
    std::vector<NamedFile> written = record.files();
    written.push_back({"--waves", options.file("waves")});
    refuse_clashes({{"IMAGE", options.positional()}, {"--input", options.file("input")}}, written);
    std::optional<Difference> difference;
    std::uint64_t spikes = 0;
    try {
        Progress bar("verify", steps, options.get<bool>("progress"));
        for (std::uint64_t i = 0; i < steps; ++i) {
            feed(session);
            spikes += session.step().size();
            record(session);
            bar(i + 1);
        }
        pair.compare_all();
    } catch (const runtime::MismatchError& e) {
        difference = examine(pair, e.mismatch, options.get<std::uint64_t>("window"),
                             options.get<std::string>("waves"));
    }

    record.write();
    const std::string found(pair.found().name());
    if (options.get<bool>("json")) {
        boost::json::object result{{"network", session.image().network},
                                   {"devices", {"model", found}},
                                   {"input", feed.description()},
                                   {"steps", session.now() - first},
                                   {"spikes", spikes},
                                   {"records", record.json()},
                                   {"agree", !difference}};
        if (difference) {
            result["mismatch"] = mismatch_json(difference->mismatch);
            result["waves"] = difference->waves;
        }
        print_json(result);
    } else if (!difference) {
        std::cout << session.image().network << ": model and " << found << " agree in "
                  << session.now() - first << " steps (" << feed.description() << ", " << spikes
                  << " spikes)\n"
                  << record.text();
    }
    if (!difference) {
        const auto health = session.health();
        if (health.empty()) return Success;
        std::cerr << "bouton verify: they agree, but the result is not to be trusted:\n"
                  << runtime::to_text(health);
        return Unhealthy;
    }
    std::cerr << "bouton verify: " << runtime::to_text(difference->mismatch) << " ("
              << feed.description() << ")\n";
    if (!difference->waves.empty()) std::cerr << "waves: " << difference->waves << '\n';
    if (!difference->again)
        std::cerr << "it did not happen again in a run from the last state in which both agreed\n";
    return Disagree;
}

}  // namespace bouton::apps
