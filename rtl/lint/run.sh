#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Lints the RTL for every named configuration, a chip of one core and a mesh:
# `verilator --lint-only -Wall`, with the waivers of this folder. Exits 1 on any warning.
set -eu
cd "$(dirname "$0")/../.."
status=0
lint() {
  name=$1
  shift
  if verilator --lint-only -Wall "$@" rtl/lint/waivers.vlt -f rtl/bouton.f; then
    echo "lint $name: clean"
  else
    echo "lint $name: warnings"
    status=1
  fi
}
index=0
for configuration in tiny default large fpga; do
  lint "$configuration" "-GConfiguration=$index" --top-module bouton_top
  index=$((index + 1))
done
lint "mesh of tiny" -GConfiguration=0 -GMeshX=3 -GMeshY=2 --top-module bouton_chip
index=1
for configuration in default large fpga; do
  lint "mesh of $configuration" "-GConfiguration=$index" -GMeshX=2 -GMeshY=1 \
    --top-module bouton_chip
  index=$((index + 1))
done
lint "one tile of a mesh" -GConfiguration=0 -GMeshX=1 -GMeshY=1 --top-module bouton_chip
exit $status
