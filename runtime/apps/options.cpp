// SPDX-License-Identifier: Apache-2.0
// Command lines, see command.hpp.
#include <iostream>

#include "runtime/apps/command.hpp"

namespace bouton::apps {

namespace po = boost::program_options;

Options::Options(std::string name, std::string positional, std::string about)
    : name_(std::move(name)), positional_(std::move(positional)), about_(std::move(about)) {
    add()("help", "show this text");
    add()("json", po::bool_switch(), "print the result as JSON");
}

bool Options::parse(Arguments arguments) {
    po::options_description all;
    all.add(visible_).add_options()("argument", po::value(&positional_value_));
    po::positional_options_description positional;
    positional.add("argument", 1);
    try {
        po::store(
            po::command_line_parser(std::vector<std::string>(arguments.begin(), arguments.end()))
                .options(all)
                .positional(positional)
                .style(po::command_line_style::default_style &
                       ~po::command_line_style::allow_guessing)
                .run(),
            values_);
        po::notify(values_);
    } catch (const po::error& e) {
        throw UsageError(e.what());
    }
    if (has("help")) {
        std::cout << "bouton " << name_ << ' ' << positional_ << " [options]\n"
                  << about_ << "\n\n"
                  << visible_;
        return false;
    }
    if (!positional_.empty() && positional_value_.empty())
        throw UsageError(positional_ + " is missing");
    return true;
}

void print_json(const boost::json::value& value) {
    std::cout << boost::json::serialize(value) << '\n';
}

}  // namespace bouton::apps
