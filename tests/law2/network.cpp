// SPDX-License-Identifier: Apache-2.0
#include "tests/law2/network.hpp"

#include <fstream>
#include <sstream>
#include <stdexcept>

namespace bouton::test {
namespace {

Network example(const std::string& name, const std::string& modulator = "") {
    std::ifstream file("examples/networks/" + name + ".net");
    std::ostringstream text;
    text << file.rdbuf();
    if (text.str().empty()) throw std::runtime_error("no example '" + name + "'");
    return {.name = name, .text = text.str(), .modulator = modulator, .driven = ""};
}

// A recurrent pair of populations that spikes under input; `body` adds what the test is about.
Network recurrent(const std::string& name, const std::string& body) {
    return {.name = name,
            .text =
                "network n seed 7 input in 12"
                " population E 26 lif(bias = uniform(0.1, 0.2) nA)"
                " init(v = uniform(-65, -50) mV)"
                " population I 7 lif(tau_m = 10 ms) "
                " projection in -> E fixed_probability(0.4) weight uniform(0.2, 0.6)"
                " delay uniform(1 ms, 5 ms)"
                " projection E -> I fixed_probability(0.3) weight 0.2 delay 2 ms"
                " projection I -> E fixed_in_degree(3) weight 0.2 receptor inh " +
                body + " record spikes E, I",
            .modulator = "",
            .driven = "E"};
}

}  // namespace

std::vector<Network> networks() {
    std::vector<Network> all = {example("balanced"),
                                example("pair_stdp"),
                                example("pruning"),
                                example("reward", "dopamine"),
                                example("short_term"),
                                example("stimulus", "current"),
                                example("stimulation", "level")};
    all.push_back(recurrent("pair",
                            "rule r = pair_stdp(a_plus = 0.05, a_minus = 0.06, bounds = [0, 1])"
                            " projection E -> E fixed_in_degree(5) weight uniform(0, 0.4)"
                            " delay uniform(1 ms, 20 ms) rule r"));
    all.push_back(recurrent("triplet",
                            "rule r = triplet_stdp(bounds = [0, 1])"
                            " projection E -> E fixed_probability(0.2) weight 0.2 rule r no_self"));
    all.push_back(recurrent("truncated",
                            "rule r { x1: trace tau 15 ms set y1: trace tau 30 ms"
                            " dw = 0.3*(x1 - w)*y0 - 0.1*y1*x0 bounds [0, 1] bits 5"
                            " rounding truncate }"
                            " projection E -> E fixed_out_degree(4) weight 0.3 rule r"
                            " delay 63 ms"));
    all.push_back(recurrent("two rules of a source",
                            "rule a = pair_stdp(a_plus = 0.1, bounds = [0, 1])"
                            " rule b = oja(eta = 0.1, bounds = [0, 1])"
                            " projection E -> E fixed_probability(0.2) weight 0.2 rule a"
                            " projection E -> I fixed_probability(0.3) weight 0.2 rule b"
                            " projection E -> I fixed_probability(0.3) weight 0.2 rule a"));
    all.push_back(recurrent("slow traces",
                            "rule r { x1: trace tau 900 ms y1: trace tau 700 ms"
                            " dw = 0.02*x1*y0 - 0.02*y1*x0 bounds [0, 1] }"
                            " projection E -> E fixed_probability(0.2) weight 0.2 rule r"));
    all.push_back(recurrent("short-term recurrence",
                            "projection E -> E fixed_probability(0.3) weight 0.3 delay 3 ms"
                            " gain short_term(U = 0.4, tau_rec = 100 ms, tau_facil = 50 ms)"
                            " projection E -> E fixed_probability(0.1) weight 0.1"));
    all.push_back(recurrent("dynamics of its own",
                            "dynamics own { parameter tau = 40 ms state a range 2"
                            " state b about 1 range 1"
                            " spike { a = payload * (0.5 + rnd / 2) b -= 0.3 * b }"
                            " a' = -a / tau b' = (1 - b) / (9 ms) gain clip(a * b + 0.5, -1, 1.5) }"
                            " projection E -> E fixed_probability(0.3) weight 0.3 delay 3 ms"
                            " gain own(tau = 15 ms)"));
    all.push_back(recurrent("sweeps",
                            "rule h = homeostatic(eta = 0.05, target = 20 Hz, tau = 100 ms,"
                            " sweep = 4, bounds = [0, 1])"
                            " rule v = vogels(eta = 0.05, bounds = [0, 1])"
                            " projection E -> E fixed_probability(0.2) weight 0.2 rule h"
                            " projection in -> I all_to_all weight 0.1"
                            " projection I -> I fixed_probability(0.5) weight 0.2 receptor inh"
                            " rule v"));
    all.push_back(recurrent("wide synapses",
                            "rule r { z: word range 2 u: word range 2 y1: trace tau 40 ms"
                            " dz = 0.25*(w - z)*u4 du = 0.5*y1*x0 dw = 0.1*z*y0 - 0.02*u*x0"
                            " bounds [0, 1] }"
                            " projection E -> E fixed_probability(0.2) weight 0.3 rule r"));
    all.push_back(recurrent("random rule",
                            "rule r { x1: trace tau 20 ms dw = 0.3*(rnd - 0.5)*x1*y0"
                            " + 0.05*gauss*x0 + 0.01*gauss*u3 bounds [0, 1] }"
                            " projection E -> E fixed_probability(0.25) weight 0.3 rule r"));
    all.push_back(recurrent("noisy delivery",
                            "rule r { deliver { ADD.ne D, W, RND4 >> 4 }"
                            " sweep 5 { SUB.sr W, W, k(40) } bounds [0, 1] }"
                            " projection E -> E fixed_probability(0.25) weight 0.2 rule r"
                            " delay uniform(1 ms, 9 ms)"));
    all.push_back(recurrent("death and rebirth",
                            "rule r { x1: trace tau 20 ms dw = 0.2*(x1 - 0.4)*y0"
                            " sweep 3 { CMP.gt k(900), W FLG kill, zero ?p"
                            " CMP.gt RND, k(31000) FLG revive, zero ?p } bounds [0, 1] }"
                            " projection E -> E fixed_probability(0.3) weight 0.3 rule r"));
    all.push_back({"several of a pair",
                   "network n input in 3 population E 9 noisy(bias = 0.1 nA, width = 3 mV)"
                   " rule r = pair_stdp(a_plus = 0.1, a_minus = 0.08, bounds = [0, 1])"
                   " projection in -> E all_to_all weight 0.5"
                   " projection E -> E list [(0, 1, 0.2), (0, 1, 0.2), (0, 1, 0.2), (4, 8, 0.3),"
                   " (4, 8, 0.3), (8, 0, 0.4), (2, 2, 0.1), (2, 2, 0.1)] rule r"
                   " projection E -> E list [(0, 1, 0.2), (4, 8, 0.3, 7 ms), (8, 3, 1)] rule r"
                   " projection E -> E list [(0, 1, 0.2), (3, 4, 0.3), (5, 6, 0.1)]"
                   " record spikes E",
                   "", "E"});
    all.push_back({"fed modulators",
                   "network n seed 3 modulator dopamine = 0 decay 30 ms reward range 8"
                   " modulator gate = 0 pulse range 4 input in 10"
                   " population E 20 alif(bias = 0.16 nA) population R 3 relay()"
                   " rule r = rstdp(modulator = dopamine, a_plus = 0.3, a_minus = 0.2,"
                   " tau_tag = 100 ms, sweep = 2, bounds = [0, 1.5])"
                   " rule e { x1: trace tau 20 ms t: tag range 4 dt = x1*y0"
                   " dw = 0.02*t*dopamine*r0 - 0.01*gate*x0 bounds [0, 1] }"
                   " projection in -> E fixed_probability(0.5) weight uniform(0.2, 0.6) rule r"
                   " projection E -> E fixed_probability(0.2) weight 0.2 delay 4 ms rule e"
                   " projection E -> R fixed_in_degree(2) weight 1"
                   " projection R -> E all_to_all weight 0.3 receptor inh"
                   " feed R -> dopamine feed E -> gate record spikes E, R",
                   "dopamine", "E"});
    all.push_back({"computed modulators",
                   "network n seed 5 modulator reward = 0 pulse range 4 modulator value = 0"
                   " decay 10 ms range 8 input in 10"
                   " modulator delta = 0 reward range 8 { parameter gamma = 0.9 state before"
                   " delta = clip(reward + gamma * value - before, -1, 2)  before = value }"
                   " modulator noisy = 0 range 4 { receive e noisy' = -noisy / (20 ms)"
                   " noisy += e * delta + 0.1 * gauss }"
                   " population E 20 alif(bias = 0.16 nA) population R 3 relay()"
                   " rule r { t: tag range 4 tau 50 ms sweep 3 x1: trace tau 20 ms dt = x1*y0"
                   " dw = 0.05*t*delta*r0 + 0.01*noisy*x0 bounds [0, 1.5] }"
                   " projection in -> E fixed_probability(0.5) weight uniform(0.2, 0.6) rule r"
                   " projection E -> E fixed_probability(0.2) weight 0.2 delay 4 ms rule r"
                   " projection E -> R fixed_in_degree(2) weight 1"
                   " projection R -> E all_to_all weight 0.3 receptor inh"
                   " feed R -> value feed E -> noisy record spikes E, R",
                   "reward", "E"});
    all.push_back({"race",
                   "network n modulator gate = 1 modulator drift = 0 pulse input in 16"
                   " population E 14 race(threshold = 2, leak = 0.1, threshold_step = 0.1,"
                   " threshold_drift = 0.01, gate = gate, drift_on = drift)"
                   " rule w { x1: trace tau 20 ms set dw = (x1 - w)/32*gate*y0 bounds [0, 1] }"
                   " projection in -> E all_to_all weight uniform(0, 1) rule w"
                   " projection E -> E all_to_all weight 1 receptor inh no_self record spikes E",
                   "drift", ""});
    all.push_back({"four receptors",
                   "network n model m { receptors 4 state v = 0 range 256 weight_point 12 dshift 8"
                   " program { ADD r0, v, D0 SUB r0, r0, D1 ADD r0, r0, D2 >> 1 SUB r0, r0, D3 >> 1"
                   " ADD r0, r0, RND >> 9 CMP.gt r0, k(100) FLG spike post, k(0x4000) ?p"
                   " SEL.sr v, zero, r0 >> 1 } }"
                   " input in 8 population A 11 m population B 5 m"
                   " projection in -> A all_to_all weight uniform(0, 4) delay uniform(1 ms, 9 ms)"
                   " projection A -> B fixed_probability(0.5) weight 2 receptor 2 delay 31 ms"
                   " projection B -> A all_to_all weight 1 receptor 3"
                   " projection A -> A fixed_probability(0.3) weight 1 receptor 1"
                   " record spikes A, B",
                   "", "A"});
    all.push_back({"relays",
                   "network n model graded { state v = 0 range 64 weight_point 12 dshift 8"
                   " program { ADD r0, v, D0 SUB r0, r0, D1 CMP.gt r0, k(300) FLG spike post, r0 ?p"
                   " SEL.sr v, zero, r0 } }"
                   " input in 6 population A 12 graded"
                   " projection in -> A all_to_all weight uniform(0, 2) delay uniform(1 ms, 90 ms)"
                   " projection A -> A fixed_probability(0.4) weight uniform(0, 2) gain payload"
                   " delay uniform(1 ms, 140 ms) receptor inh record spikes A",
                   "", "A"});
    all.push_back({"payloads",
                   "network n model graded { state v = 0 range 64 weight_point 12 dshift 8"
                   " program { ADD r0, v, D0 SUB r0, r0, D1 CMP.gt r0, k(300) FLG spike post, r0 ?p"
                   " SEL.sr v, zero, r0 } }"
                   " input in 6 population A 12 graded population B 7 graded"
                   " projection in -> A all_to_all weight uniform(0, 2)"
                   " projection A -> B fixed_probability(0.6) weight uniform(0, 2) gain payload"
                   " delay 3 ms"
                   " projection B -> A fixed_probability(0.4) weight 0.5 gain payload receptor inh"
                   " projection A -> A one_to_one weight 0.1 record spikes A, B",
                   "", "B"});
    all.push_back({"errors back into neurons",
                   "network n model m { state v = 0 range 64 weight_point 12 dshift 8"
                   " program { ADD r0, v, D0 SUB r0, r0, D1 ADD r0, r0, A >> 6"
                   " CMP.gt r0, k(300) FLG spike post, k(0x4000) ?p SEL.sr v, zero, r0 } }"
                   " input in 8 population A 13 m"
                   " rule r { pre { ADD.ne A, W, zero } sweep 3 { SUB.ne A, zero, W >> 3 }"
                   " bounds [0, 1] }"
                   " projection in -> A all_to_all weight uniform(0, 1)"
                   " projection A -> A fixed_probability(0.5) weight uniform(0, 1) rule r"
                   " record spikes A",
                   "", ""});
    all.push_back({"random core program",
                   "network n modulator m = 0 modulator level = 0.2 input in 5"
                   " population A 10 noisy(bias = 0.1 nA)"
                   " core { ADD level, zero, RND >> 4 CMP.gt RND, k(30000) FLG reward, zero ?p }"
                   " rule r { x1: trace tau 30 ms dw = 0.1*x1*level*r0 - 0.05*x0 bounds [0, 1] }"
                   " projection in -> A all_to_all weight 0.5 rule r"
                   " stimulus level -> A gain uniform(0, 0.1) nA record spikes A",
                   "m", ""});
    all.push_back({"chains of relays",
                   "network n input in 4 population a 4 relay() population b 4 relay()"
                   " population c 4 relay() projection in -> a one_to_one"
                   " projection a -> b one_to_one weight 1 delay 40 ms"
                   " projection b -> c one_to_one weight 1 delay 63 ms"
                   " projection c -> a one_to_one weight 1 delay 17 ms record spikes a, b, c",
                   "", ""});
    return all;
}

Network network(const std::string& name) {
    for (Network& one : networks())
        if (one.name == name) return one;
    throw std::out_of_range("no network '" + name + "'");
}

}  // namespace bouton::test
