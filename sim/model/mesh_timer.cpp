// SPDX-License-Identifier: Apache-2.0
#include "sim/model/mesh_timer.hpp"

#include <algorithm>

#include "sim/model/cycles.hpp"
#include "spec/gen/spec.hpp"

namespace bouton::model {

namespace {

constexpr std::uint64_t drain_cycles = spec::cycles::Transport;  // come after END
constexpr std::uint64_t end_word = 1;                            // is taken too
// From one router's output to the next one's.
constexpr std::uint64_t hop = spec::limits::LinkLatency + 1;
// From the host's first word to a core 0 that begins, and to that word at its router's outputs;
// from END or NEXT of a core to its router's outputs; from there to a core, and to the host.
constexpr std::uint64_t begin_cycles = 16, host_inject_cycles = 13, inject_cycles = 4,
                        eject_cycles = 3, host_eject_cycles = 11;

}  // namespace

MeshTimer::MeshTimer(std::uint32_t width, std::uint32_t height)
    : width_(width),
      height_(height),
      cores_(std::size_t{width} * height),
      first_sent_(cores_.size()),
      arrivals_(cores_.size()),
      starts_(cores_.size()),
      sent_(cores_.size()),
      outputs_(cores_.size()) {
    for (auto& change : change_) change.resize(std::size_t{width + 1} * (height + 1));
}

void MeshTimer::begin_step() {
    std::fill(cores_.begin(), cores_.end(), CoreTimes{});
    for (auto& change : change_) std::fill(change.begin(), change.end(), 0);
    for (auto& first : first_sent_) first.fill(never);
    std::fill(arrivals_.begin(), arrivals_.end(), 0);
    host_words_ = leaves_ = 0;
    host_sends_.fill(false);
}

// X first, then Y; the answer is the way out of `from`.
MeshTimer::Way MeshTimer::route(std::uint32_t from, std::uint32_t to) {
    const std::uint32_t from_x = from % width_, from_y = from / width_;
    const std::uint32_t to_x = to % width_, to_y = to / width_;
    const std::uint32_t rows = width_ + 1;
    const auto pass = [&](Way way, std::uint32_t x, std::uint32_t y, std::int32_t by) {
        change_[way][y * rows + x] += by;
    };
    if (to_x > from_x) {
        pass(East, from_x, from_y, 1);
        pass(East, to_x, from_y, -1);
    } else if (to_x < from_x) {
        pass(West, to_x + 1, from_y, 1);
        pass(West, from_x + 1, from_y, -1);
    }
    if (to_y > from_y) {
        pass(South, to_x, from_y, 1);
        pass(South, to_x, to_y, -1);
    } else if (to_y < from_y) {
        pass(North, to_x, to_y + 1, 1);
        pass(North, to_x, from_y + 1, -1);
    }
    return to_x > from_x ? East : to_x < from_x ? West : to_y > from_y ? South : North;
}

void MeshTimer::packet(std::uint32_t from, std::uint32_t to, std::uint64_t sent) {
    ++arrivals_[to];
    std::uint64_t& first = first_sent_[from][route(from, to)];
    first = std::min(first, sent);
}

void MeshTimer::leave(std::uint32_t from, std::uint64_t sent) {
    ++leaves_;
    const Way way = from == 0 ? Host : route(from, 0);
    first_sent_[from][way] = std::min(first_sent_[from][way], sent);
}

void MeshTimer::host_word(std::uint32_t to) {
    ++host_words_;
    ++arrivals_[to];
    host_sends_[to == 0 ? Local : route(0, to)] = true;
}

std::uint64_t MeshTimer::end_step() {
    if (cores_.size() == 1) {
        const CoreTimes& core = cores_.front();
        return core.before + core.sending + arrivals_.front() + end_word + core.after;
    }
    add_load();
    start();
    pass_rows();
    pass_columns();
    return gather();
}

// Packets of every output.
void MeshTimer::add_load() {
    const std::uint32_t rows = width_ + 1;
    for (std::uint32_t y = 0; y < height_; ++y) {
        for (std::uint32_t x = 0; x < width_; ++x) {
            const std::uint32_t at = y * rows + x;
            if (x > 0) {
                change_[East][at] += change_[East][at - 1];
                change_[West][at] += change_[West][at - 1];
            }
            if (y > 0) {
                change_[South][at] += change_[South][at - rows];
                change_[North][at] += change_[North][at - rows];
            }
            Outputs& outputs = outputs_[y * width_ + x];
            for (const Way way : {East, West, South, North})
                outputs[way] = {static_cast<std::uint64_t>(change_[way][at]), never, 0};
            outputs[Local] = {arrivals_[y * width_ + x], never, 0};
            outputs[Host] = {leaves_, never, 0};
        }
    }
}

// When each core begins, and when what it sends is at its router's outputs.
void MeshTimer::start() {
    for (std::uint32_t n = 0; n < cores_.size(); ++n) {
        starts_[n] = begin_cycles + hop * (n % width_ + n / width_) + cores_[n].before;
        sent_[n] = starts_[n] + cores_[n].sending - drain_cycles + inject_cycles;
    }
}

// What comes to a router by an input, on its way to some output.
struct MeshTimer::Arrival {
    std::uint64_t first = never, token = 0;

