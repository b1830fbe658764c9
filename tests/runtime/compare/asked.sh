#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# asked.sh BOUTON NET: with labels accuracies are in text, JSON, CSV and page; other labels are
# other settings; error bars are those of seeds; and a run that is not to be trusted is one also
# when it is taken from a file.
set -e
bouton=$1
net=$2
go() { "$bouton" compare "$net" --steps 300 --no-effects --loop closed --threads 1 "$@"; }
rm -f asked.csv ill.csv

printf '100,150,0,label\n150,200,1,label\n200,250,0,test\n250,300,1,test\n' > labels.csv
sed s/250,300,1/250,300,0/ labels.csv > others.csv
asked() { go --random 40 --labels labels.csv "$@"; }
asked --seeds 2 --csv asked.csv --html asked.html > asked.txt
grep -q '2 classes, 2 windows give labels, 2 are tests' asked.txt
grep -q "test windows that 'cell' has right" asked.txt
grep -q 'closed,chip,cell,accuracy,300,' asked.csv
asked --json | grep -q '"quantity":"accuracy"'
grep -q 'Test windows that are right' asked.html
if go --random 40 --labels others.csv --seeds 2 --csv asked.csv > /dev/null 2>&1; then exit 1; fi

grep -q 'class="line error chip"' asked.html
go --random 40 --html one.html > one.txt
if grep -q 'class="line error' one.html; then exit 1; fi
if grep -q 'Test windows' one.html; then exit 1; fi

printf '5,pre,0\n5,pre,0\n' > twice.csv
ill() {
    status=0
    go --input twice.csv --csv ill.csv --html ill.html --json > ill.json 2> ill.txt || status=$?
    test "$status" -eq 3
    grep -q 'not to be trusted' ill.txt
    grep -q '^Refused = 1: ' ill.txt
    grep -q '"counter":"Refused","value":1' ill.json
    grep -q 'Refused = 1' ill.html
}
ill
cp ill.csv before.csv
ill
cmp ill.csv before.csv
