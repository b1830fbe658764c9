// SPDX-License-Identifier: Apache-2.0
// The envelope of every binary file: a kind, a version, and named sections, each with its checksum.
//
//   magic 8 | kind 4 | version 4 | file size 8 | sections 4 | header checksum 4 |
//   for each section: name 4 | number 4 | checksum 4 | size 8 |
//   the sections' bytes, one after the other
//
// Little-endian. The header checksum (CRC-32) covers everything up to the first section but itself.
// `unpack` accepts exactly the bytes `pack` makes: any changed, missing or additional bit is an
// ImageError. What is in a section is not its business.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "spec/image/file.hpp"

namespace bouton::image {

struct Section {
    std::string name;          // 4 characters
    std::uint32_t number = 0;  // distinguishes sections of one name
    Bytes bytes;

    bool operator==(const Section&) const = default;
};

struct Envelope {
    std::string kind;  // 4 characters
    std::uint32_t version = 0;
    std::vector<Section> sections;

    bool operator==(const Envelope&) const = default;
};

Bytes pack(Envelope envelope);

// A section that is made when it is needed.
struct SectionMaker {
    std::string name;
    std::uint32_t number = 0;
    std::function<Bytes()> make;
};

// The same bytes, with one section in memory at a time: each is made twice, for its checksum, which
// comes first, and for itself.
void pack(std::string_view kind, std::uint32_t version, const std::vector<SectionMaker>& sections,
          const Take& take);

// `file` is for messages; kind and version are what the caller understands.
Envelope unpack(std::span<const unsigned char> bytes, std::string_view kind, std::uint32_t version,
                const std::string& file);

// The section of that name and number; ImageError when there is none.
const Section& find(const Envelope& envelope, std::string_view name, std::uint32_t number,
                    const std::string& file);

}  // namespace bouton::image
