// SPDX-License-Identifier: Apache-2.0
#include "tests/cosim/minimise.hpp"

#include <sstream>
#include <utility>

namespace bouton::cosim {
namespace {

using spec::ControlWord;
using spec::Region;

std::vector<std::uint64_t>& words(RandomImage& image, Region region) {
    return image.image.cores[0].region[static_cast<std::size_t>(region)];
}

std::uint64_t& csr(RandomImage& image, spec::Csr r) {
    return words(image, Region::Csr)[static_cast<std::size_t>(r)];
}

void control(RandomImage& image, bool ControlWord::*flag) {
    auto word = ControlWord::unpack(static_cast<std::uint32_t>(csr(image, spec::Csr::Control)));
    word.*flag = false;
    csr(image, spec::Csr::Control) = word.pack();
}

struct Reduction {
    std::string name;
    std::function<void(RandomImage&, LockstepOptions&)> apply;
};

const std::vector<Reduction>& reductions() {
    static const std::vector<Reduction> all{
        {"learning", [](RandomImage& i, LockstepOptions&) { control(i, &ControlWord::learn); }},
        {"PRE", [](RandomImage& i, LockstepOptions&) { control(i, &ControlWord::has_pre); }},
        {"POST", [](RandomImage& i, LockstepOptions&) { control(i, &ControlWord::has_post); }},
        {"SWEEP", [](RandomImage& i, LockstepOptions&) { control(i, &ControlWord::has_sweep); }},
        {"REWARD", [](RandomImage& i, LockstepOptions&) { control(i, &ControlWord::has_reward); }},
        {"POST by chain",
         [](RandomImage& i, LockstepOptions&) { csr(i, spec::Csr::ScanWords) = 0; }},
        {"core program",
         [](RandomImage& i, LockstepOptions&) { csr(i, spec::Csr::CoreDescriptor) = 0; }},
        {"axon programs",
         [](RandomImage& i, LockstepOptions&) { words(i, Region::AxonGroup).clear(); }},
        {"fan-out", [](RandomImage& i, LockstepOptions&) { words(i, Region::FanoutHead).clear(); }},
        {"stalls", [](RandomImage&, LockstepOptions& o) { o.stalls = false; }},
        {"host writes", [](RandomImage&, LockstepOptions& o) { o.writes = false; }},
        {"input", [](RandomImage&, LockstepOptions& o) { o.input = false; }},
    };
    return all;
}

}  // namespace

Minimised minimise(const Run& run, const RandomImage& image, const LockstepOptions& options,
                   const Mismatch& mismatch) {
    Minimised best{image, options, mismatch, {}};
    best.options.after_step = nullptr;
    const auto shorten = [&] {
        best.options.steps = static_cast<std::uint32_t>(best.mismatch.step);
    };
    shorten();
    for (const Reduction& reduction : reductions()) {
        Minimised smaller = best;
        reduction.apply(smaller.image, smaller.options);
        const auto still = run(smaller.image, smaller.options);
        if (!still || still->what != best.mismatch.what) continue;
        best = std::move(smaller);
        best.mismatch = *still;
        best.without.push_back(reduction.name);
        shorten();
    }
    return best;
}

std::string report(const Minimised& smallest, const Mismatch& first) {
    std::ostringstream text;
    text << smallest.image.configuration.name << " seed " << smallest.image.seed << ", "
         << describe(first) << "\n  smallest: " << describe(smallest.mismatch);
    if (!smallest.without.empty()) {
        text << "\n  also without:";
        for (const std::string& name : smallest.without) text << ' ' << name << ',';
    }
    text << "\n  again: cosim_replay --configuration " << smallest.image.configuration.name
         << " --seed " << smallest.image.seed << " --steps " << first.step;
    return text.str();
}

std::string explain(const Run& run, const RandomImage& image, const LockstepOptions& options,
                    const std::optional<Mismatch>& mismatch) {
    return mismatch ? report(minimise(run, image, options, *mismatch), *mismatch) : std::string{};
}

}  // namespace bouton::cosim
