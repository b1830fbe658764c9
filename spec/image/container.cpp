// SPDX-License-Identifier: Apache-2.0
// Image files, see container.hpp.
#include "spec/image/container.hpp"

#include <limits>

#include "spec/image/bytes.hpp"
#include "spec/image/json.hpp"
#include "spec/image/memory_bytes.hpp"
#include "spec/image/metadata.hpp"
#include "spec/image/sections.hpp"
#include "spec/image/validate.hpp"

namespace bouton::image {

namespace {

constexpr const char* kind = "IMAG";
constexpr std::uint64_t word_limit = std::numeric_limits<std::uint32_t>::max();

template <class F, class C>
void each_vector(C& core, F visit) {
    visit(core.constant, spec::Region::Constant);
    visit(core.neuron_state, spec::Region::NeuronState);
    visit(core.axon_state, spec::Region::AxonState);
    visit(core.weight, spec::Region::Synapse);
    visit(core.tag, spec::Region::Synapse);
}

Bytes float_bytes(const FloatCore& core) {
    Writer out;
    each_vector(core, [&](const std::vector<double>& values, spec::Region) {
        out.word(values.size(), 4);
        for (const double value : values) out.real(value);
    });
    return out.take();
}

FloatCore float_of(Reader in, const spec::Configuration& configuration) {
    FloatCore core;
    each_vector(core, [&](std::vector<double>& values, spec::Region region) {
        values.resize(in.count(spec::region_size(region, configuration), sizeof(double)));
        for (double& value : values) value = in.real();
    });
    in.end();
    return core;
}

void put_locations(Writer& out, const std::vector<Location>& locations) {
    out.column(locations, [](const Location& l) { return l.core; });
    out.column(locations, [](const Location& l) { return l.index; });
}

void get_locations(Reader& in, std::vector<Location>& locations) {
    in.column(locations, word_limit, [](Location& l, std::uint32_t v) { l.core = v; });
    in.column(locations, word_limit, [](Location& l, std::uint32_t v) { l.index = v; });
}

// The neurons, then how many axon entries each element has, then all entries.
Bytes location_bytes(const Population& population) {
    Writer out;
    out.word(population.neurons.size(), 4);
    put_locations(out, population.neurons);
    out.word(population.axons.size(), 4);
    out.column(population.axons, [](const auto& list) { return list.size(); });
    std::vector<Location> all;
    for (const auto& list : population.axons) all.insert(all.end(), list.begin(), list.end());
    out.word(all.size(), 4);
    put_locations(out, all);
    return out.take();
}

void locations_of(Reader in, Population& population) {
    population.neurons.resize(in.count(population.size, 2));
    get_locations(in, population.neurons);
    population.axons.resize(in.count(population.size, 1));
    std::vector<std::uint32_t> counts(population.axons.size());
    in.column(counts, word_limit, [](std::uint32_t& n, std::uint32_t v) { n = v; });
    std::vector<Location> all(in.count(word_limit, 2));
    get_locations(in, all);
    in.end();
    std::size_t at = 0;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        if (counts[i] > all.size() - at)
            in.fail("element " + std::to_string(i) + " with " + std::to_string(counts[i]) +
                        " axon entries",
                    "at most " + std::to_string(all.size() - at));
        const auto first = all.begin() + static_cast<std::ptrdiff_t>(at);
        population.axons[i].assign(first, first + counts[i]);
        at += counts[i];
    }
    if (at != all.size())
        in.fail(std::to_string(all.size() - at) + " axon entries without an element", "none");
}

constexpr std::array synapse_columns = {&Synapse::pre,  &Synapse::post,    &Synapse::core,
                                        &Synapse::lane, &Synapse::address, &Synapse::axon};

Bytes synapse_bytes(const std::vector<Synapse>& synapses) {
    Writer out;
    out.word(synapses.size(), 4);
    for (const auto member : synapse_columns)
        out.column(synapses, [&](const Synapse& s) { return s.*member; });
    return out.take();
}

std::vector<Synapse> synapses_of(Reader in) {
    std::vector<Synapse> synapses(in.count(word_limit, synapse_columns.size()));
    for (const auto member : synapse_columns)
        in.column(synapses, word_limit, [&](Synapse& s, std::uint32_t v) { s.*member = v; });
    in.end();
    return synapses;
}

// The image must outlive them.
std::vector<SectionMaker> sections_of(const Image& image) {
    std::vector<SectionMaker> sections;
    const auto add = [&](const char* name, std::size_t number, std::function<Bytes()> make) {
        sections.push_back({name, static_cast<std::uint32_t>(number), std::move(make)});
    };
    add("META", 0, [&] {
        const std::string meta = boost::json::serialize(to_json(image));
        return Bytes(meta.begin(), meta.end());
    });
    for (std::size_t i = 0; i < image.cores.size(); ++i)
        add("CORE", i, [&, i] { return core_bytes(image.cores[i]); });
    for (std::size_t i = 0; i < image.floats.size(); ++i)
        add("REAL", i, [&, i] { return float_bytes(image.floats[i]); });
    for (std::size_t i = 0; i < image.populations.size(); ++i)
        add("LOCS", i, [&, i] { return location_bytes(image.populations[i]); });
    for (std::size_t i = 0; i < image.projections.size(); ++i)
        add("SYNS", i, [&, i] { return synapse_bytes(image.projections[i].synapses); });
    return sections;
}

void make(const Image& image, const Take& take) {
    pack(kind, spec::limits::ImageVersion, sections_of(image), take);
}

}  // namespace

