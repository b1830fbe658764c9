// SPDX-License-Identifier: Apache-2.0
// The small things of an image as JSON, see metadata.hpp.
#include "spec/image/metadata.hpp"

#include <limits>

#include "spec/image/json.hpp"

namespace bouton::image {

namespace {

namespace js = boost::json;

constexpr std::uint64_t word_limit = std::numeric_limits<std::uint32_t>::max();
constexpr std::uint64_t mesh_limit = 64;  // 6 bits of a core address

template <class T, class F>
js::array list(const std::vector<T>& items, F to_value) {
    js::array out;
    for (const T& item : items) out.push_back(to_value(item));
    return out;
}

template <class T, class F>
std::vector<T> unlist(const Json& json, F from_value) {
    std::vector<T> out(json.size());
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = from_value(json.item(i));
    return out;
}

js::value variable(const Variable& v) {
    return {{"name", v.name},
            {"unit", v.unit},
            {"index", v.index},
            {"scale", real_text(v.scale)},
            {"offset", v.offset}};
}

Variable variable_of(const Json& j) {
    Variable v;
    v.name = j.at("name").text();
    v.unit = j.at("unit").text();
    v.index = j.at("index").number(word_limit);
    v.scale = j.at("scale").real();
    v.offset = j.at("offset").integer();
    return v;
}

js::value population(const Population& p) {
    return {
        {"name", p.name},        {"kind", p.kind == PopulationKind::Neuron ? "neuron" : "input"},
        {"model", p.model},      {"first_id", p.first_id},
        {"size", p.size},        {"states", list(p.states, variable)},
        {"recorded", p.recorded}};
}

Population population_of(const Json& j) {
    Population p;
    p.name = j.at("name").text();
    const std::string kind = j.at("kind").text();
    if (kind != "neuron" && kind != "input") j.at("kind").fail(kind, "neuron or input");
    p.kind = kind == "neuron" ? PopulationKind::Neuron : PopulationKind::Input;
    p.model = j.at("model").text();
    p.first_id = j.at("first_id").number(spec::limits::Ids);
    p.size = j.at("size").number(spec::limits::Ids);
    p.states = unlist<Variable>(j.at("states"), variable_of);
    p.recorded = j.at("recorded").flag();
    return p;
}

js::value projection(const Projection& p) {
    return {{"name", p.name},
            {"pre", p.pre},
            {"post", p.post},
            {"rule", p.rule},
            {"weight", variable(p.weight)},
            {"tag", variable(p.tag)},
            {"traces", list(p.traces, variable)},
            {"words", list(p.words, variable)}};
}

Projection projection_of(const Json& j) {
    Projection p;
    p.name = j.at("name").text();
    p.pre = j.at("pre").number(word_limit);
    p.post = j.at("post").number(word_limit);
    p.rule = j.at("rule").text();
    p.weight = variable_of(j.at("weight"));
    p.tag = variable_of(j.at("tag"));
    p.traces = unlist<Variable>(j.at("traces"), variable_of);
    p.words = unlist<Variable>(j.at("words"), variable_of);
    return p;
}

js::value modulator(const Modulator& m) {
    return {{"name", m.name},
            {"channel", m.channel},
            {"scale", real_text(m.scale)},
            {"input_scale", real_text(m.input_scale)},
            {"range", real_text(m.range)},
            {"unit", m.unit}};
}

Modulator modulator_of(const Json& j) {
    Modulator m;
    m.name = j.at("name").text();
    m.channel = j.at("channel").number(word_limit);
    m.scale = j.at("scale").real();
    m.input_scale = j.at("input_scale").real();
    m.range = j.at("range").real();
    m.unit = j.at("unit").text();
    return m;
}

js::value program(const ProgramNote& p) {
    return {{"name", p.name},
            {"core", p.core},
            {"pc", p.pc},
            {"length", p.length},
            {"trigger", p.trigger}};
}

ProgramNote program_of(const Json& j) {
    ProgramNote p;
    p.name = j.at("name").text();
    p.core = j.at("core").number(word_limit);
    p.pc = j.at("pc").number(word_limit);
    p.length = j.at("length").number(word_limit);
    p.trigger = j.at("trigger").number(word_limit);
    return p;
}

js::value quantisation(const QuantisationNote& q) {
    return {{"projection", q.projection},
            {"scale", real_text(q.scale)},
            {"synapses", q.synapses},
            {"clipped", q.clipped},
            {"rounded_to_zero", q.rounded_to_zero},
            {"rms_error", real_text(q.rms_error)},
            {"largest_error", real_text(q.largest_error)}};
}

QuantisationNote quantisation_of(const Json& j) {
    QuantisationNote q;
    q.projection = j.at("projection").text();
    q.scale = j.at("scale").real();
    q.synapses = j.at("synapses").number64();
    q.clipped = j.at("clipped").number64();
    q.rounded_to_zero = j.at("rounded_to_zero").number64();
    q.rms_error = j.at("rms_error").real();
    q.largest_error = j.at("largest_error").real();
    return q;
}

}  // namespace

js::value to_json(const Image& image) {
    return {{"network", image.network},
            {"configuration", image.configuration},
            {"step_seconds", real_text(image.step_seconds)},
            {"mesh_x", image.mesh_x},
            {"mesh_y", image.mesh_y},
            {"floats", !image.floats.empty()},
            {"populations", list(image.populations, population)},
            {"projections", list(image.projections, projection)},
            {"modulators", list(image.modulators, modulator)},
            {"programs", list(image.programs, program)},
            {"quantisation", list(image.quantisation, quantisation)}};
}

Image from_json(const js::value& meta, const std::string& file) {
    const Json j(meta, file, "META");
    Image image;
    image.network = j.at("network").text();
    image.configuration = j.at("configuration").text();
    image.step_seconds = j.at("step_seconds").real();
    image.mesh_x = j.at("mesh_x").number(mesh_limit);
    image.mesh_y = j.at("mesh_y").number(mesh_limit);
    const std::size_t cores = std::size_t{image.mesh_x} * image.mesh_y;
    image.cores.resize(cores);
    if (j.at("floats").flag()) image.floats.resize(cores);
    image.populations = unlist<Population>(j.at("populations"), population_of);
    image.projections = unlist<Projection>(j.at("projections"), projection_of);
    image.modulators = unlist<Modulator>(j.at("modulators"), modulator_of);
    image.programs = unlist<ProgramNote>(j.at("programs"), program_of);
    image.quantisation = unlist<QuantisationNote>(j.at("quantisation"), quantisation_of);
    return image;
}

}  // namespace bouton::image
