// SPDX-License-Identifier: Apache-2.0
#include "compiler/map/programs.hpp"

#include <algorithm>
#include <set>

namespace bouton::compiler {
namespace {

// Fills banks first fit, in the order of descriptors.
class Filler {
  public:
    void add(const std::vector<const Program*>& programs) {
        ++descriptors_;
        std::vector<double> words;
        for (const Program* program : programs)
            for (const Code& code : program->code)
                for (const Operand& operand : {code.a, code.b})
                    if (operand.constant) join(words, operand.word);
        const std::size_t bank = bank_of(words);
        for (const Program* program : programs) {
            const bool known = std::any_of(stored_.begin(), stored_.end(), [&](const auto& one) {
                return one.first == bank && one.second->code == program->code;
            });
            if (known) continue;
            stored_.emplace_back(bank, program);
            instructions_ += program->code.size();
        }
    }

    Amounts amounts() const {
        Amounts result;
        result[Resource::Descriptors] = descriptors_;
        result[Resource::Instructions] = instructions_;
        // The encoder gives a core whose descriptors need no constants one bank all the same.
        result[Resource::Banks] = descriptors_ == 0 ? 0 : std::max<std::size_t>(1, banks_.size());
        return result;
    }

  private:
    static void join(std::vector<double>& words, double word) {
        if (std::find(words.begin(), words.end(), word) == words.end()) words.push_back(word);
    }

    std::size_t bank_of(const std::vector<double>& words) {
        for (std::size_t i = 0; i < banks_.size(); ++i) {
            std::vector<double> joined = banks_[i];
            for (const double word : words) join(joined, word);
            if (joined.size() > spec::limits::BankConstants) continue;
            banks_[i] = std::move(joined);
            return i;
        }
        banks_.push_back(words);
        return banks_.size() - 1;
    }

    std::size_t descriptors_ = 0, instructions_ = 0;
    std::vector<std::vector<double>> banks_;
    std::vector<std::pair<std::size_t, const Program*>> stored_;
};

std::vector<const Program*> programs_of(const DescriptorPlan& descriptor) {
    std::vector<const Program*> programs;
    for (const auto& program : descriptor.programs)
        if (program) programs.push_back(&*program);
    return programs;
}

}  // namespace

template <class Visit>
void ProgramRoom::each(const Present& present, Visit visit) const {
    for (const std::uint32_t p : present.populations)
        visit(programs_of(plan_.models[p].descriptor));
    if (plan_.core) visit(programs_of(*plan_.core));
    std::set<spec::Gain> gains;
    for (const std::uint32_t r : present.rows) {
        const RowKind& row = kinds_.rows[r];
        const RowPlan& plan = plan_.rows[row.projections.front()];
        if (row.bare && !gains.insert(row.gain).second) continue;
        visit(programs_of(plan.descriptor));
        if (!row.bare && plan.axon) visit({&*plan.axon});
    }
}

Amounts ProgramRoom::needs(const Present& present) const {
    Filler filler;
    each(present, [&](const std::vector<const Program*>& programs) { filler.add(programs); });
    return filler.amounts();
}

Amounts ProgramRoom::least(const Present& present) const {
    Amounts sum;
    std::set<double> constants;
    std::vector<const Program*> stored;
    each(present, [&](const std::vector<const Program*>& programs) {
        ++sum[Resource::Descriptors];
        for (const Program* program : programs) {
            for (const Code& code : program->code)
                for (const Operand& operand : {code.a, code.b})
                    if (operand.constant) constants.insert(operand.word);
            const bool known = std::any_of(stored.begin(), stored.end(), [&](const Program* one) {
                return one->code == program->code;
            });
            if (known) continue;
            stored.push_back(program);
            sum[Resource::Instructions] += program->code.size();
        }
    });
    sum[Resource::Banks] =
        (constants.size() + spec::limits::BankConstants - 1) / spec::limits::BankConstants;
    return sum;
}

bool ProgramRoom::fits(const Present& present, const Capacity& capacity) {
    auto found = known_.find(present);
    if (found == known_.end()) found = known_.emplace(present, needs(present)).first;
    const Amounts& needed = found->second;
    for (const Resource one : {Resource::Descriptors, Resource::Instructions, Resource::Banks})
        if (needed[one] > capacity.most[one]) return false;
    return true;
}

}  // namespace bouton::compiler
