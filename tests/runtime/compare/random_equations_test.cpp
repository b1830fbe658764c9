// SPDX-License-Identifier: Apache-2.0
// Random equations of neurons, modulators, axons and waveforms mean on the chip what the manual
// says: the twin, which runs the compiled program without rounding, makes in one step of the values
// before it what equation_tree.hpp makes of them. Every step begins with the twin's own values (of
// neurons: with random ones in half of the steps), so that differences do not grow; a step with a
// comparison too near to call is not compared.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <optional>

#include "runtime/device/devices.hpp"
#include "runtime/session/session.hpp"
#include "tests/runtime/compare/random_equations.hpp"
#include "tests/runtime/compare/random_texts.hpp"

using namespace bouton;
using namespace bouton::tests;

namespace {

using Values = std::map<std::string, double>;

constexpr int steps_of_each = 30;

double draw(std::mt19937& random) {
    // Multiples of 1/64 and ends of states are among them.
    const double fine = std::uniform_real_distribution<double>(-7.4, 7.4)(random);
    return random() % 4 == 0 ? std::round(fine) : std::round(fine * 64) / 64 + 1.0 / 1024;
}

// One kind of network: its random body, its text, and its values before and after a step.
struct Neurons {
    Body body{{"v", "w"},
              {{"v", state_bounds}, {"w", state_bounds}, {"exc", {-1.25, 0.5}}, {"g", {-8, 8}}},
              true,
              false,
              ""};

    static std::string text(const Statements& statements) {
        return "network n step 1 ms modulator g = 0 range 16 model q { receive exc"
               " state v = 1 range 16 state w = 2 range 16  " +
               tests::text(statements) +
               "} input a 1 input b 1 population o 1 q projection a -> o all_to_all weight 0.5"
               " projection b -> o all_to_all weight -1.25 record spikes o";
    }

    static bool has(const runtime::Session& one, const std::string& name) {
        const auto& p = one.image().populations[one.population("o")];
        return std::any_of(p.states.begin(), p.states.end(),
                           [&](const image::Variable& v) { return v.name == name; });
    }

    static void read(const runtime::Session& one, Meaning& meaning) {
        for (const std::string name : {"v", "w"})
            if (has(one, name)) meaning.at[name] = one.states("o", name)[0];
    }

    const std::vector<std::string> seen = body.states;

    static bool sleeps(const runtime::Session&, const Meaning&) { return false; }

    // What comes in the step after the next.
    static Values input(runtime::Session& one, std::mt19937& random, Meaning& now) {
        Values next{{"exc", 0}, {"g", draw(random)}};
        if (random() % 3 == 0 && one.inject("a", 0)) next["exc"] += 0.5;
        if (random() % 3 == 0 && one.inject("b", 0)) next["exc"] -= 1.25;
        one.modulate("g", next["g"] - now.at["g"]);
        return next;
    }

    static void act(int, const Statements& statements, Meaning& meaning) {
        tests::act(statements, meaning);
    }

    // Not where a state is none, as it never changes: that may be so for the others' values only.
    static void set(runtime::Session& one, std::mt19937& random) {
        if (random() % 2 == 0 || !has(one, "v") || !has(one, "w")) return;
        for (const std::string name : {"v", "w"})
            one.set_states("o", name, std::vector<double>{draw(random)});
    }
};

struct Modulators {
    Body body{{"m", "y"},
              {{"m", state_bounds}, {"y", state_bounds}, {"p", {-8, 8}}, {"g", {-8, 8}}},
              false,
              false,
              ""};

    static std::string text(const Statements& statements) {
        return "network n step 1 ms population o 1 relay() modulator g = 0 range 16"
               " modulator p = 0 pulse range 16 modulator m = 1 range 16 { state y = 2 range 16  " +
               tests::text(statements) + "m = m }";  // a body has to say what m becomes
    }

    static bool has(const runtime::Session& one, const std::string& name) {
        const auto& all = one.image().modulators;
        return std::any_of(all.begin(), all.end(),
                           [&](const image::Modulator& m) { return m.name == name; });
    }

    static void read(const runtime::Session& one, Meaning& meaning) {
        meaning.at["m"] = one.modulator_value("m");
        if (has(one, "m.y")) meaning.at["y"] = one.modulator_value("m.y");
    }

    const std::vector<std::string> seen = body.states;

    static bool sleeps(const runtime::Session&, const Meaning&) { return false; }

    static Values input(runtime::Session& one, std::mt19937& random, Meaning& now) {
        const Values next{{"g", draw(random)}, {"p", draw(random)}};
        one.modulate("g", next.at("g") - now.at["g"]);
        one.modulate("p", next.at("p"));
        return next;
    }

    static void act(int, const Statements& statements, Meaning& meaning) {
        tests::act(statements, meaning);
    }

    static void set(runtime::Session&, std::mt19937&) {}
};

// An axon, by its words, and by what it delivers: z.
struct Axons {
    Body body{{"v", "w"},
              {{"v", state_bounds}, {"w", state_bounds}, {"payload", {-2, 2}}, {"g", {-8, 8}}},
              false,
              true,
              "gain"};

    static std::string text(const Statements& statements) {
        return "network n step 1 ms modulator g = 0 range 16 dynamics d { state v = 1 range 16"
               " state w = 2 range 16  " +
               tests::text(statements) +
               "} model q { receive exc state z range 16 z = exc } input a 1 population o 1 q"
               " projection p = a -> o all_to_all weight 0.5 gain d";
    }

    static bool has(const runtime::Session& one, const std::string& name) {
        const auto& all = one.image().projections[one.projection("p")].traces;
        return std::any_of(all.begin(), all.end(),
                           [&](const image::Variable& v) { return v.name == name; });
    }

