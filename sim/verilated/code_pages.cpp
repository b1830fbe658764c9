// SPDX-License-Identifier: Apache-2.0
#include "sim/verilated/code_pages.hpp"

#include <link.h>
#include <sys/mman.h>

#include <cstdint>
#include <cstring>

namespace bouton::verilated {

namespace {

constexpr std::uintptr_t page = std::uintptr_t{1} << 21;

struct Code {
    std::uintptr_t first = 0, end = 0;
};

// The executable segment that this very function is in.
int find(dl_phdr_info* object, std::size_t, void* data) {
    const auto here = reinterpret_cast<std::uintptr_t>(&find);
    for (int i = 0; i < object->dlpi_phnum; ++i) {
        const ElfW(Phdr)& segment = object->dlpi_phdr[i];
        const std::uintptr_t first = object->dlpi_addr + segment.p_vaddr;
        const std::uintptr_t end = first + segment.p_memsz;
        if (segment.p_type == PT_LOAD && first <= here && here < end) {
            *static_cast<Code*>(data) = {first, end};
            return 1;
        }
    }
    return 0;
}

// Other threads may run this code meanwhile: mremap replaces it in one go, by the same.
void move_code() {
    Code code;
    dl_iterate_phdr(find, &code);
    const std::uintptr_t first = (code.first + page - 1) / page * page;
    const std::uintptr_t end = code.end / page * page;
    if (first >= end) return;
    const std::size_t size = end - first;
    void* const room =
        mmap(nullptr, size + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (room == MAP_FAILED) return;
    const auto start = reinterpret_cast<std::uintptr_t>(room);
    const std::uintptr_t aligned = (start + page - 1) / page * page;
    if (aligned != start) munmap(room, aligned - start);
    munmap(reinterpret_cast<void*>(aligned + size), start + page - aligned);
    void* const copy = reinterpret_cast<void*>(aligned);
    void* const place = reinterpret_cast<void*>(first);
    const bool large = madvise(copy, size, MADV_HUGEPAGE) == 0;
    if (large) std::memcpy(copy, place, size);
    const bool moved = large && mprotect(copy, size, PROT_READ | PROT_EXEC) == 0 &&
                       mremap(copy, size, size, MREMAP_MAYMOVE | MREMAP_FIXED, place) != MAP_FAILED;
    if (!moved) munmap(copy, size);
}

}  // namespace

void use_large_code_pages() {
    constexpr bool code_is_named_by_file = __has_feature(address_sanitizer);
    [[maybe_unused]] static const bool done = [] {
        if (!code_is_named_by_file) move_code();
        return true;
    }();
}

}  // namespace bouton::verilated
