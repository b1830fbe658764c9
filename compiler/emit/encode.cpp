// SPDX-License-Identifier: Apache-2.0
#include "compiler/emit/encode.hpp"

#include <algorithm>
#include <cmath>

namespace bouton::compiler {
namespace {

using spec::Trigger;

void collect(const Operand& operand, std::vector<double>& words) {
    if (operand.constant && std::find(words.begin(), words.end(), operand.word) == words.end())
        words.push_back(operand.word);
}

std::vector<double> constants_of(const DescriptorPlan& descriptor) {
    std::vector<double> words;
    for (const auto& program : descriptor.programs) {
        if (!program) continue;
        for (const Code& code : program->code) {
            collect(code.a, words);
            collect(code.b, words);
        }
    }
    return words;
}

class Encoder {
  public:
    explicit Encoder(Diagnostics& diagnostics) : diagnostics_(diagnostics) {}

    Encoded run(const std::vector<DescriptorPlan>& all, const std::vector<std::uint32_t>& used) {
        for (const std::uint32_t descriptor : used) encode(all[descriptor]);
        if (banks_.size() > spec::limits::Constants / spec::limits::BankConstants)
            error(all[used.back()],
                  "too many banks of constants on a core: needed " + std::to_string(banks_.size()) +
                      ", available " +
                      std::to_string(spec::limits::Constants / spec::limits::BankConstants));
        if (result_.program.size() > spec::limits::ProgramWords)
            error(all[used.back()], "too many instructions on a core: needed " +
                                        std::to_string(result_.program.size()) + ", available " +
                                        std::to_string(spec::limits::ProgramWords));
        for (const std::vector<double>& bank : banks_) {
            std::vector<double> padded = bank;
            padded.resize(spec::limits::BankConstants, 0);
            result_.constants.insert(result_.constants.end(), padded.begin(), padded.end());
        }
        return std::move(result_);
    }

  private:
    void error(const DescriptorPlan& descriptor, const std::string& text) {
        diagnostics_.error(descriptor.at, text);
    }

    std::size_t bank(const DescriptorPlan& descriptor) {
        const std::vector<double> words = constants_of(descriptor);
        if (words.size() > spec::limits::BankConstants) {
            error(descriptor, "too many constants in the programs of '" + descriptor.name +
                                  "': needed " + std::to_string(words.size()) + ", available " +
                                  std::to_string(spec::limits::BankConstants));
            return 0;
        }
        for (std::size_t i = 0; i <= banks_.size(); ++i) {
            std::vector<double> joined = i < banks_.size() ? banks_[i] : std::vector<double>{};
            for (const double word : words)
                if (std::find(joined.begin(), joined.end(), word) == joined.end())
                    joined.push_back(word);
            if (joined.size() > spec::limits::BankConstants) continue;
            if (i == banks_.size()) banks_.emplace_back();
            banks_[i] = std::move(joined);
            return i;
        }
        return 0;
    }

    std::uint8_t operand(const Operand& operand, std::size_t bank) const {
        if (!operand.constant) return static_cast<std::uint8_t>(operand.code);
        const auto& words = banks_[bank];
        const auto found = std::find(words.begin(), words.end(), operand.word);
        return static_cast<std::uint8_t>(static_cast<std::size_t>(spec::Operand::K0) +
                                         static_cast<std::size_t>(found - words.begin()));
    }

    std::vector<std::uint64_t> words(const Program& program, std::size_t bank) const {
        return instruction_words(program, [&](const Operand& one) { return operand(one, bank); });
    }

    std::uint16_t place(const DescriptorPlan& descriptor, std::size_t trigger, std::size_t bank) {
        const Program& program = *descriptor.programs[trigger];
        if (program.code.empty()) {
            error(descriptor, "program '" + program.name + "' is empty");
            return 0;
        }
        if (program.code.size() > spec::limits::ProgramLength)
            error(descriptor, "program '" + program.name + "' is too long: needed " +
                                  std::to_string(program.code.size()) +
                                  " instructions, available " +
                                  std::to_string(spec::limits::ProgramLength));
        const std::vector<std::uint64_t> code = words(program, bank);
        auto& memory = result_.program;
        auto found = std::search(memory.begin(), memory.end(), code.begin(), code.end());
        const auto pc = static_cast<std::size_t>(found - memory.begin());
        if (found == memory.end()) memory.insert(memory.end(), code.begin(), code.end());
        result_.notes.push_back({.name = program.name,
                                 .pc = static_cast<std::uint32_t>(pc),
                                 .length = static_cast<std::uint32_t>(code.size()),
                                 .trigger = static_cast<std::uint32_t>(trigger)});
        return static_cast<std::uint16_t>(pc);
    }

    void encode(const DescriptorPlan& plan) {
        if (diagnostics_.failed()) return;
        spec::Descriptor word{};
        const std::size_t bank_index = bank(plan);
        word.bank = static_cast<std::uint8_t>(bank_index);
        word.salt = static_cast<std::uint16_t>(plan.salt);
        word.lo = static_cast<std::int16_t>(plan.lo);
        word.hi = static_cast<std::int16_t>(plan.hi);
        word.grid = static_cast<std::uint8_t>(plan.grid);
        word.dshift = static_cast<std::uint8_t>(plan.dshift);
        word.ashift = static_cast<std::uint8_t>(plan.ashift);
        word.gain = static_cast<std::uint8_t>(plan.gain);
        word.sweep_log2 = static_cast<std::uint8_t>(plan.sweep_log2);
        for (std::size_t trigger = 0; trigger < trigger_count; ++trigger) {
            if (!plan.programs[trigger] || diagnostics_.failed()) continue;
            const std::uint16_t pc = place(plan, trigger, bank_index);
            switch (static_cast<Trigger>(trigger)) {
                case Trigger::Post:
                    word.has_post = true;
                    word.post_pc = pc;
                    break;
                case Trigger::Sweep:
                    word.has_sweep = true;
                    word.sweep_pc = pc;
                    break;
                case Trigger::Reward:
                    word.has_reward = true;
                    word.reward_pc = pc;
                    break;
                case Trigger::Deliver:
                    word.has_deliver = true;
                    word.deliver_pc = pc;
                    break;
                default:
                    word.has_main = true;
                    word.main_pc = pc;
            }
        }
        result_.descriptors.push_back(word);
    }

    Diagnostics& diagnostics_;
    Encoded result_;
    std::vector<std::vector<double>> banks_;
};

}  // namespace

std::vector<Encoded> encode(const Layout& layout, Diagnostics& diagnostics) {
    std::vector<Encoded> result;
    for (const CoreLayout& core : layout.cores) {
        if (diagnostics.failed()) break;
        result.push_back(Encoder(diagnostics).run(layout.descriptors, core.descriptors));
    }
    return result;
}

}  // namespace bouton::compiler
