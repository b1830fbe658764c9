// SPDX-License-Identifier: Apache-2.0
// Where a run's input comes from: an input file, random spikes, both for different inputs, or
// nothing. The options are the same for `run` and `verify`.
#pragma once

#include <optional>
#include <set>

#include "runtime/apps/command.hpp"
#include "runtime/session/random_input.hpp"
#include "runtime/session/session.hpp"

namespace bouton::apps {

class Feed {
  public:
    static void add_options(Options& options);  // and --steps

    // Gives the session a file's lines at once; those before its step are skipped (it was
    // restored).
    Feed(const Options& options, runtime::Session& session);

    // Random input for the step that runs next.
    void operator()(runtime::Session& session);

    // How many steps to run from the session's: --steps, or until everything that was fed has
    // arrived, or 1000.
    std::uint64_t steps(const Options& options, const runtime::Session& session) const;
    const std::string& description() const { return description_; }

  private:
    void feed_file(const std::string& path, bool any_length, runtime::Session& session);
    // Says what it feeds, as description() does.
    std::string feed_random(const std::vector<std::string>& texts, std::uint64_t seed,
                            const image::Image& image);

    std::set<std::uint32_t> fed_;  // inputs that the file names
    std::optional<runtime::RandomInput> random_;
    std::uint64_t length_ = 0;  // steps from 0 until everything that was fed has arrived
    std::string description_ = "no input";
};

}  // namespace bouton::apps
