// SPDX-License-Identifier: Apache-2.0
// What a run did, see summary.hpp.
#include "runtime/apps/summary.hpp"

#include <sstream>

#include "runtime/device/devices.hpp"

namespace bouton::apps {

std::vector<std::uint64_t> spikes_by_population(const runtime::Session& session,
                                                const std::vector<runtime::Event>& spikes) {
    std::vector<std::uint64_t> counts(session.image().populations.size());
    for (const runtime::Event& e : spikes) ++counts[e.population];
    return counts;
}

boost::json::object summary_json(const runtime::Session& session,
                                 const std::vector<runtime::Event>& spikes) {
    boost::json::object by_name, counters;
    const auto counts = spikes_by_population(session, spikes);
    for (std::size_t i = 0; i < counts.size(); ++i)  // others are not known, not silent
        if (const image::Population& p = session.image().populations[i]; p.recorded)
            by_name[p.name] = counts[i];
    for (const runtime::CounterValue& c : session.counters())
        counters[boost::json::string_view(c.name.data(), c.name.size())] = c.value;
    boost::json::array health;
    for (const runtime::Ailment& a : session.health())
        health.push_back({{"counter", std::string(a.counter)},
                          {"value", a.value},
                          {"meaning", std::string(a.meaning)},
                          {"remedy", std::string(a.remedy)}});
    boost::json::object summary{{"network", session.image().network},
                                {"device", std::string(session.device().name())},
                                {"step", session.now()},
                                {"spikes", by_name},
                                {"counters", counters},
                                {"health", health}};
    if (const auto of_mesh = runtime::step_cycles(session.device()))
        summary["mesh"] = {{"cycles", of_mesh->cycles}, {"predicted", of_mesh->predicted}};
    return summary;
}

std::string summary_text(const runtime::Session& session,
                         const std::vector<runtime::Event>& spikes) {
    std::ostringstream out;
    const auto counts = spikes_by_population(session, spikes);
    for (std::size_t i = 0; i < counts.size(); ++i) {
        const image::Population& p = session.image().populations[i];
        if (p.recorded) out << "  spikes of " << p.name << ": " << counts[i] << '\n';
    }
    for (const runtime::CounterValue& c : session.counters())
        if (c.value != 0)
            out << "  " << c.name << std::string(18 - c.name.size(), ' ') << c.value << "  ("
                << c.doc << ")\n";
    if (const auto of_mesh = runtime::step_cycles(session.device()))
        out << "  the mesh took     " << of_mesh->cycles << "  (cycles of all steps, "
            << (of_mesh->predicted ? "predicted" : "counted") << ")\n";
    return out.str();
}

boost::json::value mismatch_json(const runtime::Mismatch& m) {
    return {{"step", m.step},         {"phase", std::string(runtime::to_string(m.phase))},
            {"cycle", m.cycle},       {"core", m.core},
            {"what", m.what},         {"lane", m.lane},
            {"address", m.address},   {"element", m.element},
            {"expected", m.expected}, {"found", m.found}};
}

}  // namespace bouton::apps
