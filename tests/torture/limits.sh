#!/bin/sh
# Input that is far from usual: names of 10 kB, lines of 100 MB, a million nodes without an edge,
# graphs larger than memory. Read right or refused with a clear error, within bounds of time and
# memory.
# shellcheck source=tests/cli/common.sh
. "$(dirname "$0")/../cli/common.sh"

# within SECONDS MB COMMAND...: runs it; $bounded says whether it kept to both.
within() {
  seconds=$1 megabytes=$2
  shift 2
  run /usr/bin/env time -f '%e %M' -o "$work/cost" timeout "$seconds" "$@"
  peak=$(awk 'END { print int($2 / 1000) }' "$work/cost")
  [ "$code" -ne 124 ] && [ "$peak" -le "$megabytes" ] && bounded=1 || bounded=0
}

# reads NAME MB PATTERN COMMAND...: succeeds, with the pattern in what it prints.
reads() {
  name=$1 most=$2 pattern=$3
  shift 3
  within 60 "$most" "$@"
  [ "$code" -eq 0 ] && [ "$bounded" -eq 1 ] && { [ -z "$pattern" ] || grep -Eq -- "$pattern" "$work/out"; }
  result "$name ($peak MB)"
}

# refuses NAME MB PATTERN COMMAND...: one line of error of reasonable length.
refuses() {
  name=$1 most=$2 pattern=$3
  shift 3
  within 60 "$most" "$@"
  [ "$code" -eq 2 ] || [ "$code" -eq 1 ]
  ended=$?
  sed '/^load /d; /^Command exited/d' "$work/err" >"$work/line"
  [ $ended -eq 0 ] && [ "$bounded" -eq 1 ] && [ "$(wc -l <"$work/line")" -eq 1 ] &&
    [ "$(wc -c <"$work/line")" -le 1100 ] && grep -Eq -- "^n2v-[a-z]+: error: $pattern" "$work/line"
  result "$name ($peak MB)"
}

million_letters() { # N: N million bytes without a line end
  head -c "${1}000000" /dev/zero | tr '\0' y
}

# ------------------------------------------------------------------------------- names of 10 kB

tail=$(head -c 9995 /dev/zero | tr '\0' x)
for i in $(seq 0 299); do
  printf '%05d%s %05d%s\n' "$i" "$tail" $(((i * 7 + 1) % 300)) "$tail"
done >"$work/long.edges"
reads 'names of 10 kB: a graph' 60 '^nodes 300$' bin/n2v-graph -input "$work/long.edges" -stats
for format in bin txt npy tsv; do
  reads "names of 10 kB: to $format" 150 '300 vectors of 8' bin/n2v-train -input "$work/long.edges" \
    -size 8 -epochs 1 -num-walks 2 -walk-length 9 -output "$work/long.$format" -save-walks "$work/walks"
done
cut -d ' ' -f 1 "$work/long.edges" | sort >"$work/names"
tr ' ' '\n' <"$work/walks" | sort -u | cmp -s - "$work/names" && sort "$work/long.npy.names" |
  cmp -s - "$work/names"
result 'names of 10 kB: whole in walks and in the list of names'
reads 'names of 10 kB: binary to text' 60 '' bin/n2v-convert -quiet -input "$work/long.bin" \
  -output "$work/again.txt"
cut -d ' ' -f 1 "$work/again.txt" | tail -n +2 | sort | cmp -s - "$work/names"
result 'names of 10 kB: whole after two conversions'
reads 'names of 10 kB: walks as input' 60 '300 vectors' bin/n2v-train -walks "$work/walks" -size 8 \
  -epochs 1 -output "$work/o.bin"
reads 'names of 10 kB: a query' 60 '^1	' bin/n2v-query -model "$work/long.bin" -k 1 \
  "$(head -n 1 "$work/names")"

# ------------------------------------------------------------------------------ lines of 100 MB

long=$work/input
line() { # BEFORE AFTER: around 100 MB of one letter
  { printf '%b' "$1" && million_letters 100 && printf '%b' "$2"; } >"$long"
}
line '1 2\n' ' 3\n'
reads 'a name of 100 MB' 400 '^nodes 4$' bin/n2v-graph -stats -input "$long"
line '# ' '\n1 2\n2 3\n'
reads 'a comment of 100 MB' 200 '^edges 2$' bin/n2v-graph -stats -input "$long"
line '1 2 1\n2 3 ' '\n'
refuses 'a weight of 100 MB' 200 '.*:2: .*yyy' bin/n2v-graph -stats -input "$long"
line '%%MatrixMarket matrix coordinate real general\n%' '\n2 2 1\n1 2 1\n'
reads 'MatrixMarket with a comment of 100 MB' 200 '^edges 1$' bin/n2v-graph -stats -input "$long"
line 'userId,movieId,rating,timestamp\n1,1,' ',1\n'
refuses 'a rating of 100 MB' 300 '.*:2: .*yyy' bin/n2v-graph -stats -input "$long"
line '1 2\n' '\n'
refuses 'a token of 100 MB' 50 '.*:2: a token of more than' \
  bin/n2v-train -quiet -walks "$long" -output "$work/o.bin"
