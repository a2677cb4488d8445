#!/bin/sh
# The programs on small jobs under valgrind: no access out of bounds, no value used before it is
# set, nothing leaked. Valgrind knows AVX2, not AVX-512; its own allocator takes jemalloc's place, so
# the programs are those of a build without.
#
# BIN: their folder (build/plain/bin, of `make MODE=plain`).
# shellcheck source=tests/cli/common.sh
. "$(dirname "$0")/../cli/common.sh"

bin=${BIN:-build/plain/bin}
if ! command -v valgrind >/dev/null; then
  echo 'ok 1 # SKIP no valgrind'
  exit 0
fi

# shellcheck source=tests/torture/inputs.sh
. tests/torture/inputs.sh

clean() { # NAME CODE PROGRAM ARGUMENTS...
  name=$1 wanted=$2 program=$3
  shift 3
  run valgrind -q --error-exitcode=99 --leak-check=full --show-leak-kinds=definite,indirect \
    --errors-for-leak-kinds=definite,indirect "$bin/$program" "$@"
  [ "$code" -eq "$wanted" ] && ! grep -q '^==' "$work/err"
  result "$name"
}

small='-quiet -size 20 -num-walks 2 -walk-length 8 -epochs 2'
train() { # NAME ARGUMENTS...
  name=$1
  shift
  # shellcheck disable=SC2086 # a list of words
  clean "n2v-train, $name" 0 n2v-train $small -output "$work/v.bin" "$@"
}
for simd in portable avx2; do
  [ $simd = portable ] || grep -q "$simd" /proc/cpuinfo || continue
  for sampler in first-order rejection precomputed mixture; do
    q=2 input=$work/weighted.txt
    [ $sampler != first-order ] || q=1
    [ $sampler != mixture ] || input=$work/edges.txt
    train "$simd, $sampler" -simd $simd -sampler $sampler -q $q -threads 2 -input "$input"
  done
done
common="-simd portable -threads 1"
# shellcheck disable=SC2086 # lists of words
{
  train 'ratings' $common -input "$work/ratings.csv" -min-weight 0.1 -save-context "$work/c.bin"
  train 'gzip, subsampling' $common -input "$work/edges.txt.gz" -sample 0.01 -save-walks "$work/walks"
  train 'zstd, node2vec+' $common -input "$work/edges.txt.zst" -extend -q 0.5
  train 'walks' $common -walks "$work/walks" -metrics "$work/m.json" -save-vocab "$work/vocab"
  train 'checkpoint' $common -input "$work/edges.txt" -checkpoint "$work/k.ckp"
  train 'resume' $common -input "$work/edges.txt" -resume "$work/k.ckp" -save-context "$work/c.bin"
  train 'warm start' $common -input "$work/edges.txt" -init "$work/v.bin" -init-context "$work/c.bin"
}
clean 'n2v-graph' 0 n2v-graph -input "$work/weighted.txt" -stats -largest-component -output "$work/g.csr"
clean 'n2v-graph, generated' 0 n2v-graph -generate powerlaw -nodes 100 -edges 300 -output "$work/p.csr"
clean 'n2v-walk from a binary graph' 0 n2v-walk -quiet -input "$work/g.csr" -p 4 -output "$work/o"
clean 'n2v-convert to text' 0 n2v-convert -quiet -input "$work/v.bin" -output "$work/v.txt"
clean 'n2v-convert to npy' 0 n2v-convert -quiet -input "$work/v.txt" -output "$work/v.npy"
clean 'n2v-convert to tsv' 0 n2v-convert -quiet -input "$work/v.bin" -labels "$work/movies.csv" \
  -graph "$work/edges.txt" -metadata "$work/m.tsv" -output "$work/v.tsv"
clean 'n2v-query' 0 n2v-query -quiet -model "$work/v.bin" -labels "$work/movies.csv" -k 3 3 7
clean 'n2v-query, analogy' 0 n2v-query -quiet -model "$work/v.txt" -plus '3|4' -minus 5
clean 'n2v-query, no such name' 1 n2v-query -quiet -model "$work/v.bin" 999
printf '3 x\n12 y\n' >"$work/groups"
clean 'n2v-page' 0 n2v-page -quiet -template "$work/page.template" -model "$work/v.bin" -graph "$work/edges.txt" \
  -labels "$work/movies.csv" -groups "$work/groups" -run "$work/m.json" -output "$work/p.html"
clean 'n2v-eval classify' 0 n2v-eval classify -model "$work/v.bin" -labels "$work/labels.txt" -repeats 2
# shellcheck disable=SC2086 # a list of words
clean 'n2v-eval linkpred' 0 n2v-eval linkpred $small -simd portable -threads 1 -input "$work/edges.txt"
clean 'a damaged input' 2 n2v-train -quiet -input tests/data/malformed/wrong-sum.gz -output "$work/v.bin"
clean 'an option that is none' 2 n2v-train -sise 3

finish
