// SPDX-License-Identifier: Apache-2.0
// What a long job tells while it runs. Called from any thread.
#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace bouton::common {

// `done` of `all` units of the part of the job called `part`.
using Progress = std::function<void(std::string_view part, std::size_t done, std::size_t all)>;

// Counts up to `all`, from any thread, and tells now and then. `progress` must outlive it.
inline std::function<void()> counting(const Progress& progress, std::string part, std::size_t all) {
    auto done = std::make_shared<std::atomic<std::size_t>>(0);
    return [&progress, part = std::move(part), all, done] {
        const std::size_t now = ++*done;
        if (now % 50 == 0 || now == all) progress(part, now, all);
    };
}

}  // namespace bouton::common
