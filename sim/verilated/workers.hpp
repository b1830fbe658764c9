// SPDX-License-Identifier: Apache-2.0
// Threads that share the numbers 0 .. count - 1 again and again.
//
// Contract: `run` returns when `job` has been called once for each number, in any order and by any
// thread; a job must not depend on which. The caller works too and waits for numbers, not for
// threads: one that the machine has no time for holds nobody up. With one thread nothing is
// started.
#pragma once

#include <atomic>
#include <thread>
#include <vector>

namespace bouton::verilated {

template <class Job>
class Workers {
  public:
    // The job is called by several threads at once, with different numbers.
    Workers(unsigned threads, unsigned count, Job job)
        : count_(count), job_(job), next_(count), done_(count) {
        for (unsigned i = 1; i < threads; ++i) threads_.emplace_back([this] { live(); });
    }
    ~Workers() {
        stop_ = true;
        begin_round();
        for (std::thread& thread : threads_) thread.join();
    }
    Workers(const Workers&) = delete;
    Workers& operator=(const Workers&) = delete;

    void run() {
        done_ = 0;
        next_ = 0;  // from here on numbers are taken
        if (!threads_.empty()) begin_round();
        work();
        while (done_ != count_) std::this_thread::yield();
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
            job_(i);
            ++done_;
        }
    }

    unsigned count_;
    Job job_;
    std::atomic<unsigned> next_, done_, round_ = 0;
    std::atomic<bool> stop_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace bouton::verilated
