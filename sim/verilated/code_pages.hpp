// SPDX-License-Identifier: Apache-2.0
// Large pages for the Verilated code.
//
// A simulated cycle executes more code than the first-level cache holds. From pages of 4 KiB its
// speed depends on which of them the kernel happened to give the file (13 %, for as long as the
// file stays in memory); from pages of 2 MiB it does not, and it misses the translation cache less.
// Contract: the first call copies this program's code, where it fills whole large pages, into
// anonymous ones of the same address and content; where the kernel does not give them, nothing
// changes. Does not do: anything under AddressSanitizer, which names code by its file.
#pragma once

namespace bouton::verilated {

void use_large_code_pages();

}  // namespace bouton::verilated
