// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "examples/systems/harness/row.hpp"

namespace bouton::systems {

void acetylcholine(Bench& bench);
void actor_critic(Bench& bench);
void allee(Bench& bench);
void association(Bench& bench);
void bcm_selectivity(Bench& bench);
void competition_of_synapses(Bench& bench);
void completion(Bench& bench);
void correlated_group(Bench& bench);
void covariance(Bench& bench);
void critical_period(Bench& bench);
void deep_brain_stimulation(Bench& bench);
void delta_rule(Bench& bench);
void depression_and_noise(Bench& bench);
void distal_reward(Bench& bench);
void familiarity(Bench& bench);
void feedback_alignment(Bench& bench);
void hebb(Bench& bench);
void hopfield_capacity(Bench& bench);
void intrinsic_plasticity(Bench& bench);
void ltp_ltd_by_frequency(Bench& bench);
void metaplasticity(Bench& bench);
void modulated_rate(Bench& bench);
void modulator_interactions(Bench& bench);
void motor_learning(Bench& bench);
void neuromodulatory_states(Bench& bench);
void oja(Bench& bench);
void optogenetics(Bench& bench);
void pair_stdp(Bench& bench);
void paired_pulses(Bench& bench);
void pattern_separation(Bench& bench);
void pavlov(Bench& bench);
void perceptron(Bench& bench);
void prediction_error(Bench& bench);
void rate_schedules(Bench& bench);
void reverberation(Bench& bench);
void rtms(Bench& bench);
void scaling(Bench& bench);
void sequence_learning(Bench& bench);
void serotonin_discount(Bench& bench);
void short_term(Bench& bench);
void stdp_function(Bench& bench);
void synaptic_scaling(Bench& bench);
void tacs(Bench& bench);
void td_chain(Bench& bench);
void tdcs(Bench& bench);
void tdcs_learning(Bench& bench);
void theta_burst(Bench& bench);
void three_factor(Bench& bench);
void timed_dopamine(Bench& bench);
void tms(Bench& bench);
void triplet_stdp(Bench& bench);
void weight_resolution(Bench& bench);

namespace {

constexpr std::array table{
    Row{"A1", "hebb", "Hebb's rule grows without end", hebb},
    Row{"A2", "pavlov", "Classical conditioning", pavlov},
    Row{"A3", "delta_rule", "The delta rule, and blocking", delta_rule},
    Row{"A4", "familiarity", "Anti-Hebbian learning knows what was seen", familiarity},
    Row{"A5", "covariance", "The covariance rule", covariance},
    Row{"A6", "oja", "Oja's rule finds the principal component", oja},
    Row{"A7", "bcm", "BCM units become selective", bcm_selectivity},
    Row{"A8", "frequency", "Depression at low rates, potentiation at high", ltp_ltd_by_frequency},
    Row{"A9", "pair_stdp", "Pair STDP, exactly its equation", pair_stdp},
    Row{"A10", "stdp_function", "Pair STDP over spike trains", stdp_function},
    Row{"A11", "competition", "Competition of synapses", competition_of_synapses},
    Row{"A12", "correlated", "The correlated group wins", correlated_group},
    Row{"A13", "triplet", "Triplet STDP", triplet_stdp},
    Row{"A18", "sequence", "Sequence learning", sequence_learning},
    Row{"A20", "allee", "Hebb with an Allee effect", allee},
    Row{"B1", "synaptic_scaling", "Synaptic scaling", synaptic_scaling},
    Row{"B2", "scaling", "Homeostatic scaling of a runaway network", scaling},
    Row{"B3", "intrinsic", "Intrinsic plasticity holds a rate", intrinsic_plasticity},
    Row{"B4", "metaplasticity", "Metaplasticity", metaplasticity},
    Row{"B8", "critical_period", "A critical period", critical_period},
    Row{"B9", "short_term", "Short-term depression and facilitation", short_term},
    Row{"B10", "depression", "Depression takes capacity where there is noise",
        depression_and_noise},
    Row{"C1", "three_factor", "A three-factor rule", three_factor},
    Row{"C2", "distal_reward", "Eligibility and distal reward", distal_reward},
    Row{"C3", "td_chain", "Temporal-difference learning of a chain", td_chain},
    Row{"C4", "prediction_error", "The prediction error migrates", prediction_error},
    Row{"C5", "actor_critic", "Actor and critic", actor_critic},
    Row{"C6", "modulated_rate", "A learning rate that follows the error", modulated_rate},
    Row{"C7", "rate_schedules", "Learning-rate schedules", rate_schedules},
    Row{"C8", "states", "Neuromodulatory states as schedules", neuromodulatory_states},
    Row{"C9", "acetylcholine", "Acetylcholine attends, and lowers a threshold", acetylcholine},
    Row{"C11", "discount", "Serotonin as the horizon of discounting", serotonin_discount},
    Row{"C12", "interactions", "Modulators gate and oppose each other", modulator_interactions},
    Row{"C13", "timed_dopamine", "Dopamine turns depression into potentiation", timed_dopamine},
    Row{"D1", "tdcs", "Direct current shifts excitability", tdcs},
    Row{"D2", "tdcs_learning", "Direct current does not help learning", tdcs_learning},
    Row{"D3", "tacs", "Alternating current entrains cells", tacs},
    Row{"D5", "tms", "Single and paired magnetic pulses", tms},
    Row{"D6", "rtms", "Repetitive stimulation, 1 to 10 Hz", rtms},
    Row{"D7", "theta_burst", "Theta bursts", theta_burst},
    Row{"D8", "dbs", "Deep-brain stimulation", deep_brain_stimulation},
    Row{"D10", "optogenetics", "Light on chosen cells", optogenetics},
    Row{"D11", "paired_pulses", "Paired associative stimulation", paired_pulses},
    Row{"E1", "hopfield", "Hopfield network and its capacity", hopfield_capacity},
    Row{"E3", "completion", "Pattern completion", completion},
    Row{"E4", "separation", "Pattern separation", pattern_separation},
    Row{"E5", "association", "Patterns and pairs stored on the chip", association},
    Row{"E6", "reverberation", "Cluster reverberation as short-term memory", reverberation},
    Row{"F2", "alignment", "Feedback alignment", feedback_alignment},
    Row{"F8", "perceptron", "Perceptrons with weights of 8 bits", perceptron},
    Row{"F9", "motor", "Motor learning by climbing fibres", motor_learning},
    Row{"G7", "weight_resolution", "Two values of a weight are enough", weight_resolution},
};

}  // namespace

std::span<const Row> rows() {
    return table;
}

const Row* find_row(std::string_view id) {
    const auto found =
        std::find_if(table.begin(), table.end(), [&](const Row& row) { return row.id == id; });
    return found == table.end() ? nullptr : &*found;
}

}  // namespace bouton::systems
