// SPDX-License-Identifier: Apache-2.0
// Checked reading of JSON, see json.hpp.
#include "spec/image/json.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <limits>

#include "spec/image/error.hpp"

namespace bouton::image {

namespace {

std::string kind_name(const boost::json::value& value) {
    return std::string(boost::json::to_string(value.kind()));
}

}  // namespace

std::string real_text(double value) {
    std::array<char, 64> buffer{};
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
    return {buffer.data(), end};
}

void Json::fail(std::string found, std::string expected) const {
    throw ImageError(file_, place_, std::move(found), std::move(expected));
}

Json Json::at(std::string_view key) const {
    const auto* object = value_->if_object();
    if (object == nullptr) fail(kind_name(*value_), "an object");
    const auto* member = object->if_contains(boost::json::string_view(key.data(), key.size()));
    if (member == nullptr) fail("no member " + std::string(key), "one");
    return {*member, file_, place_ + "." + std::string(key)};
}

std::size_t Json::size() const {
    const auto* array = value_->if_array();
    if (array == nullptr) fail(kind_name(*value_), "an array");
    return array->size();
}

Json Json::item(std::size_t index) const {
    return {value_->as_array().at(index), file_, place_ + "[" + std::to_string(index) + "]"};
}

std::string Json::text() const {
    const auto* string = value_->if_string();
    if (string == nullptr) fail(kind_name(*value_), "a string");
    return {string->data(), string->size()};
}

std::uint64_t Json::number64() const {
    if (const auto* i = value_->if_int64(); i != nullptr && *i >= 0)
        return static_cast<std::uint64_t>(*i);
    if (const auto* u = value_->if_uint64()) return *u;
    fail(boost::json::serialize(*value_).substr(0, 40), "a whole number, at least 0");
}

std::uint32_t Json::number(std::uint64_t limit) const {
    const std::uint64_t value = number64();
    if (value > limit) fail(std::to_string(value), "at most " + std::to_string(limit));
    return static_cast<std::uint32_t>(value);
}

std::int32_t Json::integer() const {
    const auto* i = value_->if_int64();
    if (i == nullptr || *i < std::numeric_limits<std::int32_t>::min() ||
        *i > std::numeric_limits<std::int32_t>::max())
        fail(boost::json::serialize(*value_).substr(0, 40), "a whole number of 32 bits");
    return static_cast<std::int32_t>(*i);
}

double Json::real() const {
    const std::string string = text();
    double value = 0;
    const char* end = string.data() + string.size();
    const auto [stop, error] = std::from_chars(string.data(), end, value);
    if (error != std::errc{} || stop != end || !std::isfinite(value))
        fail(string.substr(0, 40), "a finite number");
    return value;
}

bool Json::flag() const {
    const auto* flag = value_->if_bool();
    if (flag == nullptr) fail(kind_name(*value_), "true or false");
    return *flag;
}

boost::json::value parse_json(std::string_view text, const std::string& file,
                              const std::string& place) {
    boost::json::error_code error;
    boost::json::value value =
        boost::json::parse(boost::json::string_view(text.data(), text.size()), error);
    if (error) throw ImageError(file, place, "not JSON: " + error.message(), "JSON");
    return value;
}

}  // namespace bouton::image
