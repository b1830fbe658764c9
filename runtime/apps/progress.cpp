// SPDX-License-Identifier: Apache-2.0
// A progress bar, see progress.hpp.
#include "runtime/apps/progress.hpp"

#include <unistd.h>

#include <iostream>

namespace bouton::apps {

namespace {

constexpr std::uint64_t bar_width = 40;
constexpr auto refresh = std::chrono::milliseconds(100);

}  // namespace

Progress::Progress(std::string label, std::uint64_t total, bool asked)
    : label_(std::move(label)),
      total_(total == 0 ? 1 : total),
      terminal_(::isatty(STDERR_FILENO) != 0),
      lines_(asked && !terminal_),
      next_(std::chrono::steady_clock::now() + refresh) {}

Progress::~Progress() {
    if (shown_) std::cerr << "\r\033[K" << std::flush;
}

void Progress::operator()(std::uint64_t done) {
    if (lines_ && 10 * done / total_ > tenths_) {
        tenths_ = 10 * done / total_;
        std::cerr << label_ << ": " << done << " of " << total_ << '\n';
    }
    if (terminal_ && std::chrono::steady_clock::now() >= next_) bar(done);
}

void Progress::bar(std::uint64_t done) {
    const std::uint64_t filled = bar_width * done / total_;
    std::cerr << '\r' << label_ << " [" << std::string(filled, '#')
              << std::string(bar_width - filled, '.') << "] " << done << " of " << total_
              << "\033[K" << std::flush;
    shown_ = true;
    next_ = std::chrono::steady_clock::now() + refresh;
}

Stages::Stages(std::string label, bool asked)
    : label_(std::move(label)),
      terminal_(::isatty(STDERR_FILENO) != 0),
      lines_(asked && !terminal_) {}

Stages::~Stages() {
    if (shown_) std::cerr << "\r\033[K" << std::flush;
}

void Stages::operator()(std::string_view stage) {
    if (lines_) std::cerr << label_ << ": " << stage << '\n';
    if (!terminal_) return;
    std::cerr << '\r' << label_ << ": " << stage << "\033[K" << std::flush;
    shown_ = true;
}

}  // namespace bouton::apps
