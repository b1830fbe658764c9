// SPDX-License-Identifier: Apache-2.0
// The systems there are: a table. A row is a folder ID_word with network.net, experiment.cpp (the
// function `run`) and README.md.
#pragma once

#include <span>
#include <string_view>

namespace bouton::systems {

class Bench;

struct Row {
    std::string_view id, word, title;
    void (*run)(Bench&);
};

std::span<const Row> rows();
const Row* find_row(std::string_view id);  // nullptr: there is none
// ID_word/network.net as it was when this was built; throws if there is none.
std::string_view network_text(std::string_view folder);

}  // namespace bouton::systems
