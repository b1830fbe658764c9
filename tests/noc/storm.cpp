// SPDX-License-Identifier: Apache-2.0
#include "tests/noc/storm.hpp"

#include <algorithm>
#include <deque>
#include <random>
#include <set>
#include <vector>

#include "tests/noc/router_mesh.hpp"

namespace bouton::tests {

namespace {

using spec::StreamKind;
using spec::StreamWord;

// A core, or the host, as the barrier sees it.
struct Place {
    unsigned tile = 0;
    Port port = Local;
    unsigned credits = spec::limits::LinkBuffer;
    std::deque<std::uint64_t> to_send;
    std::deque<std::uint64_t> taken;           // in the place's own buffer
    std::uint16_t step = 0xffff;               // of the last NEXT that came
    bool ended = true;                         // END of the step has come, NEXT has not
    bool next_came = true;                     // the one that lets this step begin
    bool sent_end = false, sent_next = false;  // of the current step
    unsigned work = 0;                         // cycles until it sends NEXT
    bool next_due = false;
    std::set<std::uint32_t> expected;  // (source, number) of packets that come in this step
};

class Run {
  public:
    explicit Run(const Storm& storm)
        : storm_(storm), mesh_(storm.width, storm.height), random_(storm.seed) {
        for (unsigned n = 0; n < mesh_.size(); ++n) places_.push_back({.tile = n});
        places_.push_back({.tile = 0, .port = Host});
        for (Place& place : places_) {
            if (&place != &host()) place.to_send.push_back(token(StreamKind::Next, place.step));
        }
    }

    StormResult result() {
        // A bound no step comes near: every packet alone on the mesh, ten times stalled.
        const std::uint64_t limit =
            10'000 + std::uint64_t{storm_.packets} * places_.size() * storm_.steps * 100;
        while (steps_done_ < storm_.steps && problem_.empty()) {
            for (Place& place : places_) act(place);
            mesh_.clock();
            for (Place& place : places_) look(place);
            if (mesh_.cycles() > limit) fail("the mesh stands still", places_[0]);
        }
        return {problem_, packets_, mesh_.cycles(), barrier_};
    }

  private:
    static std::uint64_t token(StreamKind kind, std::uint16_t step) {
        return StreamWord{.kind = static_cast<std::uint8_t>(kind), .step = step}.pack();
    }
    unsigned draw(unsigned below) { return std::uniform_int_distribution(0u, below - 1)(random_); }
    bool stalled() { return draw(100) < storm_.stall_percent; }
    Place& host() { return places_.back(); }
    std::uint16_t number(unsigned tile) const {
        return static_cast<std::uint16_t>(tile / storm_.width << 6 | tile % storm_.width);
    }
    void fail(const std::string& what, const Place& place) {
        if (!problem_.empty()) return;
        problem_ = what + " (tile " + std::to_string(place.tile) + " port " +
                   std::to_string(place.port) + " step " + std::to_string(place.step) + " cycle " +
                   std::to_string(mesh_.cycles()) + ")";
    }

    unsigned destination(unsigned tile) {
        const unsigned x = tile % storm_.width, y = tile / storm_.width;
        switch (storm_.pattern) {
            case Pattern::Random:
                return draw(mesh_.size());
            case Pattern::AllToOne:
                return hot_;
            case Pattern::Transposed:
                return x % storm_.height * storm_.width + y % storm_.width;
        }
        return 0;
    }

    // Draws all packets of a step. A core's own packets go to the host instead.
    void plan(std::uint16_t step) {
        hot_ = draw(mesh_.size());
        plans_.assign(places_.size(), {});
        coming_.assign(places_.size(), {});
        for (unsigned from = 0; from < places_.size(); ++from) {
            for (unsigned n = 0; n < storm_.packets; ++n) {
                const bool from_host = &places_[from] == &host();
                const unsigned to = from_host ? draw(mesh_.size()) : destination(from);
                const bool leaves = to == from;
                const auto core = leaves ? number(from) : number(to);
                const auto kind = leaves ? StreamKind::Leave : StreamKind::Spike;
                plans_[from].push_back(StreamWord{.kind = static_cast<std::uint8_t>(kind),
                                                  .step = step,
                                                  .core = core,
                                                  .index = static_cast<std::uint16_t>(from),
                                                  .payload = static_cast<std::int16_t>(n)}
                                           .pack());
                coming_[leaves ? places_.size() - 1 : to].insert(from << 16 | n);
                ++packets_;
            }
        }
        planned_ = step;
        ends_sent_ = ends_seen_ = nexts_sent_[step & 1] = 0;
    }

