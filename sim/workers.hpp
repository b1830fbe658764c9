// SPDX-License-Identifier: Apache-2.0
// Threads that share the numbers 0 .. count - 1, the cores of a chip, again and again.
//
// Contract: `run` returns when `act` has been called once for each number, in any order and by any
// thread, and throws what the first that failed threw; an act must not depend on which thread it
// is. The caller works too and waits for numbers, not for threads: one that the machine has no time
// for holds nobody up. With one thread nothing is started.
#pragma once

#include <atomic>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace bouton {

class Workers {
  public:
    using Act = std::function<void(unsigned)>;

    // The count is fixed: a thread that comes late to a round sees it in the next.
    Workers(unsigned threads, unsigned count) : count_(count), next_(count), done_(count) {
        for (unsigned i = 1; i < threads; ++i) threads_.emplace_back([this] { live(); });
    }
    ~Workers() {
        stop_ = true;
        begin_round();
        for (std::thread& thread : threads_) thread.join();
    }
    Workers(const Workers&) = delete;
    Workers& operator=(const Workers&) = delete;

    unsigned threads() const { return static_cast<unsigned>(threads_.size()) + 1; }
    unsigned count() const { return count_; }

    void run(const Act& act) {
        act_ = &act;
        done_ = 0;
        next_ = 0;  // from here on numbers are taken
        if (!threads_.empty()) begin_round();
        work();
        while (done_ != count_) std::this_thread::yield();
        if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
    }

  private:
    void begin_round() {
        ++round_;
        round_.notify_all();
    }

    void live() {
        // Rounds follow each other closely: look a while before sleeping.
        constexpr unsigned looks = 2000;
        for (unsigned round = 0; !stop_;) {
            work();
            for (unsigned i = 0; i < looks && round_ == round; ++i) {
            }
            round_.wait(round);
            round = round_;
        }
    }

    void work() {
        for (unsigned i = next_++; i < count_; i = next_++) {
            try {
                (*act_)(i);
            } catch (...) {
                const std::lock_guard lock(failing_);
                if (!failure_) failure_ = std::current_exception();
            }
            ++done_;
        }
    }

    unsigned count_;
    const Act* act_ = nullptr;
    std::atomic<unsigned> next_, done_, round_ = 0;
    std::atomic<bool> stop_ = false;
    std::mutex failing_;
    std::exception_ptr failure_;
    std::vector<std::thread> threads_;
};

}  // namespace bouton
