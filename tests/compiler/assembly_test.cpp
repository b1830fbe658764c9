// SPDX-License-Identifier: Apache-2.0
// Assembly in networks: every instruction can be reached, and what is illegal is refused.
#include "tests/compiler/compiled.hpp"

namespace bouton::test {
namespace {

using Lines = std::vector<std::string>;

std::string model(const std::string& program) {
    return "network a modulator g = 0 model m { state v = 1 state w range 2 program { " + program +
           " } } population p 3 m";
}

std::string rule(const std::string& programs, const std::string& more = "") {
    return "network a modulator g = 0 input i 2 population p 3 lif() rule r { " + programs +
           " bounds [0, 1] } projection i -> p all_to_all weight 0.5 rule r " + more;
}

}  // namespace

TEST_CASE("what the assembler reads, the disassembler writes", "[compiler]") {
    const Lines lines{"ADD r0, S0, D0 >> 3",    "SUB r1, r0, D1",          "MUL r2, r1, K",
                      "MAC r2, S1, K >> 15",    "DCY r3, r2, K >> 31",     "MIN r3, r3, zero",
                      "MAX r4, r3, G0 >> 1",    "CMP.ge r4, S0",           "CMP.gt.and r4, zero",
                      "CMP.eq.or r1, fired",    "CMP.ne.xor r1, postflag", "SEL r5, K, r4 >> 2",
                      "EXP2 r6, r5 >> 20",      "DLY r6, r6 >> 23",        "ADD r7, RND, zero ?p",
                      "ADD r7, RND4, zero ?!p", "ADD r7, A, r6",           "FLG spike post, r6 ?p",
                      "ADD.ne S0, r6, zero",    "SUB.sr S1, r6, zero"};
    std::string text;
    for (const std::string& line : lines)
        text += std::regex_replace(line, std::regex("K"), "k(-7)") + "\n";
    // r7 has to be written unpredicated first
    text = "MAX r7, zero, zero\n" + text;
    Lines found = program(*compile_ok(model(text)).image, "p.m");
    REQUIRE(!found.empty());
    found.erase(found.begin());
    CHECK(found == lines);
}

TEST_CASE("rules reach every trigger in assembly", "[compiler]") {
    const image::Image image = *compile_ok(rule("x1: trace tau 20 ms y1: trace tau 20 ms"
                                                " pre { MAC.sr W, y1, k(-100) >> 18 }"
                                                " post { MAC.ne W, x1, k(100) >> 18 }"
                                                " sweep 5 { CMP.gt k(16), W FLG kill, zero ?p }"
                                                " reward { MAC.sr W, g, T >> 10 }"
                                                " deliver { ADD.ne D, W, zero }"))
                                    .image;
    CHECK(program(image, "i->p.r.Pre") == Lines{"MAC.sr W, S3, K >> 18"});
    CHECK(program(image, "i->p.r.Post") == Lines{"MAC.ne W, X0, K >> 18"});
    CHECK(program(image, "i->p.r.Sweep") == Lines{"CMP.gt K, W", "FLG kill, zero ?p"});
    CHECK(program(image, "i->p.r.Reward") == Lines{"MAC.sr W, G0, T >> 10"});
    CHECK(program(image, "i->p.r.Deliver") == Lines{"ADD.ne D, W, zero"});
}

TEST_CASE("an axon program replaces traces and the core program is appended", "[compiler]") {
    const image::Image image = *compile_ok(rule("axon { ADD r0, X3, fired >> 4 DCY.tz X3, r0, "
                                                "k(-1638) >> 15 } post { MAC.sr W, X3, k(9) }",
                                                "core { MUL G0, G0, k(2) FLG reward, zero }"))
                                    .image;
    CHECK(program(image, "i->p.axon").size() == 2);
    CHECK(program(image, "core") == Lines{"ADD G0, G0, P0", "MUL G0, G0, K", "FLG reward, zero"});
}

TEST_CASE("four receptors are there for models that ask for them", "[compiler]") {
    const std::string network =
        "network a model m { receptors 4 program { ADD r0, D0, zero ADD r0, r0, D1 ADD r0, r0, D2"
        " ADD r0, r0, D3 FLG spike, r0 } } input i 1 population p 1 m"
        " projection i -> p all_to_all receptor 3 delay ";
    const auto result = compile_ok(network + "31 steps");
    const auto raw = result.image->cores[0].region[0][static_cast<std::size_t>(spec::Csr::Control)];
    CHECK(spec::ControlWord::unpack(static_cast<std::uint32_t>(raw)).four_receptors);
    CHECK(result.image->populations.size() == 2);
    CHECK(compile_ok(network + "32 steps").image->populations.back().name == "long delays");
}

TEST_CASE("programs that break a rule of the machine are refused", "[compiler]") {
    const std::string text = GENERATE(
        as<std::string>{}, model("ADD r0, S0, S1"), model("ADD.ne S0, zero, zero ADD r0, S0, zero"),
        model("ADD r0, D0, D1"), model("ADD r0, r1, zero"), model("MUL r0, RND, k(3)"),
        model("FLG kill, zero"), model("ADD r0, D0, zero ADD r1, D0, zero"),
        model("ADD.sr S0, RND, zero"), rule("pre { ADD.ne Z, W, zero }"),
        rule("pre { FLG spike, zero }"), rule("post { ADD.ne D, W, zero }"));
    CAPTURE(text);
    const auto result = compile(text);
    CHECK_FALSE(result.ok());
    REQUIRE(!result.diagnostics.empty());
    CHECK(result.diagnostics[0].at.line == 1);
}

TEST_CASE("a rule of the machine that is broken is reported where it is", "[compiler]") {
    struct Broken {
        std::string text, found;
        std::uint32_t line;
    };
    const auto one = GENERATE(values<Broken>({
        {model("ADD r0, S0, zero\nADD r1, S0, S1"), "two S words read", 2},
        {model("ADD r0, zero, zero\nADD.ne S0, r0, zero\nADD r1, S0, zero"), "after it was stored",
         3},
        {model("ADD r0, D0, zero\n\nADD r1, D0, zero"), "read twice", 3},
        {rule("pre {\nADD r0, W, zero\nADD.ne W, r1, zero\n}"), "surely written", 3},
        {rule("post {\nADD.ne D, W, zero\n}"), "one that this map can write", 2},
        {rule("axon {\nADD r0, S0, zero\n}"), "one that this map can read", 2},
        {rule("z: word pre {\nADD.ne Z, W, zero\nADD r0, Z, zero\n}"), "after it was stored", 3},
        {"network a modulator g = 0\ncore {\nADD r0, P0, zero }", "read twice", 3},
        {"network a input i 1 population p 1 m\nmodel m { program { FLG spike, zero } }"
         " projection i -> p all_to_all",
         "does not read D0", 2},
    }));
    CAPTURE(one.text);
    const auto result = compile(one.text);
    REQUIRE(result.diagnostics.size() == 1);
    CHECK(result.diagnostics[0].at.line == one.line);
    CHECK_THAT(result.diagnostics[0].text, Catch::Contains(one.found));
}

}  // namespace bouton::test
