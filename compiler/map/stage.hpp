// SPDX-License-Identifier: Apache-2.0
// How long the stages of mapping took.
#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace bouton::compiler {

struct Stage {
    std::string name;
    double seconds = 0;
};

class StageClock {
  public:
    // The time since the last call, or since construction, was spent on `name`.
    void done(const std::string& name) {
        const auto now = std::chrono::steady_clock::now();
        const double seconds = std::chrono::duration<double>(now - last_).count();
        last_ = now;
        for (Stage& stage : stages)
            if (stage.name == name) {
                stage.seconds += seconds;
                return;
            }
        stages.push_back({.name = name, .seconds = seconds});
    }

    std::vector<Stage> stages;

  private:
    std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
};

}  // namespace bouton::compiler
