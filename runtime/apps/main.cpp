// SPDX-License-Identifier: Apache-2.0
// The `bouton` command: picks the subcommand, and turns what it throws into a line on standard
// error and an exit status.
#include <array>
#include <iostream>
#include <vector>

#include "runtime/apps/command.hpp"
#include "runtime/session/mismatch.hpp"
#include "spec/image/fault.hpp"
#ifdef BOUTON_HAVE_DIGITS
#include "examples/digits/command.hpp"
#endif
#ifdef BOUTON_HAVE_SYSTEMS
#include "examples/systems/harness/command.hpp"
#endif

namespace {

using bouton::apps::Command;

constexpr std::array commands{
    Command{"compile", "make an image from a network", bouton::apps::compile_command},
    Command{"compare", "say how the chip's arithmetic differs from floating point, and why",
            bouton::apps::compare_command},
    Command{"explain", "show what a rule or a model became, and why",
            bouton::apps::explain_command},
    Command{"map", "show how a network is put onto cores", bouton::apps::map_command},
    Command{"run", "run an image on a device", bouton::apps::run_command},
    Command{"verify", "run an image on model and RTL in lockstep", bouton::apps::verify_command},
    Command{"inspect", "show what is in an image", bouton::apps::inspect_command},
#ifdef BOUTON_HAVE_DIGITS
    Command{"digits", "learn handwritten digits on the chip", bouton::digits::run_command},
#endif
#ifdef BOUTON_HAVE_SYSTEMS
    Command{"system", "run systems of learning and check their numbers",
            bouton::systems::run_command},
#endif
};

void print_commands(std::ostream& out) {
    out << "bouton COMMAND [options]\n\n";
    for (const Command& c : commands) {
        out << "  " << c.name << std::string(10 - c.name.size(), ' ') << c.summary << '\n';
    }
    out << "\n`bouton COMMAND --help` says more, `bouton --version` which this is.\n";
}

void print_version(bool as_json) {
    if (as_json)
        bouton::apps::print_json({{"name", "bouton"}, {"version", BOUTON_VERSION}});
    else
        std::cout << "bouton " BOUTON_VERSION "\n";
}

int fail(std::string_view name, const std::string& text, int status) {
    std::cerr << "bouton " << name << ": " << text << '\n';
    return status;
}

int dispatch(const Command& command, bouton::apps::Arguments arguments) {
    try {
        return command.run(arguments);
    } catch (const bouton::apps::UsageError& e) {
        return fail(
            command.name,
            std::string(e.what()) + "; `bouton " + std::string(command.name) + " --help` says more",
            bouton::apps::Usage);
    } catch (const bouton::image::FaultError& e) {
        return fail(
            command.name,
            std::string(e.what()) + "; restore the last checkpoint and run again from there",
            bouton::apps::Unhealthy);
    } catch (const bouton::runtime::MismatchError& e) {
        return fail(command.name, e.what(), bouton::apps::Disagree);
    } catch (const std::exception& e) {
        return fail(command.name, e.what(), bouton::apps::Failed);
    }
}

}  // namespace

int main(int argc, char** argv) {
    const std::vector<std::string> arguments(argv + 1, argv + argc);
    if (arguments.empty()) {
        print_commands(std::cerr);
        return bouton::apps::Usage;
    }
    if (arguments[0] == "--help" || arguments[0] == "-h" || arguments[0] == "help") {
        print_commands(std::cout);
        return bouton::apps::Success;
    }
    if (arguments[0] == "--version") {
        const bool as_json = arguments.size() == 2 && arguments[1] == "--json";
        if (arguments.size() > 1 && !as_json)
            return fail("--version", "expected --json or nothing after it", bouton::apps::Usage);
        print_version(as_json);
        return bouton::apps::Success;
    }
    for (const Command& command : commands)
        if (command.name == arguments[0])
            return dispatch(command, bouton::apps::Arguments(arguments).subspan(1));
    std::cerr << "bouton: there is no command '" << arguments[0] << "'\n\n";
    print_commands(std::cerr);
    return bouton::apps::Usage;
}
