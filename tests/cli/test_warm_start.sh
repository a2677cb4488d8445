#!/bin/sh
# Training that goes on from earlier vectors: -init, -init-context, -freeze.
# shellcheck source=tests/cli/common.sh
. "$(dirname "$0")/common.sh"

graph=$work/graph
larger=$work/larger
old=$work/old.bin
two_groups >"$graph"
{
  cat "$graph"
  printf '%s\n' 'new 3' 'new 4' 'new 5'
} >"$larger"

train() {
  bin/n2v-train -threads 1 -size 8 "$@"
}

# The rows of a vector file, sorted, without the header and without the row of `new`.
rows() {
  bin/n2v-convert -quiet -input "$1" -output "$work/rows.txt"
  sed -e 1d -e '/^new /d' "$work/rows.txt" | sort
}

train -quiet -input "$graph" -output "$old" -save-context "$work/context.bin" -epochs 5
result 'the run before'

run train -input "$larger" -output "$work/new.bin" -init "$old" -freeze -group 1
[ "$code" -eq 0 ] && rows "$old" >"$work/a" && rows "$work/new.bin" >"$work/b" &&
  cmp "$work/a" "$work/b" &&
  grep -q "of 21 nodes 20 start from the vectors of -init, 1 from their neighbours, 0 at random" "$work/err"
result 'a new node beside frozen ones'
[ "$(bin/n2v-query -model "$work/new.bin" -k 10 new | awk '$3 < 10' | wc -l)" -ge 9 ]
result 'lies in its own group'

# loss FILE: of the first epoch.
loss() {
  sed -n 's/.*"loss": \[\([0-9.]*\).*/\1/p' "$1"
}
train -quiet -epochs 2 -alpha 0.002 -input "$graph" -output "$work/w.bin" -metrics "$work/cold.json"
train -quiet -epochs 2 -alpha 0.002 -input "$graph" -output "$work/w.bin" -metrics "$work/warm.json" -init "$old" \
  -init-context "$work/context.bin"
awk "BEGIN { exit !($(loss "$work/warm.json") < $(loss "$work/cold.json")) }"
result 'goes on with a lower loss than a cold start'

fails '-freeze without -init' 2 'go with -init FILE' train -input "$graph" -output "$work/w.bin" -freeze
fails 'other dimensions' 2 'give -size 8' \
  bin/n2v-train -threads 1 -size 4 -input "$graph" -output "$work/w.bin" -init "$old"
fails 'missing vectors' 2 'none.bin: cannot read' \
  train -input "$graph" -output "$work/w.bin" -init "$work/none.bin"

finish
