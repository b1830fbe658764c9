// SPDX-License-Identifier: Apache-2.0
// A first session: an image on the model, some input, spikes, weights before and after, a
// checkpoint.
#include <iostream>

#include "runtime/device/devices.hpp"
#include "runtime/session/session.hpp"
#include "spec/image/container.hpp"

int main(int argc, char** argv) {
    if (argc != 3) {
        std::cerr << "first IMAGE CHECKPOINT\n";
        return 2;
    }
    using namespace bouton;

    // [session]
    runtime::Session session(runtime::make_device("model"), image::read_image(argv[1]));
    const std::vector<double> before = session.weights("ff");

    for (int i = 0; i < 50; ++i)
        session.inject("in", 2, i);    // element 2 spikes in the next 50 steps
    session.drive("out", 0, 0, 30.0);  // and neuron 0 is pushed once, by 30 nA

    std::size_t spikes = session.run(100).size();
    // [session]

    // [callback]
    const auto tell = [](runtime::Session& s, std::span<const runtime::Event> of_step) {
        if (!of_step.empty())
            std::cout << "step " << s.now() - 1 << ": " << of_step.size() << " spikes\n";
    };
    spikes += session.run(20, tell).size();
    // [callback]

    // [values]
    const std::vector<double> after = session.weights("ff");
    std::cout << spikes << " spikes; weight " << before[8] << " became " << after[8] << '\n';
    std::cout << "v of neuron 0: " << session.states("out", "v")[0] << '\n';
    // [values]

    // [checkpoint]
    session.checkpoint(argv[2]);
    session.run(10);
    session.restore(argv[2]);  // as if the last ten steps had not been
    // [checkpoint]

    // [health]
    for (const runtime::Ailment& a : session.health())
        std::cout << a.counter << ": " << a.meaning << "; " << a.remedy << '\n';
    return session.health().empty() && session.weights("ff") == after ? 0 : 1;
    // [health]
}
