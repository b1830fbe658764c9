// SPDX-License-Identifier: Apache-2.0
#include "bench/report.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <string_view>
#include <thread>

namespace bouton::bench {

double Result::median() const {
    std::vector<double> sorted = runs;
    std::sort(sorted.begin(), sorted.end());
    const std::size_t middle = sorted.size() / 2;
    return sorted.size() % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

std::string machine() {
    std::string model = "unknown processor";
    std::ifstream info("/proc/cpuinfo");
    for (std::string line; std::getline(info, line);) {
        if (!line.starts_with("model name")) continue;
        model = line.substr(line.find(':') + 2);
        break;
    }
    return model + ", " + std::to_string(std::thread::hardware_concurrency()) + " cores";
}

void print(const std::vector<Result>& results, bool json) {
    if (json) {
        boost::json::array list;
        for (const Result& r : results) {
            list.push_back({{"name", r.name},
                            {"unit", r.unit},
                            {"median", r.median()},
                            {"runs", boost::json::array(r.runs.begin(), r.runs.end())},
                            {"aim", r.aim}});
        }
        std::cout << boost::json::object{{"machine", machine()}, {"results", std::move(list)}}
                  << '\n';
        return;
    }
    std::printf("%s; medians of %zu runs\n", machine().c_str(),
                results.empty() ? 0 : results.front().runs.size());
    for (const Result& r : results) {
        const auto [low, high] = std::minmax_element(r.runs.begin(), r.runs.end());
        std::printf("%-34s %10.3f %-12s (%.3f to %.3f)%s%s\n", r.name.c_str(), r.median(),
                    r.unit.c_str(), *low, *high, r.aim.empty() ? "" : "  aim ", r.aim.c_str());
    }
}

bool wants_json(int argc, char** argv) {
    if (argc == 1) return false;
    if (argc == 2 && std::string_view(argv[1]) == "--json") return true;
    const bool help = argc == 2 && std::string_view(argv[1]) == "--help";
    (help ? std::cout : std::cerr) << "usage: " << argv[0] << " [--json]\n";
    std::exit(help ? 0 : 2);
}

}  // namespace bouton::bench
