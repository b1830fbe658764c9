# SPDX-License-Identifier: Apache-2.0
# placement.sh BOUTON NET: runs a network on one core and on four, and compares their spikes.
set -e
"$1" compile "$2" -o one.img
"$1" compile "$2" --mesh 2x2 --pin E=0,0:1,0:0,1:1,1 -o four.img
"$1" run one.img --steps 300 --spikes one.csv > one.txt
"$1" run four.img --steps 300 --threads 2 --spikes four.csv > four.txt
cmp one.csv four.csv
test "$(wc -l < one.csv)" -gt 100
