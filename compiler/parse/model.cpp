// SPDX-License-Identifier: Apache-2.0
#include "compiler/parse/parts.hpp"

namespace bouton::compiler {

ModelSource parse_model_body(Cursor& cursor, std::string name, Position at) {
    ModelSource model;
    model.name = std::move(name);
    model.at = at;
    bool has_program = false;
    cursor.expect_symbol("{");
    while (!cursor.accept_symbol("}")) {
        if (cursor.accept_name("state")) {
            const Token state = cursor.expect_name("a state's name");
            StateSource one{.name = state.text, .at = state.at};
            for (const StateSource& other : model.states)
                if (other.name == one.name)
                    throw SourceError(one.at, "state '" + one.name + "' is declared twice");
            if (cursor.accept_symbol("=")) one.initial = cursor.plain("an initial value");
            if (cursor.accept_name("range")) {
                const Position range = cursor.peek().at;
                one.range = cursor.plain("a range");
                if (!(one.range > 0)) throw SourceError(range, "a range must be positive");
            }
            model.states.push_back(std::move(one));
        } else if (cursor.accept_name("weight_point")) {
            model.weight_point = static_cast<int>(cursor.whole("weight_point", 0, 30));
        } else if (cursor.accept_name("dshift")) {
            model.dshift = cursor.whole("dshift", 0, 31);
        } else if (cursor.accept_name("ashift")) {
            model.ashift = cursor.whole("ashift", 0, 31);
        } else if (cursor.accept_name("receptors")) {
            const Position place = cursor.peek().at;
            model.receptors = cursor.whole("receptors", 2, 4);
            if (model.receptors == 3) throw SourceError(place, "receptors are 2 or 4");
        } else if (cursor.is_name("program")) {
            if (has_program) throw SourceError(cursor.peek().at, "a second program");
            cursor.skip();
            has_program = true;
            model.program = parse_assembly(cursor);
        } else {
            cursor.fail("state, weight_point, dshift, ashift, receptors, program or '}'");
        }
    }
    if (!has_program || model.program.empty())
        throw SourceError(at, "model '" + model.name + "' has no program");
    return model;
}

}  // namespace bouton::compiler
