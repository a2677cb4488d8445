#!/bin/sh
# Graphs in other programs' forms, by n2v-import: read where igraph is there, else it says what to
# install; the other programs name it.
# shellcheck source=tests/cli/common.sh
. "$(dirname "$0")/common.sh"
# shellcheck source=tests/cli/tables.sh
. tests/cli/tables.sh

i() { # NAME ENDING TEXT EDGES OPTIONS...
  label=$1 file=$work/g.$2 wanted=$4
  printf '%b' "$3" >"$file"
  shift 4
  run bin/n2v-import -input "$file" "$@" -output "$work/g.csv"
  got=$(edges_of "$(grep -o ', directed' "$work/err")")
  echo "got: $got" >>"$work/err"
  [ "$code" -eq 0 ] && [ "$got" = "$wanted" ]
  result "$label"
}

graphml='<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n<key id="w" for="edge" attr.name="weight" attr.type="double"/>\n<graph edgedefault="DIRECTION"><node id="a"/><node id="b"/><node id="c"/>\n<edge source="a" target="b"><data key="w">0.5</data></edge>\n<edge source="b" target="c"><data key="w">2</data></edge>\n</graph>\n</graphml>\n'
printf '%b' "$graphml" >"$work/g.graphml"
fails 'n2v-train names it' 2 'GraphML.*n2v-import -input .*g.graphml -output g.csr' \
  bin/n2v-train -input "$work/g.graphml" -output "$work/v.bin"
fails 'nothing to read' 2 'Give -input FILE and -output FILE' bin/n2v-import

if ! pkg-config --exists 'igraph >= 0.10' 2>/dev/null; then
  fails 'without igraph' 2 'install libigraph-dev' bin/n2v-import -input "$work/g.graphml" -output "$work/g.csr"
  finish
  exit
fi

i 'GraphML' graphml "$(echo "$graphml" | sed s/DIRECTION/undirected/)" 'a b 0.5; b c 2'
i 'GraphML, directed' graphml "$(echo "$graphml" | sed s/DIRECTION/directed/)" 'a b 0.5; b c 2'
notes ', directed'
i '... -undirected, -unweighted' graphml "$(echo "$graphml" | sed s/DIRECTION/directed/)" 'a b; b c' -undirected -unweighted
i 'GML' gml 'graph [\n node [ id 1 label "Ann" ]\n node [ id 2 label "Bob" ]\n node [ id 3 label "Cy" ]\n edge [ source 1 target 2 value 3 ]\n edge [ source 2 target 3 value 1 ]\n]\n' 'Ann Bob 3; Bob Cy 1'
i 'GML without labels' gml 'graph [\n node [ id 10 ]\n node [ id 20 ]\n edge [ source 10 target 20 ]\n]\n' '10 20'
printf 'graph [\n node [ id 1 label "Ann Lee" ]\n node [ id 2 label "Bob" ]\n edge [ source 1 target 2 ]\n]\n' >"$work/w.gml"
fails 'names of two words' 2 'white space inside the name .Ann Lee.: -blanks _' bin/n2v-import -input "$work/w.gml" -output "$work/g.csv"
i '... joined' two.gml "$(cat "$work/w.gml")" 'Ann_Lee Bob' -blanks _
i 'Pajek' net '*Vertices 3\n1 "a"\n2 "b"\n3 "c"\n*Edges\n1 2 0.5\n2 3 1\n' 'a b 0.5; b c 1'
i 'UCINET DL' dl 'dl n=3\nformat=edgelist1\nlabels:\na b c\ndata:\n1 2\n2 3\n' 'a b; b c'
i 'LGL' lgl '# a\nb 0.5\nc 1.5\n# b\nc 3\n' 'a b 0.5; a c 1.5; b c 3'
i 'NCOL' ncol 'a b\nb c\n' 'a b; b c'
run bin/n2v-import -quiet -input "$work/g.gml" -output "$work/g.csr"
prints 'a binary graph of it opens' 0 '^nodes 2$' bin/n2v-graph -input "$work/g.csr" -stats
gzip -f "$work/g.gml"
run bin/n2v-import -quiet -input "$work/g.gml.gz" -output "$work/g.csv" -format gml
[ "$code" -eq 0 ]
result 'packed by gzip'
printf 'graph [\n node [ id 1 ]\n node [ id 2 ]\n node [ id 3 ]\n edge [ source 1 target 2 ]\n edge [ source 2 target 3 value 2 ]\n]\n' >"$work/some.gml"
fails 'a weight that one edge lacks' 2 'edge 1 has no value, and others have one' \
  bin/n2v-import -quiet -input "$work/some.gml" -output "$work/g.csv"
head -c 60 "$work/g.gml.gz" >"$work/cut.gz"
fails 'packed by gzip, cut short' 2 'cut.gz: damaged gzip data: it ends too early' \
  bin/n2v-import -quiet -input "$work/cut.gz" -output "$work/g.csv" -format ncol
printf 'graph [\n node [ id 1 ' >"$work/cut.gml"
fails 'cut short' 2 'cut.gml: ' bin/n2v-import -input "$work/cut.gml" -output "$work/g.csr"
printf '1 2\n' >"$work/t"
fails 'a table' 2 'which form is this' bin/n2v-import -input "$work/t" -output "$work/g.csr"
printf 'graph [\n node [ id 1 ]\n node [ id 2 ]\n edge [ source 1 target 2 weight -3 ]\n]\n' >"$work/n.gml"
fails 'a negative weight' 2 'edge 1: its weight is -3' bin/n2v-import -input "$work/n.gml" -output "$work/g.csr"

finish
