#!/bin/sh
# A race planted beside the declared one is caught, and the declared one is all that is excepted.
# Needs build/tsan/tests/torture/race (`make tsan` builds and runs this).
# shellcheck source=tests/cli/common.sh
. "$(dirname "$0")/../cli/common.sh"

export OMP_THREAD_LIMIT=1 TSAN_OPTIONS=exitcode=66
race=build/tsan/tests/torture/race
for i in 1 2 3; do
  run $race plain
  [ "$code" -eq 66 ] && grep -q 'WARNING: ThreadSanitizer: data race' "$work/err" &&
    grep -q 'read_walks' "$work/err"
  result "a planted race is caught ($i)"
done
run $race atomic
[ "$code" -eq 0 ] && [ ! -s "$work/err" ]
result 'without it there is nothing to catch'
found=$(grep -rl 'no_sanitize' src include tools)
[ "$found" = src/sgns/hogwild.h ]
result 'no exception but the one of src/sgns/hogwild.h'
! grep -rl N2V_HOGWILD src include tools | grep -qv '^src/sgns/'
result 'which no file outside src/sgns makes use of'

finish
