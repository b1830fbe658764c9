// SPDX-License-Identifier: Apache-2.0
// Modulators: points of the channels, and the core program that keeps them.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "compiler/passes/assemble.hpp"
#include "compiler/passes/lower.hpp"
#include "spec/image/short_text.hpp"

namespace bouton::compiler {
namespace {

using spec::Op;

// Of the host's events one can reach the range: payload 2^15.
constexpr int event_bits = 15;
// A spike adds its payload: 1.0 is 2^14.
constexpr int spike_bits = 14;
// Of a word: 2^47, so that shifts stay encodable.
constexpr int most_size = 47;

// Spikes that can feed the modulator in one step.
double most_spikes(const Network& network, std::uint32_t modulator) {
    double spikes = 0;
    for (const Feed& feed : network.feeds)
        if (feed.modulator == modulator) spikes += network.populations[feed.population].size;
    return spikes;
}

// Kinds first, in the order of their channels: whoever reads them has this step's value. Then
// equations of the text in its order.
std::vector<std::uint32_t> order(const std::vector<ModulatorSource>& modulators) {
    std::vector<std::uint32_t> result(modulators.size());
    std::iota(result.begin(), result.end(), 0U);
    const auto key = [&](std::uint32_t i) {
        const ModulatorSource& one = modulators[i];
        return one.written ? std::array{one.at.line, one.at.column} : std::array{0U, 0U};
    };
    std::stable_sort(result.begin(), result.end(),
                     [&](std::uint32_t a, std::uint32_t b) { return key(a) < key(b); });
    return result;
}

bool uses(std::span<const Code> program, const Operand& word) {
    return std::any_of(program.begin(), program.end(), [&](const Code& code) {
        return code.rd == word || code.a == word || code.b == word;
    });
}

// Whether an instruction needs what the word had before the program.
bool reads_first(const Program& program, const Operand& word) {
    for (const Code& code : program.code) {
        const bool one_operand = code.op == Op::Exp2 || code.op == Op::Dly || code.op == Op::Flg;
        if (code.a == word || (!one_operand && code.b == word)) return true;
        if (code.op == Op::Cmp || code.op == Op::Flg || code.rd != word) continue;
        return code.op == Op::Mac || code.predicate != spec::Predicate::Always;
    }
    return true;
}

// Whether it has a channel, and reads what comes there.
bool takes_input(const Network& network, std::uint32_t modulator) {
    return modulator < spec::limits::Channels &&
           network.source.modulators[modulator].takes_events();
}

// As fine as the range allows, or the spikes of one step. A word does not hold its very end, a
// power of two: where it begins there, or something makes it that, it has twice the range.
int word_point(const Network& network, std::uint32_t modulator) {
    const ModulatorSource& source = network.source.modulators[modulator];
    const int size = log2_at_least(most_events(network, modulator));
    const double end = std::ldexp(1.0, size), first = std::abs(source.initial);
    const bool begins = first > end * (1 - 0x1p-31) && first <= end;
    const bool twice = size < most_size &&
                       (begins || (source.written && has_number_at_end(network, modulator, end)));
    const int point = 31 - size - (twice ? 1 : 0);
    return takes_input(network, modulator)
               ? std::min(point, event_point(network, modulator) + most_widened)
               : point;
}

}  // namespace

// As far as the spikes of one step allow.
int pending_shift(const Network& network) {
    int shift = 31 - event_bits;
    for (std::uint32_t i = 0; i < network.source.modulators.size(); ++i)
        if (most_spikes(network, i) > 0)
            shift = std::min(shift, 31 - spike_bits - log2_at_least(most_events(network, i)));
    return std::max(shift, 0);
}

int event_point(const Network& network, std::uint32_t modulator) {
    const double range = network.source.modulators[modulator].range;
    return pending_shift(network) +
           (most_spikes(network, modulator) > 0 ? spike_bits : event_bits - log2_at_least(range));
}

double most_events(const Network& network, std::uint32_t modulator) {
    const double spikes = most_spikes(network, modulator);
    return std::max(network.source.modulators[modulator].range, spikes == 0 ? 0 : spikes + 1);
}

std::int32_t modulator_word(double value, int point, double range, const std::string& name,
                            Position at) {
    const double raw = std::nearbyint(std::ldexp(value, point));
    if (std::abs(raw) >= 2147483648.0)
        throw SourceError(at, "the initial value of '" + name + "' is beyond its range, " +
                                  image::short_text(range));
    if (value != 0 && raw == 0)
        throw SourceError(at, "the initial value of '" + name + "', " + image::short_text(value) +
                                  ", is 0 on the chip: the smallest number that its word holds "
                                  "is " +
                                  image::short_text(std::ldexp(1.0, -point)) +
                                  "; make it larger, or the range smaller");
    return static_cast<std::int32_t>(raw);
}

std::vector<ModulatorPlan> plan_modulators(const Network& network, Diagnostics& diagnostics) {
    std::vector<ModulatorPlan> plans;
    for (const ModulatorSource& modulator : network.source.modulators) {
        ModulatorPlan plan;
        plan.name = modulator.name;
        plan.range = modulator.range;
        const auto index = static_cast<std::uint32_t>(plans.size());
        if (takes_input(network, index))
            plan.input_scale =
                std::ldexp(1.0, pending_shift(network) - event_point(network, index));
        try {
            if (is_operand(modulator.name))
                throw SourceError(modulator.at, "'" + modulator.name +
                                                    "' is a word of assembly: call the modulator "
                                                    "otherwise");
            plan.point = word_point(network, index);
            if (plan.point < 0 && most_spikes(network, index) > 0)
                throw SourceError(modulator.at, "a spike adds 1 to '" + modulator.name +
                                                    "', which is 0 on the chip: with neurons that "
                                                    "feed it, its range is 2^31 at most");
            plan.initial = modulator_word(modulator.initial, plan.point, modulator.range,
                                          modulator.name, modulator.initial_at);
        } catch (const SourceError& error) {
            diagnostics.error(error.at, error.what());
        }
        plans.push_back(std::move(plan));
    }
    return plans;
}

std::optional<DescriptorPlan> lower_core(const Network& network,
                                         std::vector<ModulatorPlan>& modulators,
                                         Diagnostics& diagnostics) {
    const auto& sources = network.source.modulators;
    Builder code("core");
    for (const std::uint32_t i : order(sources)) {
        const std::size_t first = code.program().code.size();
        try {
            lower_modulator(network, i, modulators, code, diagnostics);
        } catch (const SourceError& error) {
            diagnostics.error(error.at, error.what());
        }
        if (sources[i].reward) {
            code.place(sources[i].at);
            code.compare(spec::Relation::Ne, g(i), zero());
            code.flags(static_cast<std::uint32_t>(spec::Flag::Reward), zero(),
                       spec::Predicate::IfP);
            code.place({});
        }
        modulators[i].first = first;
        modulators[i].count = code.program().code.size() - first;
    }
    Program program = code.take();
    const std::vector<Position> places = program.at;
    program = assemble("core", network.source.core,
                       {.trigger = spec::Trigger::Core, .names = {}, .source = &network.source},
                       std::move(program.code));
    program.at = places;
    for (std::size_t i = sources.size(); i < modulators.size(); ++i)
        if (uses({program.code.begin() + static_cast<std::ptrdiff_t>(places.size()),
                  program.code.end()},
                 g(static_cast<std::uint32_t>(i))))
            diagnostics.error(network.source.core_at, "G" + std::to_string(i) + " is taken: by '" +
                                                          modulators[i].name + "'");
    for (std::uint32_t i = 0; i < sources.size(); ++i)
        if (modulators[i].initial != 0 && !reads_first(program, g(i)))
            diagnostics.error(sources[i].initial_at,
                              "the initial value of '" + sources[i].name +
                                  "' is never read: every step, the first too, sets it anew");
    if (program.code.empty()) return std::nullopt;
    DescriptorPlan descriptor;
    descriptor.name = "core";
    descriptor.dshift = static_cast<std::uint32_t>(pending_shift(network));
    descriptor.at = network.source.core_at;
    descriptor.set(spec::Trigger::Core, std::move(program));
    return descriptor;
}

}  // namespace bouton::compiler
