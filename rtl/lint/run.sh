#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Lints the RTL for every named configuration: `verilator --lint-only -Wall`, with the waivers of
# this folder. Exits 1 on any warning.
set -eu
cd "$(dirname "$0")/../.."
status=0
index=0
for configuration in tiny default large fpga; do
  if verilator --lint-only -Wall "-GConfiguration=$index" --top-module bouton_top \
      rtl/lint/waivers.vlt -f rtl/bouton.f; then
    echo "lint $configuration: clean"
  else
    echo "lint $configuration: warnings"
    status=1
  fi
  index=$((index + 1))
done
exit $status
