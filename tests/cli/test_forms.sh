#!/bin/sh
# Every form of vectors that is written is read back by every program that takes vectors, packed or
# not; what programs say last; standard output.
# shellcheck source=tests/cli/common.sh
. "$(dirname "$0")/common.sh"

graph=tests/data/tables/sbm.txt
train() { bin/n2v-train -threads 1 -size 8 -epochs 1 -quiet -input $graph "$@"; }
query() { bin/n2v-query -threads 1 -model "$@"; }

train -output "$work/v.bin" -save-vocab "$work/v.vocab"
query "$work/v.bin" 55 >"$work/answers"
awk '{ print $1, $1 % 3 }' "$work/v.vocab" >"$work/labels"

for ending in bin txt vec emb csv npy tsv; do
  for packed in '' .gz .zst .GZ; do
    file=$work/$ending/v.$ending$packed
    mkdir -p "$work/$ending"
    run bin/n2v-convert -input "$work/v.bin" -output "$file"
    [ "$code" -eq 0 ]
    result ".$ending$packed is written"
    case $packed in
    .zst) zstd -tq "$file" ;;
    .*) gzip -t <"$file" ;;
    esac
    result '... packed as it says'
    query "$file" 55 >"$work/out" 2>"$work/err" && cmp -s "$work/out" "$work/answers"
    result '... answers the same'
    run bin/n2v-convert -quiet -input "$file" -output "$work/back.bin"
    cmp -s "$work/v.bin" "$work/back.bin"
    result '... and reads back the same floats'
  done
  file=$work/$ending/v.$ending
  prints ".$ending: n2v-eval" 0 '^labels 3' bin/n2v-eval classify -model "$file" -labels "$work/labels"
  run train -init "$file" -output "$work/w.bin"
  [ "$code" -eq 0 ]
  result ".$ending: -init"
done

# --------------------------------------------------------------------------- by other programs
printf 'node\t0\t1\na b\t1\t0\nc\t0\t1\n' >"$work/p.tsv"
prints 'a table of pandas, names with blanks' 0 '^1	0.000000	c	c$' bin/n2v-query -model "$work/p.tsv" 'a b'
printf ',0,1\r\n"x, ""y""",1,0\r\nc,0,1\r\n' >"$work/p.csv"
prints 'a CSV of pandas, names in quotes' 0 '^1	0.000000	c	c$' bin/n2v-query -model "$work/p.csv" 'x, "y"'
run bin/n2v-convert -quiet -input "$work/p.csv" -output "$work/p2.csv"
grep -q '^"x, ""y""",1,0$' "$work/p2.csv"
result '... written so, too'
printf 'source,target,weight\n1,2,3\n2,3,4\n' >"$work/edges.csv"
fails 'edges are no vectors' 2 'not vectors' bin/n2v-query -model "$work/edges.csv" 1
cp "$work/npy/v.npy" "$work/alone.npy"
fails 'an array without names' 2 'alone.npy: no names for its rows, which should be in .*alone.npy.names' \
  bin/n2v-query -model "$work/alone.npy" 1
head -n 5 "$work/npy/v.npy.names" >"$work/alone.npy.names"
fails 'an array with too few names' 2 '5 names, but .*alone.npy has [0-9]+ rows' bin/n2v-query -model "$work/alone.npy" 1
head -c 200 "$work/npy/v.npy" >"$work/cut.npy"
fails 'an array cut short' 2 'is it cut short' bin/n2v-query -model "$work/cut.npy" 1
printf '1\t0\n0\tx\n' >"$work/bad.tsv"
printf 'a\nb\n' >"$work/bad.metadata.tsv"
fails 'a table with a word in it' 2 'bad.tsv:2: not 2 numbers' bin/n2v-query -model "$work/bad.tsv" a
/usr/bin/python3 -c "
import numpy
numpy.save('$work/f8.npy', numpy.eye(2))
numpy.save('$work/i8.npy', numpy.eye(2, dtype=int))
open('$work/f8.npy.names', 'w').write('a\nb\n')" 2>/dev/null && {
  prints 'an array of doubles' 0 '^1	0.000000	b' bin/n2v-query -model "$work/f8.npy" a
  fails 'an array of whole numbers' 2 'not an array of floats' bin/n2v-query -model "$work/i8.npy" a
}

# -------------------------------------------------------------------------------- graphs, walks
for ending in csr txt.gz csv.zst tsv.gz edges.gz csr.gz; do
  run bin/n2v-graph -quiet -input $graph -output "$work/g.$ending"
  run bin/n2v-graph -quiet -input "$work/g.$ending" -output "$work/g.csv"
  [ "$code" -eq 0 ] && { [ -f "$work/first.csv" ] || cp "$work/g.csv" "$work/first.csv"; } &&
    cmp -s "$work/g.csv" "$work/first.csv"
  result "a graph as .$ending"
