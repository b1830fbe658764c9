// SPDX-License-Identifier: Apache-2.0
// The report says what the mapping is, as text, as JSON and as a page that needs nothing else.
#include <boost/json.hpp>

#include "tests/compiler/map/check.hpp"

namespace bouton::test {
namespace {

compiler::MapReport report_of(const Sample& sample) {
    compiler::MapOptions options;
    options.neurons = 17;
    compiler::MapReport report;
    map_ok(sample, configuration("default"), options, report);
    return report;
}

std::size_t occurrences(const std::string& text, const std::string& what) {
    std::size_t count = 0;
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1))
        ++count;
    return count;
}

}  // namespace

TEST_CASE("populations and links add up to the network", "[map]") {
    const auto report = report_of(layers());
    double packets = 0, links = 0;
    std::uint64_t neurons = 0, synapses = 0;
    for (const auto& one : report.populations) {
        packets += one.packets;
        synapses += one.synapses;
    }
    for (const auto& one : report.cores) neurons += one.neurons;
    for (const auto& one : report.links)
        for (const double traffic : one) links += traffic;
    CHECK(packets == Approx(report.packets));
    CHECK(links == Approx(report.packet_hops));
    CHECK(neurons == 90);
    CHECK(synapses == 60 * 40 + 40 * 40 + 40 * 10);
}

TEST_CASE("the report as JSON has every core and population", "[map]") {
    const auto report = report_of(layers());
    const auto json = boost::json::parse(to_json(report)).as_object();
    CHECK(json.at("cores").as_array().size() == report.cores.size());
    CHECK(json.at("populations").as_array().size() == 4);
    CHECK(json.at("bounds").as_array().size() == 7);
    CHECK(json.at("links").as_array().size() == report.mesh.x * report.mesh.y);
    CHECK(json.at("packets").to_number<double>() == Approx(report.packets));
    CHECK(json.at("cores").as_array()[0].at("used").at("axons").to_number<std::uint64_t>() ==
          report.cores[0].used[compiler::Resource::Axons]);
}

TEST_CASE("the report as text names stages, resources and populations", "[map]") {
    const std::string text = to_text(report_of(layers()));
    for (const char* part :
         {"layer0", "layer3", "synapses ", "axons", "hypergraph", "refine", "busiest link"})
        CHECK(text.find(part) != std::string::npos);
    CHECK(text.find("fan-in") == std::string::npos);
}

TEST_CASE("the page stands alone and shows every core in every map", "[map]") {
    Sample sample = layers();
    sample.network.populations[1].name = "<b>&\"";
    sample.network.source.name = "digits & more";
    const auto report = report_of(sample);
    const std::string page = to_html(report);
    for (const char* outside : {"http", "src=", "<script", "<link", "@import", "url("})
        CHECK(page.find(outside) == std::string::npos);
    CHECK(page.find("&lt;b&gt;&amp;&quot;") != std::string::npos);
    CHECK(page.find("<b>&\"") == std::string::npos);
    CHECK(page.find("How digits &amp; more lies on the chip") != std::string::npos);
    CHECK(occurrences(page, "class=\"core\"") == 7 * report.cores.size());
    const std::size_t x = report.mesh.x, y = report.mesh.y;
    CHECK(occurrences(page, "<line ") == 2 * (x * (y - 1) + y * (x - 1)));
    CHECK(occurrences(page, "<svg") == occurrences(page, "</svg>"));
}

}  // namespace bouton::test
