// SPDX-License-Identifier: Apache-2.0
// Rules with parameters, and instances of them. A template keeps its body as tokens: an instance
// parses them with its parameters as constants. Parameters without a default have to be given; they
// may be names (of a modulator, of a state of the target), which stand in the text as they are.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "compiler/ir/source.hpp"
#include "compiler/parse/cursor.hpp"

namespace bouton::compiler {

struct RuleTemplate {
    struct Parameter {
        std::string name;
        std::optional<Quantity> value;  // the default
        Position at;
    };
    std::string name, file;  // file: empty for that of the network
    Position at;
    std::vector<Parameter> parameters;
    std::vector<Token> body;                    // from "{" to "}"
    std::map<std::string, Quantity> constants;  // known where it was defined
};

// After "rule NAME", at "(".
RuleTemplate parse_rule_template(Cursor& cursor, const Token& name);

// "rule NAME = TEMPLATE(arguments)"; `named_at` is TEMPLATE's place.
RuleSource instantiate(const RuleTemplate& rule, std::string name, Position at, Position named_at,
                       const std::vector<Argument>& arguments, Diagnostics& diagnostics);

// The rules of compiler/library/rules, by name; null if there is none.
const RuleTemplate* library_rule(const std::string& name);
std::vector<std::string> library_rules();

}  // namespace bouton::compiler