done
run bin/n2v-walk -quiet -input $graph -num-walks 2 -output "$work/walks.txt.gz"
gzip -dc "$work/walks.txt.gz" | awk 'NF == 80' | grep -q .
result 'walks as .txt.gz'

# ------------------------------------------------------------------------------ the last line
last() { # NAME PATTERN COMMAND...
  label=$1 pattern=$2
  shift 2
  "$@" >"$work/out" 2>&1
  grep -v ': note: ' "$work/out" | tail -n 1 | grep -Eq -- "$pattern"
  result "$label"
}
last 'n2v-train' 'v\.tsv \(Embedding Projector; names in .*v\.metadata\.tsv\): [0-9]+ vectors of 8' \
  bin/n2v-train -size 8 -epochs 1 -input $graph -output "$work/v.tsv"
last 'n2v-train, packed' 'v\.txt\.gz \(word2vec text, packed\): [0-9]+ vectors of 8' \
  bin/n2v-train -size 8 -epochs 1 -input $graph -output "$work/v.txt.gz"
last 'n2v-convert' 'v\.npy \(NumPy; names in .*v\.npy\.names\): [0-9]+ vectors of 8' \
  bin/n2v-convert -input "$work/v.bin" -output "$work/v.npy"
last 'n2v-graph' 'g\.csr \(binary CSR\): [0-9]+ nodes, [0-9]+ edges' bin/n2v-graph -input $graph -output "$work/g.csr"
last 'n2v-graph, text' 'g\.csv \(edge list\): [0-9]+ nodes, [0-9]+ edges' bin/n2v-graph -input $graph -output "$work/g.csv"
last 'n2v-walk' 'w\.txt \(text, a walk a line\): [0-9]+ walks' bin/n2v-walk -input $graph -output "$work/w.txt"
last 'n2v-eval recall' 'r\.bin \(word2vec binary\): [0-9]+ vectors of 8' \
  bin/n2v-eval recall -size 8 -epochs 1 -input $graph -output "$work/r.bin"

# -------------------------------------------------------------------------------- the Projector
train -output "$work/m.tsv"
head -n 1 "$work/m.metadata.tsv" | grep -q '^name	count$'
result "n2v-train's metadata begins with name"
run bin/n2v-convert -quiet -input "$work/v.bin" -output "$work/m.tsv"
head -n 1 "$work/m.metadata.tsv" | grep -q '^name	norm$'
result "n2v-convert's does, with a second column: a lone one has no header in the Projector"
[ "$(wc -l <"$work/m.metadata.tsv")" -eq $(($(wc -l <"$work/m.tsv") + 1)) ]
result '... and a line for each vector'
printf '55\tEmma\n54\tEmma\n' >"$work/titles"
run bin/n2v-query -model "$work/v.bin" -labels "$work/titles" Emma
grep -q "note: 2 nodes are labelled 'Emma': 55, 54: the answers are those of 55" "$work/err"
result 'two films of one title are both said'

# ------------------------------------------------------------------------------ standard output
mkdir "$work/here"
programs=$PWD/bin
graph_here=$PWD/$graph
in_there() { # OUT COMMAND...
  out=$1 program=$programs/$2
  shift 2
  (cd "$work/here" && "$program" "$@" >"$work/$out" 2>>"$work/err")
}
in_there o.bin n2v-train -threads 1 -size 8 -epochs 1 -input "$graph_here" -output -
in_there c.bin n2v-convert -input ../v.bin -output -
in_there g.csr n2v-graph -input "$graph_here" -output - -stats
in_there w.out n2v-walk -input "$graph_here" -output -
in_there e.bin n2v-eval recall -size 8 -epochs 1 -input "$graph_here" -output -
[ -z "$(ls -A "$work/here")" ]
result '-output - makes no file'
cmp -s "$work/o.bin" "$work/v.bin"
result 'n2v-train -output -: the vectors, nothing else'
cmp -s "$work/c.bin" "$work/v.bin"
result 'n2v-convert -output -'
cmp -s "$work/g.csr" "$work/g.csr" && bin/n2v-graph -input "$work/g.csr" -stats >"$work/out" 2>"$work/err"
result 'n2v-graph -output -: a graph that opens; -stats goes elsewhere'
awk 'NF != 80 { exit 1 }' "$work/w.out" && [ -s "$work/w.out" ]
result 'n2v-walk -output -'
prints 'n2v-eval -output -' 0 '^1	' bin/n2v-query -model "$work/e.bin" 55
cat $graph | bin/n2v-train -threads 1 -size 8 -epochs 1 -quiet -input - -output "$work/i.bin"
cmp -s "$work/i.bin" "$work/v.bin"
result 'n2v-train -input -'
bin/n2v-convert -quiet -input - -output - -output-format text <"$work/v.bin" 2>"$work/err" | head -n 1 | grep -qx '60 8'
result 'n2v-convert from - to -'
bin/n2v-query -model - 55 <"$work/v.bin" 2>"$work/err" | cmp -s - "$work/answers"
result 'n2v-query -model -'

finish
