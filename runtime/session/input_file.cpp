// SPDX-License-Identifier: Apache-2.0
// Input as text, see input_file.hpp.
#include "runtime/session/input_file.hpp"

#include <charconv>
#include <cmath>
#include <limits>
#include <map>
#include <optional>

#include "runtime/session/fields.hpp"
#include "spec/image/error.hpp"
#include "spec/image/file.hpp"
#include "spec/image/short_text.hpp"

namespace bouton::runtime {

namespace {

constexpr std::size_t shown = 40;  // characters of a bad field in a message
constexpr std::size_t most_fields = 5;
constexpr std::uint32_t most_receptors = 4;

using Names = std::map<std::string, std::uint32_t, std::less<>>;

template <class Items>
Names names_of(const Items& items) {
    Names names;
    for (std::uint32_t i = 0; i < items.size(); ++i) names.emplace(items[i].name, i);
    return names;
}

class Parser {
  public:
    Parser(const image::Image& image, const std::string& file)
        : image_(image),
          file_(file),
          populations_(names_of(image.populations)),
          modulators_(names_of(image.modulators)) {}

    void line(std::string_view text) {
        ++number_;
        text = without_comment(text);
        if (text.empty()) return;
        text_ = text;
        split_fields(text, most_fields, fields_);
        if (lines_.empty() && fields_[0] == "step") return;
        count(3, most_fields, "3 to 5 fields");
        InputLine line{.line = number_};
        line.step = integer<std::uint64_t>(0, "step", 0, step_limit - 1);
        if (!lines_.empty() && line.step < lines_.back().step)
            fail("step", fields_[0],
                 "at least " + std::to_string(lines_.back().step) + ", the line before");
        if (const auto p = populations_.find(fields_[1]); p != populations_.end())
            line.what = of_population(line.step, p->second);
        else if (const auto m = modulators_.find(fields_[1]); m != modulators_.end())
            line.what = of_modulator(m->second);
        else
            fail("name", fields_[1], "a population or modulator of the image");
        lines_.push_back(line);
    }

    std::vector<InputLine> take() { return std::move(lines_); }

  private:
    std::variant<Event, Drive, Modulation> of_population(std::uint64_t step, std::uint32_t index) {
        const image::Population& p = image_.populations[index];
        if (p.size == 0) fail("name", fields_[1], "a population with elements");
        if (p.kind == image::PopulationKind::Input) {
            count(3, 4, "step,input,element[,payload]");
            Event event{step, index, integer<std::uint32_t>(2, "element", 0, p.size - 1)};
            if (fields_.size() == 4)
                event.payload = integer<std::int16_t>(3, "payload (16384 is 1)",
                                                      std::numeric_limits<std::int16_t>::min(),
                                                      std::numeric_limits<std::int16_t>::max());
            return event;
        }
        count(4, 5, "step,population,element,value[,receptor]");
        Drive drive{.population = index,
                    .element = integer<std::uint32_t>(2, "element", 0, p.size - 1),
                    .value = real(3, "value")};
        if (fields_.size() == 5)
            drive.receptor = integer<std::uint32_t>(4, "receptor", 0, most_receptors - 1);
        return drive;
    }

    Modulation of_modulator(std::uint32_t index) {
        count(3, 3, "step,modulator,value");
        return {index, real(2, "value")};
    }

    [[noreturn]] void fail(const char* field, std::string_view found, std::string expected) const {
        throw image::ImageError(file_, "line " + std::to_string(number_) + ", " + field,
                                "'" + std::string(found.substr(0, shown)) + "'",
                                std::move(expected));
    }

    void count(std::size_t low, std::size_t high, const char* expected) const {
        if (fields_.size() < low || fields_.size() > high) fail("fields", text_, expected);
    }

    template <class T>
    std::optional<T> number(std::size_t field) const {
        T value{};
        const std::string_view text = fields_[field];
        const char* end = text.data() + text.size();
        const auto [stop, error] = std::from_chars(text.data(), end, value);
        return error == std::errc{} && stop == end ? std::optional(value) : std::nullopt;
    }

    template <class T>
    T integer(std::size_t field, const char* name, T low, T high) const {
        const auto value = number<T>(field);
        if (!value || *value < low || *value > high)
            fail(name, fields_[field], std::to_string(low) + " to " + std::to_string(high));
        return *value;
    }

    double real(std::size_t field, const char* name) const {
        const auto value = number<double>(field);
        if (!value || !std::isfinite(*value)) fail(name, fields_[field], "a number");
        return *value;
    }

    const image::Image& image_;
    const std::string& file_;
    Names populations_, modulators_;
    std::uint32_t number_ = 0;
    std::string_view text_;
    std::vector<std::string_view> fields_;
    std::vector<InputLine> lines_;
};

void give(Session& session, const image::Modulator& to, double value, std::int64_t offset) {
    if (session.modulate(to.name, value, offset)) return;
    throw SessionError("modulate " + to.name, image::short_text(value) + ", which is 0 on the chip",
                       "0, or more than " + image::short_text(to.input_scale / 2) +
                           ": events add multiples of " + image::short_text(to.input_scale));
}

}  // namespace

std::vector<InputLine> parse_input(std::string_view text, const image::Image& image,
                                   const std::string& file) {
    Parser parser(image, file);
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        parser.line(text.substr(0, end));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return parser.take();
}

std::vector<InputLine> read_input(const std::filesystem::path& path, const image::Image& image) {
    return parse_input(image::read_text(path), image, path.string());
}

void give(Session& session, const InputLine& line, const std::string& file) {
    const image::Image& image = session.image();
    const auto offset = static_cast<std::int64_t>(line.step - session.now());
    try {
        if (const auto* event = std::get_if<Event>(&line.what))
            session.inject(*event);
        else if (const auto* drive = std::get_if<Drive>(&line.what))
            session.drive(image.populations[drive->population].name, drive->element,
                          drive->receptor, drive->value, offset);
        else if (const auto* modulation = std::get_if<Modulation>(&line.what))
            give(session, image.modulators[modulation->modulator], modulation->value, offset);
    } catch (const SessionError& e) {
        throw image::ImageError(file, "line " + std::to_string(line.line) + ", " + e.place, e.found,
                                e.expected);
    }
}

}  // namespace bouton::runtime
