// SPDX-License-Identifier: Apache-2.0
// What the `bouton` command is made of: subcommands in a table, and the few things they share. A
// new subcommand is a function `int (std::span<const std::string>)` and a line in main.cpp.
#pragma once

#include <boost/json.hpp>
#include <boost/program_options.hpp>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

namespace bouton::apps {

// Exit statuses, the same for all subcommands (docs/runtime.md).
enum Exit : int {
    Success = 0,
    Failed = 1,     // a file, a network or a request is wrong; nothing was written
    Usage = 2,      // the command line is wrong
    Unhealthy = 3,  // it ran, but a counter says that its result is not to be trusted
    Disagree = 4,   // two devices differ
    Missed = 5,     // it ran, but a number is not what it should be
};

using Arguments = std::span<const std::string>;

struct Command {
    std::string_view name, summary;
    int (*run)(Arguments);
};

struct UsageError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

// A command line, with at most one word without a name, which is that of option `positional`.
// Throws UsageError; also when an option that takes an unsigned number was given a negative one,
// which the standard's conversions would make a huge one.
boost::program_options::variables_map parse_options(
    const boost::program_options::options_description& known, Arguments arguments,
    const char* positional = nullptr);

// Options of a subcommand with one positional argument, which is required when it has a name.
class Options {
  public:
    Options(std::string name, std::string positional, std::string about);

    boost::program_options::options_description_easy_init add() { return visible_.add_options(); }
    // False: --help was asked for and has been printed. Throws UsageError.
    bool parse(Arguments arguments);

    bool has(const char* name) const { return values_.count(name) != 0; }
    template <class T>
    const T& get(const char* name) const {
        return values_[name].as<T>();
    }
    const std::string& positional() const { return positional_value_; }
    // Of an option that names a file; empty if it was not given.
    std::string file(const char* name) const {
        return has(name) ? get<std::string>(name) : std::string();
    }

  private:
    std::string name_, positional_, about_, positional_value_;
    boost::program_options::options_description visible_{"options"};
    boost::program_options::variables_map values_;
};

// One line of JSON on standard output.
void print_json(const boost::json::value& value);

int compare_command(Arguments arguments);
int compile_command(Arguments arguments);
int explain_command(Arguments arguments);
int inspect_command(Arguments arguments);
int map_command(Arguments arguments);
int run_command(Arguments arguments);
int verify_command(Arguments arguments);

}  // namespace bouton::apps
