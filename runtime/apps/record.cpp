// SPDX-License-Identifier: Apache-2.0
// `--record`, see record.hpp.
#include "runtime/apps/record.hpp"

#include <charconv>
#include <limits>

#include "runtime/session/error.hpp"
#include "spec/image/file.hpp"
#include "spec/image/json.hpp"

namespace bouton::apps {

namespace {

constexpr const char* grammar = "POPULATION.VARIABLE[:FIRST-LAST][=FILE] or MODULATOR[=FILE]";
constexpr std::uint64_t most_values = std::uint64_t{1} << 27;  // of all records: 1 GiB
constexpr std::uint32_t all = std::numeric_limits<std::uint32_t>::max();

// "out.v, out.y, reward": at most a screenful.
std::string available(const image::Image& image) {
    constexpr std::size_t most = 40;
    std::string text;
    std::size_t count = 0;
    const auto add = [&](const std::string& name) {
        if (++count <= most) text += (count == 1 ? "" : ", ") + name;
    };
    for (const image::Population& p : image.populations) {
        if (p.kind != image::PopulationKind::Neuron || p.size == 0) continue;
        for (const image::Variable& v : p.states) add(p.name + '.' + v.name);
    }
    for (const image::Modulator& m : image.modulators) add(m.name);
    if (count > most) text += " and " + std::to_string(count - most) + " more";
    return count == 0 ? "a state of a population or a modulator: this network has none"
                      : "one of " + text;
}

bool number(std::string_view text, std::uint32_t& value) {
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    return error == std::errc{} && stop == end;
}

}  // namespace

void Recorder::add_options(Options& options) {
    options.add()("record", boost::program_options::value<std::vector<std::string>>(),
                  "POPULATION.VARIABLE[:FIRST-LAST][=FILE]: a state after every step, of all or "
                  "some elements, as CSV; without FILE in the JSON result; MODULATOR[=FILE]: its "
                  "value");
}

Recorder::Record Recorder::parse(const std::string& text, const image::Image& image) {
    const auto check = [&](bool good) {
        if (!good)
            throw UsageError("--record " + text + ": expected " + grammar + "; there is " +
                             available(image));
    };
    Record record{.last = all};
    std::string what = text;
    if (const std::size_t equals = text.find('='); equals != std::string::npos) {
        record.file = text.substr(equals + 1);
        check(!record.file.empty());
        what.resize(equals);
    }
    if (const std::size_t colon = what.find(':'); colon != std::string::npos) {
        const std::string_view range = std::string_view(what).substr(colon + 1);
        const std::size_t dash = range.find('-');
        check(number(range.substr(0, dash), record.first));
        record.last = record.first;
        if (dash != std::string_view::npos) check(number(range.substr(dash + 1), record.last));
        check(record.first <= record.last && record.last != all);
        what.resize(colon);
    }
    check(!what.empty() && what.front() != '.' && what.back() != '.');
    record.name = what;
    return record;
}

void Recorder::resolve(Record& record, const std::string& text, const image::Image& image) {
    const std::size_t dot = record.name.find('.');  // states of a waveform have one of their own
    record.variable = dot == std::string::npos ? record.name : record.name.substr(dot + 1);
    for (const image::Population& p : image.populations) {
        if (p.name != record.name.substr(0, dot) || p.size == 0 || dot == std::string::npos)
            continue;
        for (const image::Variable& v : p.states) {
            if (v.name != record.variable) continue;
            record.population = p.name;
            record.unit = v.unit;
            if (record.last == all) record.last = p.size - 1;
            if (record.last >= p.size)
                throw runtime::SessionError("--record " + text + ", element of " + p.name,
                                            std::to_string(record.last),
                                            "below " + std::to_string(p.size));
            return;
        }
    }
    for (const image::Modulator& m : image.modulators) {
        if (m.name != record.name) continue;
        if (record.last != all)
            throw runtime::SessionError("--record " + text, "elements of a modulator",
                                        "its name alone: it is one value");
        record.variable = m.name;
        record.unit = m.unit;
        record.last = 0;
        return;
    }
    throw runtime::SessionError("--record " + text, "'" + record.name + "'", available(image));
}

Recorder::Recorder(const Options& options, const runtime::Session& session, std::uint64_t steps)
    : first_step_(session.now()) {
    if (!options.has("record")) return;
    std::uint64_t width = 0;
    for (const std::string& text : options.get<std::vector<std::string>>("record")) {
        Record& record = records_.emplace_back(parse(text, session.image()));
        resolve(record, text, session.image());
        if (record.file.empty() && !options.get<bool>("json"))
            throw UsageError("--record " + text + ": where to? expected " + text +
                             "=FILE, or --json to have it in the result");
        width += record.width();
    }
    if (steps > most_values / width)
        throw UsageError("--record: " + std::to_string(width) + " values in each of " +
                         std::to_string(steps) + " steps; expected at most " +
                         std::to_string(most_values) + " in all");
}

void Recorder::operator()(const runtime::Session& session) {
    for (Record& r : records_) {
        if (r.of_modulator()) {
            r.values.push_back(session.modulator_value(r.name));
            continue;
        }
        const auto values = session.states(r.population, r.variable);
        const auto first = values.begin() + r.first;
        r.values.insert(r.values.end(), first, first + static_cast<std::ptrdiff_t>(r.width()));
    }
}

void Recorder::write() const {
    for (const Record& r : records_) {
        if (r.file.empty()) continue;
        std::string text = "step";
        for (std::uint32_t i = r.first; i <= r.last; ++i) {
            const std::string element = r.of_modulator() ? "" : "[" + std::to_string(i) + "]";
            text += "," + r.variable + element + " " + r.unit;
        }
        for (std::size_t i = 0; i < r.values.size(); ++i) {
            if (i % r.width() == 0) text += '\n' + std::to_string(first_step_ + i / r.width());
            text += ',' + image::real_text(r.values[i]);
        }
        image::write_file(r.file, std::string_view(text + '\n'));
    }
}

boost::json::array Recorder::json() const {
    boost::json::array list;
    for (const Record& r : records_) {
        boost::json::object one;
        if (r.of_modulator())
            one = {{"modulator", r.name}, {"unit", r.unit}};
        else
            one = {{"population", r.population},
                   {"variable", r.variable},
                   {"unit", r.unit},
                   {"first", r.first},
                   {"last", r.last}};
        one["step"] = first_step_;
        if (!r.file.empty()) {
            one["file"] = r.file;
        } else {
            boost::json::array steps;
            for (auto at = r.values.begin(); at != r.values.end();
                 at += static_cast<std::ptrdiff_t>(r.width()))
                steps.push_back(
                    boost::json::array(at, at + static_cast<std::ptrdiff_t>(r.width())));
            one["values"] = std::move(steps);
        }
        list.push_back(std::move(one));
    }
    return list;
}

std::vector<NamedFile> Recorder::files() const {
    std::vector<NamedFile> list;
    for (const Record& r : records_) list.push_back({"--record " + r.name, r.file});
    return list;
}

std::string Recorder::text() const {
    std::string text;
    for (const Record& r : records_) text += "  " + r.name + " in " + r.unit + ": " + r.file + '\n';
    return text;
}

}  // namespace bouton::apps
