// SPDX-License-Identifier: Apache-2.0
// Populations, projections, modulators and notes against the memories they name.
#include <cmath>
#include <set>

#include "spec/image/core_view.hpp"
#include "spec/image/problems.hpp"
#include "spec/image/short_text.hpp"

namespace bouton::image::detail {

namespace {

using spec::Region;

class Names {
  public:
    Names(const Image& image, const spec::Configuration& configuration, Problems& problems)
        : image_(image), configuration_(configuration), problems_(problems) {}

    void check() {
        std::set<std::string> names;
        for (const Population& p : image_.populations) {
            unique(names, "population", p.name);
            check_population(p, "population " + p.name);
        }
        names.clear();
        for (const Projection& p : image_.projections) {
            unique(names, "projection", p.name);
            check_projection(p, "projection " + p.name);
        }
        names.clear();
        for (const Modulator& m : image_.modulators) {
            unique(names, "modulator", m.name);
            below(problems_, "modulator " + m.name + ", channel", m.channel,
                  spec::limits::Modulators);
            scale(m.scale, "modulator " + m.name);
            if (!std::isfinite(m.input_scale))
                problems_.add("modulator " + m.name + ", input scale", short_text(m.input_scale),
                              "finite");
            if (!(m.range > 0 && std::isfinite(m.range)))
                problems_.add("modulator " + m.name + ", range", short_text(m.range),
                              "positive and finite");
        }
        for (const ProgramNote& p : image_.programs) {
            const std::string place = "program " + p.name;
            below(problems_, place + ", core", p.core, image_.cores.size());
            below(problems_, place + ", end", std::uint64_t{p.pc} + p.length,
                  spec::limits::ProgramWords + 1);
            below(problems_, place + ", trigger", p.trigger,
                  static_cast<unsigned>(spec::Trigger::Deliver) + 1);
        }
    }

  private:
    void unique(std::set<std::string>& names, const char* what, const std::string& name) {
        if (name.empty()) problems_.add(what, "no name", "a name");
        if (!names.insert(name).second)
            problems_.add(std::string(what) + " " + name, "the name twice", "different names");
    }

    void scale(double value, const std::string& place) {
        if (!std::isfinite(value) || value == 0)
            problems_.add(place + ", scale", short_text(value), "finite and not 0");
    }

    void variable(const Variable& v, std::uint32_t limit, const std::string& place) {
        below(problems_, place + "." + v.name + ", index", v.index, limit);
        scale(v.scale, place + "." + v.name);
    }

    bool location(const Location& l, std::uint32_t limit, const std::string& place) {
        return below(problems_, place + ", core", l.core, image_.cores.size()) &&
               below(problems_, place + ", index", l.index, limit);
    }

    void id(const Location& l, Region region, std::uint32_t expected, const std::string& place) {
        const std::uint64_t found = word_at(image_.cores[l.core], region, l.index);
        if (found != expected)
            problems_.add(place + ", id", std::to_string(found), std::to_string(expected));
    }

    void check_population(const Population& p, const std::string& place) {
        below(problems_, place + ", last id", std::uint64_t{p.first_id} + p.size,
              std::uint64_t{spec::limits::Ids} + 1);
        const bool neurons = p.kind == PopulationKind::Neuron;
        if (p.neurons.size() != (neurons ? p.size : 0))
            problems_.add(place + ", neurons", std::to_string(p.neurons.size()),
                          std::to_string(neurons ? p.size : 0));
        if (p.axons.size() != (neurons ? 0 : p.size))
            problems_.add(place + ", axons", std::to_string(p.axons.size()),
                          std::to_string(neurons ? 0 : p.size));
        for (std::uint32_t i = 0; i < p.neurons.size() && !problems_.full(); ++i) {
            const std::string element = place + "[" + std::to_string(i) + "]";
            if (location(p.neurons[i], configuration_.neurons, element))
                id(p.neurons[i], Region::NeuronId, p.first_id + i, element);
        }
        for (std::uint32_t i = 0; i < p.axons.size() && !problems_.full(); ++i)
            for (const Location& l : p.axons[i]) {
                const std::string element = place + "[" + std::to_string(i) + "]";
                if (!location(l, configuration_.axons, element)) continue;
                id(l, Region::AxonId, p.first_id + i, element);
                event_axon(problems_, element + ", axon", image_.cores[l.core], l.index,
                           configuration_);
            }
        for (const Variable& v : p.states) variable(v, spec::limits::States, place);
    }

    void check_projection(const Projection& p, const std::string& place) {
        if (!below(problems_, place + ", pre", p.pre, image_.populations.size()) ||
            !below(problems_, place + ", post", p.post, image_.populations.size()))
            return;
        const Population& post = image_.populations[p.post];
        if (post.kind != PopulationKind::Neuron) {
            problems_.add(place + ", post", "an input population", "a population of neurons");
            return;
        }
        scale(p.weight.scale, place + ".weight");
        scale(p.tag.scale, place + ".tag");
        for (const Variable& v : p.traces) variable(v, spec::limits::AxonStates, place);
        for (const Variable& v : p.words) variable(v, 2, place);
        for (std::size_t i = 0; i < p.synapses.size() && !problems_.full(); ++i)
            check_synapse(p, p.synapses[i], post, place + ", synapse " + std::to_string(i));
    }

    void check_synapse(const Projection& p, const Synapse& s, const Population& post,
                       const std::string& place) {
        if (!below(problems_, place + ", pre", s.pre, image_.populations[p.pre].size) ||
            !below(problems_, place + ", post", s.post, post.neurons.size()) ||
            !below(problems_, place + ", core", s.core, image_.cores.size()) ||
            !below(problems_, place + ", lane", s.lane, configuration_.lanes) ||
            !below(problems_, place + ", address", s.address, configuration_.words) ||
            !below(problems_, place + ", axon", s.axon, configuration_.axons))
            return;
        const Core& core = image_.cores[s.core];
        const auto word = unpack_at<spec::SynapseWord>(core, Region::Synapse,
                                                       s.address * configuration_.lanes + s.lane);
        if (word.ordinal == spec::limits::EmptyOrdinal) {
            problems_.add(place, "an empty slot", "a synapse");
            return;
        }
        const Location target{s.core, word.target * configuration_.lanes + s.lane};
        if (target != post.neurons[s.post])
            problems_.add(place, "target neuron " + std::to_string(target.index),
                          "the neuron of element " + std::to_string(s.post));
        const auto row = unpack_at<spec::RowWord>(core, Region::Row, s.axon);
        const std::uint32_t end = row.pointer + row.words * (row.wide ? 2U : 1U);
        if (s.address < row.pointer || s.address >= end)
            problems_.add(place, "address " + std::to_string(s.address),
                          "inside the row of axon " + std::to_string(s.axon));
        id({s.core, s.axon}, Region::AxonId, image_.populations[p.pre].first_id + s.pre,
           place + ", axon " + std::to_string(s.axon));
    }

    const Image& image_;
    const spec::Configuration& configuration_;
    Problems& problems_;
};

}  // namespace

void check_names(const Image& image, const spec::Configuration& configuration, Problems& problems) {
    Names(image, configuration, problems).check();
}

}  // namespace bouton::image::detail
