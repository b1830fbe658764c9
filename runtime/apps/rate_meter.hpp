// SPDX-License-Identifier: Apache-2.0
// `--write-rates`: how often every input and neuron spiked in a run, recorded or not, as the file
// that `bouton compile --rates` and `bouton map --rates` read. So a mapping can rest on traffic
// that was measured.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "runtime/session/session.hpp"

namespace bouton::apps {

class RateMeter {
  public:
    // An empty path: measures nothing.
    RateMeter(std::string path, const image::Image& image);

    // Before a step: input that is about to arrive. After it: who spiked in it.
    void before(const runtime::Session& session);
    void after(const runtime::Session& session);

    // Lines `population,element,rate`, in spikes/s. What never spiked has no line, but the last
    // element of its population, which the file then names whole.
    void write(const image::Image& image) const;

  private:
    std::string path_;
    std::vector<std::vector<std::uint64_t>> spikes_;  // by population, element
    // By core and axon: the element (plus one) of which this is the first entry; populations apart.
    std::vector<std::vector<std::pair<std::uint32_t, std::uint32_t>>> inputs_;
    std::uint64_t steps_ = 0;
};

}  // namespace bouton::apps
