// SPDX-License-Identifier: Apache-2.0
#include "tests/cosim/random_mesh.hpp"

#include <algorithm>
#include <set>

#include "tests/cosim/random.hpp"

namespace bouton::cosim {

namespace {

using spec::FanoutKind;
using spec::Region;

std::uint16_t number(std::uint32_t core, std::uint32_t mesh_x) {
    return static_cast<std::uint16_t>(core / mesh_x << 6 | core % mesh_x);
}

std::vector<std::uint64_t>& words(image::Core& core, Region region) {
    return core.region[static_cast<std::size_t>(region)];
}

bool names_axon(const spec::FanoutWord& word) {
    return static_cast<FanoutKind>(word.kind) == FanoutKind::Axon;
}

// Axons that events may name and no fan-out list does.
std::vector<std::uint32_t> free_axons(const RandomImage& core) {
    std::set<std::uint32_t> named;
    for (const std::uint64_t raw :
         core.image.cores[0].region[static_cast<std::size_t>(Region::Fanout)]) {
        const auto word = spec::FanoutWord::unpack(static_cast<std::uint32_t>(raw));
        if (names_axon(word)) named.insert(word.index);
    }
    std::vector<std::uint32_t> axons;
    for (const std::uint32_t axon : core.event_axons) {
        if (!named.contains(axon)) axons.push_back(axon);
    }
    return axons;
}

}  // namespace

RandomMesh random_mesh(std::uint64_t seed, const spec::Configuration& configuration,
                       std::uint16_t mesh_x, std::uint16_t mesh_y) {
    Random random(seed);
    RandomMesh mesh;
    const std::uint32_t count = std::uint32_t{mesh_x} * mesh_y;
    for (std::uint32_t n = 0; n < count; ++n) {
        mesh.cores.push_back(random_image(random.bits(), configuration));
    }
    mesh.first_step = mesh.cores[0].first_step;
    std::vector<std::vector<std::uint32_t>> free;
    for (const RandomImage& core : mesh.cores) free.push_back(free_axons(core));

    for (std::uint32_t from = 0; from < count; ++from) {
        for (std::uint64_t& raw : words(mesh.cores[from].image.cores[0], Region::Fanout)) {
            auto word = spec::FanoutWord::unpack(static_cast<std::uint32_t>(raw));
            const std::uint32_t to = random.below(count);
            const bool axon = names_axon(word) || random.percent(50);
            if (to == from) {
                word.core = number(from, mesh_x);
            } else if (axon && random.percent(70) && !free[to].empty()) {
                const std::uint32_t i = random.below(static_cast<std::uint32_t>(free[to].size()));
                word.kind = static_cast<std::uint8_t>(FanoutKind::Axon);
                word.core = number(to, mesh_x);
                word.index = static_cast<std::uint16_t>(free[to][i]);
                free[to].erase(free[to].begin() + i);
                ++mesh.remote_entries;
            } else if (static_cast<FanoutKind>(word.kind) == FanoutKind::Modulator) {
                word.core = random.percent(10) ? 0xfff : number(to, mesh_x);
                ++mesh.remote_entries;
            } else {
                word.core = number(from, mesh_x);
            }
            raw = word.pack();
        }
    }
    mesh.image = mesh.cores[0].image;
    mesh.image.mesh_x = mesh_x;
    mesh.image.mesh_y = mesh_y;
    mesh.image.cores.clear();
    for (std::uint32_t n = 0; n < count; ++n) {
        image::Core& core = mesh.cores[n].image.cores[0];
        for (const spec::Csr half : {spec::Csr::StepLow, spec::Csr::StepHigh}) {
            const auto index = static_cast<std::size_t>(half);
            words(core, Region::Csr)[index] =
                words(mesh.cores[0].image.cores[0], Region::Csr)[index];
        }
        mesh.cores[n].event_axons = free[n];
        mesh.image.cores.push_back(core);
    }
    return mesh;
}

std::vector<spec::StreamWord> random_input(const RandomMesh& mesh, std::uint64_t step) {
    Random random(step ^ mesh.cores[0].seed);
    std::vector<spec::StreamWord> all;
    for (std::uint32_t n = 0; n < mesh.cores.size(); ++n) {
        for (spec::StreamWord word : random_input(mesh.cores[n], step)) {
            word.core = random.percent(2) ? std::uint16_t{0xfc0} : number(n, mesh.image.mesh_x);
            const auto at = random.below(static_cast<std::uint32_t>(all.size()) + 1);
            // Two words for one axon keep their order: the second is the duplicate.
            const bool again = std::any_of(all.begin(), all.end(), [&](const auto& other) {
                return other.core == word.core && other.index == word.index;
            });
            all.insert(again ? all.end() : all.begin() + at, word);
        }
    }
    return all;
}

}  // namespace bouton::cosim
