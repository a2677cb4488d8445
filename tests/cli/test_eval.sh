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

recall() {
  bin/n2v-eval recall -input "$work/g.txt" -size 16 -walk-length 10 -window 2 -epochs 10 \
    -alpha 0.05 -threads 1 "$@"
}
# row RANKING LOW HIGH: hit@10 of that line in [LOW, HIGH].
row() {
  awk -v name="$1" -v low="$2" -v high="$3" \
    '$1 == name && $2 == "hit@10" && $3 >= low && $3 <= high { found++ } END { exit found != 1 }' \
    "$work/out"
}
run recall -quiet -save-split "$work/split" -save-rest "$work/rest.txt" -output "$work/r.bin"
[ "$code" -eq 0 ] && is_value questions 40 48 && is_value unknown 0 0 && is_value nodes 48 48
result 'recall counts questions and nodes'
row cosine 0.9 1 && row context 0.9 1 && row common 0.9 1 && row weights 0.9 1 && row popularity 0 0.7
result 'hidden edges are found, by popularity alone they are not'
awk -v rest="$(wc -l <"$work/rest.txt")" 'END { exit NR + rest != 272 }' "$work/split"
result 'what is hidden and what is left make the whole'
[ ! -s "$work/err" ]
result 'a quiet recall says nothing else'
cp "$work/out" "$work/first"
run bin/n2v-eval recall -quiet -input "$work/g.txt" -threads 1 -model "$work/r.bin"
grep '^cosine' "$work/out" >"$work/second" && grep '^cosine' "$work/first" | cmp -s - "$work/second"
result '-model scores the vectors that were written'
run bin/n2v-eval recall -quiet -threads 3 -input "$work/g.txt" -model "$work/r.bin"
grep '^cosine' "$work/out" | cmp -s - "$work/second"
result 'threads change nothing in a score'
echo old >"$work/split" && cp "$work/rest.txt" "$work/old.txt" && echo old >"$work/rest.txt"
run bin/n2v-eval recall -input "$work/g.txt" -model "$work/none.bin" -save-split "$work/split" \
  -save-rest "$work/rest.txt"
[ "$code" -eq 2 ] && [ "$(cat "$work/split" "$work/rest.txt")" = "old
old" ] && cp "$work/old.txt" "$work/rest.txt"
result 'vectors that cannot be read: nothing is replaced'
run bin/n2v-eval recall -input "$work/g.txt" -model "$work/r.bin" -seed 2 -save-rest /dev/full \
  -save-split "$work/split"
[ "$code" -eq 1 ] && [ "$(cat "$work/split")" = old ]
result 'what is hidden is not replaced when what is left cannot be written'
run recall -questions 7 -quiet
is_value questions 7 7
result '-questions says how many'
awk 'BEGIN { print 48, 4; for (i = 0; i < 48; i++) print i, i % 7 - 3, i % 5 - 2, i % 11 - 5, 1 }' \
  >"$work/poor.txt"
run bin/n2v-eval recall -input "$work/g.txt" -model "$work/poor.txt"
[ "$code" -eq 0 ] && grep -q 'warning: cosine finds less than common alone' "$work/err"
result 'vectors worse than no vectors are said to be'
awk 'BEGIN { print "userId,movieId,rating"; for (u = 0; u < 40; u++) for (i = 0; i < 8; i++)
  print u "," (u % 4) * 20 + (u * 7 + i * 5) % 12 "," 5 - (i == 7) }' >"$work/ratings.csv"
run bin/n2v-eval recall -quiet -format ratings -min-weight 1 -input "$work/ratings.csv" -size 8 \
  -save-rest "$work/left.csv"
[ "$code" -eq 0 ] && is_value questions 40 40 && [ "$(wc -l <"$work/left.csv")" -eq 241 ]
result 'of each user one rating is hidden'
sed 's/,\([0-9][0-9]*\),/,"the""\1"",film",/' "$work/ratings.csv" >"$work/quoted.csv"
run bin/n2v-eval recall -quiet -format ratings -min-weight 1 -input "$work/quoted.csv" -size 8 \
  -save-rest "$work/kept.csv"
[ "$code" -eq 0 ] && [ "$(grep -cFxf "$work/quoted.csv" "$work/kept.csv")" -eq 241 ]
result 'names that hold commas and quotes keep theirs in -save-rest'
fails 'nobody has enough' 2 'no user has 9 kept ratings' bin/n2v-eval recall -quiet -format ratings \
  -min-weight 1 -input "$work/ratings.csv" -least 9
fails 'recall without a graph' 2 'give -input' bin/n2v-eval recall
fails 'recall onto its input' 2 'would replace' \
  bin/n2v-eval recall -input "$work/g.txt" -save-rest "$work/g.txt"

fails 'no task' 2 'n2v-eval linkpred or n2v-eval recall' bin/n2v-eval
fails 'an unknown task' 2 'n2v-eval linkpred or n2v-eval recall' bin/n2v-eval guess
seq 1 400000 | sed 's/$/ x/; s/[02468] x/& y/' >"$work/many-labels.txt"
awk 'BEGIN { print 40, 400; for (i = 1; i <= 40; i++) { printf "%d", i
  for (d = 0; d < 400; d++) printf " %d", (i * d) % 7; print "" } }' >"$work/wide.txt"
# shellcheck disable=SC3045 # ulimit -v: dash and bash have it
run sh -c 'ulimit -v 1000000 && bin/n2v-eval classify -quiet -threads 1 -model "$0" -labels "$1"' \
  "$work/wide.txt" "$work/many-labels.txt"
[ "$code" -eq 0 ] && is_value nodes 40 40
result 'labels of nodes without a vector take little memory'
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
prints '-help of all' 0 'n2v-eval classify\|linkpred\|recall' bin/n2v-eval -help
prints '-help of one task' 0 '^  -train-fraction' bin/n2v-eval classify -help
for task in classify linkpred recall; do
  prints "-dump-config of $task" 0 '^seed = 7 ; command line$' \
    bin/n2v-eval $task -seed 7 -dump-config
done
finish
