// SPDX-License-Identifier: Apache-2.0
// A batch: up to `batch_size` elements of one program, each of their values in a column. Everything
// a program needs while it runs, and nothing that outlives it; a core has one and uses it again and
// again.
//
// Elements that do not run (empty slots, invalid neurons, the rest of the last vector) have values
// too, never looked at.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "arith/random.hpp"

namespace bouton::model::batch {

inline constexpr std::uint32_t batch_size = 256;
inline constexpr std::uint32_t vector_size = 32;  // loops go in whole vectors

template <class T>
struct Column {
    alignas(64) std::array<T, batch_size> values;

    T* data() { return values.data(); }
    const T* data() const { return values.data(); }
    T& operator[](std::size_t i) { return values[i]; }
    const T& operator[](std::size_t i) const { return values[i]; }
};

// Where the words of a batch lie in an array: all in one place, one after the other, or anywhere.
struct Positions {
    enum class Pattern : std::uint8_t { Same, Consecutive, Any };

    Pattern pattern = Pattern::Same;
    std::uint32_t first = 0;
    Column<std::uint32_t> at;  // filled only for Any

    void set_same(std::uint32_t position) { pattern = Pattern::Same, first = position; }
    void set_consecutive(std::uint32_t position) {
        pattern = Pattern::Consecutive, first = position;
    }
    // After `at` was filled for the first `n` elements: recognises the simpler patterns.
    void recognise(std::uint32_t n);

    std::uint32_t operator[](std::uint32_t i) const {
        return pattern == Pattern::Any ? at[i] : pattern == Pattern::Same ? first : first + i;
    }
};

struct Batch {
    std::uint32_t size = 0;    // elements
    std::uint32_t padded = 0;  // the same, in whole vectors

    Column<std::uint8_t> run;              // 1: the program runs on it
    Column<std::uint8_t> p, act;           // the predicate; 1: a predicated instruction acts on it
    const std::uint8_t* acting = nullptr;  // `run` or `act`, as this instruction has it
    Column<std::uint8_t> flags;
    Column<std::int32_t> payload;
    bool any_flag = false;

    // r0..r7 and the column the next result goes to; a result is written to r by exchanging the
    // two.
    std::array<Column<std::int32_t>, 9> registers;
    std::array<std::uint8_t, 8> place{0, 1, 2, 3, 4, 5, 6, 7};
    std::uint8_t spare = 8;

    Column<std::int32_t> a, b, d;  // operands that are not registers
    Column<std::int32_t> rounded;
    Column<std::uint32_t> draw;

    Positions neuron, axon, synapse;
    Column<std::uint32_t> link;  // of the synapses
    Column<std::int32_t> weight, tag, z, u;
    bool has_weight = false, has_tag = false, has_second = false;  // loaded
    bool new_weight = false, new_tag = false, new_second = false;  // to be written back

    Column<std::uint32_t> block;  // what tells the draws of one row apart, but for the position
    bool has_block = false;
    bool one_key = true;
    arith::Key64 key;  // of all elements, or
    Column<std::uint32_t> key_low, key_high;

    std::int32_t* r(unsigned n) { return registers[place[n]].data(); }
    std::int32_t* result() { return registers[spare].data(); }
    void take_result(unsigned n) { std::swap(place[n], spare); }

    void resize(std::uint32_t n) {
        size = n;
        padded = (n + vector_size - 1) / vector_size * vector_size;
    }
};

}  // namespace bouton::model::batch
