// SPDX-License-Identifier: Apache-2.0
// Classes that are read out of spikes: a small network learns patterns without labels, and tells
// which one it is shown, on the chip as in float64; and the files that say what it is shown.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <filesystem>
#include <random>
#include <sstream>

#include "compiler/compile.hpp"
#include "runtime/compare/compare.hpp"
#include "runtime/compare/health.hpp"
#include "spec/image/error.hpp"
#include "spec/image/file.hpp"

using namespace bouton;
using namespace bouton::runtime::compare;

namespace {

// As the digits': neurons race, and who wins moves its weights towards what it has just seen.
constexpr const char* network = R"(
network patterns
step 1 ms
modulator gate = 1
modulator drift = 0 pulse
input pixels 24
input clear 1
population cells 16 race(threshold = uniform(40, 41), threshold_step = 0.5, gate = gate,
                         threshold_drift = 0.0625, drift_on = drift, range = 128)
rule towards_input {
  x1: trace tau 20 ms set
  dw = (x1 - w)/16 * y0
  bounds [0, 1]  bits 16  rounding nearest
}
projection input = pixels -> cells all_to_all weight uniform(0.2, 0.5) delay 1 ms rule towards_input
projection reset = clear -> cells all_to_all weight 1 delay 1 ms receptor inh
projection inhibit = cells -> cells all_to_all weight 1 delay 1 ms receptor inh
)";

constexpr int classes = 4, shown_for = 80;  // steps a pattern

image::Image compiled(std::uint64_t seed) {
    compiler::CompileOptions options;
    options.seed = seed;
    auto result = compiler::compile_text(network, "patterns.net", options);
    for (const auto& diagnostic : result.diagnostics) UNSCOPED_INFO(to_string(diagnostic));
    REQUIRE(result.ok());
    return std::move(*result.image);
}

struct Files {
    std::string input, labels;
    std::uint64_t steps = 0;
};

// In every step a spike of one of the 6 inputs of the pattern and one of any of the 24: `learned`
// patterns to learn from, then 40 that give labels, then 80 tests. `shuffled`: labels say nothing.
Files files(int learned, bool shuffled) {
    std::mt19937 engine(3);  // the network's seed is what the test varies
    const auto below = [&](std::uint32_t n) { return static_cast<std::uint32_t>(engine() % n); };
    Files result;
    std::ostringstream input, labels;
    constexpr int labelling = 40, testing = 80;
    for (int i = 0; i < learned + labelling + testing; ++i) {
        const std::uint32_t truth = below(classes);
        const std::uint64_t from = result.steps;
        if (i == learned) input << from << ",gate,-1\n";
        for (int s = 0; s < shown_for; ++s, ++result.steps) {
            const std::uint32_t own = truth * 6 + below(6), any = below(24);
            input << result.steps << ",pixels," << own << '\n';
            if (any != own) input << result.steps << ",pixels," << any << '\n';
        }
        input << result.steps - 1 << ",clear,0\n";
        if (i < learned) {
            input << result.steps - 1 << ",drift,1\n";
            continue;
        }
        labels << from << ',' << result.steps << ',' << (shuffled ? below(classes) : truth)
               << (i < learned + labelling ? ",label\n" : ",test\n");
    }
    result.input = input.str();
    result.labels = labels.str();
    return result;
}

void in_turn(std::size_t count, const std::function<void(std::size_t)>& work) {
    for (std::size_t i = 0; i < count; ++i) work(i);
}

class TemporaryFile {
  public:
    explicit TemporaryFile(const std::string& text) {
        image::write_file(path_, std::string_view(text));
    }
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;
    ~TemporaryFile() { std::filesystem::remove(path_); }
    const std::string& path() const { return path_; }

  private:
    std::string path_ = (std::filesystem::temp_directory_path() /
                         ("bouton_compare_" + std::to_string(std::random_device{}()) + ".csv"))
                            .string();
};

class Experiment {
  public:
    explicit Experiment(int learned, bool shuffled = false)
        : Experiment(files(learned, shuffled)) {}

    Table run(std::uint64_t seed) const {
        return compare(compiled(seed), {.seed = seed}, options_, in_turn, {});
    }

  private:
    explicit Experiment(const Files& files) : input_(files.input) {
        options_.steps = files.steps;
        options_.snapshots = 1;
        options_.open = options_.effects = false;
        options_.stimulus.file = input_.path();
        options_.task = parse_task(files.labels, files.steps, "labels");
    }

    TemporaryFile input_;
    CompareOptions options_;
};

double value(const Table& table, const std::string& variant, const std::string& quantity) {
    for (const Row& row : table)
        if (row.loop == "closed" && row.variant == variant && row.measure.name == "cells" &&
            row.measure.quantity == quantity)
            return row.measure.value;
    return NAN;
}

}  // namespace

TEST_CASE("The chip learns four patterns as float64 does, and labels that say nothing are chance",
          "[compare]") {
    constexpr double chance = 100.0 / classes;
    const Experiment experiment(120), control(120, true);
    std::vector<double> chip, twin, shuffled;
    for (const std::uint64_t seed : {1U, 2U, 3U}) {
        const Table table = experiment.run(seed);
        chip.push_back(value(table, "chip", "accuracy"));
        twin.push_back(value(table, "twin", "accuracy"));
        shuffled.push_back(value(control.run(seed), "chip", "accuracy"));
        CHECK(value(table, "twin", "gain") == 0);
        CHECK(value(table, "chip", "gain") == Approx(chip.back() - twin.back()));
    }
    CAPTURE(chip, twin, shuffled);
    CHECK(estimate(chip).mean > 90);
    CHECK(estimate(twin).mean > 90);
    // 80 windows: a standard deviation of 5 %.
    CHECK(std::abs(estimate(shuffled).mean - chance) < 15);
}

