// SPDX-License-Identifier: Apache-2.0
// The chip as people want to see it.
#include <algorithm>
#include <cmath>
#include <cstdio>

#include "compiler/map/map_page_style.hpp"
#include "compiler/map/map_report.hpp"

namespace bouton::compiler {
namespace {

constexpr std::uint32_t numbered = 12;  // meshes up to this side have numbers in their cells

std::string escape(const std::string& text) {
    std::string out;
    for (const char c : text) {
        if (c == '&')
            out += "&amp;";
        else if (c == '<')
            out += "&lt;";
        else if (c == '>')
            out += "&gt;";
        else if (c == '"')
            out += "&quot;";
        else
            out += c;
    }
    return out;
}

std::string number(double value, const char* format = "%.4g") {
    char buffer[64];
    std::snprintf(buffer, sizeof buffer, format, value);
    return buffer;
}

std::string grouped(std::uint64_t value) {
    std::string text = std::to_string(value);
    for (std::size_t i = text.size(); i > 3; i -= 3) text.insert(i - 3, ",");
    return text;
}

std::string count(double value) {
    return value < 1e15 ? grouped(static_cast<std::uint64_t>(std::llround(value))) : number(value);
}

std::string percent(double share) {
    return number(100 * share, "%.0f") + " %";
}

struct Colour {
    int red, green, blue;
};
constexpr Colour pale{233, 239, 235}, chip{20, 120, 118}, pale_link{236, 226, 216},
    link{200, 85, 61};

std::string mix(const Colour& from, const Colour& to, double share) {
    const auto part = [&](int a, int b) {
        return static_cast<int>(std::lround(a + (b - a) * std::clamp(share, 0.0, 1.0)));
    };
    char buffer[16];
    std::snprintf(buffer, sizeof buffer, "#%02x%02x%02x", part(from.red, to.red),
                  part(from.green, to.green), part(from.blue, to.blue));
    return buffer;
}

std::string scale(const Colour& from, const Colour& to, const std::string& low,
                  const std::string& high) {
    return "<div class=\"scale\">" + low + "<i style=\"background:linear-gradient(90deg," +
           mix(from, to, 0) + "," + mix(from, to, 1) + ")\"></i>" + high + "</div>";
}

std::string at(std::uint32_t value) {
    return std::to_string(value);
}

std::string box(std::uint32_t x, std::uint32_t y, std::uint32_t side, const std::string& look,
                const std::string& title) {
    return "<rect x=\"" + at(x) + "\" y=\"" + at(y) + "\" width=\"" + at(side) + "\" height=\"" +
           at(side) + "\" rx=\"3\" " + look + "><title>" + title + "</title></rect>";
}

std::string svg(std::uint32_t width, std::uint32_t height, const std::string& look) {
    return "<svg viewBox=\"0 0 " + at(width) + " " + at(height) + "\"" + look + ">";
}

std::string label(std::uint32_t x, std::uint32_t y, bool light, const std::string& text) {
    return "<text x=\"" + at(x) + "\" y=\"" + at(y) + "\"" + (light ? " class=\"light\"" : "") +
           ">" + text + "</text>";
}

std::string occupancy(const MapReport& report, Resource resource) {
    constexpr std::uint32_t cell = 36;
    const std::uint64_t most = report.capacity.most[resource];
    std::string body = svg(report.mesh.x * cell, report.mesh.y * cell, "");
    body += "<rect class=\"none\" width=\"100%\" height=\"100%\" rx=\"3\"/>";
    for (const CoreReport& core : report.cores) {
        const std::uint64_t used = core.used[resource];
        const double share = static_cast<double>(used) / static_cast<double>(most);
        const std::string where =
            "(" + at(core.place.x) + ", " + at(core.place.y) + "): " + grouped(used);
        body += box(core.place.x * cell, core.place.y * cell, cell,
                    "class=\"core\" fill=\"" + mix(pale, chip, share) + "\"", where);
        if (std::max(report.mesh.x, report.mesh.y) <= numbered)
            body += label(core.place.x * cell + cell / 2, core.place.y * cell + cell / 2,
                          share > 0.5, number(100 * share, "%.0f"));
    }
    return "<figure><figcaption><b>" + std::string(to_string(resource)) + "</b>, " + grouped(most) +
           " a core; the fullest " + percent(report.largest(resource)) + "</figcaption>" + body +
           "</svg></figure>";
}

double busiest(const MapReport& report) {
    double most = 0;
    for (const auto& links : report.links)
        for (const double traffic : links) most = std::max(most, traffic);
    return most;
}

// A link is drawn beside its opposite one, on the right of its direction, as wide as it is busy.
std::string traffic(const MapReport& report) {
    constexpr std::uint32_t cell = 72, core = 34, margin = (cell - core) / 2, gap = 7;
    const double most = busiest(report);
    std::string lines, boxes;
    const auto draw = [&](double x1, double y1, double x2, double y2, double packets,
                          const std::string& name) {
        const double share = most > 0 ? packets / most : 0;
        lines += "<line x1=\"" + number(x1) + "\" y1=\"" + number(y1) + "\" x2=\"" + number(x2) +
                 "\" y2=\"" + number(y2) + "\" stroke=\"" + mix(pale_link, link, share) +
                 "\" stroke-width=\"" + number(1.5 + 8 * share, "%.1f") + "\"><title>" + name +
                 ": " + number(packets) + "</title></line>";
    };
    for (std::uint32_t y = 0; y < report.mesh.y; ++y)
        for (std::uint32_t x = 0; x < report.mesh.x; ++x) {
            const auto& out = report.links[y * report.mesh.x + x];
            const std::string from = "from (" + at(x) + ", " + at(y) + ")";
            const double cx = x * cell + cell / 2.0, cy = y * cell + cell / 2.0;
            const double near = core / 2.0, far = cell - core / 2.0;
            if (x + 1 < report.mesh.x)
                draw(cx + near, cy + gap, cx + far, cy + gap, out[0], from + " east");
            if (x > 0) draw(cx - near, cy - gap, cx - far, cy - gap, out[1], from + " west");
            if (y + 1 < report.mesh.y)
                draw(cx - gap, cy + near, cx - gap, cy + far, out[2], from + " south");
            if (y > 0) draw(cx + gap, cy - near, cx + gap, cy - far, out[3], from + " north");
            boxes += box(x * cell + margin, y * cell + margin, core, "class=\"none\"",
                         "(" + at(x) + ", " + at(y) + ")");
        }
    for (const CoreReport& one : report.cores) {
        const double share = static_cast<double>(one.used[Resource::Neurons]) /
                             static_cast<double>(report.capacity.most[Resource::Neurons]);
        boxes += box(one.place.x * cell + margin, one.place.y * cell + margin, core,
                     "class=\"core\" fill=\"" + mix(pale, chip, share) + "\"",
                     "(" + at(one.place.x) + ", " + at(one.place.y) + "): sends " +
                         number(one.sent) + ", receives " + number(one.received));
        boxes += label(one.place.x * cell + cell / 2, one.place.y * cell + cell / 2, share > 0.5,
                       at(one.neurons));
    }
    return svg(report.mesh.x * cell, report.mesh.y * cell, " class=\"traffic\"") + lines + boxes +
           "</svg>" + scale(pale_link, link, "0", number(most) + " packets on a link");
}

std::string card(const std::string& title, const std::string& note, const std::string& body) {
    return "<section class=\"card\"><h2>" + title + "</h2><p class=\"note\">" + note + "</p>" +
           body + "</section>";
}

std::string tile(const std::string& look, const std::string& name, const std::string& value,
                 const std::string& note) {
    return "<div class=\"tile" + look + "\"><span class=\"name\">" + name + "</span><b>" + value +
           "</b><span>" + note + "</span></div>";
}

class Table {
  public:
    explicit Table(const std::vector<std::string>& heads) { row(heads, "th"); }

