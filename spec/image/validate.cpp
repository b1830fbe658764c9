// SPDX-License-Identifier: Apache-2.0
// Whether a chip may run an image, see validate.hpp: the order of the checks, and the shape all
// others rely on.
#include "spec/image/validate.hpp"

#include <cmath>

#include "spec/image/core_view.hpp"
#include "spec/image/problems.hpp"

namespace bouton::image {

namespace detail {

namespace {

constexpr std::uint32_t mesh_limit = 64;  // 6 bits of a core address

void check_region(const Core& core, spec::Region region, const std::string& place,
                  const spec::Configuration& configuration, Problems& problems) {
    const auto& words = core.region[static_cast<std::size_t>(region)];
    const std::uint64_t size = spec::region_size(region, configuration);
    if (words.size() > size) {
        problems.add(place, std::to_string(words.size()) + " words",
                     "at most " + std::to_string(size));
        return;
    }
    const unsigned bits = spec::region_info(region).bits;
    for (std::size_t i = 0; i < words.size() && bits < 64; ++i)
        if (words[i] >> bits != 0)
            problems.add(place + ", word " + std::to_string(i), std::to_string(words[i]),
                         "a word of " + std::to_string(bits) + " bits");
}

void check_reals(const std::vector<double>& values, spec::Region region, const std::string& place,
                 const spec::Configuration& configuration, Problems& problems) {
    const std::uint64_t size = spec::region_size(region, configuration);
    if (values.size() > size)
        problems.add(place, std::to_string(values.size()) + " values",
                     "at most " + std::to_string(size));
    for (std::size_t i = 0; i < values.size(); ++i)
        if (!std::isfinite(values[i]))
            problems.add(place + "[" + std::to_string(i) + "]", "a number that is not finite",
                         "a finite number");
}

}  // namespace

void check_shape(const Image& image, const spec::Configuration& configuration, Problems& problems) {
    below(problems, "mesh_x", std::uint64_t{image.mesh_x} - 1, mesh_limit);
    below(problems, "mesh_y", std::uint64_t{image.mesh_y} - 1, mesh_limit);
    const std::uint64_t cores = std::uint64_t{image.mesh_x} * image.mesh_y;
    if (image.cores.size() != cores)
        problems.add("cores", std::to_string(image.cores.size()), std::to_string(cores));
    if (!image.floats.empty() && image.floats.size() != cores)
        problems.add("floats", std::to_string(image.floats.size()), std::to_string(cores));
    if (!(std::isfinite(image.step_seconds) && image.step_seconds > 0))
        problems.add("step_seconds", std::to_string(image.step_seconds), "a time above 0");
    for (std::size_t i = 0; i < image.cores.size() && !problems.full(); ++i)
        for (std::size_t r = 0; r < spec::region_count; ++r) {
            const auto region = static_cast<spec::Region>(r);
            check_region(
                image.cores[i], region,
                "core " + std::to_string(i) + ", " + std::string(spec::region_info(region).name),
                configuration, problems);
        }
    for (std::size_t i = 0; i < image.floats.size() && !problems.full(); ++i) {
        const FloatCore& core = image.floats[i];
        const std::string place = "floats of core " + std::to_string(i) + ", ";
        const auto check = [&](const std::vector<double>& values, spec::Region region,
                               const char* name) {
            check_reals(values, region, place + name, configuration, problems);
        };
        check(core.constant, spec::Region::Constant, "constant");
        check(core.neuron_state, spec::Region::NeuronState, "neuron_state");
        check(core.axon_state, spec::Region::AxonState, "axon_state");
        check(core.weight, spec::Region::Synapse, "weight");
        check(core.tag, spec::Region::Synapse, "tag");
    }
}

}  // namespace detail

std::vector<Problem> validate(const Image& image) {
    detail::Problems problems;
    const spec::Configuration* configuration = spec::find_configuration(image.configuration);
    if (configuration == nullptr) {
        problems.add("configuration", image.configuration.substr(0, 40), "a named configuration");
        return problems.take();
    }
    detail::check_shape(image, *configuration, problems);
    if (problems.size() != 0) return problems.take();
    for (std::uint32_t i = 0; i < image.cores.size() && !problems.full(); ++i) {
        detail::check_core(image, i, *configuration, problems);
        detail::check_rows(image.cores[i], "core " + std::to_string(i), *configuration, problems);
    }
    detail::check_names(image, *configuration, problems);
    return problems.take();
}

void require_valid(const Image& image, const std::string& file) {
    std::vector<Problem> problems = validate(image);
    if (problems.empty()) return;
    Problem& first = problems.front();
    throw ImageError(file, std::move(first.place), std::move(first.found),
                     std::move(first.expected));
}

}  // namespace bouton::image