line '1 3\n' ' 1 2 3\n'
reads 'a vector of a name of 100 MB' 400 '' bin/n2v-convert -quiet -input "$long" -output "$work/o.bin"
line '1 3\na 1 2 ' '\n'
refuses 'a number of 100 MB' 200 '.*input:2: ' bin/n2v-convert -input "$long" -output "$work/o.bin"
line '[graph]\ninput = ' '\n'
refuses 'an option of 100 MB' 50 '.*:2: line is longer' bin/n2v-train -config "$long"
bin/n2v-train -quiet -walks "$work/walks" -size 3 -epochs 1 -output "$work/o.bin"
line 'movieId,title,genres\n1,' ',Drama\n'
reads 'a title of 100 MB' 500 '' bin/n2v-query -quiet -model "$work/o.bin" -labels "$long" -k 1 \
  "$(head -n 1 "$work/names")"
yes '1 2 3 4 5 6 7 8' | head -c 100000000 | tr '\n' ' ' >"$long"
reads 'a walk of 100 MB' 600 '^.*50000 walks.*' bin/n2v-train -walks "$long" -size 4 -window 1 \
  -negative 1 -epochs 1 -output "$work/o.bin"
yes '1 2' | head -c 100000000 | tr '\n' ' ' >"$long"
refuses 'fifty million fields in a line' 300 '.*:1: 50000000 columns and no row that names them' \
  bin/n2v-graph -stats -input "$long"
gzip -1 "$long"
refuses 'which gzip made small, over the memory limit' 200 '.*inflates to more than' \
  bin/n2v-graph -stats -memory 50M -input "$long.gz"
rm -f "$work"/input*

# ------------------------------------------------------------------------ a million isolated nodes

seq 1000000 >"$work/nodes"
echo '1 2' >"$work/edge"
reads 'a million isolated nodes: a graph' 300 '^isolated 999998$' bin/n2v-graph -input "$work/edge" \
  -nodes "$work/nodes" -stats -output "$work/g.csr"
reads 'a million isolated nodes: vectors' 600 '1000000 vectors of 8' bin/n2v-train \
  -input "$work/edge" -nodes "$work/nodes" -size 8 -epochs 1 -num-walks 1 -output "$work/o.bin"
reads 'a million isolated nodes: q = 2, from a binary graph' 600 '1000000 vectors of 8' \
  bin/n2v-train -input "$work/g.csr" -size 8 -epochs 1 -num-walks 1 -q 2 -output "$work/o.bin"
reads 'a million isolated nodes: a query' 300 '^1	' bin/n2v-query -model "$work/o.bin" -k 1 1

# ------------------------------------------------------------------------------- over the memory

refuses 'a graph of 10^11 edges' 50 'over the memory limit .* edges in the making' bin/n2v-graph -stats \
  -generate er -nodes 100000000 -edges 100000000000
refuses 'a model over the memory limit' 50 'over the memory limit' bin/n2v-train -quiet \
  -input "$work/g.csr" -size 4096 -memory 50M -output "$work/o.bin"
refuses 'threads over the memory limit' 50 'over the memory limit' bin/n2v-train -quiet \
  -input "$work/edge" -threads 1024 -memory 20M -output "$work/o.bin"
printf 'n2v-csr\n\001\0\0\0\0\0\0\0' >"$work/forged"
head -c 112 /dev/zero | tr '\0' '\377' >>"$work/forged"
refuses 'a binary graph that promises 2^64 nodes' 50 '.*forged: ' bin/n2v-graph -stats -input "$work/forged"
printf '4294967295 4096\na 0123' >"$work/forged"
refuses 'vectors that promise 2^32 rows' 50 '.*forged' bin/n2v-convert -input "$work/forged" -output "$work/o.bin"

# ------------------------------------------------------------------- an input that is cut short

# Each write is held up, so that all threads have met the end of the file before the first is done.
bin/n2v-graph -quiet -generate er -nodes 20000 -edges 100000 -output "$work/cut.csr"
{ sleep 0.7 && truncate -s 4096 "$work/cut.csr"; } &
run timeout 60 strace -f -qq -o /dev/null -e trace=write -e inject=write:delay_exit=100000 \
  bin/n2v-walk -threads 8 -quiet -input "$work/cut.csr" -num-walks 1000000 -output /dev/null
[ "$code" -eq 1 ] && [ "$(wc -l <"$work/err")" -eq 1 ] &&
  grep -q '^n2v-walk: error: a file was cut short' "$work/err"
result 'eight threads meet the end of a file that is cut short: it is said once'

finish
