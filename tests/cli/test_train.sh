#!/bin/sh
# n2v-train and its companions on a tiny graph.
# shellcheck source=tests/cli/common.sh
. "$(dirname "$0")/common.sh"

two_groups >"$work/g.txt"
train() {
  bin/n2v-train -quiet -input "$work/g.txt" -size 16 -num-walks 20 -walk-length 10 -window 2 \
    -epochs 5 -alpha 0.05 "$@"
}

run train -threads 1 -output "$work/a.bin" -metrics "$work/m.json"
[ "$code" -eq 0 ] && [ ! -s "$work/out" ] && [ ! -s "$work/err" ]
result 'a quiet run prints nothing'
[ "$(head -n 1 "$work/a.bin")" = '20 16' ]
result 'the header counts rows and columns'
for field in nodes edges walks steps pairs epochs threads simd sampler load_seconds \
  preprocess_seconds train_seconds total_seconds walks_per_second steps_per_second \
  pairs_per_second shared_lines_per_pair loss peak_rss_bytes seed version; do
  grep -q "\"$field\": " "$work/m.json"
  result "-metrics has $field"
done
/usr/bin/python3 -c 'import json, sys
m = json.load(open(sys.argv[1]))
assert (m["nodes"], m["edges"], m["walks"], m["epochs"]) == (20, 91, 2000, 5), m
assert m["steps"] == 20000 and len(m["loss"]) == 5 and m["loss"][-1] < m["loss"][0], m' \
  "$work/m.json" 2>"$work/err"
result '-metrics holds the figures of the run, and the loss falls'

printf '0 1\n1 2\n2 3\n3 0\n' >"$work/ring.txt"
run bin/n2v-train -input "$work/ring.txt" -output "$work/ring.bin" -size 2 -walk-length 4 -num-walks 1 \
  -epochs 1500 -alpha 0.01 -metrics "$work/ring.json"
/usr/bin/python3 -c 'import json, sys
loss = json.load(open(sys.argv[1]))["loss"]
assert len(loss) == 1500 and all(loss), len(loss)
assert f"loss {loss[-1]:.4f} after 1500 epochs" in open(sys.argv[2]).read()' \
  "$work/ring.json" "$work/out" 2>"$work/err"
result 'every epoch of 1,500 has its loss, and the closing line the last one'

train -threads 1 -output "$work/b.bin" && cmp "$work/a.bin" "$work/b.bin" >"$work/out" 2>&1
result 'one thread repeats bit for bit'
train -threads 1 -seed 2 -output "$work/b.bin" && ! cmp -s "$work/a.bin" "$work/b.bin"
result 'another seed gives other vectors'
for threads in 1 2 7; do
  train -threads $threads -output /dev/null -save-walks "$work/walks.$threads" >"$work/out" 2>&1
done
[ -s "$work/walks.1" ] && cmp "$work/walks.1" "$work/walks.2" && cmp "$work/walks.1" "$work/walks.7"
result 'the same walks with 1, 2 and 7 threads'
[ "$(wc -l <"$work/walks.1")" -eq 2000 ]
result '-save-walks writes every walk'
bin/n2v-train -quiet -walks "$work/walks.1" -size 16 -window 2 -threads 2 -output "$work/w.bin" \
  2>"$work/err"
result '-walks trains on them'
run train -threads 32 -output "$work/c.bin"
[ "$code" -eq 0 ]
result '32 threads'
train -threads 1 -pin -output "$work/b.bin" && cmp "$work/a.bin" "$work/b.bin" >"$work/out" 2>&1
result '-pin changes no number'
run taskset -c 0 bin/n2v-train -quiet -input "$work/g.txt" -size 16 -epochs 2 -threads 5 -pin \
  -output "$work/c.bin"
[ "$code" -eq 0 ]
result '-pin with more threads than processors'

run train -threads 1 -output "$work/a.txt"
[ "$(head -n 1 "$work/a.txt")" = '20 16' ] && [ "$(wc -l <"$work/a.txt")" -eq 21 ]
result 'an output that ends in .txt is word2vec text'
run train -threads 1 -binary 0 -output "$work/a.emd"
cmp "$work/a.txt" "$work/a.emd" >"$work/out" 2>&1
result '-binary 0 is the same'
run bin/n2v-convert -quiet -input "$work/a.bin" -output "$work/converted.txt"
cmp "$work/a.txt" "$work/converted.txt" >"$work/out" 2>&1
result 'n2v-convert makes the same text of the binary file'
run bin/n2v-convert -quiet -input "$work/a.txt" -output "$work/converted.bin"
cmp "$work/a.bin" "$work/converted.bin" >"$work/out" 2>&1
result 'and the same binary file of the text'

