// SPDX-License-Identifier: Apache-2.0
#include "compiler/parse/parser.hpp"

#include <array>
#include <set>

#include "compiler/ir/known_names.hpp"
#include "compiler/parse/parts.hpp"
#include "compiler/parse/rule_template.hpp"

namespace bouton::compiler {
namespace {

constexpr std::uint32_t largest_population = 1u << 20;

constexpr std::array<std::string_view, 18> keywords{
    "network",    "step", "seed",  "let",        "modulator", "input",
    "population", "rule", "model", "projection", "stimulus",  "record",
    "learning",   "core", "feed",  "pin",        "waveform",  "dynamics"};

class Parser {
  public:
    Parser(Cursor cursor, const std::map<std::string, double>& defined, Diagnostics& diagnostics)
        : cursor_(std::move(cursor)), defined_(defined), diagnostics_(diagnostics) {}

    // A rule may be used before it is defined, and an instance made before its template is.
    Source run() {
        if (!cursor_.is_name("network"))
            diagnostics_.error(cursor_.peek().at, "a network file starts with `network NAME`");
        while (!cursor_.at_end()) {
            const std::size_t before = cursor_.place();
            if (!diagnostics_.guarded([&] { statement(); })) recover(before);
        }
        for (const Instance& one : instances_)
            diagnostics_.guarded([&] {
                source_.rules[one.index] = instantiate(
                    rule_by_name(one.of), source_.rules[one.index].name,
                    source_.rules[one.index].at, one.of.at, one.arguments, diagnostics_);
            });
        if (!diagnostics_.failed()) unnamed_instances();
        if (!diagnostics_.failed())
            for (const auto& [name, value] : defined_)
                if (!replaced_.contains(name))
                    diagnostics_.error({}, "there is no `let " + name + "` to replace");
        return std::move(source_);
    }

  private:
    // "rule NAME = OF(arguments)"
    struct Instance {
        std::size_t index = 0;  // in source_.rules
        Token of;
        std::vector<Argument> arguments;
    };

    // `rule NAME(arguments)` of a projection; equal texts share one.
    void unnamed_instances() {
        std::set<std::string> known;
        for (const RuleSource& rule : source_.rules) known.insert(rule.name);
        for (ProjectionSource& projection : source_.projections) {
            if (projection.rule.empty() || known.contains(projection.rule)) continue;
            diagnostics_.guarded([&] {
                const Token of{.kind = Token::Kind::Name,
                               .text = projection.rule.substr(0, projection.rule.find('(')),
                               .at = projection.rule_at};
                if (known.contains(of.text))
                    throw SourceError(of.at, "rule '" + of.text + "' has no parameters");
                source_.rules.push_back(instantiate(rule_by_name(of), projection.rule, of.at, of.at,
                                                    projection.rule_arguments, diagnostics_));
                known.insert(projection.rule);
            });
        }
    }

    // To the next keyword that starts a line.
    void recover(std::size_t before) {
        if (cursor_.place() == before) cursor_.skip();
        while (!cursor_.at_end()) {
            const Token& next = cursor_.peek();
            if (next.starts_line && next.kind == Token::Kind::Name)
                for (const std::string_view keyword : keywords)
                    if (keyword == next.text) return;
            cursor_.skip();
        }
    }

    void statement() {
        const Token keyword = cursor_.expect_name("a statement");
        const std::string& word = keyword.text;
        if (word == "network")
            once_("`network`", keyword.at),
                source_.name = cursor_.expect_name("the network's name").text;
        else if (word == "step")
            once_("`step`", keyword.at), step();
        else if (word == "seed")
            once_("`seed`", keyword.at), source_.seed = seed();
        else if (word == "let")
            let();
        else if (word == "modulator")
            source_.modulators.push_back(parse_modulator(cursor_));
        else if (word == "input")
            population(true);
        else if (word == "population")
            population(false);
        else if (word == "rule")
            rule();
        else if (word == "model")
            define(word, source_.models, parse_model_body);
        else if (word == "projection")
            source_.projections.push_back(parse_projection(cursor_));
        else if (word == "stimulus")
            source_.stimuli.push_back(parse_stimulus(cursor_));
        else if (word == "waveform")
            define(word, source_.waveforms, parse_waveform_body);
        else if (word == "dynamics")
            define(word, source_.dynamics, parse_dynamics_body);
        else if (word == "feed")
            feed();
        else if (word == "record")
            record();
        else if (word == "pin")
            pin();
        else if (word == "learning")
            once_("`learning`", keyword.at), learning();
        else if (word == "core")
            once_("`core`", keyword.at), core(keyword.at);
        else
            throw SourceError(keyword.at,
                              "unknown statement '" + word.substr(0, 40) + "'" +
                                  known_names(word, {keywords.begin(), keywords.end()}));
    }

    void step() {
        const Quantity step = cursor_.time("a step");
        if (step.dimension != Dimension::Time || !(step.value > 0))
            throw SourceError(step.at, "a step must be a positive time, as 1 ms");
        source_.step_ms = step.value;
    }

    std::uint64_t seed() {
        const Position at = cursor_.peek().at;
        const double value = cursor_.plain("a seed");
        if (value < 0 || value >= 9007199254740992.0 ||
            value != static_cast<double>(static_cast<std::uint64_t>(value)))
            throw SourceError(at, "a seed must be a whole number from 0 to 2^53");
        return static_cast<std::uint64_t>(value);
    }

