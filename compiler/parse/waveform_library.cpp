// SPDX-License-Identifier: Apache-2.0
// The waveforms of compiler/library/stimuli. What is wrong in one for a stimulus is reported where
// the stimulus names it, with the place in the waveform's file.
#include <algorithm>

#include "compiler/parse/library_file.hpp"
#include "compiler/parse/parser.hpp"

namespace bouton::compiler {
void find_waveforms(Source& source, Diagnostics& diagnostics) {
    const auto files = waveform_files();
    for (StimulusSource& stimulus : source.stimuli) {
        if (!stimulus.arguments) continue;
        const auto named = [&](const auto& one) { return one.name == stimulus.modulator; };
        const auto own = std::find_if(source.waveforms.begin(), source.waveforms.end(), named);
        if (own != source.waveforms.end()) {
            stimulus.waveform = *own;
            continue;
        }
        const auto file = std::find_if(files.begin(), files.end(), named);
        if (file == files.end()) {
            std::string names;
            for (const LibraryFile& one : files) names += ", " + std::string(one.name);
            for (const WaveformSource& one : source.waveforms) names += ", " + one.name;
            diagnostics.error(stimulus.modulator_at, "unknown waveform '" + stimulus.modulator +
                                                         "'; there are " + names.substr(2));
            continue;
        }
        diagnostics.origins.push_back({.name = "waveform " + stimulus.modulator,
                                       .file = std::string(file->path),
                                       .at = stimulus.modulator_at,
                                       .arguments = {}});
        stimulus.waveform =
            read_library_file(*file, static_cast<std::uint32_t>(diagnostics.origins.size()),
                              "waveform", parse_waveform_body);
    }
}

}  // namespace bouton::compiler
