// SPDX-License-Identifier: Apache-2.0
#include "compiler/map/place.hpp"

#include <algorithm>

namespace bouton::compiler {
namespace {

constexpr std::uint32_t most_passes = 32;

// Place `index` of the Hilbert curve over a square of side `side`, a power of two.
Place hilbert(std::uint32_t side, std::uint32_t index) {
    Place at;
    for (std::uint32_t s = 1; s < side; s *= 2) {
        const std::uint32_t rx = 1 & (index / 2), ry = 1 & (index ^ rx);
        if (ry == 0) {
            if (rx == 1) at = {s - 1 - at.x, s - 1 - at.y};
            std::swap(at.x, at.y);
        }
        at.x += s * rx;
        at.y += s * ry;
        index /= 4;
    }
    return at;
}

std::vector<Place> along_curve(Place mesh) {
    std::uint32_t side = 1;
    while (side < std::max(mesh.x, mesh.y)) side *= 2;
    std::vector<Place> places;
    for (std::uint32_t i = 0; i < side * side; ++i) {
        const Place at = hilbert(side, i);
        if (at.x < mesh.x && at.y < mesh.y) places.push_back(at);
    }
    return places;
}

class Placer {
  public:
    Placer(const Flows& flows, Place mesh, const std::vector<std::optional<Place>>& pinned)
        : mesh_(mesh),
          pinned_(pinned),
          near_(pinned.size()),
          host_(pinned.size()),
          places_(pinned.size()),
          part_at_(std::size_t{mesh.x} * mesh.y, nothing) {
        for (std::uint32_t part = 0; part < pinned.size(); ++part) {
            host_[part] = flows.from_host[part] + flows.to_host[part];
            for (const auto& [other, rate] : flows.to[part]) {
                near_[part].emplace_back(other, rate);
                near_[other].emplace_back(part, rate);
            }
        }
        for (auto& near : near_) join(near);
    }

    std::vector<Place> run(Random* random) {
        std::vector<Place> free = along_curve(mesh_);
        std::erase_if(free, [&](Place at) {
            return std::any_of(pinned_.begin(), pinned_.end(),
                               [&](const auto& pin) { return pin && *pin == at; });
        });
        if (random != nullptr) random->shuffle(free);
        std::size_t next = 0;
        for (const std::uint32_t part : in_order())
            put(part, pinned_[part] ? *pinned_[part] : free[next++]);
        if (random != nullptr) return places_;
        for (std::uint32_t pass = 0; pass < most_passes; ++pass) {
            price();  // anew: rounding adds up
            if (!improve()) break;
        }
        return places_;
    }

  private:
    // What goes and what comes, in one.
    static void join(std::vector<std::pair<std::uint32_t, double>>& near) {
        std::sort(near.begin(), near.end());
        std::size_t kept = 0;
        for (const auto& one : near)
            if (kept > 0 && near[kept - 1].first == one.first)
                near[kept - 1].second += one.second;
            else
                near[kept++] = one;
        near.resize(kept);
    }

    std::uint32_t& at(Place place) { return part_at_[place.y * mesh_.x + place.x]; }

    void put(std::uint32_t part, Place place) {
        places_[part] = place;
        at(place) = part;
    }

    // The next part is the one that talks most with those before, the latest counting most.
    std::vector<std::uint32_t> in_order() const {
        const auto parts = static_cast<std::uint32_t>(pinned_.size());
        std::vector<double> pull(host_);
        std::vector<std::uint32_t> left(parts), order;
        for (std::uint32_t part = 0; part < parts; ++part) left[part] = part;
        while (!left.empty()) {
            const auto best = std::max_element(
                left.begin(), left.end(),
                [&](std::uint32_t a, std::uint32_t b) { return pull[a] < pull[b]; });
            const std::uint32_t part = *best;
            left.erase(best);
            order.push_back(part);
            for (double& one : pull) one *= 0.7;
            for (const auto& [other, rate] : near_[part]) pull[other] += rate;
        }
        return order;
    }

    static double hops(Place a, Place b) {
        const auto far = [](std::uint32_t i, std::uint32_t j) { return i > j ? i - j : j - i; };
        return static_cast<double>(far(a.x, b.x) + far(a.y, b.y));
    }

    // What a part would cost at each x and at each y: hops are the sum of both, so that a place is
    // priced by two looks.
    double* axis(std::uint32_t part, bool vertical) {
        return axes_.data() + std::size_t{part} * (mesh_.x + mesh_.y) + (vertical ? mesh_.x : 0);
    }

    void pull(std::uint32_t part, Place to, double rate) {
        double* const x = axis(part, false);
        for (std::uint32_t i = 0; i < mesh_.x; ++i) x[i] += rate * hops({i, 0}, {to.x, 0});
        double* const y = axis(part, true);
        for (std::uint32_t i = 0; i < mesh_.y; ++i) y[i] += rate * hops({0, i}, {0, to.y});
    }

    void price() {
        axes_.assign(places_.size() * (mesh_.x + mesh_.y), 0);
        for (std::uint32_t part = 0; part < places_.size(); ++part) {
            pull(part, {0, 0}, host_[part]);
            for (const auto& [other, rate] : near_[part]) pull(part, places_[other], rate);
        }
    }

    double cost(std::uint32_t part, Place place) {
        return part == nothing ? 0 : axis(part, false)[place.x] + axis(part, true)[place.y];
    }

    double between(std::uint32_t part, std::uint32_t other) const {
        const auto found =
            std::lower_bound(near_[part].begin(), near_[part].end(), std::pair(other, -1.0));
        return found != near_[part].end() && found->first == other ? found->second : 0;
    }

    void move(std::uint32_t part, Place to) {
        for (const auto& [other, rate] : near_[part]) {
            pull(other, places_[part], -rate);
            pull(other, to, rate);
        }
        put(part, to);
    }

    bool try_swap(std::uint32_t part, Place to) {
        const std::uint32_t other = at(to);
        const Place from = places_[part];
        if (other == part || (other != nothing && pinned_[other])) return false;
        const double before = cost(part, from) + cost(other, to);
        double after = cost(part, to) + cost(other, from);
        const double least = 1e-9 * before;  // less is rounding
        if (after >= before - least) return false;
        // The two stay as far from each other as they are; their prices say they meet.
        if (other != nothing) after += 2 * between(part, other) * hops(from, to);
        if (after >= before - least) return false;
        at(from) = nothing;
        move(part, to);
        if (other != nothing) move(other, from);
        return true;
    }

    bool improve() {
        bool any = false;
        for (std::uint32_t part = 0; part < places_.size(); ++part) {
            if (pinned_[part]) continue;
            for (std::uint32_t y = 0; y < mesh_.y; ++y)
                for (std::uint32_t x = 0; x < mesh_.x; ++x) any |= try_swap(part, {x, y});
        }
        return any;
    }

    const Place mesh_;
    const std::vector<std::optional<Place>>& pinned_;
    std::vector<std::vector<std::pair<std::uint32_t, double>>> near_;  // both ways, in one sum
    std::vector<double> host_;
    std::vector<Place> places_;
    std::vector<std::uint32_t> part_at_;
    std::vector<double> axes_;  // by part: each x, each y
};

}  // namespace

std::vector<Place> place(const Flows& flows, Place mesh,
                         const std::vector<std::optional<Place>>& pinned, Random* random) {
    return Placer(flows, mesh, pinned).run(random);
}

}  // namespace bouton::compiler
