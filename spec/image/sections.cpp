// SPDX-License-Identifier: Apache-2.0
// The envelope of binary files, see sections.hpp.
#include "spec/image/sections.hpp"

#include <algorithm>
#include <boost/crc.hpp>
#include <set>

#include "spec/image/bytes.hpp"

namespace bouton::image {

namespace {

// Not text, and broken by any transfer that rewrites line ends.
constexpr std::array<unsigned char, 8> magic = {0x89, 'B', 'T', 'N', '\r', '\n', 0x1a, '\n'};
constexpr std::size_t name_bytes = 4;
constexpr std::size_t header_bytes = 32;
constexpr std::size_t checksum_at = 28;
constexpr std::size_t entry_bytes = 20;
constexpr std::uint64_t most_sections = 1 << 20;

std::uint32_t checksum(std::span<const unsigned char> bytes) {
    boost::crc_32_type crc;
    crc.process_bytes(bytes.data(), bytes.size());
    return static_cast<std::uint32_t>(crc.checksum());
}

std::uint32_t header_checksum(std::span<const unsigned char> head) {
    boost::crc_32_type crc;
    crc.process_bytes(head.data(), checksum_at);
    crc.process_bytes(head.data() + header_bytes, head.size() - header_bytes);
    return static_cast<std::uint32_t>(crc.checksum());
}

void put_name(Writer& out, std::string_view name) {
    for (std::size_t i = 0; i < name_bytes; ++i)
        out.word(static_cast<unsigned char>(i < name.size() ? name[i] : ' '), 1);
}

// What the header says of a section.
struct Entry {
    std::string name;
    std::uint32_t number = 0, checksum = 0;
    std::uint64_t size = 0;
};

Bytes head(std::string_view kind, std::uint32_t version, const std::vector<Entry>& entries) {
    std::uint64_t total = header_bytes + entry_bytes * entries.size();
    for (const Entry& one : entries) total += one.size;
    Writer out;
    out.raw(magic);
    put_name(out, kind);
    out.word(version, 4);
    out.word(total, 8);
    out.word(entries.size(), 4);
    out.word(0, 4);
    for (const Entry& one : entries) {
        put_name(out, one.name);
        out.word(one.number, 4);
        out.word(one.checksum, 4);
        out.word(one.size, 8);
    }
    Bytes bytes = out.take();
    const std::uint32_t sum = header_checksum(bytes);
    for (unsigned i = 0; i < 4; ++i)
        bytes[checksum_at + i] = static_cast<unsigned char>(sum >> (8 * i));
    return bytes;
}

std::string get_name(Reader& in) {
    std::string name(name_bytes, ' ');
    for (char& c : name) {
        c = static_cast<char>(in.word(1));
        if (c < ' ' || c > '~') c = '?';
    }
    return name;
}

}  // namespace

Bytes pack(Envelope envelope) {
    std::vector<Entry> entries;
    std::uint64_t total = 0;
    for (const Section& s : envelope.sections) {
        entries.push_back({s.name, s.number, checksum(s.bytes), s.bytes.size()});
        total += s.bytes.size();
    }
    Bytes bytes = head(envelope.kind, envelope.version, entries);
    bytes.reserve(bytes.size() + total);
    // Each section is given back when it has been copied: a large file is in memory once.
    for (Section& s : envelope.sections) {
        bytes.insert(bytes.end(), s.bytes.begin(), s.bytes.end());
        s.bytes = {};
    }
    return bytes;
}

void pack(std::string_view kind, std::uint32_t version, const std::vector<SectionMaker>& sections,
          const Take& take) {
    std::vector<Entry> entries;
    for (const SectionMaker& s : sections) {
        const Bytes bytes = s.make();
        entries.push_back({s.name, s.number, checksum(bytes), bytes.size()});
    }
    take(head(kind, version, entries));
    for (const SectionMaker& s : sections) take(s.make());
}

Envelope unpack(std::span<const unsigned char> bytes, std::string_view kind, std::uint32_t version,
                const std::string& file) {
    const auto fail = [&](const char* place, std::string found, std::string expected) {
        throw ImageError(file, place, std::move(found), std::move(expected));
    };
    if (bytes.size() < magic.size() || !std::equal(magic.begin(), magic.end(), bytes.begin()))
        fail("first bytes", "another kind of file", "a Bouton file");
    Reader head(bytes.subspan(magic.size()), file, "header");
    Envelope envelope;
    envelope.kind = get_name(head);
    envelope.version = static_cast<std::uint32_t>(head.word(4));
    if (envelope.kind != kind) fail("kind", envelope.kind, std::string(kind));
    if (envelope.version != version)
        fail("version", std::to_string(envelope.version), std::to_string(version));
    const std::uint64_t total = head.word(8);
    if (total != bytes.size())
        fail("file size", std::to_string(bytes.size()) + " bytes", std::to_string(total));
    const std::size_t count = static_cast<std::size_t>(head.word(4));
    const auto sum = static_cast<std::uint32_t>(head.word(4));
    if (count > most_sections || count * entry_bytes > head.left())
        fail("section count", std::to_string(count), "as many as the file can hold");
    const std::size_t head_size = header_bytes + count * entry_bytes;
    if (header_checksum(bytes.first(head_size)) != sum)
        fail("header", "a wrong checksum", "the checksum of the header");

    std::set<std::pair<std::string, std::uint32_t>> seen;
    std::size_t at = head_size;
    for (std::size_t i = 0; i < count; ++i) {
        Section section;
        section.name = get_name(head);
        section.number = static_cast<std::uint32_t>(head.word(4));
        const std::string place = "section " + section.name + " " + std::to_string(section.number);
        const auto expected_sum = static_cast<std::uint32_t>(head.word(4));
        const std::uint64_t size = head.word(8);
        if (size > bytes.size() - at)
            fail(place.c_str(), std::to_string(size) + " bytes",
                 "at most " + std::to_string(bytes.size() - at));
        const auto content = bytes.subspan(at, static_cast<std::size_t>(size));
        if (checksum(content) != expected_sum)
            fail(place.c_str(), "a wrong checksum", "the checksum of its bytes");
        if (!seen.emplace(section.name, section.number).second)
            fail(place.c_str(), "a second one", "one");
        section.bytes.assign(content.begin(), content.end());
        at += content.size();
        envelope.sections.push_back(std::move(section));
    }
    if (at != bytes.size())
        fail("file size", std::to_string(bytes.size() - at) + " bytes after the last section",
             "none");
    return envelope;
}

const Section& find(const Envelope& envelope, std::string_view name, std::uint32_t number,
                    const std::string& file) {
    for (const Section& s : envelope.sections)
        if (s.name == name && s.number == number) return s;
    throw ImageError(file, "sections",
                     "no section " + std::string(name) + " " + std::to_string(number), "one");
}

}  // namespace bouton::image
