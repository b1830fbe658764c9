// SPDX-License-Identifier: Apache-2.0
// Sums of products to instructions of the synapse map. Every value has a point and bounds; a factor
// that enters the multiplier as its 16-bit form is first brought to fill its register, so that
// nothing but what 16 bits cannot hold is lost. Conditions step(...) that multiply a term become
// predicates of its last instruction. Sums and calls that occur twice can be computed once: share.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <vector>

#include "compiler/ir/program.hpp"
#include "compiler/passes/scale.hpp"
#include "compiler/passes/sum_of_products.hpp"

namespace bouton::compiler {

// What an operand means: (register * 2^-point) * scale, between lo and hi.
struct Value {
    Operand operand;
    int point = 30;
    double lo = 0, hi = 1;  // scale included
    double scale = 1;
    bool narrow = false;  // 16 bits: exact in the multiplier's form
    bool random = false;  // RND, RND4: has to be copied to a register

    double magnitude() const;
};

// "x1, which goes from 0 to 16", for errors
std::string described(const Factor& factor, const Value& value);

struct TooManyRegisters : SourceError {
    using SourceError::SourceError;
};

struct Destination {
    Operand operand;
    int point = 30;
    spec::Store store = spec::Store::None;
};

class ProductWriter {
  public:
    using Lookup = std::function<Value(const Factor&)>;

    ProductWriter(Builder& code, Lookup lookup) : code_(code), lookup_(std::move(lookup)) {}

    // to += sum
    void add(const Destination& to, const std::vector<Term>& terms);
    // A sum in a register, at this point, or a coarser one if it needs that on its way; and what
    // adds it.
    Value change(int point, std::vector<Term> terms, Position at);
    void add(const Destination& to, const Value& value, Position at);
    Operand new_register(Position at);
    // Computes what occurs more than once in the terms; it is used wherever it occurs from now on.
    // Only what has the same value each time: nothing random.
    void share(const std::vector<const std::vector<Term>*>& sums);

  private:
    struct Comparison {  // a >= b >> shift
        Operand a, b;
        std::uint32_t shift = 0;
    };

    void term(const Destination& to, bool set, const Term& term);
    void single(const Destination& to, bool set, double coefficient, const Value& value,
                Position at);
    void product(const Destination& to, bool set, double coefficient, std::vector<Value> values,
                 Position at);
    void assign(const Destination& to, std::vector<Term> terms);
    Value sum(const std::vector<Term>& terms, double factor, Position at);
    std::optional<Value> at_power(const Term& term) const;
    std::optional<Value> shifted(const Term& term) const;
    static void conditional_last(std::vector<Term>& terms);
    bool lead_first(std::vector<Term>& terms, int point) const;
    bool fits(std::vector<Term>& terms, int point);
    std::size_t first_pair(const Destination& to, std::vector<Term>& terms);
    Value call(const Factor& factor);
    Value select(const Factor& factor);
    Comparison comparison(const std::vector<Term>& terms, Position at);
    Value evaluate(const Factor& factor, double coefficient);
    Value copied(const Value& value, Position at);
    bool kept(const Operand& one) const;
    std::pair<double, double> bounds(const std::vector<Term>& terms);
    std::pair<double, double> bounds(const Term& term);
    std::pair<double, double> bounds(const Factor& factor);

    Builder& code_;
    Lookup lookup_;
    std::uint32_t next_register_ = 0;
    spec::Predicate predicate_ = spec::Predicate::Always;  // of what is written to a destination
    std::map<std::string, Value> shared_;                  // by text
};

// Equal for factors with equal values.
inline std::string key(const Factor& factor) {
    constexpr int exact = 17;  // digits that tell all doubles apart
    return to_text(factor, exact);
}
// Of a range of values: the finest point at which a register holds it, with what the rounding of
// constants and factors may add to it.
int finest_point(double magnitude);
// e, if |factor| is 2^e.
std::optional<int> power_of_two(double factor);

}  // namespace bouton::compiler
