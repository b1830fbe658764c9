// SPDX-License-Identifier: Apache-2.0
// The report says what was chosen, as text and as JSON.
#include <boost/json.hpp>

#include "tests/compiler/compiled.hpp"

namespace bouton::test {
namespace {

const char* const network =
    "network r modulator m = 1 range 4 input a 10 population b 10 lif()"
    " rule s = pair_stdp(tau_minus = 5 ms, bounds = [0, 1])"
    " projection p = a -> b all_to_all weight uniform(0, 1) rule s";

const compiler::FormatReport& format(const compiler::Report& report, const std::string& owner,
                                     const std::string& name) {
    for (const auto& one : report.formats)
        if (one.owner == owner && one.name == name) return one;
    FAIL("no format " << owner << "." << name);
    return report.formats.front();
}

}  // namespace

TEST_CASE("the report names resources, formats, sums, programs and quantisation", "[compiler]") {
    const compiler::Report report = compile_ok(network).report;
    CHECK(report.network == "r");
    REQUIRE(!report.resources.empty());
    CHECK(report.resources[0].name == "neurons");
    CHECK(report.resources[0].used == 16);  // two groups of 8
    CHECK(report.resources[0].available == 256);
    CHECK(report.row_fill == Approx(10.0 / 16));
    CHECK(format(report, "p", "weight").scale == std::ldexp(1.0, -14));
    CHECK(format(report, "p", "x1").assumed);  // 1/(1 - e^(-1/20)) is above 16
    CHECK_FALSE(format(report, "b", "trace1").assumed);
    CHECK(format(report, "b", "trace1").range == Approx(1 / (1 - std::exp(-0.2))));
    CHECK(format(report, "modulator", "m").scale == std::ldexp(1.0, -29));
    REQUIRE(report.sums.size() == 1);
    CHECK(report.sums[0].largest == Approx(10));
    CHECK(report.quantisation.size() == 1);
    const std::string text = to_text(report);
    for (const char* part : {"neurons", "p.s.Pre", "b.trace1", "assumed", "rms error", "62.5 %"})
        CHECK(text.find(part) != std::string::npos);
}

TEST_CASE("the report states the formats of tags and of the words of wide synapses", "[compiler]") {
    const auto result = compile_ok(
        "network r modulator m = 1 input a 2 population b 2 lif()"
        " rule s { x1: trace tau 20 ms t: tag range 20 z: word range 4 u: word"
        " dt = x1*y0 dz = x1*y0 du = z*x0 dw = 0.25*t*m*u0 bounds [0, 1] }"
        " projection p = a -> b all_to_all weight 0.5 rule s"
        " projection plain = a -> b all_to_all weight 0.5");
    const compiler::Report& report = result.report;
    CHECK(format(report, "p", "tag").range == 20);
    CHECK_FALSE(format(report, "p", "tag").assumed);
    CHECK(format(report, "p", "z").scale == std::ldexp(4.0, -15));
    CHECK_FALSE(format(report, "p", "z").assumed);
    CHECK(format(report, "p", "u").scale == std::ldexp(8.0, -15));
    CHECK(format(report, "p", "u").assumed);
    CHECK(std::none_of(report.formats.begin(), report.formats.end(), [](const auto& one) {
        return one.owner == "plain" && one.name != "weight";
    }));
    const image::Projection& made = result.image->projections.at(0);
    CHECK(format(report, "p", "tag").scale == made.tag.scale);
    REQUIRE(made.words.size() == 2);
    CHECK(made.words[0].name == "z");
    CHECK(made.words[1].index == 1);
    CHECK(made.words[1].scale == format(report, "p", "u").scale);
    CHECK(result.image->projections.at(1).words.empty());
    for (const char* part : {"p.tag", "p.z", "p.u"}) {
        CHECK(to_text(report).find(part) != std::string::npos);
    }
}

TEST_CASE("a range is assumed only when the network does not give it", "[compiler]") {
    const auto report = [](const std::string& rule) {
        return compile_ok("network r modulator m = 1 input a 2 population b 2 lif() rule s" + rule +
                          " projection p = a -> b all_to_all weight 0.5 rule s")
            .report;
    };
    const std::string rest = " dw = x1*y0 - y1*x0 bounds [0, 1] }";
    for (const std::string range : {"16", "20", "200"}) {
        CAPTURE(range);
        const auto given = report(" { x1: trace tau 20 ms range " + range +
                                  " y1: trace tau 20 ms range " + range + rest);
        CHECK(format(given, "p", "x1").range == std::stod(range));
        CHECK_FALSE(format(given, "p", "x1").assumed);
        CHECK(format(given, "b", "trace1").range == std::stod(range));
        CHECK_FALSE(format(given, "b", "trace1").assumed);
    }
    const auto assumed = report(" { x1: trace tau 20 ms y1: trace tau 20 ms" + rest);
    CHECK(format(assumed, "p", "x1").assumed);
    CHECK(format(assumed, "b", "trace1").assumed);
    const auto exact = report(" { x1: trace tau 20 ms set y1: trace tau 5 ms" + rest);
    CHECK_FALSE(format(exact, "p", "x1").assumed);
    CHECK_FALSE(format(exact, "b", "trace1").assumed);
    CHECK(format(report(" = rstdp(modulator = m, bounds = [0, 1])"), "p", "tag").assumed);
    CHECK_FALSE(
        format(report(" = rstdp(modulator = m, tag_range = 1, bounds = [0, 1])"), "p", "tag")
            .assumed);
}

TEST_CASE("a tag's word holds its range, whatever the tag is multiplied by", "[compiler]") {
    for (const char* factor : {"0.25", "0.3", "0.37", "0.1", "(0.1 * 10)", "0.7", "1.3", "100"}) {
        CAPTURE(factor);
        const auto result = compile_ok(
            std::string("network r modulator m = 1 input a 2 population b 2 lif() rule s"
                        " { x1: trace tau 20 ms t: tag range 16 dt = x1*y0 dw = ") +
            factor + "*t*m*u0 bounds [0, 1] } projection p = a -> b all_to_all weight 0.5 rule s");
        CHECK(result.image->projections[0].tag.scale * 32768 >= 16 * (1 - 1e-6));
    }
}

TEST_CASE("the report's JSON has the same numbers", "[compiler]") {
    const compiler::Report report = compile_ok(network).report;
    const boost::json::value json = boost::json::parse(to_json(report));
    CHECK(json.at("network") == "r");
    CHECK(json.at("resources").as_array().size() == report.resources.size());
    CHECK(json.at("formats").as_array().size() == report.formats.size());
    CHECK(json.at("quantisation").at(0).at("rms_error").as_double() ==
          report.quantisation[0].rms_error);
}

}  // namespace bouton::test
