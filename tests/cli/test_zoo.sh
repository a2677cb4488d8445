#!/bin/sh
# A sample of tests/zoo.py, and a run whose vectors are ruined.
# shellcheck source=tests/cli/common.sh
. "$(dirname "$0")/common.sh"

star=$work/star.txt
seq 300 | sed 's/^/hub /' >"$star"

# The rate that the message names is one that trains.
fails 'a rate that ruins the vectors' 1 'diverged in epoch 1: the loss is .* use an .*alpha.* of 0\.25' \
  bin/n2v-train -quiet -input "$star" -alpha 1 -output "$work/v.bin" -metrics "$work/m.json"
[ ! -e "$work/v.bin" ] && [ ! -e "$work/m.json" ]
result 'writes nothing'
run bin/n2v-train -quiet -input "$star" -alpha 0.25 -output "$work/v.bin"
[ "$code" -eq 0 ]
result 'the rate that its message names trains'

# New nodes among vectors that stay as they are, from a handful of edges.
two_groups >"$work/g.txt"
printf 'new 1\nnew 2\nother 12\nother 13\n' >"$work/delta.txt"
bin/n2v-train -quiet -input "$work/g.txt" -size 16 -epochs 10 -alpha 0.1 -output "$work/g.bin" \
  -save-context "$work/g.context.bin"
for rate in 0.025 0.1; do
  run bin/n2v-train -quiet -input "$work/delta.txt" -init "$work/g.bin" -init-context \
    "$work/g.context.bin" -freeze -size 16 -alpha $rate -epochs 20 -output "$work/d.bin"
  [ "$code" -eq 0 ] &&
    bin/n2v-query -quiet -model "$work/d.bin" -k 4 new | cut -f 3 | grep -qE '^[12]$'
  result "a handful of new edges at alpha $rate"
done

/usr/bin/python3 tests/zoo.py 9 3 >"$work/zoo" 2>"$work/err" || echo 'not ok - zoo.py failed' >>"$work/zoo"
while IFS= read -r line; do
  case $line in ok*) true ;; *) false ;; esac
  result "zoo: ${line#*- }"
done <"$work/zoo"
seq 2 12 | sed 's/^/1 /' >"$work/star.txt"
fails 'so large a rate that nothing is a number' 1 'the loss is not finite .* longest vector is not finite' \
  bin/n2v-train -quiet -input "$work/star.txt" -size 4 -epochs 1 -num-walks 1 -walk-length 2000 -threads 1 \
  -negative 64 -alpha 1 -ns-exponent -1 -output "$work/star.bin"
finish
