// SPDX-License-Identifier: Apache-2.0
// Independent pieces of work on a few threads. What a piece does must not depend on which thread
// runs it.
#pragma once

#include <atomic>
#include <cstddef>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace bouton::common {

// Runs work(0) .. work(count - 1); the first exception is thrown again when all threads have ended.
template <class Work>
void parallel(std::size_t count, unsigned threads, Work work) {
    std::atomic<std::size_t> next = 0;
    std::exception_ptr failure;
    std::mutex guard;
    const auto run = [&] {
        try {
            for (std::size_t i = next++; i < count; i = next++) work(i);
        } catch (...) {
            const std::lock_guard lock(guard);
            if (!failure) failure = std::current_exception();
            next = count;
        }
    };
    std::vector<std::thread> others;
    for (unsigned t = 1; t < threads; ++t) others.emplace_back(run);
    run();
    for (auto& thread : others) thread.join();
    if (failure) std::rethrow_exception(failure);
}

}  // namespace bouton::common
