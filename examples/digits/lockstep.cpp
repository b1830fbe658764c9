// SPDX-License-Identifier: Apache-2.0
#include "examples/digits/lockstep.hpp"

#include <chrono>

#include "runtime/device/devices.hpp"
#include "runtime/session/lockstep.hpp"

namespace bouton::digits {

Verdict lockstep(const Recipe& recipe, const image::Image& image, const Network& network,
                 const Dataset& data, std::uint32_t images, const Progress& progress) {
    const auto start = std::chrono::steady_clock::now();
    Verdict verdict;
    runtime::Lockstep both(
        make_device("model"), make_device("rtl"),
        {.snapshot_every = recipe.steps, .dendrites_every = recipe.steps, .idle_synapses = false});
    both.load(image);
    const auto count = [&](std::uint32_t done) {
        verdict.images = done;
        progress("lockstep with the RTL", done, images);
    };
    try {
        train(recipe, network, both, nullptr, data, images, {},
              [&](auto, std::size_t done, auto) { count(static_cast<std::uint32_t>(done)); });
        both.compare_all();
    } catch (const runtime::MismatchError& error) {
        verdict.difference = error.mismatch;
    }
    verdict.counts = counts_of(both);
    verdict.steps = both.counter(0, spec::Counter::Steps);  // every core counts all
    verdict.seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return verdict;
}

}  // namespace bouton::digits
