# SPDX-License-Identifier: Apache-2.0
# dieharder.sh DRAW_STREAM DIEHARDER short|all: runs dieharder on raw draws; fails when one of its
# tests says FAILED.
# The stream has no end and starts anew for each of the short tests, so results repeat exactly.
stream=$1
dieharder=$2
case $3 in
    short)
        # birthdays, 3D spheres, runs, craps; monobit and runs of STS; distribution of bit pairs
        for test in "-d 0" "-d 12" "-d 15" "-d 16" "-d 100" "-d 101" "-d 200 -n 2"; do
            "$stream" 1 | "$dieharder" -g 200 $test
        done
        ;;
    all) "$stream" 1 | "$dieharder" -g 200 -a ;;
    *) echo "what to run: short or all" >&2; exit 2 ;;
esac | awk '{ print; fflush() } / PASSED | WEAK /{ ran++ } /FAILED/{ bad++ }
            END { print ran " results, " bad + 0 " failed"; exit bad > 0 || ran == 0 }'
