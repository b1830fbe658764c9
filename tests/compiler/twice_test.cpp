// SPDX-License-Identifier: Apache-2.0
// What may stand once is refused at its second place, in every list of options there is.
#include "tests/compiler/refused.hpp"

namespace bouton::test {
namespace {

const std::string head =
    "network n\nmodulator m = 0\ninput i 4\npopulation p 4 lif()\npopulation s 4 source\n";

}  // namespace

TEST_CASE("an option that is given twice is refused at its second place", "[compiler]") {
    const Refused one = GENERATE(values<Refused>({
        {"modulator d = 0 decay 4 ms @decay 100 ms", "'decay' is given twice, first in line 6: "},
        {"modulator d = 0 range 3 @range 5", "'range' is given twice"},
        {"modulator d = 0 reward @reward", "'reward' is given twice"},
        {"modulator d = 0 pulse range 4\n@pulse", "'pulse' is given twice, first in line 6: "},
        {"model c { state x range 3 @range 5 x = 1 }", "'range' is given twice"},
        {"model c { state x range at most 3 @range 5 x = 1 }", "'range' is given twice"},
        {"model c { state x = 1 @= 2 x = 1 }", "the initial value is given twice"},
        {"model c { state x about 1 @about 2 x = 1 }", "'about' is given twice"},
        {"model c { state x rounding nearest @rounding truncate x = 1 }", "'rounding' is given"},
        {"model c { parameter a = 1 above 0 @above 2 state x x = a }", "'above' is given twice"},
        {"model c { parameter a = 1 from 0 to 3 @to 2 state x x = a }", "'to' is given twice"},
        {"model c { parameter a = 1 each @each state x x = a }", "'each' is given twice"},
        {"model c { receive a receive @b state x x = a }", "'receive' is given twice"},
        {"model c { dshift 3 @dshift 4 program { ADD r0, D0, zero } }", "'dshift' is given twice"},
        {"model c { program { ADD r0, D0, zero } @program { ADD r0, D0, zero } }",
         "'program' is given twice"},
        {"rule r { x1: trace tau 20 ms range 3 @range 5 dw = x1*y0 }", "'range' is given twice"},
        {"rule r { x1: trace tau 20 ms impulse 1 @impulse 2 dw = x1*y0 }", "'impulse' is given"},
        {"rule r { x1: trace tau 20 ms add @set dw = x1*y0 }", "'add or set' is given twice"},
        {"rule r { y1: trace tau 20 ms late @early dw = y1*x0 }", "'early or late' is given twice"},
        {"rule r { t: tag range 3 @range 5 dt = 1*x0 }", "'range' is given twice"},
        {"rule r { t: tag tau 5 ms sweep 3 @tau 6 ms sweep 3 dt = 1*x0 }", "'tau' is given twice"},
        {"population c 2 lif() rate 5 Hz @rate 6 Hz", "'rate' is given twice"},
        {"population c 2 lif() init(v = -60 mV) @init(v = -50 mV)", "'init' is given twice"},
        {"input c 2 rate 5 Hz @rate 6 Hz", "'rate' is given twice"},
        {"rule r { bounds [0, 1] dw = 1*x0 @bounds [0, 2] }", "'bounds' is given twice"},
        {"rule r { weight_point 3 @weight_point 4 }", "'weight_point' is given twice"},
        {"rule r { pre { ADD W, W, W } @pre { ADD W, W, W } }", "'pre' is given twice"},
        {"rule r { pre { ADD.tz.@ne W, W, W } }", "the rounding of the store is given twice"},
        {"rule r { pre { CMP.ge.and.@gt W, W } }", "the relation of CMP is given twice"},
        {"projection i -> p all_to_all no_self @no_self", "'no_self' is given twice"},
        {"projection i -> p all_to_all bits 3 rule oja() @rule oja()", "'rule' is given twice"},
        {"stimulus sine() -> p axon @axon", "'axon' is given twice"},
        {"core { ADD r0, zero, zero } @core { ADD r0, zero, zero }", "`core` is given twice"},
        {"pin p core (0, 0) pin @p core (1, 0)", "'p' is pinned twice"},
    }));
    refused({head + one.text, one.message});
}

TEST_CASE("options that belong to different declarations are not given twice", "[compiler]") {
    const auto result = compile(head +
                                "modulator d = 0 decay 4 ms range 3\n"
                                "modulator e = 0 decay 4 ms range 3\n"
                                "population c 2 lif() rate 5 Hz init(v = -60 mV) input d 2 rate 1 "
                                "Hz\n"
                                "rule s { t: tag tau 5 ms sweep 3 range 3 dt = 1*x0 }\n"
                                "rule r { x1: trace tau 20 ms range 3 y1: trace tau 20 ms range 3\n"
                                "  dw = x1*y0 - y1*x0 bits 8 }\n"
                                "projection i -> p all_to_all bits 3 rule r\n"
                                "rule q { dw = 1*x0 }\n"
                                "projection i -> p all_to_all bits 3\n");
    REQUIRE(result.ok());
}

}  // namespace bouton::test
