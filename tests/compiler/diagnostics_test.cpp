// SPDX-License-Identifier: Apache-2.0
// Every malformed network is refused with the exact place.
#include "tests/compiler/refused.hpp"

namespace bouton::test {
namespace {

const std::string head =
    "network n\nmodulator m = 0\ninput i 4\npopulation p 4 lif()\npopulation q 4 relay()\n";

}  // namespace

TEST_CASE("errors of syntax name their place", "[compiler]") {
    const Refused one = GENERATE(values<Refused>({
        {"@population p 4 lif()", "starts with `network NAME`"},
        {"network @5", "the network's name"},
        {"network n\n@network n", "`network` is given twice"},
        {"network n\n@hello", "unknown statement 'hello'"},
        {"network n\n@5", "expected a statement"},
        {"network n\nstep @5", "must be a time"},
        {"network n\nstep @0 ms", "positive time"},
        {"network n\nstep @3 steps", "positive time"},
        {"network n\nseed @1.5", "whole number"},
        {"network n\nseed @-1", "whole number"},
        {"network n\nseed @3 ms", "has no unit"},
        {"network n\ninput i @0", "from 1 to"},
        {"network n\ninput i @2.5", "whole number"},
        {"network n\ninput i @9999999", "from 1 to"},
        {"network n\ninput @5", "a population's name"},
        {"network n\npopulation p 4 @", "a model, found end of file"},
        {"network n\npopulation p 4 lif(@5)", "a parameter's name"},
        {"network n\npopulation p 4 lif(bias @5)", "'='"},
        {"network n\npopulation p 4 lif(bias = 1 nA, @bias = 2 nA)", "given twice"},
        {"network n\npopulation p 4 lif(bias = 1 nA@", "')'"},
        {"network n\npopulation p 2 lif(v_threshold = @[-80, -50] mV)",
         "above v_rest = -65 mV, for every"},
        {"network n\npopulation p 2 lif(v_threshold = @normal(-50, 5) mV)", "cut it off"},
        {"network n\npopulation p 4 lif(bias = uniform(2, @1) nA)", "high below low"},
        {"network n\npopulation p 4 lif(bias = normal(2, @-1) nA)", "negative standard"},
        {"network n\npopulation p 4 lif(bias = uniform(1 nA, @2 mV))", "different units"},
        {"network n\npopulation p 4 lif(bias = uniform(1 nA, 2 nA) @nA)", "second unit"},
        {"network n\nlet a = (1 / @0)", "division by 0"},
        {"network n\nlet a = (1 ms + @2 mV)", "different units"},
        {"network n\nlet a = (1 ms * @2 mV)", "units do not combine"},
        {"network n\nlet a = @b", "a number"},
        {"network n\nlet a = @1e999", "too large"},
        {"network n\nmodulator m = @x", "a number"},
        {"network n\nmodulator m = 1 decay @0 ms", "must be positive"},
        {"network n\nmodulator m = 1 decay 5 ms @pulse", "not both"},
        {"network n\nmodulator m = 1 range @0", "must be positive"},
        {"network n\nlearning @maybe", "on or off"},
        {"network n\nrecord @voltage p", "'spikes'"},
        {"network n @$", "unexpected '$'"},
        {"network n\nstep 1 ms\n@step 2 ms", "`step` is given twice"},
        {"network n\nseed 2\n@seed 3", "`seed` is given twice"},
        {"network n\nlearning on @learning off", "`learning` is given twice"},
        {"network n\nlet a = 1\nlet @a = 2", "`let a` is given twice"},
        {head + "projection i -> p all_to_all weight 1 @weight 2", "'weight' is given twice"},
        {"network n\n@\x01", "unexpected byte 1"},
        {"network n\nprojection a @b", "'->'"},
        {head + "projection i -> p @everywhere", "unknown connector"},
        {head + "projection i -> p fixed_probability(@2)", "from 0 to 1"},
        {head + "projection i -> p fixed_in_degree(@1.5)", "whole number"},
        {head + "projection i -> p list [@5]", "'('"},
        {head + "projection i -> p list [(0, @x)]", "a number"},
        {head + "projection i -> p file @name", "in quotes"},
        {head + "projection i -> p file @\"name", "without closing quote"},
        {head + "projection i -> p all_to_all delay @5", "must be a time"},
        {head + "projection i -> p all_to_all bits @17", "from 1 to 16"},
        {head + "projection i -> p all_to_all rounding @up", "nearest, stochastic or truncate"},
        {head + "projection i -> p all_to_all receptor @7", "from 0 to 3"},
        {head + "projection i -> p all_to_all gain @big",
         "unknown gain 'big'; there are payload, short_term"},
        {head + "projection i -> p all_to_all gain short_term(@V = 1)", "unknown parameter 'V'"},
        {head + "projection i -> p all_to_all gain short_term(U = @2)", "from 0 to 1"},
        {head + "projection i -> p all_to_all gain short_term(tau_rec = @5)", "must be a time"},
    }));
    refused(one);
}

TEST_CASE("errors of rules name their place", "[compiler]") {
    const Refused one = GENERATE(values<Refused>({
        {"rule r = @unknown()", "unknown rule 'unknown'; there are allee"},
        {"rule r = pair_stdp(@b = 1)", "unknown parameter 'b'"},
        {"rule r = pair_stdp(a_plus = @1 ms)", "must be a number without unit"},
        {"rule r = pair_stdp(tau_plus = @20)", "must be a time"},
        {"rule r = pair_stdp(tau_plus = @-20 ms)", "must not be negative (in pair_stdp, compiler"},
        {"rule r = pair_stdp(bounds = @1)", "bounds are [low, high]"},
        {"rule r = pair_stdp(bits = @0)", "from 1 to 16"},
        {"rule r = pair_stdp(rounding = @up)", "nearest, stochastic or truncate"},
        {"rule r = @rstdp()", "needs `modulator = NAME`"},
        {"rule r = rstdp(modulator = m, sweep = @17)", "from 0 to 16"},
        {"rule r { @foo }", "a declaration of the rule"},
        {"rule r { dw = 1*x0 @", "a declaration of the rule or '}'"},
        {"rule r { x1: @20 ms }", "'trace'"},
        {"rule r { x1: trace tau @0 ms }", "tau must be positive"},
        {"rule r { x1: trace tau @20 }", "must be a time"},
        {"rule r { x1: trace tau 20 ms @early }", "traces of the axon are late"},
        {"rule r { x1: trace tau 20 ms @x1: trace tau 20 ms }", "declared twice"},
        {"rule r { t: tag range @-1 }", "must be positive"},
        {"rule r = oja(trace_range = @0)", "must be positive"},
        {"rule r { t: tag tau 5 ms @dw = 1*x0 }", "'sweep'"},
        {"rule r { bounds [1, @0] }", "below the lower bound"},
        {"rule r { bits @40 }", "from 1 to 16"},
        {"rule r { sweep @20 { } }", "from 0 to 16"},
        {"rule r { dw = 1*x0 @dw = 2*x0 }", "add its terms to the first"},
        {"rule r { bits 8 @bits 7 }", "'bits' is given twice"},
        {"rule r { let a = 1 let @a = 2 dw = a*x0 }", "`let a` is given twice"},
        {"rule r { dw = 1*x0 } projection i -> p all_to_all rule @r(a = 1)", "no parameters"},
        {"projection i -> p all_to_all rule @nothing(a = 1)", "unknown rule 'nothing'; there are"},
        {"projection i -> p all_to_all rule pair_stdp(@b = 1)", "unknown parameter 'b'"},
        {"rule r { dw = x1 + @}", "a variable or a number"},
        {"rule r { dw = (x1 @}", "')'"},
        {"rule r { pre { @FOO r0, r1, r2 } }", "unknown instruction 'FOO'"},
        {"rule r { pre { ADD.@up r0, W, W } }", "unknown suffix"},
        {"rule r { pre { ADD r0, W @} }", "','"},
        {"rule r { pre { FLG @stop, zero } }", "unknown flag"},
        {"rule r { pre { ADD r0, W, W >> @32 } }", "from 0 to 31"},
        {"rule r { pre { ADD r0, W, @k(40000) } }", "from -32768 to 32767"},
        {"rule r { pre { ADD r0, W, W ?@q } }", "'p'"},
    }));
    refused({head + one.text, one.message});
}

TEST_CASE("errors of rule text are found when the rule is used", "[compiler]") {
    const Refused one = GENERATE(values<Refused>({
        {"dw = @0.1", "a term without trigger"},
        {"dw = 0.1*x0 - @w", "a term without trigger"},
        {"dw = @x0*u3", "a term with two triggers"},
        {"dw = 0.1*x0 + @y0*u2", "two triggers"},
        {"dw = 0.1*u1 + @0.1*u2", "one sweep"},
        {"dw = x0*@foo", "unknown variable 'foo'"},
        {"dw = x0*@x2", "declare the trace first"},
        {"dw = x0*@z", "declare the word first"},
        {"@dz = 0.1*x0", "declare the word first"},
        {"dw = x0*@post.height", "no state 'height'"},
        {"dw = x0*@sin(w)", "unknown function"},
        {"dw = x0*@max(w)", "takes 2 arguments"},
        {"dw = sgn(@x0)*y0", "cannot be an argument"},
        {"dw = x0/@w", "by constants only"},
        {"dw = x0/@(1 - 1)", "division by 0"},
        {"dw = x0*@u17", "u0 to u16"},
        {"x1: trace tau @1000000000 s dw = 0.1*x1*y0", "decays by nothing on the chip"},
        {"y1: trace tau @1000000000 s dw = 0.1*y1*x0", "decays by nothing on the chip"},
        {"t: tag tau @1000000000 s sweep 2 dt = 0.1*x0", "decays by nothing on the chip"},
        {"dw = 0.1*x0 bounds @[0, 1] weight_point 16", "does not fit"},
        {"pre { ADD r0, @q, W }", "unknown operand 'q'"},
        {"pre { ADD @zero, W, W }", "cannot be written"},
        {"pre { @ADD W, W, W }", "needs a suffix"},
        {"pre { @ADD.ne r0, W, W }", "no store suffix"},
    }));
    refused(
        {head + "rule r { " + one.text + " }\nprojection i -> p all_to_all rule r", one.message});
}

TEST_CASE("errors of meaning name their place", "[compiler]") {
    const Refused one = GENERATE(values<Refused>({
        {"input @i 3", "defined twice"},
        {"modulator @m = 1", "defined twice"},
        {"rule a = oja()\nrule @a = oja()", "defined twice"},
        {"projection @nobody -> p all_to_all", "no input or population 'nobody'"},
        {"projection i -> @nobody all_to_all", "no population 'nobody'"},
        {"projection i -> @i all_to_all", "is an input: synapses end at populations"},
        {"projection i -> p all_to_all rule @none", "unknown rule 'none'"},
        {"projection a = i -> p all_to_all projection @a = i -> p all_to_all", "defined twice"},
        {"input j 3\nprojection j -> p @one_to_one", "needs equal sizes"},
        {"projection i -> p @fixed_in_degree(5)", "has 4 partners"},
        {"projection p -> p @fixed_out_degree(4) no_self", "has 3 partners"},
        {"projection i -> p list [@(0, 4)]", "no element 4"},
        {"projection i -> p list [@(7, 0)]", "no element 7"},
        {"projection i -> p @file \"none.csv\"", "cannot read"},
        {"projection i -> p all_to_all weight @[1, 2]", "a list of 2 weights for 16"},
        {"projection i -> p all_to_all delay @0 ms", "1 to 4095 steps, found 0"},
        {"projection i -> p all_to_all delay @4096 ms", "found 4096"},
        {"projection i -> p all_to_all gain short_term() delay @64 ms", "1 to 63 steps, found 64"},
        {"rule s = oja() projection i -> p all_to_all rule s delay @64 ms", "static synapses only"},
        {"modulator m = 0 feed @i -> m", "is an input"},
        {"modulator m = 0 feed p -> @x", "no modulator 'x'"},
        {"projection i -> p all_to_all delay @1.5 ms", "whole number of steps"},
        {"projection i -> p all_to_all delay @normal(2, 1) ms", "delays are"},
        {"projection i -> p all_to_all weight @1 mV", "must be a current, found a voltage"},
        {"projection i -> q all_to_all weight @1 nA", "must be a number without unit"},
        {"projection i -> p list [(0, 0, @1 nA)]", "has no unit"},
        {"projection i -> p all_to_all receptor @2", "has 2 receptors, counted from 0"},
        {"projection i -> p all_to_all receptor @side", "no receptor 'side'; there are exc, inh"},
        {"projection i -> p all_to_all gain payload @gain short_term()", "'gain' is given twice"},
        {"record spikes @i", "'i' is an input: only populations are recorded"},
        {"record spikes p, @x", "no population 'x'"},
        {"stimulus @x -> p gain 1 nA", "no modulator 'x'"},
        {"stimulus m -> @x gain 1 nA", "no population 'x'"},
        {"stimulus m -> p gain @1 mV", "must be a current"},
        {"stimulus @m -> q gain 1", "relay takes no stimulus"},
        {"population r 4 @unknown()", "unknown model"},
        {"population r 4 lif(@volts = 3)", "unknown parameter 'volts'"},
        {"population r 4 lif(tau_m = @3 mV)", "must be a time, found a voltage"},
        {"population r 4 lif(tau_m = @3)", "must be a time, found a number"},
        {"population r 4 lif(tau_m = @uniform(1, 2) ms)", "the same for all"},
        {"population r 4 lif(tau_m = @0 ms)", "must be positive"},
        {"population r 4 lif(tau_m = @-1 ms)", "must be positive"},
        {"population r 4 lif(refractory = @-1 ms)", "must not be negative"},
        {"population r 4 lif(bias = @[1, 2] nA)", "2 values for 4 neurons"},
        {"population r 4 lif(v_threshold = @-70 mV)", "above v_rest"},
        {"population r 4 lif(v_reset = @-40 mV)", "below v_threshold"},
        {"population r 4 lif(refractory = @0.5 ms)", "whole number of steps"},
        {"population r 4 lif() init(@x = 1)", "no state 'x'"},
        {"population r 4 lif() init(v = @[1] mV)", "1 values for 4 neurons"},
        {"population @r 4 lif() init(v = 1000 mV)", "beyond its range"},
        {"population r 4 race(gate = @none)", "no modulator 'none'"},
        {"population r 4 race(gate = @3)", "must be a name"},
        {"population r 4 race(threshold = @big)", "must be a number"},
        {"population r 4 race(threshold = @300)", "must be below range"},
        {"population r 4 noisy(width = @0 mV)", "must be positive"},
        {"projection i -> p all_to_all tag @20", "beyond the tag's range"},
        {"modulator x = @20", "beyond its range"},
        {"model z { state a state @a program { ADD r0, zero, zero } }", "declared twice"},
        {"model @z { state a }", "has no program"},
        {"model z { @5 }", "a declaration, an equation or '}'"},
        {"model z { foo @}", "' = += or -="},
        {"model z { @foo program { ADD r0, zero, zero } }", "state, weight_point"},
        {"model z { receptors @3 program { ADD r0, D0, zero } }", "receptors are 2 or 4"},
        {"model z { program { ADD r0, @b, zero } }\npopulation r 4 z", "unknown operand 'b'"},
        {"core { ADD.@xx G0, P0, zero }", "unknown suffix"},
    }));
    refused({head + one.text, one.message});
}

TEST_CASE("an error in a model is the only one, not that its populations have none", "[compiler]") {
    const auto result =
        compile("network n\nmodel m { state v in mV\nv' = -v / }\npopulation p 4 m()\n");
    REQUIRE(result.diagnostics.size() == 1);
    CHECK(result.diagnostics[0].at.line == 3);
}

TEST_CASE("a file with many errors reports them all", "[compiler]") {
    const auto result = compile("network n\nstep 5\ninput i 0\npopulation p 3 lif(=)\nseed x\n");
    REQUIRE(result.diagnostics.size() == 4);
    CHECK(to_string(result.diagnostics[0]).starts_with("test.net:2:6: error: "));
    CHECK(result.diagnostics[1].at == compiler::Position{3, 9});
    CHECK(result.diagnostics[2].at == compiler::Position{4, 20});
}

TEST_CASE("a missing file and an unknown configuration are errors, not exceptions", "[compiler]") {
    CHECK_FALSE(compiler::compile_file("no/such/file.net").ok());
    compiler::CompileOptions options;
    options.configuration = "huge";
    CHECK_FALSE(compile("network n", options).ok());
}

TEST_CASE("deep and long expressions are refused, not followed", "[compiler]") {
    const std::string deep(100000, '(');
    CHECK_FALSE(compile("network n let a = " + deep).ok());
    CHECK_FALSE(compile("network n rule r { dw = " + deep + " }").ok());
    std::string chain = "x1";
    for (int i = 0; i < 10000; ++i) chain += "*x1";
    CHECK_FALSE(compile("network n rule r { dw = " + chain + " }").ok());
    const std::string minus(100000, '-');
    CHECK_FALSE(compile("network n let a = " + minus + "1").ok());
}

}  // namespace bouton::test
