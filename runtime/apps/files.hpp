// SPDX-License-Identifier: Apache-2.0
// The files a command line names: no two outputs are one file, and none is an input. Devices and
// pipes may be named any number of times.
#pragma once

#include <string>
#include <vector>

namespace bouton::apps {

struct NamedFile {
    std::string option;  // "--spikes", "--weights ff", "NET"
    std::string path;    // empty: not given
};

// Throws UsageError.
void refuse_clashes(const std::vector<NamedFile>& inputs, const std::vector<NamedFile>& outputs);

}  // namespace bouton::apps
