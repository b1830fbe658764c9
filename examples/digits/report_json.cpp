// SPDX-License-Identifier: Apache-2.0
#include <boost/json.hpp>

#include "examples/digits/report.hpp"

namespace bouton::digits {

namespace json = boost::json;

namespace {

json::object to_json(const Score& score) {
    json::array confusion;
    for (const auto& row : score.confusion)
        confusion.push_back(json::array(row.begin(), row.end()));
    return {{"vote", score.vote},
            {"soft_vote", score.soft},
            {"images", score.windows},
            {"silent", score.silent},
            {"spikes_per_image", score.spikes_per_window},
            {"confusion", std::move(confusion)}};
}

json::object to_json(const TwinResult& twin) {
    return {{"open_loop", to_json(twin.open_score.score)},
            {"closed_loop", to_json(twin.closed_score.score)},
            {"weight_bias", twin.distance.bias},
            {"weight_rms", twin.distance.rms},
            {"weight_largest", twin.distance.largest},
            {"closed_loop_seconds", twin.closed_seconds}};
}

json::object to_json(const Verdict& verdict) {
    json::object out{{"agrees", verdict.agrees()},
                     {"images", verdict.images},
                     {"steps", verdict.steps},
                     {"seconds", verdict.seconds}};
    if (verdict.difference) out["difference"] = to_text(*verdict.difference);
    return out;
}

}  // namespace

std::string json_report(const Result& result) {
    const auto& o = result.options;
    json::object out{{"device", o.device},
                     {"images", o.images},
                     {"epochs", o.epochs},
                     {"neurons", o.neurons},
                     {"seed", o.seed},
                     {"label_images", o.label_images},
                     {"score", to_json(result.chip.score)},
                     {"training_seconds", result.training.seconds},
                     {"training_steps", result.training.steps},
                     {"evaluation_seconds", result.evaluation_seconds},
                     {"seconds", result.seconds},
                     {"synapses", result.synapses},
                     {"plastic_synapses", result.plastic_synapses},
                     {"good", result.good()}};
    json::array curve;
    for (const auto& point : result.curve) {
        curve.push_back(json::object{
            {"images", point.images}, {"vote", point.vote}, {"soft_vote", point.soft}});
    }
    out["learning_curve"] = std::move(curve);
    out["learning_curve_test_images"] = result.curve_images;
    json::object counters;
    for (const auto& line : result.counters) counters[line.name] = line.value;
    out["counters"] = std::move(counters);
    json::object ailments;
    for (const auto& line : result.ailments) ailments[line.name + " in " + line.where] = line.value;
    out["wrong"] = std::move(ailments);
    json::array quantisation;
    for (const auto& note : result.quantisation) {
        quantisation.push_back(json::object{{"projection", note.projection},
                                            {"scale", note.scale},
                                            {"synapses", note.synapses},
                                            {"clipped", note.clipped},
                                            {"rounded_to_zero", note.rounded_to_zero},
                                            {"rms_error", note.rms_error},
                                            {"largest_error", note.largest_error}});
    }
    out["quantisation"] = std::move(quantisation);
    if (result.twin) out["twin"] = to_json(*result.twin);
    if (result.lockstep) out["lockstep"] = to_json(*result.lockstep);
    return json::serialize(out) + "\n";
}

}  // namespace bouton::digits
