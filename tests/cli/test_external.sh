#!/bin/sh
# n2v-graph on text and generated graphs that memory does not hold.
# shellcheck disable=SC3045 # ulimit -v: dash and bash have it
# shellcheck source=tests/cli/common.sh
. "$(dirname "$0")/common.sh"

# same NAME OPTIONS...: the same bytes whether the graph is made in memory or in files.
same() {
  name=$1
  shift
  bin/n2v-graph -quiet -output "$work/a.csr" "$@" >"$work/out" 2>"$work/err" &&
    run bin/n2v-graph -memory 1 -output "$work/b.csr" "$@" && [ "$code" -eq 0 ] &&
    cmp "$work/a.csr" "$work/b.csr" >>"$work/err" 2>&1
  result "$name: the same file from sorted files as from memory"
  rm -f "$work"/?.csr
}

# Names of several kinds, loops, repeats, both ways.
awk 'BEGIN {
  srand(3)
  for (i = 0; i < 60000; i++) {
    a = int(900 * rand() ^ 3); b = int(900 * rand() ^ 2)
    split("n%d %d long-name-of-a-node-%d 0%d", form, " ")
    printf form[a % 4 + 1] " " form[b % 4 + 1] " %g\n", a, b, 1 / (1 + int(5 * rand()))
  }
}' >"$work/names.txt"
sed 's/[^0-9 .]//g; s/^0*\([0-9]\)/\1/; s/ 0*\([0-9]\)/ \1/' "$work/names.txt" >"$work/numbers.txt"
tr ' ' , <"$work/names.txt" >"$work/names.csv"
gzip -k "$work/names.txt"
printf '%%%%MatrixMarket matrix coordinate real symmetric\n6 6 3\n2 1 3.5\n4 4 1\n3 2 100\n' >"$work/m.mtx"
printf 'lonely\nn0\n' >"$work/nodes.txt"
for rule in sum max last; do
  same "names, $rule" -input "$work/names.txt" -duplicates $rule
  same "directed names, $rule" -input "$work/names.txt" -duplicates $rule -directed
done
same 'numbers' -input "$work/numbers.txt"
same 'numbers without weights' -input "$work/numbers.txt" -unweighted -directed
same 'numbers, then a name' -input "$work/numbers.txt" -nodes "$work/nodes.txt"
same 'commas' -input "$work/names.csv"
same 'gzip' -input "$work/names.txt.gz"
same 'a matrix' -input "$work/m.mtx"
same 'a symmetric matrix, directed' -input "$work/m.mtx" -directed
if command -v zstd >/dev/null; then
  zstd -q "$work/names.txt"
  same 'zstd' -input "$work/names.txt.zst"
fi
for model in powerlaw er sbm; do
  same "$model" -generate $model -nodes 3000 -edges 90000
  same "$model with few edges" -generate $model -nodes 3000 -edges 2000
done

{ echo 900 900 120000 && awk 'BEGIN { srand(4); for (i = 0; i < 120000; i++)
  printf "%d %d %d\n", 1 + 899 * rand(), 1 + 899 * rand(), 1 + 9 * rand() }'; } >"$work/sizes.txt"
for memory in 1 1G; do
  fails "a matrix without its first line, -memory $memory" 2 'sizes.txt:1: the size of a matrix' \
    bin/n2v-graph -memory $memory -input "$work/sizes.txt" -output "$work/a.csr"
done
{ echo source,target && yes '# nothing' | head -n 200000; } >"$work/none.csv"
for memory in 1M 1G; do
  fails "nothing but a header, -memory $memory" 2 'none.csv: empty: not a single edge' \
    bin/n2v-graph -memory $memory -input "$work/none.csv" -output "$work/a.csr"
done

prints 'figures are read from what was written' 0 '^self_loops ' \
  bin/n2v-graph -memory 1 -input "$work/names.txt" -output "$work/a.csr" -stats
grep -q 'sorted in files beside .*a.csr' "$work/err" &&
  grep -q 'sorting takes up to 32 MB, though -memory allows 0.0 MB' "$work/err"
result 'and it says that it is sorted in files'
fails 'an edge listed twice, with its line' 2 'names.txt:[0-9]+: an edge that was listed before' \
  bin/n2v-graph -memory 1 -input "$work/names.txt" -output "$work/a.csr" -duplicates error
head -c 30000 "$work/names.txt.gz" >"$work/cut.txt.gz"
fails 'gzip cut short' 2 'cut.txt.gz: damaged gzip data: it ends too early' \
  bin/n2v-graph -memory 100k -input "$work/cut.txt.gz" -output "$work/c.csr"
[ ! -e "$work/c.csr" ]
result 'leaves no output'

# 2.5 million edges in 67 MB of text: more than the addresses that the process may have.
if [ "$(ulimit -v)" = unlimited ]; then
  awk 'BEGIN { srand(5); for (i = 0; i < 2500000; i++)
    printf "%d %d of-no-account\n", int(1e5 * rand()), int(1e6 * rand()) }' >"$work/large.txt"
  (ulimit -v 65000 && bin/n2v-graph -quiet -unweighted -threads 1 -input "$work/large.txt" \
    -output "$work/a.csr") 2>"$work/err" &&
    bin/n2v-graph -quiet -unweighted -input "$work/large.txt" -output "$work/b.csr" &&
    cmp "$work/a.csr" "$work/b.csr" && [ "$(wc -c <"$work/large.txt")" -gt 66560000 ]
  result 'text larger than ulimit -v'
else
  number=$((number + 1))
  echo "ok $number - # SKIP text larger than ulimit -v: there is a limit already"
fi
finish