for node in 3 17; do
  run bin/n2v-query -model "$work/a.bin" -k 8 $node
  [ "$code" -eq 0 ] && [ "$(wc -l <"$work/out")" -eq 8 ] &&
    awk -F '\t' -v node=$node '$1 != NR || $2 > 1.0001 || int($3 / 10) != int(node / 10) ||
      $3 == node { bad = 1 } END { exit bad }' "$work/out"
  result "the nearest of $node are in its group"
done
run bin/n2v-query -model "$work/a.bin" 999
[ "$code" -eq 1 ] && [ ! -s "$work/out" ] && grep -q "^n2v-query: .*'999'" "$work/err"
result 'n2v-query with a name that is not there'

prints 'n2v-graph -stats: nodes' 0 '^nodes 20$' bin/n2v-graph -input "$work/g.txt" -stats
prints 'n2v-graph -stats: edges' 0 '^edges 91$' bin/n2v-graph -input "$work/g.txt" -stats
prints 'n2v-graph -stats: average degree' 0 '^average_degree 9.10$' \
  bin/n2v-graph -input "$work/g.txt" -stats
run bin/n2v-walk -quiet -input "$work/g.txt" -num-walks 2 -walk-length 5 -output "$work/walks.txt"
[ "$code" -eq 0 ] && [ "$(awk 'NF != 5 { bad = 1 } END { print bad + NR }' "$work/walks.txt")" -eq 40 ]
result 'n2v-walk writes walks of the length asked for'

run timeout -s INT --preserve-status 1 env --default-signal=INT bin/n2v-train -quiet -input "$work/g.txt" -epochs 100000 \
  -output "$work/never.bin"
[ "$code" -eq 130 ] && [ "$(find "$work" -name 'never*' | wc -l)" -le 1 ]
result 'SIGINT ends with 130'
run timeout -s TERM --preserve-status 1 bin/n2v-train -quiet -input "$work/g.txt" -epochs 100000 \
  -output "$work/never.bin"
[ "$code" -eq 143 ]
result 'SIGTERM ends with 143'
run train -quiet -output "$work/twice.bin"
[ "$code" -eq 2 ]
result '-quiet twice is an option given twice'
run bin/n2v-train -input "$work/g.txt" -output "$work/d.bin" -log-format json
/usr/bin/python3 -c 'import json, sys
events = [json.loads(line) for line in open(sys.argv[1])]
assert events and all("phase" in event for event in events), events' "$work/err"
result '-log-format json prints JSON lines'
# Four hundred blocks of tokens, in a second or two.
run bin/n2v-train -input "$work/g.txt" -output "$work/d.bin" -log-format json -size 8 -epochs 1 -num-walks 1000
[ "$code" -eq 0 ] && [ "$(grep -c '"phase": *"train"' "$work/err")" -ge 1 ] && [ "$(wc -l <"$work/err")" -le 100 ]
result 'progress is told a few times a second'

bin/n2v-walk -quiet -input "$work/g.txt" -output "$work/limited.txt"
fails 'walks from a file keep to -memory' 1 'the corpus .* MB, the model and the threads' \
  bin/n2v-train -walks "$work/limited.txt" -size 4096 -memory 1M -output "$work/limited.bin"

run bin/n2v-train -input "$work/g.txt" -output "$work/auto.bin" -size 8 -threads 1 \
  -save-walks "$work/auto.walks"
[ "$code" -eq 0 ] && grep -Eq 'loss [0-9.]+ after [0-9]+ epochs \(the loss settled\)' "$work/out"
result 'the closing line says why it ended'
epochs=$(sed -n 's/.* after \([0-9]*\) epochs .*/\1/p' "$work/out")
[ "$(wc -l <"$work/auto.walks")" -eq $((epochs * 200)) ]
result '-save-walks keeps the walks of all epochs of auto'
fails 'no epochs' 2 "must be a whole number from 1 to 100000, or auto" \
  bin/n2v-train -input "$work/g.txt" -output "$work/auto.bin" -epochs 0
fails 'two outputs on standard output' 2 '-output - and -save-context - would mix' \
  bin/n2v-train -quiet -input "$work/g.txt" -output - -save-context -
seq 2000 | awk '{ print "a" $1, "b" $1 }' >"$work/pairs.txt"
run bin/n2v-train -quiet -input "$work/pairs.txt" -size 8 -epochs 1 -num-walks 1 -walk-length 3 -sample 1e-6 \
  -output "$work/v.bin"
[ "$code" -eq 0 ] && grep -q 'pairs were trained for 4000 nodes, most vectors are random' "$work/err"
result 'few pairs are told'
finish
