// SPDX-License-Identifier: Apache-2.0
// Writes the sample image to the file it is given: for tests of commands.
#include <iostream>

#include "spec/image/container.hpp"
#include "tests/spec_image/sample.hpp"

int main(int argc, char** argv) {
    if (argc != 2) {
        std::cerr << "write_sample FILE\n";
        return 2;
    }
    bouton::image::write_image(argv[1], bouton::test::sample_image());
    return 0;
}
