// SPDX-License-Identifier: Apache-2.0
// Spike files: what is written is read back, and what is wrong is named with its line.
#include "runtime/session/spike_file.hpp"

#include <catch2/catch.hpp>

#include "spec/image/error.hpp"
#include "tests/spec_image/sample.hpp"

using namespace bouton;
using runtime::Event;
using runtime::parse_spikes;

TEST_CASE("spikes that are written are read back", "[runtime]") {
    const image::Image image = test::sample_image();
    const std::vector<Event> events = {{0, 0, 3}, {0, 1, 0, -7}, {5, 0, 1}, {1ULL << 40, 0, 2}};
    CHECK(parse_spikes(runtime::format_spikes(events, image), image, "f") == events);
}

TEST_CASE("comments, empty lines, line ends and a left-out payload are understood", "[runtime]") {
    const auto events =
        parse_spikes("# made by hand\nstep,population,element\r\n\n3,in,1\r\n4,in,2,-1",
                     test::sample_image(), "f");
    CHECK(events == std::vector<Event>{{3, 0, 1}, {4, 0, 2, -1}});
    CHECK(parse_spikes("", test::sample_image(), "f").empty());
}

TEST_CASE("a line that is wrong is an error with its number and field", "[runtime]") {
    const std::vector<std::pair<std::string, std::string>> cases = {
        {"1,in,0\n0,in,0\n", "line 2, step"},
        {"1,in,4\n", "line 1, element"},
        {"1,in,-1\n", "line 1, element"},
        {"1,out of,0\n", "line 1, population"},
        {"x,in,0\n", "line 1, step"},
        {"-1,in,0\n", "line 1, step"},
        {"99999999999999999999,in,0\n", "line 1, step"},
        {"281474976710656,in,0\n", "line 1, step"},
        {"1,in,0,40000\n", "line 1, payload"},
        {"1,in,0,1,1\n", "line 1, fields"},
        {"1,in\n", "line 1, fields"},
        {"1,in,0x1\n", "line 1, element"},
        {"1,in, 1\n", "line 1, element"},
        {"\n# c\n1,in,\n", "line 3, element"},
        {"1,in,0\nstep,population,element\n", "line 2, step"},
        {std::string(100000, 'z'), "line 1, fields"},
    };
    for (const auto& [text, place] : cases) {
        CAPTURE(text.substr(0, 40));
        try {
            parse_spikes(text, test::sample_image(), "f");
            FAIL_CHECK("accepted");
        } catch (const image::ImageError& e) {
            CHECK(e.place == place);
            CHECK(e.file == "f");
            CHECK(std::string(e.what()).size() < 300);
        }
    }
}
