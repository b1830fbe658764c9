// SPDX-License-Identifier: Apache-2.0
// The rules of compiler/library/rules, read when the first is asked for.
#include <stdexcept>

#include "compiler/library/library.hpp"
#include "compiler/parse/rule_template.hpp"

namespace bouton::compiler {
namespace {

RuleTemplate read(const LibraryFile& file) {
    Diagnostics diagnostics{.file = std::string(file.path), .list = {}};
    Cursor cursor(lex(file.text, diagnostics), {});
    try {
        cursor.expect_name("'rule'");
        const Token name = cursor.expect_name("a rule's name");
        RuleTemplate rule = parse_rule_template(cursor, name);
        rule.file = file.path;
        if (!cursor.at_end()) cursor.fail("the end of the file");
        if (rule.name != file.name) throw SourceError(name.at, "a file is named after its rule");
        return rule;
    } catch (const SourceError& error) {
        diagnostics.error(error.at, error.what());
        throw std::logic_error(to_string(diagnostics.list.front()));  // the library is tested
    }
}

const std::map<std::string, RuleTemplate>& library() {
    static const std::map<std::string, RuleTemplate> rules = [] {
        std::map<std::string, RuleTemplate> all;
        for (const LibraryFile& file : rule_files()) all.emplace(file.name, read(file));
        return all;
    }();
    return rules;
}

}  // namespace

const RuleTemplate* library_rule(const std::string& name) {
    const auto found = library().find(name);
    return found == library().end() ? nullptr : &found->second;
}

std::vector<std::string> library_rules() {
    std::vector<std::string> names;
    for (const auto& [name, rule] : library()) names.push_back(name);
    return names;
}

}  // namespace bouton::compiler
