// SPDX-License-Identifier: Apache-2.0
#include "tests/compiler/map/check.hpp"

#include <set>
#include <tuple>

#include "compiler/map/rows.hpp"

namespace bouton::test {
namespace {

using compiler::RowKinds;

struct Source {
    std::uint32_t axon, element;
    auto operator<=>(const Source&) const = default;
};

// By core: (row, element) -> synapses by lane.
using Stored =
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::map<std::uint32_t, std::uint64_t>>;

std::map<std::uint32_t, Stored> rows_of(const Sample& sample, const RowKinds& kinds,
                                        const compiler::Mapping& mapping,
                                        const std::vector<std::vector<std::uint32_t>>& lane) {
    std::map<std::uint32_t, Stored> rows;
    for (std::uint32_t r = 0; r < kinds.rows.size(); ++r)
        for (const std::uint32_t p : kinds.rows[r].projections) {
            const auto& projection = sample.network.projections[p];
            for (const auto& synapse : projection.synapses)
                ++rows[mapping.core[projection.post][synapse.post]][{r, synapse.pre}]
                      [lane[projection.post][synapse.post]];
        }
    return rows;
}

std::vector<std::vector<std::uint32_t>> lanes_of(const Sample& sample,
                                                 const compiler::Mapping& mapping,
                                                 std::uint32_t lanes) {
    std::vector<std::vector<std::uint32_t>> result;
    for (std::size_t p = 0; p < mapping.core.size(); ++p) {
        auto& population = result.emplace_back();
        std::map<std::uint32_t, std::uint32_t> next;
        for (std::size_t i = 0; i < mapping.core[p].size(); ++i) {
            const std::uint32_t slot = next[mapping.core[p][i]]++;
            population.push_back((mapping.slot.empty() ? slot : mapping.slot[p][i]) % lanes);
        }
    }
    static_cast<void>(sample);
    return result;
}

std::set<std::pair<Source, std::uint32_t>> heard(const Sample& sample, const RowKinds& kinds,
                                                 const compiler::Mapping& mapping) {
    std::set<std::pair<Source, std::uint32_t>> result;
    for (const auto& row : kinds.rows)
        for (const std::uint32_t p : row.projections)
            for (const auto& synapse : sample.network.projections[p].synapses)
                result.insert({{row.axon, synapse.pre},
                               mapping.core[sample.network.projections[p].post][synapse.post]});
    return result;
}

void count_programs(const Sample& sample, const RowKinds& kinds,
                    const std::set<std::uint32_t>& populations, const Stored& rows,
                    CoreCount& core) {
    std::vector<compiler::Program> stored;
    const auto add = [&](const compiler::DescriptorPlan& descriptor) {
        ++core.descriptors;
        for (const auto& program : descriptor.programs) {
            if (!program) continue;
            bool known = false;
            for (const auto& one : stored) known = known || one.code == program->code;
            if (known) continue;
            core.instructions += program->code.size();
            stored.push_back(*program);
        }
    };
    for (const std::uint32_t p : populations) add(sample.plan.models[p].descriptor);
    std::set<std::uint32_t> kinds_here;
    std::set<spec::Gain> gains;
    for (const auto& [key, lanes] : rows) kinds_here.insert(key.first);
    for (const std::uint32_t r : kinds_here) {
        const auto& plan = sample.plan.rows[kinds.rows[r].projections.front()];
        if (kinds.rows[r].bare) {
            gains.insert(kinds.rows[r].gain);
            continue;
        }
        add(plan.descriptor);
        compiler::DescriptorPlan axon;
        if (plan.axon) axon.set(spec::Trigger::Axon, *plan.axon);
        if (plan.axon) add(axon);
    }
    core.descriptors += gains.size();
}

}  // namespace

std::map<std::uint32_t, CoreCount> count(const Sample& sample, const compiler::Mapping& mapping,
                                         std::uint32_t lanes, bool slots) {
    const RowKinds kinds = compiler::row_kinds(sample.network, sample.plan);
    std::map<std::uint32_t, CoreCount> cores;
    std::map<std::uint32_t, std::set<std::uint32_t>> populations;
    const auto groups = [&](std::uint64_t n) { return (n + lanes - 1) / lanes; };
    for (std::uint32_t p = 0; p < mapping.core.size(); ++p) {
        std::map<std::uint32_t, std::uint64_t> neurons;
        for (const std::uint32_t core : mapping.core[p]) {
            ++neurons[core];
            populations[core].insert(p);
            cores[core].fanout += sample.network.populations[p].recorded ? 1 : 0;
            for (const auto& feed : sample.network.feeds)
                cores[core].fanout += feed.population == p ? mapping.cores() : 0;
        }
        for (const auto& [core, n] : neurons) {
            cores[core].neurons += n;
            cores[core].groups += groups(n);
        }
    }
    const auto rows = rows_of(sample, kinds, mapping, lanes_of(sample, mapping, lanes));
    for (const auto& [core, stored] : rows) {
        std::map<std::uint32_t, std::uint64_t> entries;
        for (const auto& [key, by_lane] : stored) {
            ++entries[kinds.rows[key.first].axon];
            std::uint64_t most = 0, sum = 0;
            for (const auto& [lane, n] : by_lane) {
                most = std::max(most, n);
                sum += n;
            }
            const std::uint64_t words = slots ? most : groups(sum);
            cores[core].words += words * kinds.rows[key.first].stride;
            cores[core].longest_row = std::max(cores[core].longest_row, words);
        }
        for (const auto& [axon, n] : entries) cores[core].axons += groups(n) * lanes;
    }
    for (const auto& [source, core] : heard(sample, kinds, mapping)) {
        const std::uint32_t p = kinds.axons[source.axon].population;
        if (!sample.network.populations[p].input) ++cores[mapping.core[p][source.element]].fanout;
    }
    for (auto& [core, counted] : cores)
        count_programs(sample, kinds, populations[core],
                       rows.contains(core) ? rows.at(core) : Stored{}, counted);
    return cores;
}

std::string illegal(const Sample& sample, const compiler::Mapping& mapping,
                    const spec::Configuration& configuration) {
    if (mapping.core.size() != sample.network.populations.size()) return "populations";
    std::map<std::pair<std::size_t, std::uint32_t>, std::set<std::uint32_t>> slots;
    std::map<std::pair<std::size_t, std::uint32_t>, std::size_t> size;
    for (std::size_t p = 0; p < mapping.core.size(); ++p) {
        const auto& population = sample.network.populations[p];
        if (mapping.core[p].size() != (population.input ? 0 : population.size)) return "elements";
        for (std::size_t i = 0; i < mapping.core[p].size(); ++i) {
            const std::uint32_t core = mapping.core[p][i];
            if (core >= mapping.cores()) return "a core outside the mesh";
            ++size[{p, core}];
            if (!mapping.slot.empty()) slots[{p, core}].insert(mapping.slot[p][i]);
        }
    }
    for (const auto& [key, taken] : slots)
        if (taken.size() != size[key] || *taken.rbegin() + 1 != taken.size())
            return "slots are not 0, 1, ...";
    const auto most = [&](std::uint64_t used, std::uint64_t available, const std::string& what) {
        return used <= available ? "" : what + " " + std::to_string(used) + "; ";
    };
    std::string wrong;
    for (const auto& [core, used] : count(sample, mapping, configuration.lanes))
        wrong += most(used.groups * configuration.lanes, configuration.neurons, "neurons") +
                 most(used.axons, configuration.axons, "axons") +
                 most(used.words, configuration.words, "words") +
                 most(used.longest_row, spec::limits::RowWords, "row") +
                 most(used.fanout, spec::limits::FanoutWords, "fan-out") +
                 most(used.descriptors, spec::limits::Descriptors, "descriptors") +
                 most(used.instructions, spec::limits::ProgramWords, "instructions");
    return wrong;
}

double count_packets(const Sample& sample, const compiler::Mapping& mapping) {
    const RowKinds kinds = compiler::row_kinds(sample.network, sample.plan);
    double packets = 0;
    for (const auto& [source, core] : heard(sample, kinds, mapping)) {
        const std::uint32_t p = kinds.axons[source.axon].population;
        if (sample.network.populations[p].input || mapping.core[p][source.element] != core)
            ++packets;
    }
    return packets;
}

}  // namespace bouton::test
