// SPDX-License-Identifier: Apache-2.0
// What `--record` asks for: a state of some neurons, weights, tags or traces of a projection, or a
// modulator, after every step or every so many, as CSV or in the JSON result. The same for `run`
// and `verify`.
#pragma once

#include <boost/json.hpp>
#include <functional>

#include "runtime/apps/command.hpp"
#include "runtime/apps/files.hpp"
#include "runtime/session/session.hpp"

namespace bouton::apps {

class Recorder {
  public:
    static void add_options(Options& options);

    // Throws for what cannot be recorded, before a step is run: UsageError for a request that is
    // not understood or larger than the memory it may take, SessionError for names that are not
    // there.
    Recorder(const Options& options, const runtime::Session& session, std::uint64_t steps);

    // The values after the step that has just run.
    void operator()(const runtime::Session& session);

    void write() const;  // the CSV files
    boost::json::array json() const;
    std::string text() const;  // a line each
    // The CSV files; known before a step is run.
    std::vector<NamedFile> files() const;

  private:
    struct Record {
        std::string name, unit;          // as asked for
        std::string kind, of, variable;  // "population", its name, "v"; of a modulator: no variable
        std::string file;                // empty for JSON only
        std::uint32_t first = 0, last = 0;                                 // elements
        std::function<std::vector<double>(const runtime::Session&)> read;  // all elements
        std::vector<double> values;                                        // row by row

        std::size_t width() const { return last - first + 1; }
    };

    static Record parse(const std::string& text, const image::Image& image);
    static void resolve(Record& record, const std::string& text, const image::Image& image);

    std::uint64_t step_of(std::size_t row) const { return first_step_ + (row + 1) * every_ - 1; }

    std::uint64_t first_step_ = 0, every_ = 1;
    std::vector<Record> records_;
};

}  // namespace bouton::apps
