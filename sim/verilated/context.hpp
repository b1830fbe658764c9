// SPDX-License-Identifier: Apache-2.0
// A Verilated model forgets its scopes in the context of the thread when it is destroyed, which may
// be that of another model that is gone. A member of this type just after the model, and so
// destroyed just before it, makes the context its own.
#pragma once

#include <verilated.h>

namespace bouton::verilated {

struct OwnContext {
    explicit OwnContext(VerilatedContext& own) : context(own) {}
    ~OwnContext() { Verilated::threadContextp(&context); }
    OwnContext(const OwnContext&) = delete;
    OwnContext& operator=(const OwnContext&) = delete;

    VerilatedContext& context;
};

}  // namespace bouton::verilated
