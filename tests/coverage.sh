#!/bin/sh
# The share of lines that `make test` runs, folder by folder, counted by gcov in a copy of the tree
# under build/coverage.
#
# usage: tests/coverage.sh [SECONDS]
#
# Tests are run one after the other until SECONDS are over (none: all of them), unit tests first; how
# many were is said. build/coverage/lines lists the lines that none has run, `file:line: text`.
cd "$(dirname "$0")/.." || exit 1
limit=${1:-0} begin=$(date +%s) top=$PWD
copy=build/coverage
mkdir -p $copy
{ git ls-files 2>/dev/null || find . -path ./build -prune -o -type f -print; } |
  tar -c -T - | tar -x -C $copy
cd $copy || exit 1
export N2V_NO_INSTALL=1
find . -name '*.gcda' -delete
tests=$(for t in tests/test_*.c; do t=${t##*/}; echo "build/release/tests/${t%.c}"; done)
# shellcheck disable=SC2086 # a list of words
make -s -j"$(nproc)" CFLAGS='-O1 -g --coverage' LDFLAGS=--coverage all $tests \
  build/release/tests/torture/fault.so >make.log 2>&1 || { tail make.log; exit 1; }

run=0 all=0
for test in $tests tests/cli/test_*.sh tests/interop/test_*.py; do
  all=$((all + 1))
  [ "$limit" -eq 0 ] || [ $(($(date +%s) - begin)) -lt "$limit" ] || continue
  timeout 300 "$test" >test.log 2>&1
  run=$((run + 1))
done
find . -name 'n2v_train_mpi.gc*' -delete # of n2v_train.c, too: gcovr wants one of a source
echo "lines run by $run of $all test programs:"
gcovr --root . --csv -f src/ -f tools/ >files.csv 2>/dev/null
awk -F, 'NR > 1 {
  folder = $1
  sub("/[^/]*$", "", folder)
  lines[folder] += $2; hit[folder] += $3; total += $2; run += $3
} END {
  for (f in lines) printf "%-16s %6d lines %5.1f%%\n", f, lines[f], 100 * hit[f] / lines[f] | "sort"
  close("sort")
  printf "%-16s %6d lines %5.1f%%\n", "all", total, 100 * run / total
}' files.csv
gcovr --root . --json -f src/ -f tools/ 2>/dev/null | python3 -c '
import json, sys
for file in json.load(sys.stdin)["files"]:
    text = open(file["file"]).read().splitlines()
    for line in file["lines"]:
        if not line["count"] and not line.get("gcovr/noncode"):
            number = line["line_number"]
            print("%s:%d: %s" % (file["file"], number, text[number - 1].strip()))
' >lines
cd "$top" || exit 1
