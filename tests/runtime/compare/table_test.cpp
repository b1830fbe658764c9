// SPDX-License-Identifier: Apache-2.0
// The file that a comparison is kept in, and what a comparison says of a network.
#include <catch2/catch.hpp>
#include <cmath>
#include <map>

#include "compiler/compile.hpp"
#include "runtime/compare/compare.hpp"
#include "runtime/device/devices.hpp"
#include "spec/image/error.hpp"

using namespace bouton;
using namespace bouton::runtime::compare;

namespace {

image::Image pair_stdp(compiler::WeightFormat weights = {}, std::uint64_t seed = 1) {
    compiler::CompileOptions options;
    options.weights = weights;
    options.seed = seed;
    auto result = compiler::compile_file("examples/networks/pair_stdp.net", options);
    REQUIRE(result.ok());
    return std::move(*result.image);
}

void in_turn(std::size_t count, const std::function<void(std::size_t)>& work) {
    for (std::size_t i = count; i-- > 0;) work(i);
}

CompareOptions short_run() {
    CompareOptions options{.steps = 500, .snapshots = 4};
    options.stimulus.rate = 40;
    return options;
}

// The last value of a quantity of a projection.
double value(const Table& table, const std::string& loop, const std::string& variant,
             const std::string& quantity) {
    double last = NAN;
    for (const Row& row : table)
        if (row.loop == loop && row.variant == variant && row.measure.quantity == quantity)
            last = row.measure.value;
    return last;
}

}  // namespace

TEST_CASE("Rows survive their file", "[compare]") {
    const Table table{{{7, 8, "nearest"}, "open", "chip", {"a->b", "rms", 100, 0.1}},
                      {{8, 0, "given"}, "closed", "twin", {"cell", "rate", 1e6, 1.0 / 3}}};
    const std::string text = to_csv(table, "these");
    CHECK(from_csv(text, "these", "x.csv") == table);
    CHECK(has(table, {7, 8, "nearest"}));
    CHECK_FALSE(has(table, {7, 8, "stochastic"}));
    CHECK_THROWS_AS(from_csv(text, "others", "x.csv"), image::ImageError);
    CHECK_THROWS_AS(from_csv(text + "1,2\n", "these", "x.csv"), image::ImageError);
}

TEST_CASE("Seeds are averaged, and nothing else", "[compare]") {
    const auto row = [](std::uint64_t seed, std::uint32_t bits, double value) {
        return Row{{seed, bits, "nearest"}, "open", "chip", {"p", "rms", 1, value}};
    };
    const auto groups = over_seeds({row(1, 8, 2), row(1, 4, 10), row(2, 8, 4)});
    REQUIRE(groups.size() == 2);
    CHECK(groups[0].key.point.bits == 8);
    CHECK(groups[0].value.mean == 3);
    CHECK(groups[0].value.count == 2);
    CHECK(groups[1].value.mean == 10);
}

TEST_CASE("In open loop the parts of the chip's error are those of its limits", "[compare]") {
    const Table table = compare(pair_stdp(), {}, short_run(), in_turn, {});
    const auto rms = [&](const char* variant) { return value(table, "open", variant, "rms"); };
    CHECK(rms("twin") == 0);
    CHECK(rms("chip") > 0);
    // States only decide when neurons spike, and here the chip does.
    CHECK(rms("states") == 0);
    CHECK(rms("weights") > 0);
    CHECK(rms("traces") > 0);
    CHECK(rms("weights") < 2 * rms("chip"));
    CHECK(value(table, "closed", "twin", "van_rossum") == 0);
    CHECK(value(table, "closed", "twin", "rate") > 0);
}

TEST_CASE("Coarser weights are farther from the twin's", "[compare]") {
    CompareOptions options = short_run();
    options.effects = options.closed = false;
    double finer = 0;
    for (const std::uint32_t bits : {16U, 12U, 8U}) {
        const auto image = pair_stdp({bits, arith::Round::Stochastic});
        const double rms = value(compare(image, {}, options, in_turn, {}), "open", "chip", "rms");
        CAPTURE(bits);
        CHECK(rms > 2 * finer);
        finer = rms;
    }
}

TEST_CASE("Rounding coarse weights to nearest has a bias that stochastic rounding has not",
          "[compare]") {
    CompareOptions options = short_run();
    options.effects = options.closed = false;
    const auto bias = [&](arith::Round rounding) {
        return std::abs(value(compare(pair_stdp({8, rounding}), {}, options, in_turn, {}), "open",
                              "chip", "bias"));
    };
    CHECK(bias(arith::Round::NearestEven) > 2 * bias(arith::Round::Stochastic));
}

TEST_CASE("A format of weights that there is not is refused", "[compare]") {
    compiler::CompileOptions options;
    options.weights.bits = 17;
    CHECK_FALSE(compiler::compile_file("examples/networks/pair_stdp.net", options).ok());
}

TEST_CASE("A shared rate correlates an input's spikes and keeps its rate", "[compare]") {
    const auto image = pair_stdp();
    const auto count = [&](double amount) {
        Stimulus stimulus{.file = {}, .rate = 40, .shared = {}};
        if (amount > 0) {
            for (const auto& population : image.populations)
                if (population.kind == image::PopulationKind::Input)
                    stimulus.shared.push_back({population.name, amount, 0.02});
        }
        Player player(stimulus, image, 9);
        double sum = 0, squares = 0;
        constexpr int steps = 20000;
        runtime::Session session(runtime::make_device("model"), image);
        std::uint64_t before = 0;
        for (int t = 0; t < steps; ++t) {
            player(session);
            session.step();
            const std::uint64_t all = session.counter(spec::Counter::AxonEvents);
            const auto now = static_cast<double>(all - before);
            before = all;
            sum += now / steps;
            squares += now * now / steps;
        }
        return std::pair{sum, (squares - sum * sum) / sum};  // mean, Fano factor
    };
    const auto [plain_rate, plain_fano] = count(0);
    const auto [shared_rate, shared_fano] = count(0.5);
    CHECK(shared_rate == Approx(plain_rate).epsilon(0.05));
    CHECK(plain_fano == Approx(1).epsilon(0.1));
    CHECK(shared_fano > plain_fano + 0.1);
}
