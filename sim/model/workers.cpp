// SPDX-License-Identifier: Apache-2.0
#include "sim/model/workers.hpp"

namespace bouton::model {

Workers::Workers(unsigned threads) {
    for (unsigned i = 1; i < threads; ++i) threads_.emplace_back([this] { live(); });
}

Workers::~Workers() {
    stop_ = true;
    ++round_;
    round_.notify_all();
    for (std::thread& thread : threads_) thread.join();
}

void Workers::live() {
    for (std::uint32_t round = 0;;) {
        round_.wait(round);
        ++round;
        if (stop_) return;
        work();
        if (--busy_ == 0) busy_.notify_one();
    }
}

void Workers::work() {
    for (std::uint32_t i = next_++; i < count_; i = next_++) {
        try {
            (*act_)(i);
        } catch (...) {
            const std::lock_guard lock(failing_);
            if (!failure_) failure_ = std::current_exception();
        }
    }
}

void Workers::run(std::uint32_t count, const Act& act) {
    act_ = &act;
    count_ = count;
    next_ = 0;
    failure_ = nullptr;
    busy_ = static_cast<std::uint32_t>(threads_.size());
    ++round_;
    round_.notify_all();
    work();
    for (std::uint32_t busy = busy_; busy != 0; busy = busy_) busy_.wait(busy);
    if (failure_) std::rethrow_exception(failure_);
}

}  // namespace bouton::model
