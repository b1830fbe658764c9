// SPDX-License-Identifier: Apache-2.0
// The waveforms of compiler/library/stimuli. What is wrong in one for a stimulus is reported where
// the stimulus names it, with the place in the waveform's file.
#include <algorithm>

#include "compiler/ir/known_names.hpp"
#include "compiler/parse/library_file.hpp"
#include "compiler/parse/parser.hpp"

namespace bouton::compiler {
void find_waveforms(Source& source, Diagnostics& diagnostics) {
    const auto files = waveform_files();
    for (StimulusSource& stimulus : source.stimuli) {
        const auto named = [&](const auto& one) { return one.name == stimulus.modulator; };
        const auto own = std::find_if(source.waveforms.begin(), source.waveforms.end(), named);
        if (!stimulus.arguments) {
            if (std::none_of(source.modulators.begin(), source.modulators.end(), named) &&
                (own != source.waveforms.end() || std::any_of(files.begin(), files.end(), named)))
                diagnostics.error(stimulus.modulator_at, "no modulator '" + stimulus.modulator +
                                                             "'; a waveform needs parentheses: `" +
                                                             stimulus.modulator + "()`");
            continue;
        }
        if (own != source.waveforms.end()) {
            stimulus.waveform = *own;
            continue;
        }
        const auto file = std::find_if(files.begin(), files.end(), named);
        if (file == files.end()) {
            std::vector<std::string> names = names_of(files);
            for (const WaveformSource& one : source.waveforms) names.push_back(one.name);
            diagnostics.error(stimulus.modulator_at,
                              "unknown waveform '" + stimulus.modulator + "'" +
                                  known_names(stimulus.modulator, std::move(names)));
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
