#!/bin/sh
# n2v-walk: the file of walks, its metrics, and what it refuses.
# shellcheck source=tests/cli/common.sh
. "$(dirname "$0")/common.sh"

graph=$work/graph.txt
two_groups >"$graph"

walks() {
  bin/n2v-walk -quiet -input "$graph" "$@"
}

walks -p 0.25 -q 4 -output "$work/1.txt" -threads 1
for threads in 2 7; do
  run walks -p 0.25 -q 4 -output "$work/$threads.txt" -threads $threads
  [ "$code" -eq 0 ] && cmp "$work/1.txt" "$work/$threads.txt"
  result "the same walks on $threads threads as on one"
done

awk 'NF != 80 { exit 1 } END { exit NR != 200 }' "$work/1.txt"
result '10 walks of 80 from each of 20 nodes'
cut -d ' ' -f 1 "$work/1.txt" | sort -n | uniq -c | awk '$1 != 10 { exit 1 } END { exit NR != 20 }'
result 'each node starts as many'
awk 'NR == FNR { edge[$1, $2] = edge[$2, $1] = 1; next }
     { for (i = 2; i <= NF; i++) if (!(($(i - 1), $i) in edge)) exit 1 }' "$graph" "$work/1.txt"
result 'walks go along edges'

bin/n2v-walk -input "$graph" -num-walks 1 -output /dev/stdout 2>"$work/err" | cat >"$work/out"
[ "$(wc -l <"$work/out")" -eq 20 ] && grep -q '20 walks, 1600 steps' "$work/err"
result 'walks into a pipe, and nothing else'

for sampler in precomputed rejection mixture; do
  run walks -p 0.25 -q 4 -sampler $sampler -num-walks 1 -output "$work/s.txt" \
    -metrics "$work/m.json"
  [ "$code" -eq 0 ] && [ "$(wc -l <"$work/s.txt")" -eq 20 ] &&
    grep -q "\"sampler\": \"$sampler\"" "$work/m.json" && grep -q '"steps": 1600,' "$work/m.json"
  result "sampler $sampler"
done

run walks -seed 2 -output "$work/other.txt" -p 0.25 -q 4
[ "$code" -eq 0 ] && ! cmp -s "$work/1.txt" "$work/other.txt"
result 'another seed, other walks'
walks -p 0.25 -q 4 -sampler rejection -output "$work/one.txt"
run walks -epochs 2 -p 0.25 -q 4 -sampler rejection -output "$work/2.txt"
[ "$code" -eq 0 ] && head -n 200 "$work/2.txt" | cmp - "$work/one.txt" &&
  ! tail -n 200 "$work/2.txt" | cmp -s - "$work/one.txt"
result 'an epoch more, other walks behind the same'
run walks -output /dev/null -metrics "$work/m.json"
[ "$code" -eq 0 ] && grep -q '"steps_per_second"' "$work/m.json"
result 'timed without a file'

# The same sampler for training and for walks alone, at every limit that holds the training.
bin/n2v-graph -quiet -generate powerlaw -nodes 400 -edges 6000 -output "$work/g.csr"
sampler_of() { sed -n 's/.*"sampler": "\([^"]*\)".*/\1/p' "$work/m.json" | head -n 1; }
differ=0
for kilobytes in 60 200 500 700 800 1000 1200 1500 2000 3000 5000 8000 20000 100000; do
  for epochs in auto 1; do
    set -- -quiet -input "$work/g.csr" -p 0.25 -q 4 -num-walks 1 -walk-length 100 -epochs "$epochs" \
      -threads 1 -memory "${kilobytes}K" -metrics "$work/m.json"
    bin/n2v-train "$@" -size 4 -window 1 -output "$work/v.bin" 2>"$work/err" || continue
    trained=$(sampler_of)
    bin/n2v-walk "$@" -output /dev/null 2>"$work/err"
    [ "$trained" = "$(sampler_of)" ] || differ=1
    echo "$trained" >>"$work/seen"
  done
done
[ $differ -eq 0 ] && [ "$(sort -u "$work/seen" | wc -l)" -gt 1 ]
result 'n2v-train and n2v-walk choose alike at every limit'

printf '1 2\n2 3\n' >"$work/path.txt"
run bin/n2v-walk -quiet -directed -input "$work/path.txt" -output "$work/d.txt" -num-walks 1
[ "$code" -eq 0 ] && [ "$(sort "$work/d.txt" | tr '\n' ';')" = '1 2 3;2 3;3;' ]
result 'dead ends end walks'

prints 'says what it did' 0 '200 walks, 16000 steps' bin/n2v-walk -input "$graph" -output /dev/null
fails 'no input' 2 'give -input' bin/n2v-walk -output /dev/null
fails 'no output' 2 'give -output' bin/n2v-walk -input "$graph"
fails 'a sampler of other laws' 2 'draws p = q = 1 only' walks -q 2 -sampler first-order \
  -output /dev/null
fails 'memory for nothing' 1 'raise -memory' walks -q 2 -sampler precomputed \
  -memory 3K -output "$work/none.txt"
[ ! -e "$work/none.txt" ]
result 'no file is left'
fails 'an output that cannot be' 1 'cannot write' walks -output "$work/none/walks.txt"

finish
