#!/bin/sh
# n2v-eval on tiny graphs.
# shellcheck source=tests/cli/common.sh
. "$(dirname "$0")/common.sh"

# Four groups of 12 nodes, all linked within, neighbouring groups by two edges: 264 + 8 edges.
awk 'BEGIN {
  for (g = 0; g < 4; g++) {
    for (i = 0; i < 12; i++)
      for (j = 0; j < i; j++) print 12 * g + i, 12 * g + j
    print 12 * g, (12 * g + 17) % 48
    print 12 * g + 1, (12 * g + 18) % 48
  }
}' >"$work/g.txt"
awk 'BEGIN { for (i = 0; i < 48; i++) print i, "group" int(i / 12) }' >"$work/l.txt"
bin/n2v-train -quiet -input "$work/g.txt" -size 16 -walk-length 10 -window 2 -epochs 10 -alpha 0.05 \
  -threads 1 -output "$work/v.bin"

# is_value KEY LOW HIGH: a line `KEY X` with X in [LOW, HIGH].
is_value() {
  awk -v key="$1" -v low="$2" -v high="$3" '
    { value = $NF; sub(/ [^ ]*$/, "") }
    $0 == key && value >= low && value <= high { found++ }
    END { exit found != 1 }' "$work/out"
}

run bin/n2v-eval classify -model "$work/v.bin" -labels "$work/l.txt"
[ "$code" -eq 0 ] && is_value nodes 48 48 && is_value labels 4 4
result 'classify counts nodes and labels'
is_value macro_f1 0.95 1 && is_value micro_f1 0.95 1
result 'groups are told from vectors'
is_value macro_f1_deviation 0 0.1 && is_value micro_f1_deviation 0 0.1
result 'deviations are printed'
cp "$work/out" "$work/first"
run bin/n2v-eval classify -threads 3 -model "$work/v.bin" -labels "$work/l.txt"
cmp -s "$work/out" "$work/first"
result 'threads change nothing'

echo 'stranger group1' >>"$work/l.txt"
run bin/n2v-eval classify -model "$work/v.bin" -labels "$work/l.txt"
[ "$code" -eq 0 ] && grep -q '1 labelled nodes have no vector' "$work/err"
result 'labelled nodes without a vector are mentioned'
run bin/n2v-eval classify -quiet -model "$work/v.bin" -labels "$work/l.txt"
[ "$code" -eq 0 ] && [ ! -s "$work/err" ]
result '-quiet says nothing'

linkpred() {
  bin/n2v-eval linkpred -quiet -input "$work/g.txt" -size 16 -walk-length 10 -window 2 -epochs 10 \
    -alpha 0.05 -threads 1 "$@"
}
run linkpred
[ "$code" -eq 0 ] && is_value nodes 48 48 && is_value edges 272 272 && is_value removed 136 136
result 'linkpred counts nodes, edges and what it takes out'
is_value 'hadamard auc' 0.9 1 && is_value 'l1 auc' 0.9 1 && is_value 'l2 auc' 0.9 1 &&
  is_value 'average auc' 0.2 1
result 'operators are scored'
is_value 'dot auc' 0.9 1 && is_value 'cosine auc' 0.9 1
result 'dot product and cosine are scored'
[ ! -s "$work/err" ]
result 'a quiet run says nothing else'
cp "$work/out" "$work/first"
run linkpred
cmp -s "$work/out" "$work/first"
result 'one thread repeats'
run linkpred -remove 0.25
[ "$code" -eq 0 ] && is_value removed 68 68
result '-remove says how many'

fails 'no task' 2 'n2v-eval classify or n2v-eval linkpred' bin/n2v-eval
fails 'an unknown task' 2 'n2v-eval classify or n2v-eval linkpred' bin/n2v-eval guess
fails 'classify without labels' 2 'labels FILE' bin/n2v-eval classify -model "$work/v.bin"
fails 'an option of the other task' 2 "unknown option '-remove'" \
  bin/n2v-eval classify -remove 0.5
fails 'linkpred without a graph' 2 'give -input' bin/n2v-eval linkpred
fails 'a directed graph' 2 'wants an undirected graph' \
  bin/n2v-eval linkpred -quiet -directed -input "$work/g.txt"
echo '0' >"$work/empty.txt"
fails 'a file without labels' 2 'empty.txt: no labels' \
  bin/n2v-eval classify -model "$work/v.bin" -labels "$work/empty.txt"
fails 'a file that is not there' 2 'nowhere.txt' \
  bin/n2v-eval classify -model "$work/v.bin" -labels "$work/nowhere.txt"
printf '1 2\n2 3\n3 4\n' >"$work/tree.txt"
fails 'a tree' 2 'has no cycle' bin/n2v-eval linkpred -quiet -input "$work/tree.txt"
prints '-help of all' 0 'n2v-eval classify\|linkpred' bin/n2v-eval -help
prints '-help of one task' 0 '^  -train-fraction' bin/n2v-eval classify -help
for task in classify linkpred; do
  prints "-dump-config of $task" 0 '^seed = 7 ; command line$' \
    bin/n2v-eval $task -seed 7 -dump-config
done
finish
