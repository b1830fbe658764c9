// SPDX-License-Identifier: Apache-2.0
// How far long work has come, on standard error: a bar on a terminal, a line every tenth with
// --progress elsewhere.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace bouton::apps {

class Progress {
  public:
    // `asked`: --progress was given.
    Progress(std::string label, std::uint64_t total, bool asked);
    ~Progress();
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    void operator()(std::uint64_t done);

  private:
    void bar(std::uint64_t done);

    std::string label_;
    std::uint64_t total_;
    bool terminal_, lines_;
    std::uint64_t tenths_ = 0;
    bool shown_ = false;
    std::chrono::steady_clock::time_point next_;
};

// The same for work in stages of unknown length: which one has begun.
class Stages {
  public:
    Stages(std::string label, bool asked);
    ~Stages();
    Stages(const Stages&) = delete;
    Stages& operator=(const Stages&) = delete;

    void operator()(std::string_view stage);

  private:
    std::string label_;
    bool terminal_, lines_, shown_ = false;
};

}  // namespace bouton::apps
