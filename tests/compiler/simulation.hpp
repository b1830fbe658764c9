// SPDX-License-Identifier: Apache-2.0
// A compiled network on the model, in names and physical units: what tests of meaning are written
// in.
#pragma once

#include <string>
#include <vector>

#include "sim/model/chip.hpp"
#include "spec/image/image.hpp"

namespace bouton::test {

struct Spike {
    std::uint64_t step = 0;
    std::string population;
    std::uint32_t element = 0;

    bool operator==(const Spike&) const = default;
};

class Simulation {
  public:
    explicit Simulation(const std::string& network, const std::string& configuration = "default");

    // Input of the next step.
    void spike(const std::string& input, std::uint32_t element, std::int16_t payload = 16384);
    void modulate(const std::string& modulator, double value);
    // Adds to a dendrite that is read in the step after the next.
    void drive(const std::string& population, std::uint32_t element, std::uint32_t receptor,
               std::int16_t words);
    void run(std::uint64_t steps = 1);

    double weight(const std::string& projection, std::size_t synapse = 0) const;
    void set_weight(const std::string& projection, std::size_t synapse, double value);
    double tag(const std::string& projection, std::size_t synapse = 0) const;
    double state(const std::string& population, const std::string& name,
                 std::uint32_t element = 0) const;
    double trace(const std::string& projection, const std::string& name,
                 std::size_t synapse = 0) const;
    double modulator(const std::string& name) const;
    std::uint64_t counter(spec::Counter counter) const { return chip_.counter(0, counter); }
    // Sum of all counters of kind `format`: what would make a result wrong.
    std::uint64_t wrong() const;
    std::uint64_t step() const { return step_; }
    const std::vector<Spike>& spikes() const { return spikes_; }
    std::size_t spikes_of(const std::string& population) const;
    const image::Image& image() const { return image_; }

  private:
    const image::Population& population(const std::string& name) const;
    const image::Projection& projection(const std::string& name) const;

    image::Image image_;
    model::Chip chip_;
    std::vector<spec::StreamWord> input_;
    std::vector<Spike> spikes_;
    std::uint64_t step_ = 0;
};

}  // namespace bouton::test
