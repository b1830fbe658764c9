// SPDX-License-Identifier: Apache-2.0
// Command lines, see command.hpp.
#include <iostream>
#include <typeinfo>

#include "runtime/apps/command.hpp"

namespace bouton::apps {

namespace po = boost::program_options;

namespace {

// Boost takes -1 for the largest number.
void refuse_negative(const po::parsed_options& parsed) {
    for (const po::option& given : parsed.options) {
        const po::option_description* known =
            parsed.description->find_nothrow(given.string_key, false);
        if (known == nullptr) continue;
        const auto* typed = dynamic_cast<const po::typed_value_base*>(known->semantic().get());
        if (typed == nullptr || (typed->value_type() != typeid(std::uint64_t) &&
                                 typed->value_type() != typeid(std::uint32_t)))
            continue;
        for (const std::string& text : given.value)
            if (text.find('-') != std::string::npos)
                throw UsageError("--" + given.string_key + " " + text +
                                 ": expected a number, at least 0");
    }
}

}  // namespace

po::variables_map parse_options(const po::options_description& known, Arguments arguments,
                                const char* positional) {
    po::variables_map values;
    po::positional_options_description places;
    if (positional != nullptr) places.add(positional, 1);
    try {
        const po::parsed_options parsed =
            po::command_line_parser({arguments.begin(), arguments.end()})
                .options(known)
                .positional(places)
                .style(po::command_line_style::default_style &
                       ~po::command_line_style::allow_guessing)
                .run();
        refuse_negative(parsed);
        po::store(parsed, values);
        po::notify(values);
    } catch (const po::error& error) {
        throw UsageError(error.what());
    }
    return values;
}

Options::Options(std::string name, std::string positional, std::string about)
    : name_(std::move(name)), positional_(std::move(positional)), about_(std::move(about)) {
    add()("help", "show this text");
    add()("json", po::bool_switch(), "print the result as JSON");
}

bool Options::parse(Arguments arguments) {
    po::options_description all;
    all.add(visible_).add_options()("argument", po::value(&positional_value_));
    values_ = parse_options(all, arguments, "argument");
    if (has("help")) {
        std::cout << "bouton " << name_ << ' ' << positional_ << " [options]\n"
                  << about_ << "\n\n"
                  << visible_;
        return false;
    }
    if (!positional_.empty() && positional_value_.empty())
        throw UsageError(positional_ + " is missing");
    if (positional_.empty() && !positional_value_.empty())
        throw UsageError("unexpected '" + positional_value_ + "'");
    return true;
}

void print_json(const boost::json::value& value) {
    std::cout << boost::json::serialize(value) << '\n';
}

}  // namespace bouton::apps
