// SPDX-License-Identifier: Apache-2.0
// Distances of spike trains, against cases done by hand and against their definitions.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <functional>
#include <random>
#include <vector>

#include "runtime/compare/distance.hpp"
#include "runtime/compare/estimate.hpp"

using bouton::runtime::compare::estimate;
using bouton::runtime::compare::van_rossum;
using bouton::runtime::compare::victor_purpura;
using Train = std::vector<double>;

namespace {

Train random_train(std::mt19937& engine, int most) {
    Train train(
        std::uniform_int_distribution<std::size_t>(0, static_cast<std::size_t>(most))(engine));
    for (double& t : train) t = std::uniform_real_distribution(0.0, 0.2)(engine);
    std::sort(train.begin(), train.end());
    return train;
}

// D^2 = 1/2 of the sum of e^(-|s - t| / tau) over all pairs, those of one train minus those of two.
double rossum_by_pairs(const Train& a, const Train& b, double tau) {
    const auto pairs = [&](const Train& x, const Train& y) {
        double sum = 0;
        for (const double s : x)
            for (const double t : y) sum += std::exp(-std::abs(s - t) / tau);
        return sum;
    };
    return std::sqrt(std::max(0.0, (pairs(a, a) + pairs(b, b) - 2 * pairs(a, b)) / 2));
}

// All ways, by their last step.
double purpura_by_all_ways(const Train& a, const Train& b, double cost) {
    const std::function<double(std::size_t, std::size_t)> way = [&](std::size_t i, std::size_t j) {
        if (i == 0 || j == 0) return static_cast<double>(i + j);
        return std::min({way(i - 1, j) + 1, way(i, j - 1) + 1,
                         way(i - 1, j - 1) + cost * std::abs(a[i - 1] - b[j - 1])});
    };
    return way(a.size(), b.size());
}

}  // namespace

TEST_CASE("Van Rossum's distance of trains done by hand", "[compare]") {
    constexpr double tau = 0.01;
    CHECK(van_rossum(Train{}, Train{}, tau) == 0);
    CHECK(van_rossum(Train{0.3}, Train{0.3}, tau) == 0);
    CHECK(van_rossum(Train{0.3}, Train{}, tau) == Approx(std::sqrt(0.5)));
    CHECK(van_rossum(Train{}, Train{0.3}, tau) == Approx(std::sqrt(0.5)));
    // Two spikes at once: (2 e^-t/tau)^2 has 4 times the integral.
    CHECK(van_rossum(Train{0.3, 0.3}, Train{}, tau) == Approx(std::sqrt(2)));
    // A spike moved by d: D^2 = 1 - e^(-d/tau).
    CHECK(van_rossum(Train{0.1}, Train{0.107}, tau) == Approx(std::sqrt(1 - std::exp(-0.7))));
    // Far apart they are two spikes too many.
    CHECK(van_rossum(Train{0.1}, Train{9}, tau) == Approx(1));
}

TEST_CASE("Victor and Purpura's distance of trains done by hand", "[compare]") {
    CHECK(victor_purpura(Train{}, Train{}, 100) == 0);
    CHECK(victor_purpura(Train{0.1, 0.2}, Train{}, 100) == 2);
    CHECK(victor_purpura(Train{0.1}, Train{0.105}, 100) == Approx(0.5));
    // Moving it by 30 ms would cost 3; deleting and adding it costs 2.
    CHECK(victor_purpura(Train{0.1}, Train{0.13}, 100) == 2);
    // Numbers of spikes only.
    CHECK(victor_purpura(Train{0.1, 0.2, 0.9}, Train{0.5}, 0) == 2);
    // 10 -> 12 and 30 -> 29 are moved, 20 is deleted.
    CHECK(victor_purpura(Train{0.010, 0.020, 0.030}, Train{0.012, 0.029}, 100) == Approx(1.3));
}

TEST_CASE("Distances are those of their definitions", "[compare]") {
    const auto seed = std::random_device{}();
    CAPTURE(seed);
    std::mt19937 engine(seed);
    for (int i = 0; i < 200; ++i) {
        const Train a = random_train(engine, 7), b = random_train(engine, 7);
        CAPTURE(a, b);
        CHECK(van_rossum(a, b, 0.01) == Approx(rossum_by_pairs(a, b, 0.01)).margin(1e-6));
        for (const double cost : {0.0, 20.0, 100.0, 1000.0})
            CHECK(victor_purpura(a, b, cost) ==
                  Approx(purpura_by_all_ways(a, b, cost)).margin(1e-9));
    }
}

TEST_CASE("A mean over seeds has Student's interval", "[compare]") {
    CHECK(estimate(std::vector<double>{3}).mean == 3);
    CHECK(estimate(std::vector<double>{3}).half == 0);
    // sd 1 of 3 values, t(2) = 4.3027.
    const auto three = estimate(std::vector<double>{1, 2, 3});
    CHECK(three.mean == Approx(2));
    CHECK(three.half == Approx(4.3027 / std::sqrt(3)).epsilon(1e-4));
    // 41 values, t(40) = 2.0211, beyond the table.
    std::vector<double> many;
    for (int i = -20; i <= 20; ++i) many.push_back(i);
    const double sd = std::sqrt(2 * 2870.0 / 40);
    CHECK(estimate(many).half == Approx(2.0211 * sd / std::sqrt(41)).epsilon(1e-4));
}
