#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Installs the Debian 12 packages Bouton needs, if any is missing. The README's table says why each.
set -eu
packages="cmake ninja-build ccache clang make g++ verilator libsystemc-dev catch2 zlib1g-dev
dieharder python3 git libboost1.81-dev libboost-program-options1.81-dev
libboost-iostreams1.81-dev libboost-json1.81-dev
clang-format clang-tidy libclang-rt-14-dev yosys"
missing=""
for package in $packages; do
  if ! dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed'; then
    missing="$missing $package"
  fi
done
[ -z "$missing" ] && exit 0
echo "Installing:$missing"
run=""
if [ "$(id -u)" != 0 ]; then
  if ! command -v sudo >/dev/null; then
    echo "make setup needs root or sudo to install:$missing" >&2
    exit 1
  fi
  run="sudo"
fi
$run env DEBIAN_FRONTEND=noninteractive apt-get update -qq
# shellcheck disable=SC2086
$run env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing
