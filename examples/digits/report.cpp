// SPDX-License-Identifier: Apache-2.0
#include "examples/digits/report.hpp"

#include "examples/common/page_style.hpp"
#include "examples/common/svg.hpp"
#include "examples/common/text.hpp"
#include "examples/digits/report_figures.hpp"

namespace bouton::digits {

using common::escape;
using common::fixed;
using common::grouped;
using common::percent;

namespace {

std::string tile(const std::string& style, const std::string& name, const std::string& value,
                 const std::string& note) {
    return "<div class=\"tile " + style + "\"><span class=\"name\">" + name + "</span><b>" + value +
           "</b><span>" + note + "</span></div>";
}

std::string card(const std::string& title, const std::string& note, const std::string& body) {
    return "<section class=\"card\"><h2>" + title + "</h2><p class=\"note\">" + note + "</p>" +
           body + "</section>";
}

std::string figure(const std::string& caption, const std::string& body) {
    return "<figure><figcaption>" + caption + "</figcaption>" + body + "</figure>";
}

std::string two(const std::string& left, const std::string& right) {
    return "<div class=\"two\">" + left + right + "</div>";
}

std::string tiles(const Result& result) {
    const auto scored = [](const Score& score) {
        return "soft vote " + percent(score.soft) + ", " + grouped(score.windows) + " test images";
    };
    std::string out = "<div class=\"tiles\">";
    out += tile(result.options.device == "twin" ? "float" : "chip",
                result.options.device == "twin" ? "float64 twin" : "Chip, fixed point",
                percent(result.chip.score.vote), scored(result.chip.score));
    if (result.twin) {
        out += tile("float", "float64, same spikes", percent(result.twin->open_score.score.vote),
                    "weights learned from the chip's own spikes, same evaluator");
        out += tile("float", "float64, on its own", percent(result.twin->closed_score.score.vote),
                    scored(result.twin->closed_score.score));
    }
    if (result.lockstep) {
        const auto& verdict = *result.lockstep;
        out +=
            verdict.agrees()
                ? tile("chip", "RTL in lockstep", "0 differences",
                       grouped(verdict.images) + " images, " + grouped(verdict.steps) +
                           " steps: every spike, state, trace, weight and cycle agreed")
                : tile("bad", "RTL in lockstep", "differs", escape(to_text(*verdict.difference)));
    }
    const auto& ailments = result.ailments;
    out += tile(ailments.empty() ? "chip" : "bad", "Saturated, lost, late",
                ailments.empty() ? "nothing" : std::to_string(ailments.size()) + " counters",
                ailments.empty() ? "every counter of errors is 0"
                                 : ailments.front().name + " in " + ailments.front().where);
    return out + "</div>";
}

std::string counter_table(const Result& result, bool cycles) {
    std::string out =
        "<table class=\"facts\"><tr><th>counter</th><th class=\"n\">value</th>"
        "<th class=\"n\">per image</th></tr>";
    const double images = result.options.images * static_cast<double>(result.options.epochs);
    for (const auto& line : result.counters) {
        const bool is_cycles = line.kind == spec::CounterKind::Cycles;
        if (is_cycles != cycles || (!cycles && line.kind != spec::CounterKind::Work)) continue;
        out += "<tr><td>" + line.name + "<br><span class=\"what\">" + escape(line.doc) +
               "</span></td><td class=\"n\">" + grouped(line.value) + "</td><td class=\"n\">" +
               fixed(static_cast<double>(line.value) / images, 1) + "</td></tr>";
    }
    return out + "</table>";
}

std::string losses(const Result& result) {
    std::string out =
        "<table class=\"facts\"><tr><th>what</th><th class=\"n\">how "
        "often</th><th>meaning</th></tr>";
    const auto row = [&out](const std::string& name, const std::string& value,
                            const std::string& meaning) {
        out += "<tr><td>" + name + "</td><td class=\"n\">" + value + "</td><td class=\"what\">" +
               meaning + "</td></tr>";
    };
    for (const auto& line : result.counters) {
        if (line.kind == spec::CounterKind::Rule) {
            row(line.name, grouped(line.value), escape(line.doc) + "; normal");
        } else if (line.kind == spec::CounterKind::Format) {
            const char* style = line.value == 0 ? "good" : "wrong";
            row(line.name,
                "<span class=\"" + std::string(style) + "\">" + grouped(line.value) + "</span>",
                escape(line.doc));
        }
    }
    for (const auto& note : result.quantisation) {
        row("initial weights of '" + escape(note.projection) + "'",
            grouped(note.clipped) + " clipped, " + grouped(note.rounded_to_zero) + " to zero",
            grouped(note.synapses) + " weights in steps of " + fixed(note.scale, 7) +
                ": RMS error " + fixed(note.rms_error, 7) + ", largest " +
                fixed(note.largest_error, 7));
    }
    return out + "</table>";
}

std::string fields_card(const Result& result) {
    const auto order = by_label(result.chip.readout);
    const auto chip = figure("<b>Chip</b>, 16-bit weights",
                             receptive_fields(result.training.end, result.side, order));
    const auto other = result.twin
                           ? figure("<b>float64</b>, the same spikes",
                                    receptive_fields(result.twin->open, result.side, order))
                           : figure("<b>Before learning</b>",
                                    receptive_fields(result.training.start, result.side, order));
    std::string note = "The " + std::to_string(result.side) + " x " + std::to_string(result.side) +
                       " weights of each neuron, darkest where largest, ordered by the class the "
                       "neuron answers to. No label was used while they were learned.";
    if (result.twin) {
        const auto& d = result.twin->distance;
        note += " Fixed and floating point differ by " + fixed(100 * d.rms, 4) +
                " % RMS of the range, " + fixed(100 * d.largest, 3) + " % at most, " +
                fixed(100 * d.bias, 4) + " % on average.";
    }
    return card("What the neurons have learned to see", note, two(chip, other));
}

std::string speed_note(const Result& result) {
    const auto& training = result.training;
    return grouped(training.steps) + " steps on the " + result.options.device + " in " +
           fixed(training.seconds, 1) + " s (" +
           fixed(1e6 * training.seconds / static_cast<double>(training.steps), 2) + " us a step" +
           (result.twin ? ", the twin beside it included" : "") + "); the whole job took " +
           fixed(result.seconds, 0) + " s.";
}

}  // namespace

std::string html_report(const Result& result) {
    const auto& o = result.options;
    const std::uint64_t images = std::uint64_t{o.images} * o.epochs;
    const std::string subject =
        result.cores == 1 ? "One core learns" : std::to_string(result.cores) + " cores learn";
    std::string page =
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">"
        "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
        "<title>Bouton: " +
        subject + " digits</title><style>" + std::string(common::page_style) +
        "</style></head><body><main>";
    page +=
        "<h1>" + subject + " digits</h1><p class=\"lead\">" + grouped(o.neurons) +
        " spiking neurons on " +
        (result.cores == 1 ? "one Bouton core" : std::to_string(result.cores) + " Bouton cores") +
        " saw " + grouped(images) +
        " handwritten digits (MNIST), 200 steps each, and learned from spikes alone, on the chip, "
        "without labels. Then the weights were frozen, " +
        grouped(o.label_images) +
        " training images told which neuron answers to which digit, and " + grouped(o.test_images) +
        " images it had never seen were put to the vote.</p>";
    page += tiles(result);
    page += fields_card(result);
    page +=
        card("Learning",
             "Left: accuracy on the first " + grouped(result.curve_images) +
                 " test images (labelled with as many training images). Right: how many neurons "
                 "answer one image; thresholds settle where it is about four, and two after 10,000 "
                 "images.",
             two(learning_curve(result), activity_curve(result)));
    page += card(
        "The last images of the training, step by step",
        "Every spike of the inputs and of the neurons. The first neuron to reach its threshold "
        "clears all others; between images everything is cleared.",
        raster(result));
    page += two(
        card("Weights",
             "All " + grouped(result.plastic_synapses) + " learned weights; the bar at 0 is cut.",
             weight_histogram(result)),
        card("Which digit was taken for which",
             "Rows: the digit shown; columns: the vote. " + grouped(result.chip.score.silent) +
                 " images without a spike count as wrong.",
             confusion(result.chip.score)));
    page += card("Nothing silent",
                 "What was clipped, saturated, rounded away or lost during the training.",
                 losses(result));
    page += card("The chip's counters", speed_note(result),
                 two(counter_table(result, false), counter_table(result, true)));
    page += card("The network",
                 grouped(result.synapses) + " synapses, " + grouped(result.plastic_synapses) +
                     " of them plastic; seed " + std::to_string(o.seed) + ".",
                 "<pre>" + escape(result.network) + "</pre>");
    return page +
           "<footer>Images: MNIST (LeCun, Cortes, Burges), CC BY-SA "
           "3.0.</footer></main></body></html>\n";
}

}  // namespace bouton::digits
