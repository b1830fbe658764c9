// SPDX-License-Identifier: Apache-2.0
#include "runtime/compare/compare.hpp"

#include <algorithm>

#include "runtime/compare/health.hpp"

namespace bouton::runtime::compare {

namespace {

std::vector<Variant> wanted(const CompareOptions& options) {
    std::vector<Variant> list;
    for (const Variant& variant : variants())
        if (options.effects || variant.chip || variant.effects == twin::Effects{})
            list.push_back(variant);
    return list;
}

constexpr std::size_t chip = 0, twin = 1;  // of variants()

}  // namespace

std::uint64_t steps_of(const CompareOptions& options) {
    const std::uint64_t twins = wanted(options).size() - 1;
    return options.steps * (1 + twins * (std::uint64_t{options.open} + options.closed));
}

Table compare(const image::Image& image, const Point& point, const CompareOptions& options,
              const Each& each, const std::function<void(std::uint64_t)>& done) {
    const std::vector<Variant> list = wanted(options);
    const auto go = [&](const Variant& variant, const Run* forced) {
        Player player(options.stimulus, image, point.seed);
        Freezer freezer(options.task);
        std::uint64_t told = 0;
        return run(image, variant,
                   {.steps = options.steps,
                    .snapshots = options.snapshots,
                    .before =
                        [&](Session& session) {
                            player(session);
                            freezer(session);
                        },
                    .done =
                        [&](std::uint64_t steps) {
                            if (done) done(steps - told);
                            told = steps;
                        }},
                   forced);
    };
    std::vector<Run> closed(list.size()), open(list.size());
    each(options.closed ? list.size() : 1,
         [&](std::size_t i) { closed[i] = go(list[i], nullptr); });
    if (options.open)
        each(list.size() - 1, [&](std::size_t i) { open[i + 1] = go(list[i + 1], &closed[chip]); });

    Table table;
    const auto note = [&](const char* loop, const std::vector<Run>& runs, bool with_spikes) {
        for (std::size_t i = 0; i < list.size(); ++i) {
            const Run& one = i == chip ? closed[chip] : runs[i];
            auto measures = measure(image, one, runs[twin], options.metric, with_spikes);
            if (with_spikes)
                std::ranges::move(accuracy(image, one, runs[twin], options.task),
                                  std::back_inserter(measures));
            for (Measure& m : measures)
                table.push_back({point, loop, std::string(list[i].name), std::move(m)});
        }
    };
    if (options.open) note("open", open, false);
    if (options.closed) note("closed", closed, true);
    note_health(point, options.steps, closed[chip].health, table);
    return table;
}

}  // namespace bouton::runtime::compare
