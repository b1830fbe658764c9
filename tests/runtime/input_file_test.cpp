// SPDX-License-Identifier: Apache-2.0
// Input files: spikes that are written are read back, every kind of line reaches the chip, and what
// is wrong is named with its line.
#include "runtime/session/input_file.hpp"

#include <catch2/catch.hpp>

#include "runtime/session/spike_file.hpp"
#include "spec/image/error.hpp"
#include "tests/runtime/sample_session.hpp"

using namespace bouton;
using runtime::Drive;
using runtime::Event;
using runtime::InputLine;
using runtime::Modulation;
using runtime::parse_input;

namespace {

std::vector<Event> events_of(const std::vector<InputLine>& lines) {
    std::vector<Event> events;
    for (const InputLine& line : lines) {
        events.push_back(std::get<Event>(line.what));
        CHECK(events.back().step == line.step);
    }
    return events;
}

}  // namespace

TEST_CASE("spikes that are written are read back", "[runtime]") {
    const image::Image image = test::sample_image();
    const std::vector<Event> events = {{0, 0, 3}, {0, 0, 0, -7}, {5, 0, 1}, {1ULL << 40, 0, 2}};
    CHECK(events_of(parse_input(runtime::format_spikes(events, image), image, "f")) == events);
}

TEST_CASE("comments, empty lines, line ends and a left-out payload are understood", "[runtime]") {
    const auto lines =
        parse_input("# made by hand\nstep,population,element\r\n\n3,in,1\r\n4,in,2,-1",
                    test::sample_image(), "f");
    CHECK(events_of(lines) == std::vector<Event>{{3, 0, 1}, {4, 0, 2, -1}});
    CHECK(lines[1].line == 5);
    CHECK(parse_input("", test::sample_image(), "f").empty());
}

TEST_CASE("comments end lines, and blanks around fields do not matter", "[runtime]") {
    const auto lines = parse_input(
        " step , population\t, element  # heading\n"
        "3, in ,1 # a spike\n   \n\t# nothing\n 4\t,in, 2 , -1#more\r\n",
        test::sample_image(), "f");
    CHECK(events_of(lines) == std::vector<Event>{{3, 0, 1}, {4, 0, 2, -1}});
    CHECK(lines[1].line == 5);
}

TEST_CASE("a line drives a neuron or a modulator when it names one", "[runtime]") {
    const auto lines =
        parse_input("1,out,2,30\n2,out,3,-0.5,1\n2,reward,1.5\n", test::sample_image(), "f");
    REQUIRE(lines.size() == 3);
    CHECK(std::get<Drive>(lines[0].what) == Drive{1, 2, 0, 30});
    CHECK(std::get<Drive>(lines[1].what) == Drive{1, 3, 1, -0.5});
    CHECK(std::get<Modulation>(lines[2].what) == Modulation{0, 1.5});
}

TEST_CASE("a line whose value would be 0 on the chip is refused, as one above the range is",
          "[runtime]") {
    for (const auto& [value, message] :
         {std::pair("0.0004", "line 1, modulate reward: found 0.0004, which is 0 on the chip"),
          {"32.5", "line 1, modulate reward: found 32.5, expected -32 to 32, its range is 32"}}) {
        runtime::Session fed = test::sample_session();
        const auto lines =
            parse_input(std::string("5,reward,") + value + "\n5,reward,0\n", fed.image(), "f");
        CHECK_THROWS_WITH(runtime::give(fed, lines[0], "f"), Catch::Contains(message));
        CHECK_NOTHROW(runtime::give(fed, lines[1], "f"));
    }
}

TEST_CASE("the lines of a file do what the calls of a session do, on every device", "[runtime]") {
    for (const char* device : {"model", "twin"}) {
        CAPTURE(device);
        runtime::Session called = test::sample_session(device), fed = test::sample_session(device);
        called.inject("in", 1, 3);
        called.drive("out", 2, 0, 30.0, 4);
        called.modulate("reward", 2.0, 5);
        for (const InputLine& line :
             parse_input("3,in,1\n4,out,2,30\n5,reward,2\n", fed.image(), "f"))
            runtime::give(fed, line, "f");
        CHECK(called.input() == fed.input());
        CHECK(called.run(5).empty());
        CHECK(fed.run(5).empty());
        CHECK(fed.step().size() == 1);
        fed.step();
        CHECK(fed.modulator_value("reward") == Approx(2.0 * 7 / 8).epsilon(1e-4));
    }
}

TEST_CASE("what the session refuses is an error with the line", "[runtime]") {
    const std::vector<std::pair<std::string, std::string>> cases = {
        {"0,out,0,40\n", "line 1, drive out"},   // 32.767 nA at most
        {"0,out,0,1,1\n", "line 1, drive out"},  // no weight arrives there: no unit
        {"0,out,0,1,2\n", "line 1, drive, receptor"},
        {"0,in,0\n0,reward,33\n", "line 2, modulate reward"},
    };
    for (const auto& [text, place] : cases) {
        CAPTURE(text);
        runtime::Session session = test::sample_session();
        const auto lines = parse_input(text, session.image(), "f");
        try {
            for (const InputLine& line : lines) runtime::give(session, line, "f");
            FAIL_CHECK("accepted");
        } catch (const image::ImageError& e) {
            CHECK(e.place == place);
            CHECK(e.file == "f");
        }
    }
}

TEST_CASE("a line that is wrong is an error with its number and field", "[runtime]") {
    const std::vector<std::pair<std::string, std::string>> cases = {
        {"1,in,0\n0,in,0\n", "line 2, step"},
        {"1,in,4\n", "line 1, element"},
        {"1,in,-1\n", "line 1, element"},
        {"1,out of,0\n", "line 1, name"},
        {"x,in,0\n", "line 1, step"},
        {"-1,in,0\n", "line 1, step"},
        {"99999999999999999999,in,0\n", "line 1, step"},
        {"281474976710656,in,0\n", "line 1, step"},
        {"281474976710655,in,0\n", "line 1, step"},  // the counter would wrap
        {"1,out,0\n", "line 1, fields"},
        {"1,out,4,1\n", "line 1, element"},
        {"1,out,0,much\n", "line 1, value"},
        {"1,out,0,inf\n", "line 1, value"},
        {"1,out,0,1,4\n", "line 1, receptor"},
        {"1,reward,\n", "line 1, value"},
        {"1,reward,0,1\n", "line 1, fields"},
        {"1,in,0,40000\n", "line 1, payload (16384 is 1)"},
        {"1,in,0,0.5\n", "line 1, payload (16384 is 1)"},
        {"1,in,0,1,1\n", "line 1, fields"},
        {"1,in,0,1,1,1\n", "line 1, fields"},
        {"1,in\n", "line 1, fields"},
        {"1,in,0x1\n", "line 1, element"},
        {"1,in,1 1\n", "line 1, element"},
        {"1,in # ,1\n", "line 1, fields"},
        {"1,in,\t\n", "line 1, element"},
        {"\n# c\n1,in,\n", "line 3, element"},
        {"1,in,0\nstep,population,element\n", "line 2, step"},
        {std::string(100000, 'z'), "line 1, fields"},
    };
    for (const auto& [text, place] : cases) {
        CAPTURE(text.substr(0, 40));
        try {
            parse_input(text, test::sample_image(), "f");
            FAIL_CHECK("accepted");
        } catch (const image::ImageError& e) {
            CHECK(e.place == place);
            CHECK(e.file == "f");
            CHECK(std::string(e.what()).size() < 300);
        }
    }
}
