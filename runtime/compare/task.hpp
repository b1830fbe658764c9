// SPDX-License-Identifier: Apache-2.0
// What a network is asked: windows of its input whose class is known, as a text file, a line each:
//
//   from,to,class,label   neurons get their labels from the spikes of steps from .. to - 1
//   from,to,class,test    and are tested on these
//
// Ordered by step, none within another; classes are numbers from 0 to 254, a window has at most
// 65535 steps. '#' starts a comment; blanks around fields, empty lines, and a heading (a first line
// whose first field is `from`) are skipped. What is wrong is an ImageError with the line and field.
//
// Learning is off in windows of both kinds, and as the network says elsewhere: what is shown there
// is learned from, and needs no line.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/compare/measure.hpp"

namespace bouton::runtime::compare {

struct Window {
    std::uint64_t from = 0, to = 0;  // steps; the last is to - 1
    std::uint8_t truth = 0;          // its class
    bool test = false;

    bool operator==(const Window&) const = default;
};

struct Task {
    std::vector<Window> windows;  // ordered; empty: nothing is asked
    std::size_t classes = 0;
};

// Of a run of so many steps.
Task parse_task(std::string_view text, std::uint64_t steps, const std::string& file);
Task read_task(const std::string& file, std::uint64_t steps);

// Before every step of a session, from the first on: switches its learning off and on.
class Freezer {
  public:
    explicit Freezer(const Task& task) : next_(task.windows.begin()), end_(task.windows.end()) {}

    void operator()(Session& session);

  private:
    std::vector<Window>::const_iterator next_, end_;
    bool inside_ = false, learning_ = false;
};

// Of every population of neurons, in per cent: `accuracy`, the share of test windows whose class it
// votes for, and `gain`, its difference from the twin's.
std::vector<Measure> accuracy(const image::Image& image, const Run& run, const Run& twin,
                              const Task& task);

}  // namespace bouton::runtime::compare
