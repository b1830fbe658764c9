// SPDX-License-Identifier: Apache-2.0
// The names of a text, changed so that it can stand within another.
#pragma once

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "compiler/ir/equations.hpp"

namespace bouton::compiler {

template <class Visit>
void each_expression(std::vector<Statement>& list, const Visit& visit) {
    for (Statement& one : list) {
        if (one.value) visit(*one.value);
        if (one.condition) visit(*one.condition);
        each_expression(one.body, visit);
        each_expression(one.otherwise, visit);
    }
}

// Puts a prefix before the names that a waveform declares.
class Prefix {
  public:
    Prefix(ModelEquations& equations, std::string prefix) : prefix_(std::move(prefix)) {
        for (const ParameterSource& one : equations.parameters) own_.insert(one.name);
        for (const EquationState& one : equations.states) own_.insert(one.name);
        lets(equations.statements);
        for (ParameterSource& one : equations.parameters) {
            one.name = prefix_ + one.name;
            rename(one.value);
            if (one.above) rename(*one.above);
            if (one.below) rename(*one.below);
        }
        for (EquationState& one : equations.states) {
            one.name = prefix_ + one.name;
            for (auto* part : {&one.initial, &one.origin, &one.range})
                if (*part) rename(**part);
        }
        statements(equations.statements);
    }

    // With the prefix.
    std::set<std::string> names() const {
        std::set<std::string> result;
        for (const std::string& one : own_) result.insert(prefix_ + one);
        return result;
    }

  private:
    void lets(const std::vector<Statement>& list) {
        for (const Statement& one : list) {
            if (one.kind == Statement::Kind::Let) own_.insert(one.name);
            lets(one.body);
            lets(one.otherwise);
        }
    }
    void rename(Expression& one) const {
        if (one.kind == Expression::Kind::Name && own_.contains(one.name))
            one.name = prefix_ + one.name;
        for (Expression& operand : one.operands) rename(operand);
    }
    void statements(std::vector<Statement>& list) const {
        for (Statement& one : list) {
            if (own_.contains(one.name)) one.name = prefix_ + one.name;
            statements(one.body);
            statements(one.otherwise);
        }
        each_expression(list, [&](Expression& one) { rename(one); });
    }

    const std::string prefix_;
    std::set<std::string> own_;
};

}  // namespace bouton::compiler
