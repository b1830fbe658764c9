// SPDX-License-Identifier: Apache-2.0
#include "examples/common/bars.hpp"

#include <unistd.h>

#include <algorithm>
#include <iostream>

#include "examples/common/text.hpp"

namespace bouton::common {

namespace {

constexpr std::size_t width = 24;
constexpr auto refresh = std::chrono::milliseconds(100);

}  // namespace

Bars::Bars(bool asked) : terminal_(isatty(STDERR_FILENO) != 0), lines_(asked && !terminal_) {}

void Bars::clear() {
    if (shown_) std::cerr << "\r\033[K" << std::flush;
    shown_ = false;
}

void Bars::operator()(std::string_view name, std::size_t done, std::size_t all) {
    if (!terminal_ && !lines_) return;
    const std::lock_guard lock(guard_);
    Part& part = parts_[std::string(name)];
    part.done = done;
    part.all = std::max<std::size_t>(all, 1);
    if (lines_ && 4 * done / part.all > part.quarters) {
        part.quarters = 4 * done / part.all;
        std::cerr << name << ": " << grouped(done) << " of " << grouped(all) << '\n';
    }
    if (terminal_ && (done == all || std::chrono::steady_clock::now() >= next_)) draw();
    if (done == all) parts_.erase(std::string(name));
}

void Bars::draw() {
    std::string line;
    for (const auto& [name, part] : parts_) {
        const std::size_t filled = width * part.done / part.all;
        line += name + " [" + std::string(filled, '#') + std::string(width - filled, '.') + "] " +
                grouped(part.done) + " of " + grouped(part.all) + "   ";
    }
    std::cerr << '\r' << line << "\033[K" << std::flush;
    shown_ = true;
    next_ = std::chrono::steady_clock::now() + refresh;
}

}  // namespace bouton::common
