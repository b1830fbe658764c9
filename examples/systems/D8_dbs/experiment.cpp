// SPDX-License-Identifier: Apache-2.0
// Deep-brain stimulation makes axons spike at its own frequency, silences their somata, and takes
// the beta rhythm from a loop.
#include <cmath>
#include <string>

#include "examples/systems/D8_dbs/loop.hpp"
#include "examples/systems/harness/bench.hpp"

namespace bouton::systems {

using namespace dbs;

namespace {

constexpr std::uint64_t settling = 1000;  // steps

void set_frequency(Session& session, double frequency) {
    session.modulate("frequency", frequency - session.modulator_value("frequency"));
}

struct Stimulated {
    Measured measured;
    double misplaced = 0;  // pulses at another step than the frequency gives
};

// As loaded, a second to settle, then `steps` steps.
Stimulated stimulate(Session& session, double frequency, std::uint64_t steps) {
    session.reset(runtime::Reset::StateAndWeights);
    set_frequency(session, frequency);
    const auto generator = session.population("generator"), soma = session.population("soma"),
               axon = session.population("axon");
    Stimulated found;
    Activity activity;
    std::uint64_t pulses = 0;
    // A step later the frequency is there; pulse n ends period n.
    for (std::uint64_t t = 0; t <= settling + steps; ++t) {
        double somata = 0, axons = 0, pallidum = 0;
        for (const auto& spike : session.step()) {
            if (spike.population == generator)
                found.misplaced += static_cast<double>(t) !=
                                   std::ceil(static_cast<double>(++pulses) * 1000 / frequency);
            else
                ++(spike.population == soma ? somata : spike.population == axon ? axons : pallidum);
        }
        if (t <= settling) continue;
        activity.somata.push_back(somata);
        activity.axons.push_back(axons);
        activity.pallidum.push_back(pallidum);
    }
    found.measured = measure(activity);
    return found;
}

}  // namespace

void deep_brain_stimulation(Bench& bench) {
    const auto image = bench.compile();
    const auto some = [](Session& s) {
        s.run(400);
        for (const double frequency : {130.0, 180.0, 0.0}) {
            set_frequency(s, frequency);
            s.run(300);
        }
    };
    bench.lockstep(image, some);
    for (const char* population : {"soma", "pallidum"})
        bench.open_loop(image, State{population, "v", 1}, some);

    bench.axes("Hz", "power of the pallidum");
    const std::uint64_t steps = bench.full() ? 500'000 : 100'000;
    const auto model = measure(reference(0, steps, 1));
    bench.play(image, [&](Session& s) {
        const auto free = stimulate(s, 0, steps).measured;
        bench.expect("rate of somata in Hz", free.somata, model.somata, 1, Origin::Reference);
        bench.expect("rate of the pallidum in Hz", free.pallidum, model.pallidum, 1,
                     Origin::Reference);
        const auto& rhythm = free.pallidum_rhythm;
        bench.expect_within("rhythm in Hz", rhythm.peak, 13, 30, Origin::Seed);
        bench.expect("the same beside float64", rhythm.peak, model.pallidum_rhythm.peak, 1,
                     Origin::Reference);
        bench.expect("its power beside float64", rhythm.beta / model.pallidum_rhythm.beta, 1, 0.2,
                     Origin::Reference);
        bench.curve("float64", "float", model.pallidum_rhythm.spectrum);
        bench.curve("chip", "chip", rhythm.spectrum, false);
        for (const double frequency : {130.0, 180.0}) {
            bench.progress("T2", frequency > 130, 2);
            const auto [found, misplaced] = stimulate(s, frequency, steps);
            const auto expected = measure(reference(frequency, steps, 1));
            const std::string at = " at " + std::to_string(static_cast<int>(frequency)) + " Hz";
            bench.expect("rate of axons" + at, found.axons, frequency, 0.01, Origin::Seed);
            bench.expect_exact("pulses at another step" + at, misplaced, 0, Origin::Theory);
            bench.expect_within("rate of somata, of that without," + at, found.somata / free.somata,
                                0, 0.1, Origin::Seed);
            bench.expect_within("beta of axons, of that without," + at,
                                found.axon_rhythm.beta / free.axon_rhythm.beta, 0, 0.5,
                                Origin::Seed);
            const double left = found.pallidum_rhythm.beta / rhythm.beta;
            bench.expect_within("beta of the pallidum, of that without," + at, left, 0, 0.5,
                                Origin::Seed);
            bench.expect("the same beside float64" + at, left,
                         expected.pallidum_rhythm.beta / model.pallidum_rhythm.beta, 0.01,
                         Origin::Reference);
            bench.curve("chip" + at, frequency > 130 ? "soft" : "pale",
                        found.pallidum_rhythm.spectrum);
        }
    });
}

}  // namespace bouton::systems
