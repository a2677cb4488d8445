#!/bin/sh
# Runs test programs, each printing TAP (`ok 1 - name`, `not ok 2 - name`, `# skip`), and sums up.
#
# usage: tests/run.sh PROGRAM...
#
# A program that ends badly without naming a failed test counts as one failure. Sums go on through
# the calls of one `make`: each appends a line to build/results. The last line printed is
# `N passed, N failed`, the exit code 0 only when nothing failed.
set -u
cd "$(dirname "$0")/.." || exit 1
mkdir -p build
log=build/test.log
export CMOCKA_MESSAGE_OUTPUT=TAP
limit=${TEST_SECONDS:-600}

# The failed tests with the comments behind them; all there is where none is named.
show_failures() {
  if grep -q '^not ok ' $log; then
    awk '/^ok / { shown = 0 } /^not ok / { shown = 1 } shown { print "    " $0 }' $log
  else
    tail -n 40 $log | sed 's/^/    /'
  fi
}

for program in "$@"; do
  start=$(date +%s)
  timeout -k 10 "$limit" "$program" >$log 2>&1
  code=$?
  sed -i 's/^not \(ok .*# SKIP\)/\1/' $log # cmocka says so of a skipped test
  passed=$(grep -c '^ok ' $log)
  skipped=$(grep -c '^ok .*# [Ss][Kk][Ii][Pp]' $log)
  failed=$(grep -c '^not ok ' $log)
  passed=$((passed - skipped))
  if [ "$failed" -eq 0 ] && { [ $code -ne 0 ] || [ $((passed + skipped)) -eq 0 ]; }; then
    failed=1
    [ $code -eq 124 ] && echo "not ok - over $limit seconds" >>$log
    echo "# ends with code $code" >>$log
  fi
  printf '%-40s %4d passed %4d s\n' "${program#build/*/}" "$passed" $(($(date +%s) - start))
  [ "$skipped" -eq 0 ] || grep '^ok .*# [Ss][Kk][Ii][Pp]' $log | sed 's/^ok/    skipped:/'
  [ "$failed" -eq 0 ] || show_failures
  echo "$passed $failed" >>build/results
done
awk '{ passed += $1; failed += $2 }
  END { printf "%d passed, %d failed\n", passed, failed; exit failed > 0 }' build/results