    void let() {
        const Token name = cursor_.expect_name("a name");
        once_("`let " + name.text + "`", name.at);
        for (const ModulatorSource& one : source_.modulators)
            if (one.name == name.text)
                throw SourceError(name.at, "'" + name.text + "' is a modulator already");
        cursor_.expect_symbol("=");
        Quantity value = cursor_.constant();
        if (const auto found = defined_.find(name.text); found != defined_.end()) {
            value.value = found->second;
            replaced_.insert(name.text);
        }
        cursor_.constants()[name.text] = value;
    }

    void population(bool input) {
        const Token name = cursor_.expect_name("a population's name");
        PopulationSource population;
        population.name = name.text;
        population.at = name.at;
        population.input = input;
        population.size_at = cursor_.peek().at;
        population.size = cursor_.whole("a size", 1, largest_population);
        if (!input) {
            const Token model = cursor_.expect_name("a model");
            population.model = model.text;
            population.model_at = model.at;
            if (cursor_.is_symbol("(")) population.parameters = cursor_.arguments();
        }
        Once once;
        for (;;) {
            if (!input && once.accept(cursor_, "init"))
                population.initial = cursor_.arguments(true);
            else if (once.accept(cursor_, "rate"))
                population.rate = rate();
            else
                break;
        }
        source_.populations.push_back(std::move(population));
    }

    void rule() {
        const Token name = cursor_.expect_name("a rule's name");
        if (cursor_.accept_symbol("=")) {
            RuleSource empty;
            empty.name = name.text;
            empty.at = name.at;
            const Token of = cursor_.expect_name("a rule by name");
            instances_.push_back(
                {.index = source_.rules.size(), .of = of, .arguments = cursor_.arguments()});
            source_.rules.push_back(std::move(empty));
        } else if (cursor_.is_symbol("(")) {
            RuleTemplate rule = parse_rule_template(cursor_, name);
            if (!templates_.emplace(name.text, std::move(rule)).second)
                throw SourceError(name.at,
                                  "rule '" + name.text + "' with parameters is defined twice");
        } else {
            source_.rules.push_back(parse_rule_body(cursor_, name.text, name.at));
        }
    }

    // The file's own come before those of the library.
    const RuleTemplate& rule_by_name(const Token& name) const {
        if (const auto own = templates_.find(name.text); own != templates_.end())
            return own->second;
        if (const RuleTemplate* rule = library_rule(name.text)) return *rule;
        std::vector<std::string> known = library_rules();
        for (const auto& [one, rule] : templates_) known.push_back(one);
        throw SourceError(
            name.at, "unknown rule '" + name.text + "'" + known_names(name.text, std::move(known)));
    }

    // "model NAME { ... }" and what has a body like it. The name is known even if the body is
    // wrong.
    template <class One>
    void define(const std::string& what, std::vector<One>& list,
                One (*body)(Cursor&, std::string, Position)) {
        const Token name = cursor_.new_name("a name");
        for (const One& other : list)
            if (other.name == name.text)
                throw SourceError(name.at, what + " '" + name.text + "' is defined twice");
        list.emplace_back().name = name.text;
        list.back() = body(cursor_, name.text, name.at);
    }

    void feed() {
        const Token population = cursor_.expect_name("a population");
        cursor_.expect_symbol("->");
        const Token modulator = cursor_.expect_name("a modulator");
        source_.feeds.push_back({.population = population.text,
                                 .modulator = modulator.text,
                                 .population_at = population.at,
                                 .modulator_at = modulator.at});
    }

    void record() {
        if (!cursor_.accept_name("spikes")) cursor_.fail("'spikes'");
        do {
            const Token name = cursor_.expect_name("a population");
            source_.records.push_back({.name = name.text, .at = name.at});
        } while (cursor_.accept_symbol(","));
    }

    double rate() {
        const Quantity rate = cursor_.quantity();
        if (rate.dimension != Dimension::Rate || rate.value < 0 || rate.value > 1e9)
            throw SourceError(rate.at, "a rate must be in Hz, as 5 Hz, and at most 1e9 Hz");
        return rate.value;
    }

    void pin() {
        const Token name = cursor_.expect_name("a population");
        PinSource pin{.population = name.text, .at = name.at, .places = {}};
        if (!cursor_.accept_name("core")) cursor_.fail("'core'");
        do {
            cursor_.expect_symbol("(");
            const std::uint32_t x = cursor_.whole("x", 0, spec::limits::MeshSide - 1);
            cursor_.expect_symbol(",");
            const std::uint32_t y = cursor_.whole("y", 0, spec::limits::MeshSide - 1);
            cursor_.expect_symbol(")");
            pin.places.push_back({x, y});
        } while (cursor_.accept_symbol(","));
        source_.pins.push_back(std::move(pin));
    }

    void learning() {
        if (cursor_.accept_name("on"))
            source_.learn = true;
        else if (cursor_.accept_name("off"))
            source_.learn = false;
        else
            cursor_.fail("on or off");
    }

    void core(Position at) {
        source_.core_at = at;
        source_.core = parse_assembly(cursor_);
    }

    Cursor cursor_;
    const std::map<std::string, double>& defined_;
    std::set<std::string> replaced_;  // those of defined_ that a `let` names
    Diagnostics& diagnostics_;
    Source source_;
    std::map<std::string, RuleTemplate> templates_;
    std::vector<Instance> instances_;
    Once once_;
};

}  // namespace

Source parse(std::string_view text, const std::map<std::string, double>& defined,
             Diagnostics& diagnostics) {
    std::map<std::string, Quantity> constants;
    for (const auto& [name, value] : defined)
        constants[name] = {.value = value, .dimension = {}, .at = {}};
    return Parser(Cursor(lex(text, diagnostics), std::move(constants)), defined, diagnostics).run();
}

}  // namespace bouton::compiler
