// SPDX-License-Identifier: Apache-2.0
// Checkpoint files, see checkpoint.hpp.
#include "runtime/session/checkpoint.hpp"

#include <limits>

#include "runtime/session/fixed_part.hpp"
#include "spec/image/core_view.hpp"
#include "spec/image/json.hpp"
#include "spec/image/memory_bytes.hpp"
#include "spec/image/sections.hpp"

namespace bouton::runtime {

namespace {

constexpr const char* kind = "CHKP";
constexpr std::uint32_t version = 1;
constexpr std::uint64_t counter_limit = std::uint64_t{1} << 48;
constexpr unsigned input_bytes = 16;

image::Bytes counter_bytes(const Counters& counters) {
    image::Writer out;
    for (const std::uint64_t value : counters) out.word(value, 8);
    return out.take();
}

Counters counters_of(image::Reader in) {
    Counters counters{};
    for (std::uint64_t& value : counters) {
        value = in.word(8);
        if (value >= counter_limit) in.fail(std::to_string(value), "a counter of 48 bits");
    }
    in.end();
    return counters;
}

image::Bytes input_words(const Input& input) {
    std::size_t count = 0;
    for (const auto& [step, words] : input.pending()) count += words.size();
    image::Writer out;
    out.word(count, 4);
    for (const auto& [step, words] : input.pending())
        for (const spec::StreamWord& word : words) {
            out.word(step, 8);
            out.word(word.pack(), 8);
        }
    return out.take();
}

void check_word(const image::Reader& in, const spec::StreamWord& word, const image::Image& image) {
    const spec::Configuration& c = *spec::find_configuration(image.configuration);
    const auto limit = [&]() -> std::uint32_t {
        switch (static_cast<spec::StreamKind>(word.kind)) {
            case spec::StreamKind::Spike:
                return c.axons;
            // Receptor above, neuron below; which receptors there are is the chip's to say.
            case spec::StreamKind::Drive:
                return std::numeric_limits<std::uint16_t>::max() + 1U;
            case spec::StreamKind::Modulate:
                return spec::limits::Channels;
            default:
                break;
        }
        in.fail("a word of kind " + std::to_string(word.kind), "SPIKE, DRIVE or MODULATE");
    }();
    if (word.index >= limit)
        in.fail("index " + std::to_string(word.index), "below " + std::to_string(limit));
    if ((word.core & 0x3fU) >= image.mesh_x || word.core >> 6 >= image.mesh_y)
        in.fail("core " + std::to_string(word.core), "a core of the mesh");
}

Input input_of(image::Reader in, const image::Image& image, std::uint64_t now) {
    Input input;
    const std::size_t count = in.count(std::numeric_limits<std::uint32_t>::max(), input_bytes);
    for (std::size_t i = 0; i < count; ++i) {
        const std::uint64_t step = in.word(8);
        const auto word = spec::StreamWord::unpack(in.word(8));
        if (step < now) in.fail("input for step " + std::to_string(step), "a step to come");
        check_word(in, word, image);
        if (!input.add(step, word)) in.fail("an axon's second event of a step", "one");
    }
    in.end();
    return input;
}

}  // namespace

image::Bytes to_bytes(const Checkpoint& checkpoint, const image::Image& image) {
    image::Envelope envelope{kind, version, {}};
    const auto add = [&](const char* name, std::size_t number, image::Bytes bytes) {
        envelope.sections.push_back({name, static_cast<std::uint32_t>(number), std::move(bytes)});
    };
    const boost::json::value meta = {
        {"network", image.network}, {"configuration", image.configuration},
        {"mesh_x", image.mesh_x},   {"mesh_y", image.mesh_y},
        {"step", checkpoint.step},  {"refused", checkpoint.refused}};
    const std::string text = boost::json::serialize(meta);
    add("META", 0, image::Bytes(text.begin(), text.end()));
    for (std::size_t i = 0; i < checkpoint.state.cores.size(); ++i) {
        add("CORE", i, image::core_bytes(checkpoint.state.cores[i]));
        add("CNTR", i, counter_bytes(checkpoint.state.counters[i]));
    }
    add("INPT", 0, input_words(checkpoint.input));
    return image::pack(std::move(envelope));
}

Checkpoint checkpoint_of(std::span<const unsigned char> bytes, const image::Image& image,
                         const std::string& file) {
    const image::Envelope envelope = image::unpack(bytes, kind, version, file);
    const auto section = [&](const char* name, std::size_t number) -> const image::Bytes& {
        return image::find(envelope, name, static_cast<std::uint32_t>(number), file).bytes;
    };
    const auto reader = [&](const char* name, std::size_t number) {
        return image::Reader(section(name, number), file,
                             "section " + std::string(name) + " " + std::to_string(number));
    };
    const image::Bytes& text = section("META", 0);
    const boost::json::value value =
        image::parse_json(std::string(text.begin(), text.end()), file, "META");
    const image::Json meta(value, file, "META");
    const auto same = [&](const char* key, const std::string& found, const std::string& expected) {
        if (found != expected) meta.at(key).fail(found.substr(0, 40), expected);
    };
    same("network", meta.at("network").text(), image.network);
    same("configuration", meta.at("configuration").text(), image.configuration);
    same("mesh_x", std::to_string(meta.at("mesh_x").number64()), std::to_string(image.mesh_x));
    same("mesh_y", std::to_string(meta.at("mesh_y").number64()), std::to_string(image.mesh_y));

    const spec::Configuration& configuration = *spec::find_configuration(image.configuration);
    Checkpoint checkpoint;
    checkpoint.step = meta.at("step").number64();
    checkpoint.refused = meta.at("refused").number64();
    for (std::size_t i = 0; i < image.cores.size(); ++i) {
        const std::string place = "core " + std::to_string(i);
        const image::Core& core =
            checkpoint.state.cores.emplace_back(image::core_of(reader("CORE", i), configuration));
        require_fixed_part(core, image.cores[i], configuration, place, file);
        const std::uint64_t step = std::uint64_t{image::csr_at(core, spec::Csr::StepHigh)} << 32 |
                                   image::csr_at(core, spec::Csr::StepLow);
        if (step != checkpoint.step)
            throw image::ImageError(file, place + ", step", std::to_string(step),
                                    std::to_string(checkpoint.step) + ", that of META");
        checkpoint.state.counters.push_back(counters_of(reader("CNTR", i)));
    }
    checkpoint.input = input_of(reader("INPT", 0), image, checkpoint.step);
    return checkpoint;
}

}  // namespace bouton::runtime
