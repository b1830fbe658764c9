#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Linters: Verilator -Wall for every named configuration, generated files up to date, style rules,
# formatting, clang-tidy.
set -eu
build=${1:-build}
sh rtl/lint/run.sh
python3 spec/generate.py --check
python3 tests/style/check_style.py
git ls-files '*.cpp' '*.hpp' ':!spec/gen' | xargs clang-format --dry-run --Werror
git ls-files '*.cpp' ':!tests' ':!sim/verilated' |
  xargs -n 4 -P "$(nproc)" clang-tidy -p "$build" --quiet
