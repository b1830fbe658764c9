// SPDX-License-Identifier: Apache-2.0
#include "compiler/passes/connect.hpp"

#include <algorithm>
#include <numeric>
#include <unordered_map>

#include "compiler/passes/draws.hpp"
#include "compiler/passes/steps.hpp"

namespace bouton::compiler {
namespace {

void limit(std::uint64_t needed, const ConnectContext& context, Position at) {
    if (needed > context.most)
        throw SourceError(at, "too many synapses from '" + context.pre.name + "' to '" +
                                  context.post.name + "': needed " + std::to_string(needed) +
                                  ", available " + std::to_string(context.most));
}

using Pairs = std::vector<std::pair<std::uint32_t, std::uint32_t>>;

// `count` different numbers below `size`: the first steps of a Fisher-Yates shuffle, of which only
// the places that were swapped are kept.
std::vector<std::uint32_t> choose(std::uint32_t count, std::uint32_t size, const Draws& draws) {
    std::unordered_map<std::uint32_t, std::uint32_t> moved;
    const auto at = [&](std::uint32_t place) {
        const auto found = moved.find(place);
        return found == moved.end() ? place : found->second;
    };
    std::vector<std::uint32_t> order;
    for (std::uint32_t i = 0; i < count; ++i) {
        const auto offset = static_cast<std::uint32_t>(draws.unit(i) * (size - i));
        order.push_back(at(i + offset));
        moved[i + offset] = at(i);
    }
    std::sort(order.begin(), order.end());
    return order;
}

Pairs fixed_degree(const ProjectionSource& projection, const ConnectContext& context, bool in) {
    const Population& many =
        in ? context.post : context.pre;  // each of these gets `degree` partners
    const Population& pool = in ? context.pre : context.post;
    const auto degree = static_cast<std::uint32_t>(projection.number);
    const bool skip_self = projection.no_self && context.pre.name == context.post.name;
    const std::uint32_t available = pool.size - (skip_self ? 1 : 0);
    if (degree > available)
        throw SourceError(projection.connector_at, "degree " + std::to_string(degree) + " but '" +
                                                       pool.name + "' has " +
                                                       std::to_string(available) + " partners");
    limit(std::uint64_t{degree} * many.size, context, projection.connector_at);
    Pairs pairs;
    for (std::uint32_t i = 0; i < many.size; ++i) {
        const Draws draws(context.seed, Purpose::Connect, context.salt, many.first_id + i);
        for (std::uint32_t partner : choose(degree, available, draws)) {
            if (skip_self && partner >= i) ++partner;
            pairs.emplace_back(in ? partner : i, in ? i : partner);
        }
    }
    return pairs;
}

// Pre and post of every synapse are drawn apart from each other: pairs may come again.
Pairs fixed_total(const ProjectionSource& projection, const ConnectContext& context) {
    const auto count = static_cast<std::uint32_t>(projection.number);
    limit(count, context, projection.connector_at);
    const bool skip_self = projection.no_self && context.pre.name == context.post.name;
    if (count > 0 && skip_self && context.pre.size == 1)
        throw SourceError(projection.connector_at, "'" + context.pre.name + "' is alone");
    const std::uint32_t posts = context.post.size - (skip_self ? 1 : 0);
    Pairs pairs;
    pairs.reserve(count);
    // A draw has room for as many targets as there are ids.
    constexpr std::uint32_t block = spec::limits::Ids;
    for (std::uint32_t begin = 0; begin < count; begin += block) {
        const Draws draws(context.seed, Purpose::Connect, context.salt, begin / block);
        for (std::uint32_t i = 0; i < std::min(block, count - begin); ++i) {
            const auto pre = static_cast<std::uint32_t>(draws.unit(i, 0) * context.pre.size);
            auto post = static_cast<std::uint32_t>(draws.unit(i, 1) * posts);
            if (skip_self && post >= pre) ++post;
            pairs.emplace_back(pre, post);
        }
    }
    return pairs;
}

Pairs by_rule(const ProjectionSource& projection, const ConnectContext& context) {
    const std::uint32_t pres = context.pre.size, posts = context.post.size;
    const bool skip_self = projection.no_self && context.pre.name == context.post.name;
    Pairs pairs;
    switch (projection.connector) {
        case Connector::OneToOne:
            if (pres != posts)
                throw SourceError(projection.connector_at,
                                  "one_to_one needs equal sizes: '" + context.pre.name + "' has " +
                                      std::to_string(pres) + ", '" + context.post.name + "' has " +
                                      std::to_string(posts));
            limit(pres, context, projection.connector_at);
            for (std::uint32_t i = 0; i < pres; ++i)
                if (!skip_self) pairs.emplace_back(i, i);
            break;
        case Connector::FixedInDegree:
            pairs = fixed_degree(projection, context, true);
            break;
        case Connector::FixedOutDegree:
            pairs = fixed_degree(projection, context, false);
            break;
        case Connector::FixedTotal:
            pairs = fixed_total(projection, context);
            break;
        case Connector::FixedProbability:
            for (std::uint32_t i = 0; i < pres; ++i) {
                const Draws draws(context.seed, Purpose::Connect, context.salt,
                                  context.pre.first_id + i);
                for (std::uint32_t j = 0; j < posts; ++j) {
                    if ((skip_self && i == j) ||
                        draws.unit(context.post.first_id + j) >= projection.number)
                        continue;
                    pairs.emplace_back(i, j);
                    limit(pairs.size(), context, projection.connector_at);
                }
            }
            break;
        default:
            limit(std::uint64_t{pres} * posts, context, projection.connector_at);
            for (std::uint32_t i = 0; i < pres; ++i)
                for (std::uint32_t j = 0; j < posts; ++j)
                    if (!skip_self || i != j) pairs.emplace_back(i, j);
    }
    std::sort(pairs.begin(), pairs.end());
    return pairs;
}

std::uint16_t checked_delay(double steps, Position at, const ConnectContext& context) {
    const double whole = whole_steps(steps, at, "a delay");
    if (whole < 1 || whole > context.longest_delay)
        throw SourceError(
            at, "a delay must be 1 to " + std::to_string(context.longest_delay) + " steps, found " +
                    std::to_string(static_cast<std::int64_t>(std::clamp(whole, -1e15, 1e15))) +
                    context.why_no_longer);
    return static_cast<std::uint16_t>(whole);
}

class Drawer {
  public:
    Drawer(const ProjectionSource& projection, const ConnectContext& context, std::size_t count)
        : projection_(projection), context_(context) {
        check_list(projection.weight, count, "weights");
        check_list(projection.tag, count, "tags");
        check_list(projection.delay, count, "delays");
        const Distribution& delay = projection.delay;
        const bool normal = delay.kind == Distribution::Kind::Normal;
        if ((normal && delay.values.size() != 4) || delay.kind == Distribution::Kind::Bernoulli)
            throw SourceError(delay.at,
                              "delays are a number, uniform(low, high), normal(mean, sd, low, "
                              "high) or a list");
        for (std::size_t i = normal ? 2 : 0; i < delay.values.size(); ++i)
            delays_.push_back(checked_delay(
                in_steps(delay.values[i], delay.dimension, context.step_ms), delay.at, context));
        if (normal)  // what rounds to a step in the bounds
            steps_ = {in_steps(delay.values[0], delay.dimension, context.step_ms),
                      in_steps(delay.values[1], delay.dimension, context.step_ms), delays_[0] - 0.5,
                      delays_[1] + 0.5};
    }

