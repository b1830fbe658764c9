// SPDX-License-Identifier: Apache-2.0
// lif, lif2, alif, noisy, delta_lif (docs/network-format.md section 3). v is kept relative to
// v_rest.
#include <cmath>

#include "compiler/passes/models.hpp"
#include "compiler/passes/steps.hpp"
#include "compiler/passes/traces.hpp"

namespace bouton::compiler {
namespace {

using spec::Op;
using spec::Store;

constexpr Operand current() {
    return {.code = 0};
}
constexpr Operand voltage() {
    return {.code = 1};
}
constexpr Operand wait() {
    return {.code = 2};
}
constexpr Operand threshold() {
    return {.code = 5};
}

constexpr ModelParameter common[] = {
    {"tau_m", Dimension::Time, 20},
    {"v_rest", Dimension::Voltage, -65},
    {"v_reset", Dimension::Voltage, -65, true},
    {"v_threshold", Dimension::Voltage, -50, true},
    {"refractory", Dimension::Time, 2},
    {"range", Dimension::Voltage, 0},
};

std::vector<ModelParameter> parameters(std::initializer_list<ModelParameter> more) {
    std::vector<ModelParameter> all(std::begin(common), std::end(common));
    all.insert(all.end(), more);
    return all;
}

std::vector<ModelParameter> lif_parameters(const std::string& model) {
    std::vector<ModelParameter> all = parameters(
        {{"resistance", Dimension::Resistance, 100}, {"bias", Dimension::Current, 0, true}});
    if (model == "lif2") {
        all.push_back({"tau_exc", Dimension::Time, 5});
        all.push_back({"tau_inh", Dimension::Time, 10});
    } else {
        all.push_back({"tau_syn", Dimension::Time, 5});
    }
    if (model == "alif") {
        all.push_back({"adapt_step", Dimension::Voltage, 2});
        all.push_back({"tau_adapt", Dimension::Time, 100});
    }
    if (model == "noisy") all.push_back({"width", Dimension::Voltage, 2});
    return all;
}

// What the members of the family share: v, its range, reset, threshold, refractory time.
class Membrane {
  public:
    explicit Membrane(ModelWriter& writer) : writer_(writer) {
        rest_ = writer.value("v_rest");
        const double distance = writer.largest("v_threshold") - rest_;
        if (!(distance > 0))
            throw SourceError(writer.parameter("v_threshold").at,
                              "v_threshold must be above v_rest");
        range_ = writer.value("range") > 0 ? writer.value("range") : 16 * distance;
        if (writer.steps("tau_m") <= 0)
            throw SourceError(writer.parameter("tau_m").at, "'tau_m' must be positive");
        const Distribution& reset = writer.parameter("v_reset");
        const Distribution& limit = writer.parameter("v_threshold");
        if (reset.constant() && limit.constant() && reset.values[0] >= limit.values[0])
            throw SourceError(reset.at, "v_reset must be below v_threshold");
        refractory_ = whole_steps(writer.steps("refractory"), writer.parameter("refractory").at,
                                  "'refractory'");
        if (refractory_ > 32767)
            throw SourceError(writer.parameter("refractory").at, "'refractory' is too long");
    }

    double range() const { return range_; }
    void set_point(int point) { point_ = point; }
    int point() const { return point_; }
    double rest() const { return rest_; }

    Operand state() {
        v_ = writer_.state(
            {.name = "v", .unit = "mV", .point = point_, .origin = rest_, .range = range_});
        if (refractory_ > 0)
            waiting_ = writer_.state(
                {.name = "refractory", .unit = "steps", .point = 16, .range = refractory_});
        return v_;
    }

    // v = v_reset while refractory; wait = steps left after this one.
    void hold() {
        if (refractory_ == 0) return;
        writer_.code.compare(spec::Relation::Gt, waiting_, zero());
        writer_.when_p(voltage(), "v_reset", point_, rest_, "mV");
        writer_.code.emit(Op::Sub, wait(), waiting_, k(1));
        writer_.code.emit(Op::Max, wait(), wait(), zero());
    }

    // p = v >= threshold
    void cross() {
        const ScaledConstant limit = writer_.each("v_threshold", point_, rest_, "mV");
        writer_.code.compare(spec::Relation::Ge, voltage(), limit.constant, limit.shift);
    }

