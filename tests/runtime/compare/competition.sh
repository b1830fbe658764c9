#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# competition.sh BOUTON NET: in A12's network both groups lose when weights of 8 bits and a sign are
# rounded to nearest, by more than a fifth of the largest weight, 0.05, after 50 s; rounded
# stochastically they stay within a twentieth of float64's.
set -e
"$1" compare "$2" --random 15 --shared together=0.3:20 --steps 100000 --loop closed --no-effects \
    --weight-bits 9 --rounding nearest,stochastic --csv competition.csv | tee competition.txt
grep -q "the rate of 'together' varies by 0.3" competition.txt
awk -F, -v full=0.05 '
    $4 == "closed" && $7 == "mean" && $8 == 100000 { mean[$3, $5, $6] = $9; names[$6] }
    END {
        for (name in names) {
            seen++
            nearest = mean["nearest", "chip", name] - mean["nearest", "twin", name]
            stochastic = mean["stochastic", "chip", name] - mean["stochastic", "twin", name]
            print name ": off by", nearest / full, "nearest,", stochastic / full, "stochastic"
            if (nearest > -full / 5) wrong = 1
            if (stochastic > full / 20 || stochastic < -full / 20) wrong = 1
        }
        exit wrong || seen != 2
    }' competition.csv
