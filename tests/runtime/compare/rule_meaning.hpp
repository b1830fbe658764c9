// SPDX-License-Identifier: Apache-2.0
// What a learning rule means for one projection, in double: traces and words as docs/rules.md
// defines them, and nothing of the compiler.
#pragma once

#include <optional>

#include "tests/runtime/compare/random_rules.hpp"

namespace bouton::tests {

// What came over axons in a step, 1 for a spike, and which neurons spiked; `step` counts from 0.
struct Spikes {
    unsigned step = 0;
    std::vector<std::optional<double>> pre;
    std::vector<bool> post;
    bool reward = false;
};

struct SynapseWords {
    std::map<std::string, double> at;  // w, t, z, u
    bool near = false;                 // a comparison was too near to call
};

class RuleMeaning {
  public:
    RuleMeaning(const Rule& rule, std::size_t pre, std::size_t post, double closest);

    // Traces that count this step's spikes already, before the learning of the step.
    void begin(const Spikes& spikes);
    // The learning of one synapse. `seen`: values of modulators and of the target's states.
    void learn(const Spikes& spikes, std::size_t pre, std::size_t post,
               const std::map<std::string, double>& seen, SynapseWords& words) const;
    // The others, after it.
    void end(const Spikes& spikes);

    // Whether a trace is beyond its range.
    bool beyond() const;

  private:
    struct Kept {
        Trace trace;
        std::vector<double> at;  // by element
    };

    void run(const std::string& trigger, Meaning& meaning, SynapseWords& words) const;

    Rule rule_;
    double closest_;
    std::vector<Kept> kept_;
};

}  // namespace bouton::tests
