// SPDX-License-Identifier: Apache-2.0
// Words of the definition in C++, SystemVerilog and Python: a one walks through every bit of every
// word. word_probe.hpp comes from the Python tables (make_probe.py); its static_asserts compare all
// constants.
#include <catch2/catch.hpp>

#include <random>
#include <string>

#include "word_probe.hpp"

using namespace bouton;

namespace {

template <class Raw>
Raw raw_of(const std::array<std::uint32_t, 8>& words) {
    if constexpr (std::is_integral_v<Raw>) {
        return static_cast<Raw>(std::uint64_t{words[1]} << 32 | words[0]);
    } else {
        return words;
    }
}

template <class Word>
void check(Vword_probe& rtl, std::array<std::uint32_t, 8> bits) {
    using Raw = typename Word::Raw;
    for (unsigned i = 0; i < 8; ++i) {
        const unsigned kept = Word::width <= 32 * i ? 0 : std::min(32u, Word::width - 32 * i);
        if (kept < 32) bits[i] &= (1u << kept) - 1;
    }
    const Raw raw = raw_of<Raw>(bits);
    const Word word = Word::unpack(raw);
    REQUIRE(tests::same_fields(rtl, word, raw));
    for (std::size_t i = 0; i < tests::padding<Word>.size(); ++i)
        bits[i] &= ~tests::padding<Word>[i];
    REQUIRE(word.pack() == raw_of<Raw>(bits));
    REQUIRE(Word::unpack(word.pack()) == word);
}

}  // namespace

TEST_CASE("every bit of every word is in the same field in C++, SystemVerilog and Python",
          "[spec]") {
    Vword_probe rtl;
    tests::for_each_word([&]<class Word>(const char* name) {
        for (unsigned bit = 0; bit < Word::width; ++bit) {
            CAPTURE(name, bit);
            std::array<std::uint32_t, 8> bits{};
            bits[bit / 32] = 1u << bit % 32;
            check<Word>(rtl, bits);
            for (std::uint32_t& b : bits) b = ~b;
            check<Word>(rtl, bits);
        }
    });
}

TEST_CASE("words of random bits have the same fields everywhere", "[spec]") {
    const unsigned seed = 20;
    std::mt19937 random(seed);
    Vword_probe rtl;
    tests::for_each_word([&]<class Word>(const char* name) {
        for (int i = 0; i < 1000; ++i) {
            CAPTURE(seed, name, i);
            std::array<std::uint32_t, 8> bits{};
            for (std::uint32_t& b : bits) b = static_cast<std::uint32_t>(random());
            check<Word>(rtl, bits);
        }
    });
}

TEST_CASE("the empty word of region Synapse is an empty slot", "[spec]") {
    const auto empty = spec::SynapseWord::unpack(spec::region_info(spec::Region::Synapse).empty);
    REQUIRE(empty == spec::SynapseWord{.ordinal = spec::limits::EmptyOrdinal});
}
