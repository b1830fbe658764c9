// SPDX-License-Identifier: Apache-2.0
// A small valid image written by hand, for tests that must not depend on the compiler: on `tiny`,
// four inputs onto four integrate-and-fire neurons with pair STDP (delays 1 to 3), one recurrent
// synapse, and a modulator.
#pragma once

#include "spec/image/image.hpp"

namespace bouton::test {

image::Image sample_image();

// Where things are in it.
inline constexpr std::uint32_t sample_inputs = 4;
inline constexpr std::uint32_t sample_neurons = 4;
inline constexpr std::uint32_t sample_recurrent_axon = 8;
inline constexpr std::uint32_t sample_first_input_id = 100;

// Programs in its memory.
inline constexpr std::uint32_t sample_neuron_pc = 0;
inline constexpr std::uint32_t sample_axon_pc = 8;
inline constexpr std::uint32_t sample_pre_pc = 10;
inline constexpr std::uint32_t sample_post_pc = 11;
inline constexpr std::uint32_t sample_core_pc = 12;

// One word of a region, which grows as needed.
void set_word(image::Core& core, spec::Region region, std::uint32_t index, std::uint64_t word);
void set_csr(image::Core& core, spec::Csr csr, std::uint32_t word);
void set_descriptor(image::Core& core, std::uint32_t index, const spec::Descriptor& descriptor);

}  // namespace bouton::test