Bytes to_bytes(const Image& image) {
    Bytes all;
    make(image, [&](std::span<const unsigned char> piece) {
        all.insert(all.end(), piece.begin(), piece.end());
    });
    return all;
}

Image from_bytes(std::span<const unsigned char> bytes, const std::string& file) {
    const Envelope envelope = unpack(bytes, kind, spec::limits::ImageVersion, file);
    const auto section = [&](const char* name, std::size_t number) -> const Bytes& {
        return find(envelope, name, static_cast<std::uint32_t>(number), file).bytes;
    };
    const auto reader = [&](const char* name, std::size_t number) {
        return Reader(section(name, number), file,
                      "section " + std::string(name) + " " + std::to_string(number));
    };
    const Bytes& meta = section("META", 0);
    Image image = from_json(parse_json(std::string(meta.begin(), meta.end()), file, "META"), file);
    const spec::Configuration* configuration = spec::find_configuration(image.configuration);
    if (configuration == nullptr)
        throw ImageError(file, "META.configuration", image.configuration.substr(0, 40),
                         "a named configuration");
    const std::size_t expected = 1 + image.cores.size() + image.floats.size() +
                                 image.populations.size() + image.projections.size();
    if (envelope.sections.size() != expected)
        throw ImageError(file, "sections", std::to_string(envelope.sections.size()),
                         std::to_string(expected));
    for (std::size_t i = 0; i < image.cores.size(); ++i)
        image.cores[i] = core_of(reader("CORE", i), *configuration);
    for (std::size_t i = 0; i < image.floats.size(); ++i)
        image.floats[i] = float_of(reader("REAL", i), *configuration);
    for (std::size_t i = 0; i < image.populations.size(); ++i)
        locations_of(reader("LOCS", i), image.populations[i]);
    for (std::size_t i = 0; i < image.projections.size(); ++i)
        image.projections[i].synapses = synapses_of(reader("SYNS", i));
    require_valid(image, file);
    return image;
}

void write_image(const std::filesystem::path& path, const Image& image) {
    write_file(path, [&](const Take& take) { make(image, take); });
}

Image read_image(const std::filesystem::path& path) {
    return from_bytes(read_file(path, binary_limit), path.string());
}

}  // namespace bouton::image
