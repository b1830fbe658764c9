// SPDX-License-Identifier: Apache-2.0
#include "examples/systems/harness/bench.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "compiler/compile.hpp"
#include "examples/systems/harness/open_loop.hpp"
#include "examples/systems/harness/row.hpp"
#include "runtime/device/devices.hpp"
#include "runtime/session/lockstep.hpp"
#include "runtime/session/random_input.hpp"

namespace bouton::systems {

using spec::Counter;

namespace {

constexpr std::uint64_t fewest_steps = 1000;  // of T0
constexpr double most_visits = 10000;         // of a synapse in T1

bool has_rtl() {
    const auto names = runtime::device_names();
    return std::find(names.begin(), names.end(), "rtl") != names.end();
}

runtime::Device device_of(const std::string& name) {
    auto device = runtime::make_device(name);
    runtime::set_threads(*device, 1);  // rows run side by side
    return device;
}

}  // namespace

void play_poisson(Session& session, double rate, std::uint64_t steps, std::uint64_t seed) {
    const runtime::RandomInput random(session.image(), rate, seed);
    for (std::uint64_t i = 0; i < steps; ++i) {
        session.inject(random.events(session.now()));
        session.step();
    }
}

Bench::Bench(std::string_view folder, const Settings& settings, Result& result)
    : folder_(folder), settings_(settings), result_(result) {}

image::Image Bench::compile(const Lets& lets) const {
    return compile(folder_, lets);
}

image::Image Bench::compile(std::string_view folder, const Lets& lets) const {
    return compile_text(std::string(network_text(folder)), lets);
}

image::Image Bench::compile_text(const std::string& text, const Lets& lets) const {
    return compile(text, lets, {});
}

image::Image Bench::compile_seed(std::uint64_t seed) const {
    return compile(std::string(network_text(folder_)), {}, seed);
}

image::Image Bench::compile(const std::string& text, const Lets& lets,
                            std::optional<std::uint64_t> seed) const {
    compiler::CompileOptions options;
    options.definitions = lets;
    options.seed = seed;
    auto compiled = compiler::compile_text(text, "network.net", options);
    if (!compiled.ok()) {
        std::string message = "the network cannot be compiled";
        for (const auto& diagnostic : compiled.diagnostics) message += "\n" + to_string(diagnostic);
        throw std::runtime_error(message);
    }
    return std::move(*compiled.image);
}

void Bench::note(Check check) {
    result_.checks.push_back(std::move(check));
}

void Bench::healthy(Tier tier, const Session& session) {
    for (const auto& ailment : session.health())
        note({.tier = tier,
              .what = std::string(ailment.counter) + ": " + std::string(ailment.meaning),
              .measured = static_cast<double>(ailment.value)});
}

void Bench::lockstep(const image::Image& image, const Play& play, std::uint64_t synapses_every) {
    Check check{.tier = Tier::T0, .what = "differences between model and RTL"};
    if (!has_rtl()) {
        check.skipped = "no RTL in this build";
        note(std::move(check));
        return;
    }
    progress("T0", 0, 1);
    auto both = std::make_unique<runtime::Lockstep>(
        device_of("model"), device_of("rtl"),
        runtime::LockstepOptions{.snapshot_every = std::max<std::uint64_t>(synapses_every, 1000),
                                 .synapses_every = synapses_every,
                                 .dendrites_every = synapses_every,
                                 .idle_synapses = false});
    runtime::Lockstep& compared = *both;
    Session session(std::move(both), image);
    try {
        play(session);
        compared.compare_all();
        check.what += " in " + std::to_string(session.now()) + " steps";
        check.passed = session.now() >= fewest_steps;
        if (!check.passed) check.what += ", too few";
    } catch (const runtime::MismatchError& error) {
        check.measured = 1;
        check.what += std::string(": ") + error.what();
    }
    note(std::move(check));
    healthy(Tier::T0, session);
    progress("T0", 1, 1);
}

// Limits of T1, shares of the range.
void Bench::compare(const std::string& what, const std::vector<double>& errors, bool valid) {
    double sum = 0, squares = 0;
    for (const double error : errors) {
        sum += error;
        squares += error * error;
    }
    const double count = static_cast<double>(errors.size());
    const auto limit = [&](const std::string& name, double measured, double most) {
        note({.tier = Tier::T1,
              .what = name + " of " + what,
              .measured = measured,
              .tolerance = most,
              .origin = Origin::Twin,
              .passed = std::abs(measured) <= most && valid});
    };
    limit("bias", sum / count, 0.001);
    limit("RMS error", std::sqrt(squares / count), 0.005);
}

void Bench::open_loop(const image::Image& image, const Play& play, const Compared& compared) {
    progress("T1", 0, 1);
    auto both = std::make_unique<OpenLoopDevice>();
    const twin::Chip& twin = both->twin();
    Session session(std::move(both), image);
    play(session);
    compared(session, twin);
    healthy(Tier::T1, session);
    progress("T1", 1, 1);
}

void Bench::open_loop(const image::Image& image, const Learned& what, const Play& play) {
    open_loop(image, play, [&](const Session& session, const twin::Chip& twin) {
        const std::uint32_t lanes = session.device().configuration().lanes;
        const auto& projection = image.projections.at(session.projection(what.projection));
        auto errors = session.weights(what.projection);
        for (std::size_t i = 0; i < errors.size(); ++i) {
            const auto& at = projection.synapses[i];
            const double word =
                twin.read_real(at.core, spec::Region::Synapse, at.address * lanes + at.lane);
            errors[i] -= (word + projection.weight.offset) * projection.weight.scale;
            errors[i] /= what.range;
        }
        double learning = 0;
        for (const auto& each : image.projections)
            if (!each.rule.empty()) learning += static_cast<double>(each.synapses.size());
        const double visits =
            static_cast<double>(session.counter(Counter::PlasticVisits)) / learning;
        compare("'" + what.projection + "' after " + std::to_string(session.now()) + " steps",
                errors, visits > 0 && visits <= most_visits);
    });
}

void Bench::open_loop(const image::Image& image, const State& what, const Play& play) {
    open_loop(image, play, [&](const Session& session, const twin::Chip& twin) {
        const std::uint32_t lanes = session.device().configuration().lanes;
        const auto& population = image.populations.at(session.population(what.population));
        const auto variable =
            std::find_if(population.states.begin(), population.states.end(),
                         [&](const image::Variable& v) { return v.name == what.name; });
        auto errors = session.states(what.population, what.name);  // throws if there is none
        for (std::size_t i = 0; i < errors.size(); ++i) {
            const auto [core, index] = population.neurons[i];
            const std::uint32_t address =
                (index / lanes * spec::limits::States + variable->index) * lanes + index % lanes;
            const double word = twin.read_real(core, spec::Region::NeuronState, address);
            errors[i] -= (word + variable->offset) * variable->scale;
            errors[i] /= what.range;
        }
        compare("'" + what.population + "." + what.name + "' after " +
                    std::to_string(session.now()) + " steps",
                errors, true);
    });
}

void Bench::play(const image::Image& image, const Play& play) {
    Session session(device_of(settings_.device), image);
    play(session);
    healthy(Tier::T2, session);
}

void Bench::expect(std::string what, double measured, double expected, double tolerance,
                   Origin origin) {
    note({.what = std::move(what),
          .measured = measured,
          .expected = expected,
          .tolerance = tolerance,
          .origin = origin,
          .passed = std::abs(measured - expected) <= tolerance});
}

void Bench::expect_exact(std::string what, double measured, double expected, Origin origin) {
    expect(std::move(what), measured, expected, 0, origin);
}

void Bench::expect_within(std::string what, double measured, double low, double high,
                          Origin origin) {
    expect(std::move(what), measured, (low + high) / 2, (high - low) / 2, origin);
}

void Bench::axes(std::string x, std::string y) {
    result_.plot.x = std::move(x);
    result_.plot.y = std::move(y);
}

void Bench::curve(std::string name, std::string style,
                  std::vector<std::pair<double, double>> points, bool line) {
    result_.plot.series.push_back({.name = std::move(name),
                                   .style = std::move(style),
                                   .points = std::move(points),
                                   .marks = !line,
                                   .line = line});
}

void Bench::progress(std::string_view part, std::size_t done, std::size_t all) const {
    if (settings_.progress) settings_.progress(result_.id + " " + std::string(part), done, all);
}

}  // namespace bouton::systems