    // Adds a synapse, and its tag if they differ. `index`: in the list, if there is one; `repeat`:
    // how many of the same pair came before in this projection.
    Synapse& add(std::uint32_t pre, std::uint32_t post, std::size_t index, std::uint32_t repeat,
                 Connected& to) const {
        if (!projection_.tag.constant())
            to.tags.push_back(sample(
                projection_.tag, index,
                Draws(context_.seed, Purpose::Tag, context_.salt, context_.pre.first_id + pre),
                context_.post.first_id + post, repeat));
        return to.synapses.emplace_back(draw(pre, post, index, repeat));
    }

  private:
    Synapse draw(std::uint32_t pre, std::uint32_t post, std::size_t index,
                 std::uint32_t repeat) const {
        const std::uint32_t source = context_.pre.first_id + pre,
                            target = context_.post.first_id + post;
        const auto draws = [&](Purpose purpose) {
            return Draws(context_.seed, purpose, context_.salt, source);
        };
        Synapse synapse{.pre = pre, .post = post};
        synapse.weight = sample(projection_.weight, index, draws(Purpose::Weight), target, repeat);
        if (projection_.delay.kind == Distribution::Kind::Uniform) {
            const double range = delays_[1] - delays_[0] + 1.0;
            const double drawn = draws(Purpose::Delay).unit(target, repeat) * range;
            synapse.delay = static_cast<std::uint16_t>(delays_[0] + static_cast<unsigned>(drawn));
        } else if (projection_.delay.kind == Distribution::Kind::Normal) {
            const double drawn = sample_normal(steps_, draws(Purpose::Delay), target, repeat);
            synapse.delay = static_cast<std::uint16_t>(
                std::clamp(std::floor(drawn + 0.5), double(delays_[0]), double(delays_[1])));
        } else {
            synapse.delay = projection_.delay.constant() ? delays_[0] : delays_[index];
        }
        return synapse;
    }

