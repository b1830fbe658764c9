// SPDX-License-Identifier: Apache-2.0
// The report: one self-contained HTML page, and the same facts as JSON.
#pragma once

#include <string>

#include "examples/digits/job.hpp"

namespace bouton::digits {

std::string html_report(const Result& result);
std::string json_report(const Result& result);

}  // namespace bouton::digits
