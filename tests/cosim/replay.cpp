// SPDX-License-Identifier: Apache-2.0
// cosim_replay: repeats a random run in lockstep, or makes many; the nightly variant of the
// lockstep test.
#include <boost/program_options.hpp>
#include <cstdint>
#include <exception>
#include <iostream>
#include <string>

#include "sim/model/chip.hpp"
#include "sim/verilated/chip.hpp"
#include "tests/cosim/minimise.hpp"

namespace {

using namespace bouton;
namespace po = boost::program_options;

struct Arguments {
    std::string configuration = "tiny";
    std::uint64_t seed = 0;
    std::uint64_t seeds = 1;
    std::uint32_t steps = 100;
    bool reference = false;
};

int replay(const Arguments& arguments) {
    const spec::Configuration* configuration = spec::find_configuration(arguments.configuration);
    if (configuration == nullptr) {
        std::cerr << "cosim_replay: no configuration is named '" << arguments.configuration
                  << "'\n";
        return 2;
    }
    model::Chip model, reference;
    reference.set_reference(true);
    verilated::Chip rtl;
    const cosim::Run run = [&](const auto& image, const auto& options) {
        return arguments.reference ? cosim::lockstep(reference, model, image, options)
                                   : cosim::lockstep(model, rtl, image, options);
    };
    std::uint64_t failed = 0;
    for (std::uint64_t i = 0; i < arguments.seeds; ++i) {
        const auto image = cosim::random_image(arguments.seed + i, *configuration);
        const cosim::LockstepOptions options{.steps = arguments.steps};
        const std::string text = cosim::explain(run, image, options, run(image, options));
        if (text.empty()) continue;
        ++failed;
        std::cout << text << std::endl;
    }
    std::cout << arguments.seeds << " runs of " << arguments.steps << " steps, " << failed
              << " differ\n";
    return failed == 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
    Arguments arguments;
    po::options_description options("cosim_replay: random images, model against RTL");
    auto add = options.add_options();
    add("help", "this text");
    add("configuration", po::value(&arguments.configuration)->default_value("tiny"),
        "named configuration");
    add("seed", po::value(&arguments.seed)->default_value(0), "first seed");
    add("seeds", po::value(&arguments.seeds)->default_value(1), "how many seeds");
    add("steps", po::value(&arguments.steps)->default_value(100), "steps of each");
    add("reference", po::bool_switch(&arguments.reference),
        "the model's reference against its batches");
    try {
        po::variables_map values;
        po::store(po::parse_command_line(argc, argv, options), values);
        po::notify(values);
        if (values.count("help") != 0) {
            std::cout << options;
            return 0;
        }
        return replay(arguments);
    } catch (const std::exception& error) {
        std::cerr << "cosim_replay: " << error.what() << '\n';
        return 2;
    }
}
