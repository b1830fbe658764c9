// SPDX-License-Identifier: Apache-2.0
// Threads that share out the cores of a chip. Which thread takes which core changes nothing: what
// is run here touches one core only.
#pragma once

#include <atomic>
#include <cstdint>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace bouton::model {

class Workers {
  public:
    using Act = std::function<void(std::uint32_t)>;

    // `threads`: with the one that calls `run`; at least 1.
    explicit Workers(unsigned threads);
    Workers(const Workers&) = delete;
    Workers& operator=(const Workers&) = delete;
    ~Workers();

    unsigned threads() const { return static_cast<unsigned>(threads_.size()) + 1; }
    // `act` on 0..count-1, each once; returns when all are done, and throws what the first of them
    // threw.
    void run(std::uint32_t count, const Act& act);

  private:
    void live();
    void work();

    std::vector<std::thread> threads_;
    std::atomic<std::uint32_t> round_{0};  // a new one starts the threads
    std::atomic<std::uint32_t> next_{0};   // to be taken
    std::atomic<std::uint32_t> busy_{0};   // threads that have not ended the round
    bool stop_ = false;
    std::uint32_t count_ = 0;
    const Act* act_ = nullptr;
    std::mutex failing_;
    std::exception_ptr failure_;
};

}  // namespace bouton::model
