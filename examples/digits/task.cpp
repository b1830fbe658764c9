// SPDX-License-Identifier: Apache-2.0
#include "examples/digits/task.hpp"

#include <ostream>

namespace bouton::digits {

namespace {

class Writer {
  public:
    Writer(const Recipe& recipe, std::uint32_t side, std::ostream& input)
        : encoder_(recipe.seed, side, recipe.length, recipe.steps), input_(input) {}

    void show(std::span<const std::uint8_t> image, double drift) {
        encoder_.encode(image, presentation_);
        for (std::size_t s = 0; s < presentation_.steps(); ++s, ++step_)
            for (const std::uint8_t pixel : presentation_.at(s))
                input_ << step_ << ",pixels," << int{pixel} << '\n';
        const std::uint64_t last = step_ - 1;  // of the image
        input_ << last << ",clear,0\n";
        if (drift > 0) input_ << last << ",drift," << drift << '\n';
    }
    void close_gate() { input_ << step_ << ",gate,-1\n"; }  // is 1: thresholds stay
    std::uint64_t step() const { return step_; }

  private:
    Encoder encoder_;
    Presentation presentation_;
    std::ostream& input_;
    std::uint64_t step_ = 0;
};

}  // namespace

std::uint64_t write_task(const Options& options, const Data& data, std::ostream& input,
                         std::ostream& labels) {
    check(options, data);
    const Network network(compile_network(options.neurons, options.seed));
    const Recipe recipe = recipe_for(options.neurons, options.seed);
    const auto order = training_order(recipe, data.train.size());
    Writer writer(recipe, network.side, input);
    const std::uint32_t images = options.images * options.epochs;
    for (std::uint32_t n = 0; n < images; ++n) {
        // The job stops before the drift of the last image has arrived.
        const double drift = n + 1 == images ? 0 : n < recipe.early_images ? recipe.early_drift : 1;
        writer.show(data.train.images[order[n % order.size()]], drift);
    }
    writer.close_gate();
    const auto ask = [&](const Dataset& set, std::uint32_t count, const char* kind) {
        for (std::uint32_t i = 0; i < count; ++i) {
            const std::uint64_t from = writer.step();
            writer.show(set.images[i], 0);
            labels << from << ',' << writer.step() << ',' << int{set.labels[i]} << ',' << kind
                   << '\n';
        }
    };
    ask(data.train, options.label_images, "label");
    ask(data.test, options.test_images, "test");
    return writer.step();
}

}  // namespace bouton::digits
