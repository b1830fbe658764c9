// SPDX-License-Identifier: Apache-2.0
// Connectors make the synapses they promise, drawn from ids and seed.
#include <cstdio>
#include <fstream>
#include <map>
#include <set>

#include "tests/compiler/compiled.hpp"
#include "tests/compiler/refused.hpp"

namespace bouton::test {
namespace {

using Pair = std::pair<std::uint32_t, std::uint32_t>;

image::Projection connected(const std::string& connector, const std::string& pre = "a") {
    return compile_ok(
               "network c input a 40 population b 30 relay() population c 30 relay() projection " +
               pre + " -> b " + connector)
        .image->projections.at(0);
}

std::vector<Pair> pairs(const image::Projection& projection) {
    std::vector<Pair> result;
    for (const image::Synapse& synapse : projection.synapses)
        result.emplace_back(synapse.pre, synapse.post);
    return result;
}

spec::SynapseWord word(const image::Image& image, const image::Synapse& synapse) {
    return spec::SynapseWord::unpack(
        image.cores[0].region[static_cast<std::size_t>(spec::Region::Synapse)].at(
            synapse.address * 8 + synapse.lane));
}

}  // namespace

TEST_CASE("all_to_all makes every pair once", "[compiler]") {
    const auto found = pairs(connected("all_to_all"));
    CHECK(found.size() == 1200);
    CHECK(std::set<Pair>(found.begin(), found.end()).size() == 1200);
    CHECK(std::is_sorted(found.begin(), found.end()));
}

TEST_CASE("one_to_one and no_self do as they say", "[compiler]") {
    for (const auto& [pre, post] : pairs(connected("one_to_one", "c"))) CHECK(pre == post);
    const auto found = pairs(connected("all_to_all no_self", "b"));
    CHECK(found.size() == 30 * 29);
    for (const auto& [pre, post] : found) CHECK(pre != post);
}

TEST_CASE("fixed_probability makes about that share", "[compiler]") {
    const double p = GENERATE(0.0, 0.1, 0.5, 1.0);
    const auto count = static_cast<double>(
        pairs(connected("fixed_probability(" + std::to_string(p) + ")")).size());
    CHECK(count == Approx(1200 * p).margin(4 * std::sqrt(1200 * p * (1 - p)) + 1e-9));
}

TEST_CASE("fixed degrees are exact, and partners differ", "[compiler]") {
    std::map<std::uint32_t, std::set<std::uint32_t>> in, out;
    for (const auto& [pre, post] : pairs(connected("fixed_in_degree(7)"))) in[post].insert(pre);
    for (const auto& [pre, post] : pairs(connected("fixed_out_degree(7)"))) out[pre].insert(post);
    REQUIRE(in.size() == 30);
    REQUIRE(out.size() == 40);
    for (const auto& [post, pres] : in) CHECK(pres.size() == 7);
    for (const auto& [pre, posts] : out) CHECK(posts.size() == 7);
    for (const auto& [pre, post] : pairs(connected("fixed_in_degree(29) no_self", "b")))
        CHECK(pre != post);
}

TEST_CASE("lists and files give the same synapses", "[compiler]") {
    const std::string path = "build_list_of_synapses_test.csv";
    {
        std::ofstream file(path);
        file << "pre,post,weight,delay\n3, 4, 0.5, 2\n0,1\n3,4,0.25\n";
    }
    const std::string start = "network f input a 9 population b 9 relay() projection a -> b ";
    const auto from_list =
        compile_ok(start + "list [(3, 4, 0.5, 2 ms), (0, 1), (3, 4, 0.25)] weight 0.125");
    compiler::CompileOptions options;
    options.directory = ".";
    const auto from_file = compile_ok(start + "file \"" + path + "\" weight 0.125", options);
    std::remove(path.c_str());
    CHECK(*from_list.image == *from_file.image);
    const auto& synapses = from_list.image->projections[0].synapses;
    REQUIRE(synapses.size() == 3);
    const double scale = from_list.image->projections[0].weight.scale;
    CHECK(word(*from_list.image, synapses[0]).weight * scale == Approx(0.125).epsilon(1e-3));
    CHECK(word(*from_list.image, synapses[1]).weight * scale == Approx(0.5).epsilon(1e-3));
    CHECK(word(*from_list.image, synapses[1]).slot == 2);
    CHECK(word(*from_list.image, synapses[2]).ordinal == 1);
}

TEST_CASE("synapse files with errors are refused with their line", "[compiler]") {
    const std::string path = "build_bad_synapses_test.csv";
    const std::string line =
        GENERATE("1", "1,2,3,4,5", "1,x", "-1,2", "1.5,2", "1,2,nan", "1,,2", "9,1", "1,9",
                 "1,2,0.5,0", "1,2,0.5,4096", "1,2,0.5,1.5", "1,2,0.5,1e300");
    CAPTURE(line);
    {
        std::ofstream file(path);
        file << "0,1\n" << line << "\n";
    }
    compiler::CompileOptions options;
    options.directory = ".";
    const auto result = compile(
        "network f input a 9 population b 9 relay() projection a -> b file \"" + path + "\"",
        options);
    std::remove(path.c_str());
    REQUIRE(result.diagnostics.size() == 1);
    CHECK(result.diagnostics[0].text.find(":2: ") != std::string::npos);
}

TEST_CASE("a file may name a pair seven times; the eighth is refused with its line", "[compiler]") {
    const std::string path = "build_repeated_synapses_test.csv";
    const int times = GENERATE(7, 8);
    {
        std::ofstream file(path);
        for (int i = 0; i < times; ++i) file << "3,4\n";
    }
    compiler::CompileOptions options;
    options.directory = ".";
    const auto result = compile(
        "network f input a 9 population b 9 relay() projection a -> b file \"" + path + "\"",
        options);
    std::remove(path.c_str());
    if (times == 7) {
        REQUIRE(result.ok());
        const auto& synapses = result.image->projections[0].synapses;
        REQUIRE(synapses.size() == 7);
        for (std::size_t i = 0; i < 7; ++i) CHECK(word(*result.image, synapses[i]).ordinal == i);
    } else {
        REQUIRE(result.diagnostics.size() == 1);
        CHECK_THAT(result.diagnostics[0].text, Catch::Contains(path + ":8: more than 7"));
    }
}

TEST_CASE("a synapse file that never ends is refused", "[compiler]") {
    const auto result =
        compile("network f input a 9 population b 9 relay() projection a -> b file \"/dev/zero\"");
    REQUIRE(result.diagnostics.size() == 1);
    CHECK_THAT(result.diagnostics[0].text, Catch::Contains("a regular file or a pipe"));
}

TEST_CASE("a first line with another separator is no heading", "[compiler]") {
    const std::string path = "build_first_line_synapses_test.csv";
    const auto compiled = [&](const std::string& text) {
        std::ofstream(path) << text;
        compiler::CompileOptions options;
        options.directory = ".";
        const auto result = compile(
            "network f input a 9 population b 9 relay() projection a -> b file \"" + path + "\"",
            options);
        std::remove(path.c_str());
        return result;
    };
    const auto wrong = compiled("0;1;0.5\n");
    CHECK_FALSE(wrong.ok());
    REQUIRE(wrong.diagnostics.size() == 1);
    CHECK(wrong.diagnostics[0].text.find(":1: ") != std::string::npos);
    const auto marked = compiled(
        "\xEF\xBB\xBF"
        "0,1\n1,2\n");  // as spreadsheets write it
    REQUIRE(marked.ok());
    CHECK(marked.image->projections[0].synapses.size() == 2);
}

TEST_CASE("uniform delays draw whole steps, both ends included", "[compiler]") {
    const auto result = compile_ok(
        "network d input a 30 population b 30 relay()"
        " projection a -> b all_to_all delay uniform(2 ms, 5 ms)");
    std::map<unsigned, int> count;
    for (const auto& synapse : result.image->projections[0].synapses)
        ++count[word(*result.image, synapse).slot];
    REQUIRE(count.size() == 4);
    for (const auto& [delay, found] : count) {
        CHECK((delay >= 2 && delay <= 5));
        CHECK(found == Approx(225).margin(60));
    }
}

TEST_CASE("normal delays are whole steps, cut off at their bounds", "[compiler]") {
    const auto result = compile_ok(
        "network d step 0.1 ms input a 60 population b 60 relay()"
        " projection a -> b all_to_all delay normal(0.5, 0.25, 0.1, 0.9) ms");
    std::map<unsigned, int> count;
    double sum = 0;
    for (const auto& synapse : result.image->projections[0].synapses) {
        const auto delay = word(*result.image, synapse).slot;
        ++count[delay];
        sum += delay;
    }
    CHECK(count.begin()->first == 1);
    CHECK(count.rbegin()->first == 9);
    CHECK(sum / 3600 == Approx(5).margin(0.15));
    // Of a normal density over its part between half a step and nine and a half.
    CHECK(count[5] / 3600.0 == Approx(0.1585 / 0.9281).margin(0.025));
    CHECK(count[1] / 3600.0 == Approx(0.0448 / 0.9281).margin(0.015));
}

TEST_CASE("normal delays need bounds that a delay can have", "[compiler]") {
    const std::string delay =
        GENERATE("normal(5, 1) ms", "normal(5, 1, 0, 9) ms", "normal(5, 1, 1, 5000) ms",
                 "normal(5, 1, 9, 1) ms", "normal(5, 1, 1) ms");
    CAPTURE(delay);
    const auto result = compile(
        "network d input a 3 population b 3 relay() projection a -> b all_to_all delay " + delay);
    CHECK(result.diagnostics.size() == 1);
}

TEST_CASE("fixed_total draws so many synapses, and pairs may come again", "[compiler]") {
    const auto result = compile_ok(
        "network t input a 50 population b 40 relay()"
        " projection a -> b fixed_total(round(1000.4)) weight uniform(0, 1)");
    const auto& made = result.image->projections[0].synapses;
    REQUIRE(made.size() == 1000);
    std::map<Pair, std::set<unsigned>> ordinals;
    std::vector<int> in(40), out(50);
    for (const image::Synapse& synapse : made) {
        const bool fresh = ordinals[{synapse.pre, synapse.post}]
                               .insert(word(*result.image, synapse).ordinal)
                               .second;
        CHECK(fresh);
        ++in[synapse.post];
        ++out[synapse.pre];
    }
    // Of 2000 pairs each is missed with probability e^-0.5.
    CHECK(static_cast<double>(ordinals.size()) == Approx(2000 * (1 - 0.6065)).margin(60));
    CHECK(*std::max_element(in.begin(), in.end()) < 50);
    CHECK(*std::max_element(out.begin(), out.end()) < 43);
    for (const auto& [pre, post] : pairs(connected("fixed_total(500) no_self", "b")))
        CHECK(pre != post);
}

TEST_CASE("weights have the moments of their distribution", "[compiler]") {
    const auto result = compile_ok(
        "network w input a 60 population b 60 delta_lif()"
        " projection a -> b all_to_all weight normal(3, 0.5)");
    double sum = 0, squares = 0;
    for (const auto& synapse : result.image->projections[0].synapses) {
        const double w =
            word(*result.image, synapse).weight * result.image->projections[0].weight.scale;
        sum += w;
        squares += w * w;
    }
    CHECK(sum / 3600 == Approx(3).margin(0.04));
    CHECK(std::sqrt(squares / 3600 - sum * sum / 3600 / 3600) == Approx(0.5).margin(0.03));
}

TEST_CASE("a Bernoulli distribution has its value with its probability, else 0", "[compiler]") {
    const std::string weight = GENERATE("bernoulli(0.3, 5)", "bernoulli(0.3, 5000 pA)",
                                        "bernoulli(0.3) nA", "bernoulli(0.3, 0.5)");
    CAPTURE(weight);
    const auto result = compile_ok(
        "network w input a 60 population b 60 lif projection a -> b all_to_all weight " + weight);
    const auto& projection = result.image->projections[0];
    std::map<double, int> count;
    for (const auto& synapse : projection.synapses)
        ++count[word(*result.image, synapse).weight * projection.weight.scale];
    REQUIRE(count.size() == 2);
    CHECK(count.begin()->first == 0);
    const double value = weight == "bernoulli(0.3) nA" ? 1 : weight.find("0.5") < 20 ? 0.5 : 5;
    CHECK(count.rbegin()->first == Approx(value).epsilon(0.01));
    CHECK(count.rbegin()->second / 3600.0 == Approx(0.3).margin(0.03));
}

TEST_CASE("what is not a Bernoulli distribution is refused where it is", "[compiler]") {
    test::refused(
        GENERATE(values<test::Refused>({{"network n input a 2 population b 2 lif projection a -> b "
                                         "all_to_all weight bernoulli(@1.1)",
                                         "a probability is from 0 to 1"},
                                        {"network n input a 2 population b 2 lif projection a -> b "
                                         "all_to_all weight bernoulli(@1 nA)",
                                         "a probability has no unit"},
                                        {"network n input a 2 population b 2 lif projection a -> b "
                                         "all_to_all delay @bernoulli(0.5, 3 ms)",
                                         "delays are a number"}})));
}

TEST_CASE("at most seven synapses join a pair, over all projections", "[compiler]") {
    std::string network = "network o input a 1 population b 1 relay() ";
    for (int i = 0; i < 7; ++i) network += "projection a -> b all_to_all ";
    compile_ok(network);
    const auto result = compile(network + "projection a -> b all_to_all");
    REQUIRE(result.diagnostics.size() == 1);
    CHECK(result.diagnostics[0].text.find("more than 7 synapses") != std::string::npos);
}

}  // namespace bouton::test
