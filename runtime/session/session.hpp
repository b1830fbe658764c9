// SPDX-License-Identifier: Apache-2.0
// A session: a network on a device, in the user's names and units. It feeds input, runs steps,
// hands out spikes, and reads and writes weights, tags, traces and states between steps.
//
// Steps are numbered from 0; `now` is the step that runs next. Elements are numbered within their
// population. Real values are in the units the image gives (Variable). What a caller asks for that
// is not there, or cannot be, is a SessionError and changes nothing; a second event of an axon in
// one step is refused, counted, and shows in health(). Spikes of a step come sorted by population
// and element. It does not compile networks and does not own files between calls.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/device/device.hpp"
#include "runtime/session/device_state.hpp"
#include "runtime/session/error.hpp"
#include "runtime/session/event.hpp"
#include "runtime/session/health.hpp"
#include "runtime/session/input.hpp"
#include "runtime/session/logical_state.hpp"
#include "spec/image/image.hpp"

namespace bouton::runtime {

// Steps are numbered below this: the chip's counter has 48 bits, and never wraps.
inline constexpr std::uint64_t step_limit = (std::uint64_t{1} << 48) - 1;

enum class Reset : std::uint8_t {
    State,            // as loaded, but weights and which synapses are alive stay
    StateAndWeights,  // as loaded
};

struct CounterValue {
    std::string_view name;
    spec::CounterKind kind;
    std::uint64_t value = 0;  // as Session::counter
    std::string_view doc;
};

class Session {
  public:
    using Each = std::function<void(Session&, std::span<const Event>)>;
    using Done = std::function<bool(Session&, std::span<const Event>)>;

    // Loads the image; ImageError when no chip may run it.
    Session(Device device, image::Image image);

    const image::Image& image() const { return image_; }
    DeviceInterface& device() { return *device_; }
    const DeviceInterface& device() const { return *device_; }
    std::uint64_t now() const { return now_; }

    // Indices of names; SessionError lists the names there are.
    std::uint32_t population(std::string_view name) const;
    std::uint32_t projection(std::string_view name) const;
    const image::Modulator& modulator(std::string_view name) const;

    // Input for the step `offset` after the next (0: the next). False: refused, the element has an
    // event in that step already.
    bool inject(std::string_view population, std::uint32_t element, std::int64_t offset = 0,
                int payload = spec::limits::UnitPayload);
    bool inject(const Event& event);  // event.step is absolute
    void inject(std::span<const Event> events);
    // Adds to the sum of a neuron's receptor, to be read one step later: like a spike there over a
    // weight of `value`. Its unit, and its word, is that of the weights at this receptor; without
    // any it has none, and only words can be sent.
    void drive(std::string_view population, std::uint32_t element, std::uint32_t receptor,
               double value, std::int64_t offset = 0);
    void raw_drive(std::string_view population, std::uint32_t element, std::uint32_t receptor,
                   int words, std::int64_t offset = 0);
    // Adds to a modulator's pending input; core programs see it one step later. False: nothing is
    // added, the value is not 0 but nearer to it than to the finest that an event adds.
    bool modulate(std::string_view name, double value, std::int64_t offset = 0);

    // One step; its spikes, valid until the next. SessionError at the end of the step counter.
    std::span<const Event> step();
    std::vector<Event> run(std::uint64_t steps, const Each& each = {});
    // Until `done` says so after a step, at most `most` steps.
    std::vector<Event> run_until(const Done& done, std::uint64_t most);

    void set_learning(bool on);
    bool learning() const;
    void set_seed(std::uint64_t seed);
    void reset(Reset what);
    void checkpoint(const std::filesystem::path& path) const;
    void restore(const std::filesystem::path& path);
    // The state as the network sees it: it goes from one placement of a network to any other.
    LogicalState logical_state() const;
    void set_logical_state(const LogicalState& state);

    // In the order of Projection::synapses.
    std::vector<double> weights(std::string_view projection) const;
    std::vector<std::int16_t> raw_weights(std::string_view projection) const;
    void set_weights(std::string_view projection, std::span<const double> values);
    void set_raw_weights(std::string_view projection, std::span<const std::int16_t> values);
    std::vector<double> tags(std::string_view projection) const;
    std::vector<std::int16_t> raw_tags(std::string_view projection) const;
    void set_tags(std::string_view projection, std::span<const double> values);
    void set_raw_tags(std::string_view projection, std::span<const std::int16_t> values);
    std::vector<bool> alive(std::string_view projection) const;
    // One value for each pre element; 0 for an element without synapses.
    std::vector<double> traces(std::string_view projection, std::string_view name) const;
    // One value for each element.
    std::vector<double> states(std::string_view population, std::string_view name) const;
    void set_states(std::string_view population, std::string_view name,
                    std::span<const double> values);
    double modulator_value(std::string_view name) const;

    std::vector<CounterValue> counters() const;
    // Of all cores together, but steps, which all cores take together; or of one core.
    std::uint64_t counter(spec::Counter counter) const;
    std::uint64_t counter(std::uint32_t core, spec::Counter counter) const;
    std::uint64_t refused() const { return refused_; }
    // What is wrong with this run, in plain words; empty: nothing.
    std::vector<Ailment> health() const;

    const Input& input() const { return input_; }

  private:
    struct Named {
        std::uint32_t population = 0, element = 0;
        bool known = false;
    };

    const image::Population& neurons(std::string_view population) const;
    const image::Location& driven(const image::Population& population, std::uint32_t element,
                                  std::uint32_t receptor) const;
    std::uint64_t step_at(std::int64_t offset, const char* what) const;
    void convert(std::span<const spec::StreamWord> words);
    std::vector<spec::SynapseWord> synapse_words(const image::Projection& projection) const;
    template <class Change>
    void change_synapses(const image::Projection& projection, std::size_t count, Change change);

    Device device_;
    image::Image image_;
    std::vector<std::vector<Named>> names_;  // of each core, of each neuron
    Input input_;
    std::uint64_t now_ = 0;
    std::uint64_t refused_ = 0;
    std::vector<spec::StreamWord> output_;
    std::vector<Event> spikes_;
};

}  // namespace bouton::runtime
