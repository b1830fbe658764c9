// SPDX-License-Identifier: Apache-2.0
// Spikes as text, see spike_file.hpp.
#include "runtime/session/spike_file.hpp"

#include <array>
#include <charconv>
#include <limits>
#include <map>

#include "spec/image/error.hpp"
#include "spec/image/file.hpp"

namespace bouton::runtime {

namespace {

constexpr std::string_view header = "step,population,element,payload";
constexpr std::string_view short_header = "step,population,element";
constexpr std::size_t shown = 40;  // characters of a bad field in a message

class Parser {
  public:
    Parser(const image::Image& image, const std::string& file) : image_(image), file_(file) {
        for (std::uint32_t i = 0; i < image.populations.size(); ++i)
            populations_.emplace(image.populations[i].name, i);
    }

    void line(std::string_view text, std::size_t number, std::vector<Event>& events) {
        number_ = number;
        if (!text.empty() && text.back() == '\r') text.remove_suffix(1);
        if (text.empty() || text.front() == '#') return;
        if (events.empty() && (text == header || text == short_header)) return;
        std::array<std::string_view, 4> fields;
        const std::size_t count = split(text, fields);
        Event event;
        event.step = integer<std::uint64_t>(fields[0], "step", 0, (std::uint64_t{1} << 48) - 1);
        const auto found = populations_.find(fields[1]);
        if (found == populations_.end()) fail("population", fields[1], "one of the image's");
        event.population = found->second;
        const std::uint32_t size = image_.populations[event.population].size;
        if (size == 0) fail("population", fields[1], "one with elements");
        event.element = integer<std::uint32_t>(fields[2], "element", 0, size - 1);
        if (count == 4)
            event.payload = integer<std::int16_t>(fields[3], "payload",
                                                  std::numeric_limits<std::int16_t>::min(),
                                                  std::numeric_limits<std::int16_t>::max());
        if (!events.empty() && event.step < events.back().step)
            fail("step", fields[0],
                 "at least " + std::to_string(events.back().step) + ", the line before");
        events.push_back(event);
    }

  private:
    [[noreturn]] void fail(const char* field, std::string_view found, std::string expected) const {
        throw image::ImageError(file_, "line " + std::to_string(number_) + ", " + field,
                                "'" + std::string(found.substr(0, shown)) + "'",
                                std::move(expected));
    }

    std::size_t split(std::string_view text, std::array<std::string_view, 4>& fields) const {
        std::size_t count = 0;
        for (std::string_view rest = text;; ++count) {
            if (count == fields.size()) fail("fields", text, "3 or 4 fields");
            const std::size_t comma = rest.find(',');
            fields[count] = rest.substr(0, comma);
            if (comma == std::string_view::npos) break;
            rest.remove_prefix(comma + 1);
        }
        if (++count < 3) fail("fields", text, "step,population,element[,payload]");
        return count;
    }

    template <class T>
    T integer(std::string_view text, const char* field, T low, T high) const {
        T value{};
        const char* end = text.data() + text.size();
        const auto [stop, error] = std::from_chars(text.data(), end, value);
        if (error != std::errc{} || stop != end || value < low || value > high)
            fail(field, text, std::to_string(low) + " to " + std::to_string(high));
        return value;
    }

    const image::Image& image_;
    const std::string& file_;
    std::map<std::string, std::uint32_t, std::less<>> populations_;
    std::size_t number_ = 0;
};

}  // namespace

std::vector<Event> parse_spikes(std::string_view text, const image::Image& image,
                                const std::string& file) {
    Parser parser(image, file);
    std::vector<Event> events;
    for (std::size_t number = 1; !text.empty(); ++number) {
        const std::size_t end = text.find('\n');
        parser.line(text.substr(0, end), number, events);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return events;
}

std::vector<Event> read_spikes(const std::filesystem::path& path, const image::Image& image) {
    const image::Bytes bytes = image::read_file(path);
    return parse_spikes(std::string(bytes.begin(), bytes.end()), image, path.string());
}

std::string format_spikes(std::span<const Event> events, const image::Image& image) {
    std::string text(header);
    text += '\n';
    for (const Event& e : events)
        text += std::to_string(e.step) + ',' + image.populations.at(e.population).name + ',' +
                std::to_string(e.element) + ',' + std::to_string(e.payload) + '\n';
    return text;
}

void write_spikes(const std::filesystem::path& path, std::span<const Event> events,
                  const image::Image& image) {
    image::write_file(path, std::string_view(format_spikes(events, image)));
}

}  // namespace bouton::runtime
