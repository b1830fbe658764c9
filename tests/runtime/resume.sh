#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# resume.sh BOUTON IMAGE FOLDER: 200 steps at once, and 80 + 120 steps with a checkpoint between,
# end with the same spikes, weights and checkpoint.
set -e
bouton=$1
image=$2
cd "$3"
feed="--random 300 --seed 9"
$bouton run "$image" --steps 200 $feed --weights ff=whole.csv --spikes whole_spikes.csv \
  --checkpoint whole.chk
$bouton run "$image" --steps 80 $feed --spikes first_spikes.csv --checkpoint half.chk
$bouton run "$image" --steps 120 $feed --restore half.chk --weights ff=parts.csv \
  --spikes second_spikes.csv --checkpoint parts.chk
cmp whole.csv parts.csv
# Verified from there too, with threads and without learning.
$bouton verify "$image" --device model --threads 2 --steps 120 $feed --restore half.chk --frozen |
  grep -q "agree in 120 steps"
cmp whole.chk parts.chk
tail -n +2 second_spikes.csv | cat first_spikes.csv - | cmp - whole_spikes.csv
