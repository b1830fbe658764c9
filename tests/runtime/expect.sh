#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# expect.sh STATUS PATTERN COMMAND...: the command ends with that status, and what it prints (both
# streams) has a line that matches the pattern (grep -E).
status=$1
pattern=$2
shift 2
output=$("$@" 2>&1)
found=$?
printf '%s\n' "$output"
if [ "$found" -ne "$status" ]; then
    echo "expected status $status, found $found"
    exit 1
fi
if ! printf '%s\n' "$output" | grep -qE -- "$pattern"; then
    echo "expected a line that matches: $pattern"
    exit 1
fi
