// SPDX-License-Identifier: Apache-2.0
// `--record`, see record.hpp.
#include "runtime/apps/record.hpp"

#include <charconv>
#include <limits>

#include "runtime/session/error.hpp"
#include "spec/image/file.hpp"
#include "spec/image/json.hpp"
#include "spec/image/programs.hpp"

namespace bouton::apps {

namespace {

constexpr const char* grammar = "NAME.VARIABLE[:FIRST-LAST][=FILE] or MODULATOR[=FILE]";
constexpr std::uint64_t most_values = std::uint64_t{1} << 27;  // of all records: 1 GiB
constexpr std::uint32_t all = std::numeric_limits<std::uint32_t>::max();

using Read = std::function<std::vector<double>(const runtime::Session&)>;

// Something that can be recorded.
struct Recordable {
    std::string kind, of, variable, unit;
    std::size_t size = 1;
    Read read;

    std::string name() const { return variable.empty() ? of : of + '.' + variable; }
};

// All of them, in the order of the image.
std::vector<Recordable> recordables(const image::Image& image) {
    using runtime::Session;
    std::vector<Recordable> list;
    for (const image::Population& p : image.populations) {
        if (p.kind != image::PopulationKind::Neuron || p.size == 0) continue;
        for (const image::Variable& v : p.states)
            list.push_back(
                {"population", p.name, v.name, v.unit, p.size,
                 [of = p.name, name = v.name](const Session& s) { return s.states(of, name); }});
    }
    for (const image::Projection& p : image.projections) {
        if (p.synapses.empty()) continue;
        const auto add = [&](const image::Variable& v, const std::string& name, std::size_t size,
                             Read read) {
            list.push_back({"projection", p.name, name, v.unit, size, std::move(read)});
        };
        add(p.weight, "weight", p.synapses.size(),
            [of = p.name](const Session& s) { return s.weights(of); });
        if (image::uses_tag(image, p))
            add(p.tag, "tag", p.synapses.size(),
                [of = p.name](const Session& s) { return s.tags(of); });
        for (const image::Variable& v : p.traces)
            add(v, v.name, image.populations[p.pre].size,
                [of = p.name, name = v.name](const Session& s) { return s.traces(of, name); });
    }
    for (const image::Modulator& m : image.modulators)
        list.push_back({"modulator", m.name, "", m.unit, 1, [of = m.name](const Session& s) {
                            return std::vector<double>{s.modulator_value(of)};
                        }});
    return list;
}

// "out.v, out.y, reward": at most a screenful.
std::string available(const image::Image& image) {
    constexpr std::size_t most = 40;
    const std::vector<Recordable> list = recordables(image);
    if (list.empty()) return "a state, a weight or a modulator: this network has none";
    std::string text;
    for (std::size_t i = 0; i < list.size() && i < most; ++i)
        text += (i == 0 ? "" : ", ") + list[i].name();
    if (list.size() > most) text += " and " + std::to_string(list.size() - most) + " more";
    return "one of " + text;
}

bool number(std::string_view text, std::uint32_t& value) {
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    return error == std::errc{} && stop == end;
}

}  // namespace

void Recorder::add_options(Options& options) {
    namespace po = boost::program_options;
    options.add()(
        "record", po::value<std::vector<std::string>>(),
        "NAME.VARIABLE[:FIRST-LAST][=FILE]: a state of a population, or weight, tag or a "
        "trace of a projection, of all or some elements, as CSV; without FILE in the JSON "
        "result; MODULATOR[=FILE]: its value")("record-every",
                                               po::value<std::uint64_t>()->default_value(1),
                                               "N: record after every Nth step");
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
    for (Recordable& one : recordables(image)) {
        if (one.name() != record.name) continue;
        if (one.variable.empty() && record.last != all)
            throw runtime::SessionError("--record " + text, "elements of a modulator",
                                        "its name alone: it is one value");
        if (record.last == all) record.last = static_cast<std::uint32_t>(one.size - 1);
        if (record.last >= one.size)
            throw runtime::SessionError("--record " + text + ", element of " + one.of,
                                        std::to_string(record.last),
                                        "below " + std::to_string(one.size));
        record.unit = one.unit;
        record.kind = one.kind;
        record.of = one.of;
        record.variable = one.variable;
        record.read = std::move(one.read);
        return;
    }
    throw runtime::SessionError("--record " + text, "'" + record.name + "'", available(image));
}

Recorder::Recorder(const Options& options, const runtime::Session& session, std::uint64_t steps)
    : first_step_(session.now()) {
    if (!options.has("record")) return;
    every_ = options.get<std::uint64_t>("record-every");
    if (every_ == 0) throw UsageError("--record-every: found 0, expected at least 1");
    std::uint64_t width = 0;
    for (const std::string& text : options.get<std::vector<std::string>>("record")) {
        Record& record = records_.emplace_back(parse(text, session.image()));
        resolve(record, text, session.image());
        if (record.file.empty() && !options.get<bool>("json"))
            throw UsageError("--record " + text + ": where to? expected " + text +
                             "=FILE, or --json to have it in the result");
        width += record.width();
    }
    if (steps / every_ > most_values / width)
        throw UsageError("--record: " + std::to_string(width) + " values at " +
                         std::to_string(steps / every_) + " times; expected at most " +
                         std::to_string(most_values) + " in all: see --record-every");
}

void Recorder::operator()(const runtime::Session& session) {
    if (records_.empty() || (session.now() - first_step_) % every_ != 0) return;
    for (Record& r : records_) {
        const auto values = r.read(session);
        const auto first = values.begin() + r.first;
        r.values.insert(r.values.end(), first, first + static_cast<std::ptrdiff_t>(r.width()));
    }
}

void Recorder::write() const {
    for (const Record& r : records_) {
        if (r.file.empty()) continue;
        std::string text = "step";
        for (std::uint32_t i = r.first; i <= r.last; ++i)
            text += "," + (r.variable.empty() ? r.of : r.variable + "[" + std::to_string(i) + "]") +
                    " " + r.unit;
        for (std::size_t i = 0; i < r.values.size(); ++i) {
            if (i % r.width() == 0) text += '\n' + std::to_string(step_of(i / r.width()));
            text += ',' + image::real_text(r.values[i]);
        }
        image::write_file(r.file, std::string_view(text + '\n'));
    }
}

boost::json::array Recorder::json() const {
    boost::json::array list;
    for (const Record& r : records_) {
        boost::json::object one{{r.kind, r.of}, {"unit", r.unit}};
        if (!r.variable.empty()) {
            one["variable"] = r.variable;
            one["first"] = r.first;
            one["last"] = r.last;
        }
        one["step"] = step_of(0);
        one["every"] = every_;
        if (!r.file.empty()) {
            one["file"] = r.file;
        } else {
            boost::json::array rows;
            for (auto at = r.values.begin(); at != r.values.end();
                 at += static_cast<std::ptrdiff_t>(r.width()))
                rows.push_back(boost::json::array(at, at + static_cast<std::ptrdiff_t>(r.width())));
            one["values"] = std::move(rows);
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
