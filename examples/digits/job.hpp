// SPDX-License-Identifier: Apache-2.0
// The whole job: compile, learn, label, test; beside it the lockstep with the RTL and the float64
// twin. Everything the command prints and the report shows is in a Result.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "examples/digits/experiment.hpp"
#include "examples/digits/lockstep.hpp"

namespace bouton::digits {

struct Options {
    std::uint32_t images = 60000, epochs = 1;
    std::uint32_t neurons = 250;
    std::uint64_t seed = 1;
    std::string device = "model";
    std::uint32_t label_images = 10000, test_images = 10000;
    std::uint32_t lockstep = 0;  // images; 0: none
    bool twin = false;           // the float64 twin too, open and closed loop
    unsigned threads = 2;
    std::string data;  // folder
};

struct CurvePoint {
    std::uint32_t images = 0;
    double vote = 0, soft = 0;
};

// How far fixed point is from floating point after learning from the same spikes; in weights, 1 =
// range.
struct WeightDifference {
    double bias = 0, rms = 0, largest = 0;
};
WeightDifference difference(const Parameters& fixed, const Parameters& real);

struct TwinResult {
    Parameters open, closed;
    WeightDifference distance;  // chip to open
    Evaluation open_score;      // open-loop weights, in the chip's evaluator
    Evaluation closed_score;    // the twin on its own, evaluated on the twin
    double closed_seconds = 0;
};

struct Result {
    Options options;
    Training training;
    Evaluation chip;
    std::uint32_t side = 0, cores = 0;
    std::vector<CurvePoint> curve;  // on fewer images, see curve_images
    std::uint32_t curve_images = 0;
    std::vector<CounterLine> counters;  // of the training
    std::vector<CounterLine> ailments;  // of every device: what must be 0 and is not
    std::optional<TwinResult> twin;
    std::optional<Verdict> lockstep;
    std::vector<image::QuantisationNote> quantisation;
    std::string network;  // its source
    std::uint64_t synapses = 0, plastic_synapses = 0;
    double evaluation_seconds = 0, seconds = 0;

    bool good() const { return ailments.empty() && (!lockstep || lockstep->agrees()); }
};

Data load_data(const Options& options);
// Throws std::invalid_argument: there are not so many images, or no such device.
void check(const Options& options, const Data& data);
Result run_job(const Options& options, const Data& data, const Progress& progress);

// One row for each seed, fixed point and (with options.twin) floating point, both closed loop.
struct SeedScore {
    std::uint64_t seed = 0;
    Score fixed;
    std::optional<Score> real;
    std::vector<CounterLine> wrong;       // what must be 0 and is not, of fixed point
    std::vector<CounterLine> wrong_real;  // and of floating point
};
std::vector<SeedScore> run_seeds(const Options& options, std::uint32_t seeds, const Data& data,
                                 const Progress& progress);

}  // namespace bouton::digits
