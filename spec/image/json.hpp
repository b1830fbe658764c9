// SPDX-License-Identifier: Apache-2.0
// Checked reading of JSON that came from a file: each member is there, has its type and is in
// range, or ImageError says which was not. Real numbers are strings of their shortest exact decimal
// form, so that they survive unchanged.
#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <string>
#include <string_view>

namespace bouton::image {

std::string real_text(double value);

// A value with the way to it, for messages: "META.populations[2].size".
class Json {
  public:
    Json(const boost::json::value& value, std::string file, std::string place)
        : value_(&value), file_(std::move(file)), place_(std::move(place)) {}

    Json at(std::string_view key) const;
    std::size_t size() const;  // of an array
    Json item(std::size_t index) const;
    std::string text() const;
    std::uint32_t number(std::uint64_t limit) const;  // 0..limit
    std::uint64_t number64() const;
    std::int32_t integer() const;
    double real() const;
    bool flag() const;
    [[noreturn]] void fail(std::string found, std::string expected) const;

  private:
    const boost::json::value* value_;
    std::string file_, place_;
};

// Parses; depth and size are bounded by the text itself.
boost::json::value parse_json(std::string_view text, const std::string& file,
                              const std::string& place);

}  // namespace bouton::image
