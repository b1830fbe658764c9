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