    bool refractory() const { return refractory_ > 0; }
    Operand waiting() const { return waiting_; }

    // Flags, and what is stored; p says whether it spiked.
    void fire() {
        writer_.code.flags(spike_and_post, unit_payload(), spec::Predicate::IfP);
        if (refractory_ > 0)
            writer_.code.emit(Op::Sel, waiting_, k(refractory_), wait(), 0, Store::TowardZero);
        const Distribution& reset = writer_.parameter("v_reset");
        if (reset.constant() && reset.values[0] == rest_) {
            writer_.code.emit(Op::Sel, v_, zero(), voltage(), 0, Store::Nearest);
        } else {
            writer_.when_p(voltage(), "v_reset", point_, rest_, "mV");
            writer_.code.emit(Op::Add, v_, voltage(), zero(), 0, Store::Nearest);
        }
    }

  private:
    ModelWriter& writer_;
    double rest_ = 0, range_ = 0, refractory_ = 0;
    int point_ = 24;
    Operand v_, waiting_;
};

double positive_steps(const ModelWriter& writer, std::string_view name) {
    const double steps = writer.steps(name);
    if (!(steps > 0))
        throw SourceError(writer.parameter(name).at,
                          "'" + std::string(name) + "' must be positive");
    return steps;
}

// current() = what flows in this step.
void currents(ModelWriter& writer, bool two, int point, double range) {
    Builder& code = writer.code;
    if (!two) {
        const Operand i = writer.state({.name = "i", .unit = "nA", .point = point, .range = range});
        decay(code, current(), i, positive_steps(writer, "tau_syn"));
        code.emit(Op::Add, current(), current(), d(0), writer.receptor_shift(0, point));
        code.emit(Op::Sub, current(), current(), d(1), writer.receptor_shift(1, point));
        code.emit(Op::Add, i, current(), zero(), 0, Store::Nearest);
        return;
    }
    const Operand exc =
        writer.state({.name = "i_exc", .unit = "nA", .point = point, .range = range});
    const Operand inh =
        writer.state({.name = "i_inh", .unit = "nA", .point = point, .range = range});
    decay(code, current(), exc, positive_steps(writer, "tau_exc"));
    code.emit(Op::Add, current(), current(), d(0), writer.receptor_shift(0, point));
    code.emit(Op::Add, exc, current(), zero(), 0, Store::Nearest);
    decay(code, voltage(), inh, positive_steps(writer, "tau_inh"));
    code.emit(Op::Add, voltage(), voltage(), d(1), writer.receptor_shift(1, point));
    code.emit(Op::Add, inh, voltage(), zero(), 0, Store::Nearest);
    code.emit(Op::Sub, current(), current(), voltage());
}

void bias(ModelWriter& writer, Operand to, int point, const std::string& unit) {
    const ScaledConstant value = writer.each("bias", point, 0, unit);
    if (value.constant == k(0)) return;
    writer.code.emit(Op::Add, to, to, value.constant, value.shift);
}

// p = v >= v_threshold + a
void adaptive_cross(ModelWriter& writer, Membrane& membrane, Operand a) {
    const Operand adapted = r(6);
    decay(writer.code, adapted, a, positive_steps(writer, "tau_adapt"));
    const ScaledConstant limit =
        writer.each("v_threshold", membrane.point(), membrane.rest(), "mV");
    writer.code.emit(Op::Add, threshold(), adapted, limit.constant, limit.shift);
    writer.code.compare(spec::Relation::Ge, voltage(), threshold());
}

// p = a draw is below e^((v - v_threshold) / width)
void escape(ModelWriter& writer, Membrane& membrane) {
    constexpr std::uint32_t one = 24;  // 2^24 is probability 1
    constexpr double lowest = -20;     // widths: e^-20 is below 2^-24
    Builder& code = writer.code;
    const double width = writer.value("width");
    if (!(width > 0)) throw SourceError(writer.parameter("width").at, "'width' must be positive");
    const ScaledConstant limit =
        writer.each("v_threshold", membrane.point(), membrane.rest(), "mV");
    code.emit(Op::Sub, threshold(), voltage(), limit.constant, limit.shift);
    code.emit(Op::Min, threshold(), threshold(), zero());
    const ScaledConstant floor =
        addend(lowest * width, membrane.point(), writer.parameter("width").at);
    code.emit(Op::Max, threshold(), threshold(), floor.constant, floor.shift);
    const double octaves =
        std::ldexp(1.0 / (width * std::log(2.0)), static_cast<int>(one) - membrane.point());
    const ScaledConstant factor = multiplier(octaves, writer.parameter("width").at);
    code.emit(Op::Mul, threshold(), threshold(), factor.constant, factor.shift);
    code.emit(Op::Exp2, threshold(), threshold(), {.code = 0}, one);
    code.compare(spec::Relation::Gt, threshold(), operand(spec::Operand::Rnd), 31 - one);
    if (membrane.refractory())
        code.compare(spec::Relation::Eq, membrane.waiting(), zero(), 0, spec::Combine::And);
}

}  // namespace

ModelPlan lower_lif(ModelContext& context) {
    const std::string& model = context.source.model;
    ModelWriter writer(context, lif_parameters(model));
    Membrane membrane(writer);
    membrane.set_point(31 - log2_at_least(membrane.range()));
    const double resistance = writer.value("resistance");
    if (!(resistance > 0))
        throw SourceError(writer.parameter("resistance").at, "'resistance' must be positive");
    const double reach =
        -std::expm1(-1.0 / writer.steps("tau_m")) * resistance;  // mV per nA in one step

    // A current that moves v over its range in one step is the most that matters.
    const double range = membrane.range() / reach;
    const double slowest = model == "lif2" ? std::max(positive_steps(writer, "tau_exc"),
                                                      positive_steps(writer, "tau_inh"))
                                           : positive_steps(writer, "tau_syn");
    const double arriving = std::max(context.receptors[0].bound, context.receptors[1].bound);
    const double reachable = arriving / -std::expm1(-1.0 / slowest) +
                             std::abs(writer.largest("bias")) + writer.largest_stimulus();
    // Twice: the bound itself must not saturate.
    const double current_range = reachable > 0 ? std::min(range, 2 * reachable) : range;
    const int point = writer.align(current_range);

    currents(writer, model == "lif2", point, current_range);
    bias(writer, current(), point, "nA");
    writer.stimuli(current(), point, "nA");
    const Operand v = membrane.state();
    decay(writer.code, voltage(), v, writer.steps("tau_m"));
    const ScaledConstant factor =
        multiplier(std::ldexp(reach, membrane.point() - point), context.source.at);
    writer.code.emit(Op::Mac, voltage(), current(), factor.constant, factor.shift);
    membrane.hold();
    if (model == "alif") {
        const Operand a = writer.state(
            {.name = "a", .unit = "mV", .point = membrane.point(), .range = membrane.range()});
        adaptive_cross(writer, membrane, a);
        membrane.fire();
        const ScaledConstant step =
            addend(writer.value("adapt_step"), membrane.point(), writer.parameter("adapt_step").at);
        writer.code.emit(Op::Add, r(6), r(6), step.constant, step.shift, Store::None,
                         spec::Predicate::IfP);
        writer.code.emit(Op::Add, a, r(6), zero(), 0, Store::Nearest);
    } else {
        if (model == "noisy")
            escape(writer, membrane);
        else
            membrane.cross();
        membrane.fire();
    }
    writer.traces();
    return writer.finish("nA");
}

ModelPlan lower_delta_lif(ModelContext& context) {
    ModelWriter writer(context, parameters({{"bias", Dimension::Voltage, 0, true}}));
    Membrane membrane(writer);
    membrane.set_point(writer.align(membrane.range()));
    const Operand v = membrane.state();
    decay(writer.code, voltage(), v, writer.steps("tau_m"));
    writer.code.emit(Op::Add, voltage(), voltage(), d(0),
                     writer.receptor_shift(0, membrane.point()));
    writer.code.emit(Op::Sub, voltage(), voltage(), d(1),
                     writer.receptor_shift(1, membrane.point()));
    bias(writer, voltage(), membrane.point(), "mV");
    writer.stimuli(voltage(), membrane.point(), "mV");
    membrane.hold();
    membrane.cross();
    membrane.fire();
    writer.traces();
    return writer.finish("mV");
}

}  // namespace bouton::compiler
