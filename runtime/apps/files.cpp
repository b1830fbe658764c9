// SPDX-License-Identifier: Apache-2.0
// Files of a command line, see files.hpp.
#include "runtime/apps/files.hpp"

#include <filesystem>

#include "runtime/apps/command.hpp"

namespace bouton::apps {

namespace {

namespace fs = std::filesystem;

// What is not there yet is known by its path, what is there by what it is.
bool same(const std::string& a, const std::string& b) {
    std::error_code none;
    if (fs::exists(a, none) && fs::exists(b, none))
        return fs::is_regular_file(a, none) && fs::equivalent(a, b, none);
    const fs::path whole_a = fs::weakly_canonical(fs::absolute(a, none), none);
    if (none) return a == b;
    const fs::path whole_b = fs::weakly_canonical(fs::absolute(b, none), none);
    return none ? a == b : whole_a == whole_b;
}

}  // namespace

void refuse_clashes(const std::vector<NamedFile>& inputs, const std::vector<NamedFile>& outputs) {
    for (std::size_t i = 0; i < outputs.size(); ++i) {
        const NamedFile& one = outputs[i];
        if (one.path.empty()) continue;
        for (const NamedFile& input : inputs)
            if (!input.path.empty() && same(one.path, input.path))
                throw UsageError(one.option + " would replace " + one.path + ", which " +
                                 input.option + " reads");
        for (std::size_t k = 0; k < i; ++k)
            if (!outputs[k].path.empty() && same(one.path, outputs[k].path))
                throw UsageError(one.option + " would replace " + one.path + ", which " +
                                 outputs[k].option + " writes");
    }
}

}  // namespace bouton::apps
