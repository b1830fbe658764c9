// SPDX-License-Identifier: Apache-2.0
// What a benchmark says: medians over runs, with the machine named, as text or (--json) as one JSON
// object.
#pragma once

#include <string>
#include <vector>

namespace bouton::bench {

struct Result {
    std::string name;          // "dense: plastic visits"
    std::string unit;          // "million/s"
    std::vector<double> runs;  // in the order they were made
    std::string aim;           // ">= 100"; empty: none

    double median() const;
};

// "AMD EPYC, 2 cores": from /proc/cpuinfo.
std::string machine();

void print(const std::vector<Result>& results, bool json);

// Whether the command line asks for JSON; prints usage and exits for anything else.
bool wants_json(int argc, char** argv);

}  // namespace bouton::bench