    void join(const Arrival& other) {
        first = std::min(first, other.first);
        token = std::max(token, other.token);
    }
};

MeshTimer::Arrival MeshTimer::from_core(std::uint32_t n, Way way) const {
    const std::uint64_t sent = first_sent_[n][way];
    return {sent == never ? never : starts_[n] + sent + inject_cycles, sent_[n]};
}

MeshTimer::Arrival MeshTimer::from_host(Way way) const {
    return {host_sends_[way] ? host_inject_cycles : never, host_inject_cycles + host_words_ + 1};
}

MeshTimer::Arrival MeshTimer::from_router(std::uint32_t n, Way way) const {
    const Output& output = outputs_[n][way];
    return {output.first == never ? never : output.first + hop, output.token + hop};
}

// The packets go one a cycle from when the first can, the token after them.
void MeshTimer::pass(std::uint32_t n, Way way, Arrival arrival) {
    Output& output = outputs_[n][way];
    if (n == 0 && way != Host) arrival.join(from_host(way));
    output.token = arrival.token;
    if (output.packets == 0) return;
    output.first = arrival.first;
    output.token = std::max(output.token, output.first + output.packets);
}

void MeshTimer::pass_rows() {
    for (std::uint32_t y = 0; y < height_; ++y) {
        const std::uint32_t row = y * width_;
        for (std::uint32_t n = row; n + 1 < row + width_; ++n) {
            Arrival arrival = from_core(n, East);
            if (n > row) arrival.join(from_router(n - 1, East));
            pass(n, East, arrival);
        }
        for (std::uint32_t n = row + width_ - 1; n > row; --n) {
            Arrival arrival = from_core(n, West);
            if (n + 1 < row + width_) arrival.join(from_router(n + 1, West));
            pass(n, West, arrival);
        }
    }
}

// What comes along the row to `n`.
MeshTimer::Arrival MeshTimer::from_row(std::uint32_t n) const {
    const std::uint32_t x = n % width_;
    Arrival arrival;
    if (x > 0) arrival.join(from_router(n - 1, East));
    if (x + 1 < width_) arrival.join(from_router(n + 1, West));
    return arrival;
}

void MeshTimer::pass_columns() {
    const std::uint32_t cores = width_ * height_;
    for (std::uint32_t n = 0; n + width_ < cores; ++n) {
        Arrival arrival = from_core(n, South);
        arrival.join(from_row(n));
        if (n >= width_) arrival.join(from_router(n - width_, South));
        pass(n, South, arrival);
    }
    for (std::uint32_t n = cores; n-- > width_;) {
        Arrival arrival = from_core(n, North);
        arrival.join(from_row(n));
        if (n + width_ < cores) arrival.join(from_router(n + width_, North));
        pass(n, North, arrival);
    }
    for (std::uint32_t n = 0; n < cores; ++n) {
        Arrival arrival = from_row(n);
        if (n >= width_) arrival.join(from_router(n - width_, South));
        if (n + width_ < cores) arrival.join(from_router(n + width_, North));
        pass(n, Local, arrival);
        if (n != 0) continue;
        arrival.join(from_core(0, Host));
        pass(0, Host, arrival);
    }
}

// The cores' NEXTs go west, and along the first column north, each router's after those it waits
// for.
std::uint64_t MeshTimer::gather() {
    for (std::uint32_t n = width_ * height_; n-- > 0;) {
        const std::uint32_t x = n % width_, y = n / width_;
        const std::uint64_t taken =
            starts_[n] + cores_[n].sending + arrivals_[n] + end_word + tokens;
        const std::uint64_t end = outputs_[n][Local].token + eject_cycles + drain_cycles;
        std::uint64_t& next = sent_[n];
        next = std::max(taken, end) + cores_[n].after + inject_cycles;
        if (x + 1 < width_) next = std::max(next, sent_[n + 1] + hop);
        if (x == 0 && y + 1 < height_) next = std::max(next, sent_[n + width_] + hop);
    }
    return std::max(sent_[0], outputs_[0][Host].token) + host_eject_cycles;
}

}  // namespace bouton::model
