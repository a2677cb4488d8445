#!/bin/sh
# n2v-graph: statistics, conversion, generation.
# shellcheck source=tests/cli/common.sh
. "$(dirname "$0")/common.sh"

# stats NAME LINES OPTIONS...: -stats prints these lines, in this order, first.
stats() {
  name=$1 wanted=$2
  shift 2
  run bin/n2v-graph -quiet -stats "$@"
  lines=$(printf '%s\n' "$wanted" | wc -l)
  [ "$code" -eq 0 ] && [ "$(head -n "$lines" "$work/out")" = "$wanted" ]
  result "$name"
}

printf '# loops, repeats, both ways\na b 2\nb a 2\na b 1\nc c 1\nd e 5\ne f 1\nf d 1\n' >"$work/g.txt"
printf 'a\nlonely\n' >"$work/nodes.txt"
whole='nodes 7
edges 5
average_degree 1.43
max_degree 2
components 4
largest_component 3
self_loops 1
isolated 1
directed 0
weighted 1'
stats 'every figure' "$whole" -input "$work/g.txt" -nodes "$work/nodes.txt"
for sampler in first-order precomputed rejection mixture; do
  grep -Eq "^${sampler}_bytes [0-9]+$" "$work/out"
  result "-stats says how many bytes $sampler takes"
done
bin/n2v-graph -quiet -input "$work/g.txt" -nodes "$work/nodes.txt" -output "$work/g.csr"
stats 'the same through a binary CSR' "$whole" -input "$work/g.csr"
gzip -k "$work/g.csr"
stats 'and through gzip' "$whole" -input "$work/g.csr.gz"
stats 'and through a pipe' "$whole" -input - <"$work/g.csr"
stats 'the largest component' 'nodes 3
edges 3
average_degree 2.00' -input "$work/g.csr" -largest-component
stats 'a directed graph' 'nodes 6
edges 6
average_degree 1.00' -input "$work/g.txt" -directed

printf '3 3\n' >"$work/loop.txt"
stats 'a loop adds two to its node'\''s degree' 'nodes 1
edges 1
average_degree 2.00
max_degree 2
components 1
largest_component 1
self_loops 1
isolated 0' -input "$work/loop.txt"
stats 'in a directed graph one' 'nodes 1
edges 1
average_degree 1.00
max_degree 1' -input "$work/loop.txt" -directed
bin/n2v-graph -input "$work/g.txt" -nodes "$work/nodes.txt" -output "$work/g.tsv" 2>"$work/err" &&
  grep -q '1 isolated nodes have no line in .*g.tsv: a list for -nodes, or .csr, keeps them' "$work/err"
result 'isolated nodes that a list leaves out are noted'
bin/n2v-graph -input "$work/g.txt" -output "$work/h.tsv" 2>"$work/err" && ! grep -q isolated "$work/err"
result 'and only those'

bin/n2v-graph -quiet -input "$work/g.txt" -largest-component -output "$work/largest.tsv"
[ "$(sort "$work/largest.tsv")" = "$(printf 'd\te\t5\nd\tf\t1\ne\tf\t1')" ]
result 'an edge list is written, one edge a line'

for model in powerlaw er sbm; do
  bin/n2v-graph -quiet -generate $model -nodes 500 -edges 4000 -seed 3 -output "$work/a.txt"
  bin/n2v-graph -quiet -generate $model -nodes 500 -edges 4000 -seed 3 -threads 1 \
    -output "$work/b.txt"
  [ -s "$work/a.txt" ] && cmp -s "$work/a.txt" "$work/b.txt"
  result "-generate $model gives one graph a seed"
  stats "-generate $model gives the nodes and edges asked for" 'nodes 500
edges 4000
average_degree 16.00' -input "$work/a.txt"
done

bin/n2v-graph -quiet -input "$work/g.txt" -stats -metrics "$work/m.json" >"$work/out" 2>&1 &&
  grep -q '"nodes": 6' "$work/m.json" && grep -q '"load_seconds": ' "$work/m.json"
result '-metrics has the size and the time'

fails 'nothing asked for' 2 'nothing to do: say -stats or -output' bin/n2v-graph -input "$work/g.txt"
fails 'no input' 2 '-input' bin/n2v-graph -stats
fails '-generate without edges' 2 'needs -edges' bin/n2v-graph -generate er -nodes 5 -stats
fails '-generate without nodes' 2 '-nodes is a number from 2 to' \
  bin/n2v-graph -generate er -edges 5 -stats
fails '-generate of something read' 2 'leave -input out' \
  bin/n2v-graph -generate er -nodes 5 -edges 5 -input "$work/g.txt" -stats
fails '-generate of a directed graph' 2 'leave -directed out' \
  bin/n2v-graph -generate er -nodes 5 -edges 5 -directed -stats
fails 'more edges than there can be' 2 'at most 10 edges' \
  bin/n2v-graph -generate er -nodes 5 -edges 11 -stats
echo old >"$work/old.csr"
fails 'a bad input leaves the old output' 2 'none.txt: ' \
  bin/n2v-graph -input "$work/none.txt" -output "$work/old.csr"
[ "$(cat "$work/old.csr")" = old ]
result 'which is intact'
head -c 300 "$work/g.csr" >"$work/cut.csr"
fails 'a binary CSR cut short' 2 'cut.csr: damaged binary graph' \
  bin/n2v-graph -input "$work/cut.csr" -stats

data=${N2V_DATA:-}
if [ -d "$data/ppi" ]; then
  stats 'PPI' 'nodes 3890
edges 38739
average_degree 19.92' -input "$data/ppi/edges.txt"
  grep -q '^self_loops 894$' "$work/out"
  result 'PPI has 894 self-loops'
  stats 'Facebook' 'nodes 4039
edges 88234' -input "$data/facebook/edges.txt"
  stats 'BlogCatalog' 'nodes 10312
edges 333983' -input "$data/blogcatalog/edges.txt"
else
  number=$((number + 1))
  # shellcheck disable=SC2016 # the name of the variable is meant
  echo "ok $number - # SKIP the counts of PPI, Facebook and BlogCatalog: "'$N2V_DATA is not set'
fi
# What is not for a kind of file is said; a file of options for several runs may have it.
two_groups >"$work/kinds.txt"
run bin/n2v-graph -input "$work/kinds.txt" -min-weight 3 -min-rating 2 -output "$work/kinds.csr"
[ "$code" -eq 0 ] && grep -q 'without effect: -min-rating, -min-weight: this is a list of edges' "$work/err"
result 'options of ratings on a list of edges are noted'
run bin/n2v-graph -input "$work/kinds.csr" -bipartite -columns 1,2 -stats
[ "$code" -eq 0 ] && grep -q 'without effect: -columns, -bipartite: this is a graph already' "$work/err"
result 'options of tables on a binary graph are noted'

finish
