#!/bin/sh
# Reads and writes that move less than was asked for, or are interrupted: the same files as without.
# shellcheck source=tests/cli/common.sh
. "$(dirname "$0")/common.sh"

short=$PWD/build/release/tests/torture/fault.so

# same FILE COMMAND...: -output FILE, with transfers of at most 997 bytes as without.
same() {
  file=$1
  shift
  rm -f "$work/hit"
  run "$@" -quiet -threads 1 -output "$work/whole/$file" &&
    run env LD_PRELOAD="$short" N2V_FAULT=short:997 N2V_FAULT_HIT="$work/hit" \
      "$@" -quiet -threads 1 -output "$work/short/$file" &&
    [ "$code" -eq 0 ] && [ -e "$work/hit" ] && cmp "$work/whole/$file" "$work/short/$file" >>"$work/err" 2>&1
  result "$1 to $file: nothing lost"
}

mkdir "$work/whole" "$work/short"
graph=$work/g.txt
seq 20000 | awk '{ print $1, $1 * 7 % 20000; print $1, $1 * 13 % 20000 }' >"$graph"
seq 300000 | awk '{ print $1, $1 * 7 % 300000 }' >"$work/many.txt" # more than a sorter holds
gzip -c "$graph" >"$graph.gz"
zstd -q -c "$graph" >"$graph.zst"
brief='-size 8 -epochs 1 -num-walks 1 -walk-length 10'
# shellcheck disable=SC2086
{
  same g.csr bin/n2v-graph -input "$graph"
  same sorted.csr bin/n2v-graph -input "$work/many.txt" -memory 1M
  same gz.csr bin/n2v-graph -input "$graph.gz"
  same zst.csr bin/n2v-graph -input "$graph.zst"
  same walks.txt bin/n2v-walk -input "$work/whole/g.csr" -num-walks 1 -walk-length 10
  same walks.gz bin/n2v-walk -input "$graph" -num-walks 1 -walk-length 10
  same w.bin bin/n2v-train -walks "$work/whole/walks.txt" -size 8 -epochs 1
  same v.txt bin/n2v-train -input "$graph" $brief
  same v.npy bin/n2v-train -input "$graph" $brief
  same v.bin bin/n2v-train -input "$graph" $brief -checkpoint "$work/c.ckpt" -checkpoint-every 1e-3s
  same piped.bin bin/n2v-train -input - $brief <"$graph"
  same back.txt bin/n2v-convert -input "$work/whole/v.bin"
}
mkdir "$work/parts"
bin/n2v-train -quiet -input "$work/whole/g.csr" -size 64 -epochs 1 -num-walks 1 -walk-length 10 -threads 1 \
  -memory 5M -output "$work/parts/whole.bin" 2>"$work/err" &&
  LD_PRELOAD="$short" N2V_FAULT=short:997 bin/n2v-train -quiet -input "$work/whole/g.csr" -size 64 -epochs 1 \
    -num-walks 1 -walk-length 10 -threads 1 -memory 5M -output "$work/parts/short.bin" 2>"$work/err" &&
  cmp "$work/parts/whole.bin" "$work/parts/short.bin"
result 'trained in parts on disk: nothing lost'

finish
