// SPDX-License-Identifier: Apache-2.0
#include "runtime/compare/task.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "runtime/compare/readout.hpp"
#include "runtime/session/fields.hpp"
#include "spec/image/error.hpp"
#include "spec/image/file.hpp"

namespace bouton::runtime::compare {

namespace {

constexpr std::uint64_t longest = 65'535;  // steps: a neuron's spikes are counted in 16 bits
constexpr std::size_t shown = 40;          // characters of a bad field in a message

class Parser {
  public:
    Parser(std::uint64_t steps, const std::string& file) : steps_(steps), file_(file) {}

    void line(std::string_view text) {
        ++number_;
        text = without_comment(text);
        if (text.empty()) return;
        constexpr std::size_t count = 4;
        split_fields(text, count, fields_);
        if (windows_.empty() && fields_[0] == "from") return;
        if (fields_.size() != count) fail("fields", text, "from,to,class,label or test");
        const std::uint64_t free = windows_.empty() ? 0 : windows_.back().to;
        Window window;
        window.from = integer(0, "from", free, steps_ - 1);
        window.to = integer(1, "to", window.from + 1, std::min(steps_, window.from + longest));
        window.truth = static_cast<std::uint8_t>(integer(2, "class", 0, Readout::no_label - 1));
        window.test = fields_[3] == "test";
        if (!window.test && fields_[3] != "label") fail("kind", fields_[3], "label or test");
        windows_.push_back(window);
    }

    std::vector<Window> take() {
        for (const bool test : {false, true})
            if (std::none_of(windows_.begin(), windows_.end(),
                             [&](const Window& window) { return window.test == test; }))
                fail("end", "", test ? "a window of kind test" : "a window of kind label");
        return std::move(windows_);
    }

  private:
    [[noreturn]] void fail(const char* field, std::string_view found, std::string expected) const {
        throw image::ImageError(file_, "line " + std::to_string(number_) + ", " + field,
                                "'" + std::string(found.substr(0, shown)) + "'",
                                std::move(expected));
    }

    std::uint64_t integer(std::size_t field, const char* name, std::uint64_t low,
                          std::uint64_t high) const {
        std::uint64_t value = 0;
        const std::string_view text = fields_[field];
        const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (error != std::errc{} || stop != text.data() + text.size() || value < low ||
            value > high)
            fail(name, text, std::to_string(low) + " to " + std::to_string(high));
        return value;
    }

    std::uint64_t steps_;
    const std::string& file_;
    std::uint32_t number_ = 0;
    std::vector<std::string_view> fields_;
    std::vector<Window> windows_;
};

// Of label windows and of test windows.
struct Answers {
    Responses responses;
    std::vector<std::uint8_t> truth;
};

std::array<Answers, 2> answers(std::uint32_t population, std::size_t neurons, const Run& run,
                               const Task& task) {
    std::array<Answers, 2> result;
    auto spike = run.spikes.begin();
    for (const Window& window : task.windows) {
        auto& [responses, truth] = result[window.test ? 1 : 0];
        responses.neurons = neurons;
        truth.push_back(window.truth);
        const std::size_t first = responses.spikes.size();
        responses.spikes.resize(first + neurons);
        for (; spike != run.spikes.end() && spike->step < window.to; ++spike)
            if (spike->step >= window.from && spike->population == population)
                ++responses.spikes[first + spike->element];
    }
    return result;
}

double percent_right(std::uint32_t population, std::size_t neurons, const Run& run,
                     const Task& task) {
    const auto [labelling, testing] = answers(population, neurons, run, task);
    const Readout readout = assign_labels(labelling.responses, labelling.truth, task.classes);
    return score(readout, testing.responses, testing.truth).vote;
}

}  // namespace

Task parse_task(std::string_view text, std::uint64_t steps, const std::string& file) {
    Parser parser(steps, file);
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        parser.line(text.substr(0, end));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    Task task{.windows = parser.take()};
    for (const Window& window : task.windows)
        task.classes = std::max<std::size_t>(task.classes, window.truth + 1U);
    return task;
}

Task read_task(const std::string& file, std::uint64_t steps) {
    return parse_task(image::read_text(file), steps, file);
}

void Freezer::operator()(Session& session) {
    const std::uint64_t now = session.now();
    if (inside_ && now == next_->to) {
        ++next_;
        inside_ = false;
        session.set_learning(learning_);
    }
    if (next_ == end_ || now != next_->from) return;
    inside_ = true;
    learning_ = session.learning();
    session.set_learning(false);
}

std::vector<Measure> accuracy(const image::Image& image, const Run& run, const Run& twin,
                              const Task& task) {
    std::vector<Measure> out;
    if (task.windows.empty()) return out;
    const auto end = static_cast<double>(run.at.back());
    for (std::uint32_t p = 0; p < image.populations.size(); ++p) {
        const image::Population& population = image.populations[p];
        const std::size_t neurons = population.neurons.size();
        if (neurons == 0) continue;
        const double own = percent_right(p, neurons, run, task);
        out.push_back({population.name, "accuracy", end, own});
        out.push_back({population.name, "gain", end, own - percent_right(p, neurons, twin, task)});
    }
    return out;
}

}  // namespace bouton::runtime::compare
