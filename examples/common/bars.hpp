// SPDX-License-Identifier: Apache-2.0
// Progress of several parts of a job at once, on standard error: one line of bars on a terminal;
// elsewhere, if asked for, a line for each quarter of a part.
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

namespace bouton::common {

class Bars {
  public:
    explicit Bars(bool asked);
    ~Bars() { clear(); }
    Bars(const Bars&) = delete;
    Bars& operator=(const Bars&) = delete;

    void operator()(std::string_view part, std::size_t done, std::size_t all);
    void clear();

  private:
    struct Part {
        std::size_t done = 0, all = 0, quarters = 0;
    };
    void draw();

    bool terminal_, lines_, shown_ = false;
    std::chrono::steady_clock::time_point next_{};
    std::mutex guard_;
    std::map<std::string, Part> parts_;
};

}  // namespace bouton::common
