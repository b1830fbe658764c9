// SPDX-License-Identifier: Apache-2.0
// Distributions: a number, one that is drawn, or a list.
#include "compiler/parse/cursor.hpp"

namespace bouton::compiler {

bool Cursor::names_distribution() const {
    return is_name("uniform") || is_name("normal") || is_name("bernoulli");
}

Distribution Cursor::distribution() {
    Distribution result;
    result.at = peek().at;
    result.values.clear();
    bool first = true;
    const auto add = [&] {
        const Quantity one = quantity();
        if (!first && one.dimension != result.dimension)
            throw SourceError(one.at, "numbers of one distribution with different units");
        first = false;
        result.dimension = one.dimension;
        result.values.push_back(one.value);
    };
    if (is_name("bernoulli")) {
        take();
        result.kind = Distribution::Kind::Bernoulli;
        expect_symbol("(");
        const Position at = peek().at;
        result.probability = plain("a probability");
        if (result.probability < 0 || result.probability > 1)
            throw SourceError(at, "a probability is from 0 to 1");
        result.values = {0, 1};
        if (accept_symbol(",")) {
            const Quantity value = quantity();
            result.values[1] = value.value;
            result.dimension = value.dimension;
        }
        expect_symbol(")");
    } else if (names_distribution()) {
        const bool uniform = take().text == "uniform";
        result.kind = uniform ? Distribution::Kind::Uniform : Distribution::Kind::Normal;
        expect_symbol("(");
        add();
        expect_symbol(",");
        const Position second = peek().at;
        add();
        if (!uniform && accept_symbol(",")) {
            add();
            expect_symbol(",");
            const Position high = peek().at;
            add();
            if (result.values[2] > result.values[3])
                throw SourceError(high, "normal(mean, sd, low, high) with high below low");
        }
        expect_symbol(")");
        if (uniform && result.values[0] > result.values[1])
            throw SourceError(second, "uniform(low, high) with high below low");
        if (!uniform && result.values[1] < 0)
            throw SourceError(second, "a negative standard deviation");
    } else if (accept_symbol("[")) {
        result.kind = Distribution::Kind::List;
        if (!is_symbol("]")) {
            add();
            while (accept_symbol(",")) add();
        }
        expect_symbol("]");
    } else {
        add();
        return result;
    }
    Quantity suffix{.value = 1, .dimension = result.dimension, .at = {}};
    unit(suffix);
    result.dimension = suffix.dimension;
    for (double& value : result.values) value *= suffix.value;
    return result;
}

}  // namespace bouton::compiler