TEST_CASE("What the network tells apart it has learned", "[compare]") {
    const Experiment untrained(0);
    std::vector<double> values;
    for (const std::uint64_t seed : {1U, 2U, 3U})
        values.push_back(value(untrained.run(seed), "chip", "accuracy"));
    CAPTURE(values);
    CHECK(estimate(values).mean < 80);
}

TEST_CASE("Nothing is learned in a window, and learning goes on after it", "[compare]") {
    const std::string end = GENERATE(as<std::string>{}, "3000", "1500");
    const Task task = parse_task("0,1000,0,label\n1000," + end + ",1,test\n", 3000, "labels");
    CAPTURE(end);
    const image::Image image = compiled(1);
    Player player({.file = {}, .rate = 100, .shared = {}}, image, 1);
    Freezer freezer(task);
    for (const Variant& variant : variants()) {
        CAPTURE(variant.name);
        const Run one = run(image, variant,
                            {.steps = 3000,
                             .snapshots = 6,
                             .before =
                                 [&](runtime::Session& session) {
                                     player(session);
                                     freezer(session);
                                 },
                             .done = {}});
        REQUIRE(one.at[3] == 1500);
        CHECK(one.weights[0] == one.weights[3]);
        CHECK((one.weights[3] == one.weights[6]) == (end == "3000"));
        player = Player({.file = {}, .rate = 100, .shared = {}}, image, 1);
        freezer = Freezer(task);
    }
}

TEST_CASE("Windows are read with their kinds, and what is none is refused with its line",
          "[compare]") {
    const Task task =
        parse_task("from,to,class,kind\n# two\n0, 10, 2, label\n\n10,30,0,test\n", 30, "f.csv");
    CHECK(task.windows == std::vector<Window>{{0, 10, 2, false}, {10, 30, 0, true}});
    CHECK(task.classes == 3);
    const auto refused = [](const std::string& text, const std::string& place) {
        CAPTURE(text);
        try {
            parse_task(text, 100'000, "f.csv");
            FAIL("it was read");
        } catch (const image::ImageError& error) {
            CHECK(error.place == place);
        }
    };
    const std::string good = "0,10,0,label\n";
    refused(good + "5,20,0,test\n", "line 2, from");
    refused(good + "20,20,0,test\n", "line 2, to");
    refused(good + "20,100001,0,test\n", "line 2, to");
    refused(good + "20,90000,0,test\n", "line 2, to");
    refused(good + "20,30,255,test\n", "line 2, class");
    refused(good + "20,30,0,tset\n", "line 2, kind");
    refused(good + "20,30,0\n", "line 2, fields");
    refused(good, "line 1, end");
    refused("0,10,0,test\n", "line 1, end");
}

TEST_CASE("A file of the spikes that random input gives is the same input", "[compare]") {
    const auto compiled = compiler::compile_file("examples/networks/pair_stdp.net");
    REQUIRE(compiled.ok());
    const image::Image& image = *compiled.image;
    CompareOptions random{.steps = 400, .snapshots = 2};
    random.stimulus.rate = 60;
    const runtime::RandomInput spikes(image, 60, 1);
    std::string text = "step,input,element\n";
    for (std::uint64_t t = 0; t < random.steps; ++t)
        for (const runtime::Event& event : spikes.events(t))
            text += std::to_string(t) + "," + image.populations[event.population].name + "," +
                    std::to_string(event.element) + "\n";
    const TemporaryFile file(text);
    CompareOptions given = random;
    given.stimulus = {.file = file.path(), .rate = {}, .shared = {}};
    const Table table = compare(image, {}, given, in_turn, {});
    CHECK(table == compare(image, {}, random, in_turn, {}));
    CHECK(std::any_of(table.begin(), table.end(), [](const Row& row) {
        return row.measure.quantity == "rate" && row.measure.value > 0;
    }));
}

TEST_CASE("What was wrong with the chip's runs stays in their table, over seeds", "[compare]") {
    const image::Image image = compiled(1);
    const TemporaryFile twice("0,pixels,3\n0,pixels,3\n1,pixels,3\n");
    CompareOptions options{.steps = 20, .snapshots = 1, .effects = false};
    options.stimulus.file = twice.path();
    Table table = compare(image, {.seed = 1}, options, in_turn, {});
    const Table more = compare(image, {.seed = 2}, options, in_turn, {});
    table.insert(table.end(), more.begin(), more.end());
    note_health({3, 8, "nearest"}, 20, {{{"SaturatedRead", 5, "", ""}}}, table);
    const auto found = health(from_csv(to_csv(table, "these"), "these", "x.csv"));
    REQUIRE(found.size() == 2);
    CHECK(found[0].seeds == 2);
    REQUIRE(found[0].ailments.size() == 1);
    CHECK(found[0].ailments[0].counter == "Refused");
    CHECK(found[0].ailments[0].value == 2);
    CHECK(found[1].format == Point{3, 8, "nearest"});
    CHECK(found[1].ailments[0].counter == "SaturatedRead");
    CHECK_FALSE(found[1].ailments[0].remedy.empty());
}
