// SPDX-License-Identifier: Apache-2.0
#include "tests/law2/run.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

#include "compiler/compile.hpp"
#include "runtime/device/adapter.hpp"
#include "runtime/device/devices.hpp"
#include "runtime/session/random_input.hpp"
#include "sim/model/chip.hpp"

namespace bouton::test {

std::string to_string(const Ground& ground) {
    return ground.configuration + " " + std::to_string(ground.mesh_x) + "x" +
           std::to_string(ground.mesh_y) +
           (ground.scatter ? ", scattered by " + std::to_string(*ground.scatter)
                           : ", at most " + std::to_string(ground.neurons) + " neurons a core") +
           ", " + ground.device + (ground.reference ? " (reference path)" : "") + ", " +
           std::to_string(ground.threads) + " threads";
}

std::optional<image::Image> compile_on(const Network& network, const Ground& ground) {
    compiler::CompileOptions options;
    options.configuration = ground.configuration;
    options.map.mesh = compiler::Place{ground.mesh_x, ground.mesh_y};
    options.map.neurons = ground.neurons;
    if (ground.scatter) {
        options.map.strategy = compiler::Strategy::Random;
        options.map.seed = *ground.scatter;
        options.map.cores = ground.mesh_x * ground.mesh_y;
    }
    auto result = compiler::compile_text(network.text, network.name, options);
    if (result.ok()) return std::move(result.image);
    for (const compiler::Diagnostic& one : result.diagnostics) {
        const bool too_many = one.text.find("too many") != std::string::npos ||
                              one.text.find("no partition") != std::string::npos;
        if (one.severity == compiler::Severity::Error && !too_many) FAIL(to_string(one));
    }
    return std::nullopt;
}

std::optional<Found> random_ground(const Network& network, const std::string& configuration,
                                   Draw& draw) {
    const bool tiny = configuration == "tiny", large = configuration == "large";
    for (int attempt = 0; attempt < 3; ++attempt) {
        const std::uint32_t side = tiny ? 6 : large ? 2 : 4;
        Ground ground{.configuration = configuration,
                      .mesh_x = 1 + draw.below(side),
                      .mesh_y = 1 + draw.below(side),
                      .scatter = draw.next(),
                      .neurons = 0,
                      .reference = draw.below(3) == 0,
                      .threads = 1 + draw.below(3)};
        if (draw.below(4) == 0) {  // as the mapper would have it, on as few neurons a core
            ground.scatter.reset();
            ground.neurons = 8 + draw.below(16);
        }
        if (auto image = compile_on(network, ground)) return Found{ground, std::move(*image)};
    }
    return std::nullopt;
}

runtime::Session session_on(const Ground& ground, const image::Image& image) {
    runtime::Device device = runtime::make_device(ground.device);
    if (auto* const model = runtime::chip_of<model::Chip>(*device)) {
        model->set_reference(ground.reference);
        model->set_threads(ground.threads);
    }
    return {std::move(device), image};
}

void play(runtime::Session& session, const Network& network, std::uint64_t until,
          std::vector<runtime::Event>& spikes) {
    constexpr double per_step = 0.08;
    const runtime::RandomInput input(session.image(), per_step / session.image().step_seconds, 11);
    while (session.now() < until) {
        const std::uint64_t now = session.now();
        session.inject(input.events(now));
        if (!network.modulator.empty() && now % 13 == 5)
            session.modulate(network.modulator, now % 2 == 0 ? 0.5 : -0.25);
        if (!network.driven.empty() && now % 5 == 2) {
            const image::Population& driven =
                session.image().populations[session.population(network.driven)];
            const auto element = static_cast<std::uint32_t>(now * 7 % driven.size);
            session.raw_drive(network.driven, element, now % 2, 9000);
        }
        const auto fired = session.step();
        spikes.insert(spikes.end(), fired.begin(), fired.end());
    }
}

Result run(const Network& network, const Ground& ground, const image::Image& image,
           std::uint64_t steps) {
    runtime::Session session = session_on(ground, image);
    Result result;
    play(session, network, steps, result.spikes);
    result.state = session.logical_state();
    return result;
}

}  // namespace bouton::test