    static void read(const runtime::Session& one, Meaning& meaning) {
        for (const std::string name : {"v", "w"})
            if (has(one, name)) meaning.at[name] = one.traces("p", name)[0];
        meaning.at["z"] = one.states("o", "z")[0];
    }

    const std::vector<std::string> seen{"v", "w", "z"};

    // All words but perhaps the gain are 0: it may take no step.
    static bool sleeps(const runtime::Session& one, const Meaning& now) {
        return !(has(one, "v") && now.at.at("v") != 0) && !(has(one, "w") && now.at.at("w") != 0);
    }

    static Values input(runtime::Session& one, std::mt19937& random, Meaning& now) {
        Values next{{"z", 0}, {"g", draw(random)}};
        now.at["payload"] = 0;
        if (now.at.contains("gain") && random() % 3 == 0) {
            const int quarters = static_cast<int>(random() % 16) - 8;
            now.at["payload"] = quarters / 4.0;
            one.inject("a", 0, 0, quarters * 4096);
            next["z"] = 0.5 * now.at["gain"];
        }
        one.modulate("g", next["g"] - now.at["g"]);
        return next;
    }

    static void act(int, const Statements& statements, Meaning& meaning) {
        tests::act(statements, meaning);
    }

    static void set(runtime::Session&, std::mt19937&) {}
};

// A waveform of a stimulus, in its time: z is what it adds.
struct Waveforms {
    Body body{{"v", "w"},
              {{"v", state_bounds}, {"w", state_bounds}, {"g", {-8, 8}}},
              false,
              false,
              "output"};
    static constexpr int from = 3, to = 25;

    static std::string text(const Statements& statements) {
        return "network n step 1 ms modulator g = 0 range 16 waveform d { state v = 1 range 16"
               " state w = 2 range 16  " +
               tests::text(statements) +
               "} model q { receive exc state z range 32 z = stimulus } population o 1 q"
               " stimulus d() -> o gain 0.5 by g from " +
               std::to_string(from) + " ms to " + std::to_string(to) + " ms";
    }

    static bool has(const runtime::Session& one, const std::string& name) {
        return Neurons::has(one, "d." + name);
    }

    static void read(const runtime::Session& one, Meaning& meaning) {
        for (const std::string name : {"v", "w"})
            if (has(one, name)) meaning.at[name] = one.states("o", "d." + name)[0];
        meaning.at["z"] = Neurons::has(one, "z") ? one.states("o", "z")[0] : 0;
    }

    const std::vector<std::string> seen{"v", "w", "z"};

    static bool sleeps(const runtime::Session&, const Meaning&) { return false; }

    static Values input(runtime::Session& one, std::mt19937& random, Meaning& now) {
        const Values next{{"g", draw(random)}};
        one.modulate("g", next.at("g") - now.at["g"]);
        return next;
    }

    static void set(runtime::Session&, std::mt19937&) {}

    static void act(int step, const Statements& statements, Meaning& meaning) {
        if (step >= from) tests::act(statements, meaning);
        const bool on = step >= from && step < to;
        meaning.at["z"] = on ? 0.5 * meaning.at["g"] * meaning.at["output"] : 0;
    }
};

// What differs, in the first step in which something does.
std::optional<std::string> difference(const auto& kind, runtime::Session& one,
                                      const Statements& statements, std::mt19937& random) {
    Meaning meaning;
    for (const auto& [name, interval] : kind.body.names) meaning.at[name] = 0;
    meaning.at[kind.body.states[0]] = 1;
    meaning.at[kind.body.states[1]] = 2;
    Values next;
    for (int t = 0; t < steps_of_each; ++t) {
        kind.set(one, random);
        kind.read(one, meaning);
        for (const auto& [name, x] : next) meaning.at[name] = x;
        const Meaning before = meaning;
        next = kind.input(one, random, meaning);
        meaning.near = kind.sleeps(one, meaning);
        kind.act(t, statements, meaning);
        const bool spiked = !one.step().empty();
        Meaning found = meaning;
        kind.read(one, found);
        std::string all;
        if (spiked != meaning.spiked) all += spiked ? " it spikes" : " it does not spike";
        for (const std::string& name : kind.seen)
            if (std::abs(found.at[name] - meaning.at[name]) > 1e-7)
                all += " " + name + " is " + std::to_string(found.at[name]) + ", expected " +
                       std::to_string(meaning.at[name]);
        if (!all.empty() && !meaning.near) {
            all = "step " + std::to_string(t) + ":" + all + "; before it";
            for (const auto& [name, x] : before.at) all += " " + name + " " + std::to_string(x);
            return all;
        }
        if (meaning.near) found.at.erase("gain");  // not known then
        meaning = found;
        meaning.spiked = meaning.near = false;
    }
    return std::nullopt;
}

void check(const auto& kind, unsigned texts) {
    check_texts(texts, [&kind](std::mt19937& random) {
        const Statements statements = random_equations(kind.body, random);
        return RandomText{kind.text(statements),
                          [&kind, statements](image::Image image, std::mt19937& later) {
                              runtime::Session one{runtime::make_device("twin"), std::move(image)};
                              return difference(kind, one, statements, later);
                          }};
    });
}

}  // namespace

TEST_CASE("random equations of neurons do what they say", "[compiler][equations]") {
    check(Neurons{}, 400);
}

TEST_CASE("random equations of modulators do what they say", "[compiler][equations]") {
    check(Modulators{}, 400);
}

TEST_CASE("random equations of axons do what they say", "[compiler][equations]") {
    check(Axons{}, 400);
}

TEST_CASE("random equations of waveforms do what they say", "[compiler][equations]") {
    check(Waveforms{}, 400);
}
