#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# resume.sh BOUTON NET: a sweep in two parts gives the file and the text of a sweep in one, and what
# is in the file is taken from it: a number changed there is printed.
set -e
bouton=$1
net=$2
go() { "$bouton" compare "$net" --random 40 --steps 300 --no-effects --threads 1 "$@"; }
rm -f parts.csv whole.csv
go --weight-bits 8 --csv parts.csv > first.txt
go --weight-bits 8,12 --csv parts.csv > parts.txt
go --weight-bits 8,12 --csv whole.csv > whole.txt
cmp parts.csv whole.csv
cmp parts.txt whole.txt
sed '/,8,.*,chip,.*,mean,/s/,[^,]*$/,777/' whole.csv > changed.csv
go --weight-bits 8,12 --csv changed.csv > changed.txt
grep -q ' 777 ' changed.txt