    static void check_list(const Distribution& list, std::size_t count, const char* what) {
        if (list.kind == Distribution::Kind::List && list.values.size() != count)
            throw SourceError(list.at, "a list of " + std::to_string(list.values.size()) + " " +
                                           what + " for " + std::to_string(count) + " synapses");
    }

    const ProjectionSource& projection_;
    const ConnectContext& context_;
    std::vector<std::uint16_t> delays_;
    std::vector<double> steps_;  // of a normal delay
};

void add_listed(const ListedSynapse& one, std::size_t index, std::uint32_t repeat,
                const Drawer& drawer, const ConnectContext& context, Connected& to) {
    if (one.pre >= context.pre.size)
        throw SourceError(one.at,
                          "'" + context.pre.name + "' has no element " + std::to_string(one.pre));
    if (one.post >= context.post.size)
        throw SourceError(one.at,
                          "'" + context.post.name + "' has no element " + std::to_string(one.post));
    if (repeat >= spec::limits::Ordinals)
        throw SourceError(one.at, "more than " + std::to_string(spec::limits::Ordinals) +
                                      " synapses of one pair");
    Synapse& synapse = drawer.add(one.pre, one.post, index, repeat, to);
    if (one.weight) synapse.weight = *one.weight;
    if (one.delay)
        synapse.delay = checked_delay(in_steps(*one.delay, context.step_ms), one.at, context);
}

// Several synapses of one pair keep the order of the list. `file`: where it is from, if not from
// the network.
Connected by_list(const ProjectionSource& projection, const std::vector<ListedSynapse>& list,
                  const ConnectContext& context, const std::string& file = {}) {
    limit(list.size(), context, projection.connector_at);
    const Drawer drawer(projection, context, list.size());
    std::vector<std::size_t> order(list.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return std::pair(list[a].pre, list[a].post) < std::pair(list[b].pre, list[b].post);
    });
    Connected result;
    std::uint32_t repeat = 0;
    const auto& made = result.synapses;
    for (const std::size_t i : order) {
        const ListedSynapse& one = list[i];
        const bool again =
            !made.empty() && made.back().pre == one.pre && made.back().post == one.post;
        repeat = again ? repeat + 1 : 0;
        try {
            add_listed(one, i, repeat, drawer, context, result);
        } catch (const SourceError& error) {
            if (one.line == 0) throw;
            throw SourceError(error.at,
                              file + ":" + std::to_string(one.line) + ": " + error.what());
        }
    }
    return result;
}

}  // namespace

Connected connect(const ProjectionSource& projection, const ConnectContext& context) {
    if (projection.connector == Connector::List)
        return by_list(projection, projection.list, context);
    if (projection.connector == Connector::File) {
        const bool absolute = !projection.path.empty() && projection.path[0] == '/';
        const std::string path = absolute || context.directory.empty()
                                     ? projection.path
                                     : context.directory + "/" + projection.path;
        return by_list(projection, read_synapse_file(path, projection.connector_at), context, path);
    }
    const Pairs pairs = by_rule(projection, context);
    const Drawer drawer(projection, context, pairs.size());
    Connected result;
    result.synapses.reserve(pairs.size());
    std::uint32_t repeat = 0;
    for (std::size_t i = 0; i < pairs.size(); ++i) {
        repeat = i > 0 && pairs[i] == pairs[i - 1] ? repeat + 1 : 0;
        if (repeat >= spec::limits::Ordinals)
            throw SourceError(projection.connector_at, "more than " +
                                                           std::to_string(spec::limits::Ordinals) +
                                                           " synapses of one pair were drawn");
        drawer.add(pairs[i].first, pairs[i].second, i, repeat, result);
    }
    return result;
}

}  // namespace bouton::compiler
