// SPDX-License-Identifier: Apache-2.0
// What a comparison found: as text, as JSON, as a page.
#pragma once

#include <boost/json.hpp>
#include <string>
#include <vector>

#include "runtime/compare/health.hpp"

namespace bouton::apps {

struct Comparison {
    std::string network, about, command;  // `about`: steps, seeds, input
    std::vector<std::string> projections, populations;
    std::vector<std::string> units;  // of the projections' weights
    std::uint64_t steps = 0;
    runtime::compare::Table table;
};

std::string compare_text(const Comparison& comparison);
boost::json::object compare_json(const Comparison& comparison);
std::string compare_page(const Comparison& comparison);  // stands alone
// What is wrong with the chip's runs, a line each; empty: nothing.
std::string health_text(const Comparison& comparison);

// Averages over seeds, to be asked one at a time.
class Averages {
  public:
    using Group = runtime::compare::Group;

    explicit Averages(const runtime::compare::Table& table)
        : groups_(runtime::compare::over_seeds(table)) {}

    // Of one loop, projection or population, and format of weights.
    static bool same_line(const runtime::compare::Row& a, const runtime::compare::Row& b);
    const std::vector<Group>& groups() const { return groups_; }
    // The last of a quantity; nullptr: it was not measured.
    const Group* last(const runtime::compare::Row& of, const std::string& variant,
                      const std::string& quantity) const;
    // One row of each point, loop, variant and name, in their order: what a line of a table is of.
    std::vector<runtime::compare::Row> lines(const std::string& loop,
                                             const std::string& name) const;

  private:
    std::vector<Group> groups_;
};

// "8 bits nearest"; empty: the network's own.
std::string format_text(const runtime::compare::Point& point);
// "0.0123", "0.0123 +- 0.0004"
std::string estimate_text(const runtime::compare::Estimate& estimate);
// Of the squared error of the chip, in per cent; empty: there is none.
std::string part_of_chip(const Averages& averages, const runtime::compare::Row& line);

}  // namespace bouton::apps
