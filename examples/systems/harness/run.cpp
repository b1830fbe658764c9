// SPDX-License-Identifier: Apache-2.0
#include "examples/systems/harness/run.hpp"

#include <chrono>
#include <exception>

namespace bouton::systems {

Result run(const Row& row, const Settings& settings) {
    Result result{.id = std::string(row.id),
                  .word = std::string(row.word),
                  .title = std::string(row.title),
                  .checks = {},
                  .plot = {},
                  .seconds = 0,
                  .error = {}};
    const auto start = std::chrono::steady_clock::now();
    try {
        Bench bench(result.id + "_" + result.word, settings, result);
        row.run(bench);
        if (result.checks.empty()) result.error = "nothing was checked";
    } catch (const std::exception& error) {
        result.error = error.what();
    }
    result.seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return result;
}

}  // namespace bouton::systems
