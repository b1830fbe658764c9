#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# recorded.sh BOUTON DEVICE: of 60 steps every 20th is recorded; the last weights are those that
# --weights writes at the end, and what was recorded goes on changing.
set -e
"$1" run learns.img --device "$2" --steps 60 --random 100 --record-every 20 \
    --record "plain.weight=recorded_$2.csv" --record "plain.x1=traces_$2.csv" \
    --record "tagged.tag:1-2=tags_$2.csv" --weights "plain=weights_$2.csv" > /dev/null
for file in recorded traces tags; do
    test "$(cut -d, -f1 "${file}_$2.csv" | tr '\n' ' ')" = "step 19 39 59 "
    test "$(tail -n +2 "${file}_$2.csv" | cut -d, -f2- | sort -u | wc -l)" -eq 3
done
test "$(head -n 1 "tags_$2.csv")" = "step,tag[1] 1,tag[2] 1"
test "$(head -n 1 "traces_$2.csv")" = "step,x1[0] 1,x1[1] 1,x1[2] 1"
test "$(tail -n 1 "recorded_$2.csv" | cut -d, -f2- | tr , '\n')" \
    = "$(grep '^[0-9]' "weights_$2.csv" | cut -d, -f3)"