    // The first cell is a name, the others are numbers.
    void row(const std::vector<std::string>& cells, const std::string& kind = "td") {
        text_ += "<tr>";
        for (std::size_t i = 0; i < cells.size(); ++i)
            text_.append("<")
                .append(kind)
                .append(i > 0 ? " class=\"n\">" : ">")
                .append(cells[i] + "</" + kind + ">");
        text_ += "</tr>";
    }

    std::string text() const { return "<table>" + text_ + "</table>"; }

  private:
    std::string text_;
};

std::string populations(const MapReport& report) {
    Table table({"population", "neurons", "cores", "synapses", "axons on cores", "fan-out entries",
                 "packets"});
    for (const PopulationReport& one : report.populations)
        table.row({escape(one.name) + (one.input ? " (input)" : ""), grouped(one.size),
                   grouped(one.cores), grouped(one.synapses), grouped(one.axons),
                   grouped(one.fanout), number(one.packets)});
    return table.text();
}

std::string bounds(const MapReport& report) {
    Table table({"resource", "needed", "a core has", "cores at least", "asks for most"});
    for (const BoundReport& one : report.bounds)
        table.row({one.resource, grouped(one.needed), grouped(one.available), grouped(one.cores),
                   escape(one.population)});
    return table.text();
}

std::string candidates(const MapReport& report) {
    Table table({"partition", "cores", "packets"});
    for (const Candidate& one : report.candidates)
        table.row({escape(one.name), grouped(one.parts), number(one.packets, "%.6g")});
    return table.text();
}

std::string stages(const MapReport& report) {
    Table table({"stage", "seconds"});
    for (const Stage& one : report.stages)
        table.row({escape(one.name), number(one.seconds, "%.3f")});
    return table.text();
}

}  // namespace

std::string to_html(const MapReport& report) {
    std::uint64_t neurons = 0, synapses = 0;
    for (const PopulationReport& one : report.populations) {
        if (!one.input) neurons += one.size;
        synapses += one.synapses;
    }
    const std::string title = "How " + escape(report.network) + " lies on the chip";
    std::string page =
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">"
        "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>Bouton: " +
        title + "</title><style>" + map_page_style + "</style></head><body><main><h1>" + title +
        "</h1><p class=\"lead\">" + grouped(neurons) + " neurons and " + grouped(synapses) +
        " synapses on a mesh of " + at(report.mesh.x) + " x " + at(report.mesh.y) + " '" +
        escape(report.configuration) +
        "' cores. Where a neuron lies changes what has to travel, never what is computed.</p>";
    page +=
        "<div class=\"tiles\">" +
        tile("", "Cores in use", grouped(report.cores.size()),
             "of " + grouped(std::uint64_t{report.mesh.x} * report.mesh.y)) +
        tile(" link", "Packets", count(report.packets), "rate x cores that a spike is sent to") +
        tile(" link", "Hops a packet",
             number(report.packets > 0 ? report.packet_hops / report.packets : 0, "%.2f"),
             "the host's packets included") +
        tile("", "Slots of rows in use", percent(report.row_fill), "the rest fills lanes up") +
        tile("", "Mapped in", number(report.seconds(), "%.2f") + " s", escape(report.strategy)) +
        "</div>";
    std::string maps = "<div class=\"maps\">";
    for (const Resource one : {Resource::Neurons, Resource::Axons, Resource::Words,
                               Resource::Fanout, Resource::Descriptors, Resource::Instructions})
        maps += occupancy(report, one);
    page += card("Traffic",
                 "Packets on each link, x first, then y; the number in a core is how many neurons "
                 "it has. The host is at (0, 0).",
                 traffic(report));
    page += card("Occupancy", "How full each core is, in percent, for each of its resources.",
                 maps + "</div>" + scale(pale, chip, "empty", "full"));
    page += card("Populations", "What each population uses, over all cores.", populations(report));
    page += card("What the network needs",
                 "No partition uses fewer cores than the largest of these.", bounds(report));
    if (!report.candidates.empty())
        page += card("What was tried", "Fewest packets wins.", candidates(report));
    page += card("Time", "Seed " + std::to_string(report.seed) + ".", stages(report));
    return page + "</main></body></html>\n";
}

}  // namespace bouton::compiler
