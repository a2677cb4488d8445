#!/bin/sh
# A race planted beside the declared one is caught, and the declared one is all that is excepted.
# Needs what `make MODE=tsan all build/tsan/tests/torture/race` makes; `make tsan` does, and runs it.
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

two_groups >"$work/g.txt"
train() {
  build/tsan/bin/n2v-train -input "$work/g.txt" -threads 4 -num-walks 50 -size 16 -q 2 \
    -checkpoint "$work/k.ckp" -checkpoint-every 0.05s -output "$work/v.bin" "$@"
}
run train -epochs 5
[ "$code" -eq 0 ] && ! grep -q ThreadSanitizer "$work/err"
result 'the trainer with checkpoints has no race'
run timeout -s TERM --preserve-status 5 build/tsan/bin/n2v-train -input "$work/g.txt" -threads 4 \
  -epochs 100000 -checkpoint "$work/k2.ckp" -output "$work/v.bin"
[ "$code" -eq 143 ] && [ -s "$work/k2.ckp" ] && ! grep -q ThreadSanitizer "$work/err"
result 'nor has stopping it'

found=$(grep -rl 'no_sanitize' src include tools)
[ "$found" = src/sgns/hogwild.h ]
result 'no exception but the one of src/sgns/hogwild.h'
! grep -rl N2V_HOGWILD src include tools | grep -qv '^src/sgns/'
result 'which no file outside src/sgns makes use of'

finish