    void begin(Place& place) {
        const std::uint16_t step = ++place.step;
        if (step != planned_) plan(step);
        place.ended = place.next_came = false;
        const auto n = static_cast<std::size_t>(&place - places_.data());
        place.expected = coming_[n];
        for (const std::uint64_t word : plans_[n]) place.to_send.push_back(word);
        place.to_send.push_back(token(StreamKind::End, step));
        place.sent_end = place.sent_next = false;
    }

    void act(Place& place) {
        if (mesh_.credit(place.tile, place.port)) ++place.credits;
        if (place.next_due && place.work-- == 0) {
            place.to_send.push_back(token(StreamKind::Next, place.step));
            place.next_due = false;
        }
        if (!place.to_send.empty() && place.credits > 0 && !stalled()) {
            note_sent(place, StreamWord::unpack(place.to_send.front()));
            mesh_.put(place.tile, place.port, place.to_send.front());
            place.to_send.pop_front();
            --place.credits;
        }
        if (!place.taken.empty() && ready_for(place, place.taken.front()) && !stalled()) {
            receive(place, StreamWord::unpack(place.taken.front()));
            place.taken.pop_front();
            mesh_.give_credit(place.tile, place.port);
        }
    }

    void note_sent(Place& place, const StreamWord& word) {
        const auto kind = static_cast<StreamKind>(word.kind);
        if (kind == StreamKind::End) {
            place.sent_end = true;
            if (++ends_sent_ == places_.size()) last_end_ = mesh_.cycles();
        } else if (kind == StreamKind::Next) {
            place.sent_next = true;
            ++nexts_sent_[word.step & 1];
        }
    }

    // END of the others waits for the place's own.
    bool ready_for(const Place& place, std::uint64_t word) {
        return place.sent_end ||
               static_cast<StreamKind>(StreamWord::unpack(word).kind) != StreamKind::End;
    }

    void look(Place& place) {
        if (const auto word = mesh_.take(place.tile, place.port)) place.taken.push_back(*word);
        if (place.taken.size() > spec::limits::LinkBuffer) fail("a buffer overflows", place);
    }

    void receive(Place& place, const StreamWord& word) {
        switch (static_cast<StreamKind>(word.kind)) {
            case StreamKind::End:
                if (place.ended || word.step != place.step || !place.next_came)
                    fail("END out of order", place);
                if (!place.expected.empty()) fail("a packet is missing at END", place);
                if (ends_sent_ < places_.size()) fail("END comes before all have sent it", place);
                place.ended = true;
                if (++ends_seen_ == places_.size()) barrier_ += mesh_.cycles() - last_end_;
                if (&place != &host()) {
                    place.work = draw(50);
                    place.next_due = true;
                }
                break;
            case StreamKind::Next:
                if (nexts_sent_[word.step & 1] + (&place == &host()) < places_.size())
                    fail("NEXT comes before all have sent it", place);
                // A packet of the new step may have come by another way before.
                if (place.ended) begin(place);
                if (word.step != static_cast<std::uint16_t>(place.step - 1) || place.next_came)
                    fail("NEXT out of order", place);
                place.next_came = true;
                if (&place == &host()) {
                    steps_done_ += place.step > 0;
                    place.to_send.push_front(token(StreamKind::Next, word.step));
                }
                break;
            default:
                if (place.ended && &place != &host()) begin(place);
                if (place.ended || word.step != place.step) fail("a packet of another step", place);
                if (place.expected.erase(std::uint32_t{word.index} << 16 |
                                         static_cast<std::uint16_t>(word.payload)) == 0)
                    fail("a packet that is not expected", place);
        }
    }

    Storm storm_;
    RouterMesh mesh_;
    std::mt19937_64 random_;
    std::vector<Place> places_;
    std::vector<std::vector<std::uint64_t>> plans_;
    std::vector<std::set<std::uint32_t>> coming_;
    std::uint16_t planned_ = 0xffff;
    unsigned hot_ = 0;
    std::size_t ends_sent_ = 0, ends_seen_ = 0;
    std::array<std::size_t, 2> nexts_sent_{};  // of even and of odd steps
    unsigned steps_done_ = 0;
    std::uint64_t packets_ = 0, barrier_ = 0, last_end_ = 0;
    std::string problem_;
};

}  // namespace

StormResult run(const Storm& storm) {
    return Run(storm).result();
}

}  // namespace bouton::tests
