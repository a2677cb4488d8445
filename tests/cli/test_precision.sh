#!/bin/sh
# n2v-train -precision bf16: what it promises, and what it refuses.
# shellcheck source=tests/cli/common.sh
. "$(dirname "$0")/common.sh"

bin/n2v-graph -quiet -generate powerlaw -nodes 3000 -edges 15000 -output "$work/g.csr"
train() {
  bin/n2v-train -input "$work/g.csr" -size 32 -num-walks 4 -walk-length 20 -window 5 -epochs 3 "$@"
}
bf16() {
  train -quiet -precision bf16 "$@"
}

# near_wide NAME SHARE: the last loss is that of float32 but for this share of it.
near_wide() {
  /usr/bin/python3 -c 'import json, sys
wide, narrow = (json.load(open(name))["loss"] for name in sys.argv[1:3])
assert abs(narrow[-1] / wide[-1] - 1) < float(sys.argv[3]), (wide, narrow)' \
    "$work/wide.json" "$work/$1.json" "$2" 2>>"$work/err"
}

train -quiet -threads 1 -output "$work/wide.bin" -metrics "$work/wide.json"
bf16 -threads 1 -output "$work/a.bin" -metrics "$work/narrow.json" 2>"$work/err"
near_wide narrow 0.01
result 'the loss is that of float32 within 1%'
[ "$(wc -c <"$work/a.bin")" -eq "$(wc -c <"$work/wide.bin")" ] && ! cmp -s "$work/a.bin" "$work/wide.bin"
result 'the file holds floats, too, and other ones'
bf16 -threads 1 -output "$work/b.bin" && cmp "$work/a.bin" "$work/b.bin" >"$work/out" 2>&1
result 'one thread repeats bit for bit'
bf16 -threads 1 -simd portable -output "$work/p.bin" 2>"$work/err" && [ -s "$work/p.bin" ]
result 'without vector instructions'
bf16 -threads 16 -output "$work/c.bin" -metrics "$work/many.json" 2>"$work/err"
near_wide many 0.02
result '16 threads train as well'
bf16 -deterministic -threads 1 -output "$work/d1.bin" &&
  bf16 -deterministic -threads 3 -output "$work/d3.bin" &&
  cmp "$work/d1.bin" "$work/d3.bin" >"$work/out" 2>&1
result '-deterministic: the same for any number of threads'
bf16 -threads 1 -save-context "$work/context.bin" -output "$work/e.bin" 2>"$work/err" &&
  cmp "$work/a.bin" "$work/e.bin" && [ "$(wc -c <"$work/context.bin")" -eq "$(wc -c <"$work/a.bin")" ]
result '-save-context writes the contexts, too'

# estimate ARGUMENTS...: the announced megabytes of the model, 2 x 30,000 x 128 numbers, and the
# threads' buffers.
bin/n2v-graph -quiet -generate powerlaw -nodes 30000 -edges 40000 -output "$work/large.csr"
estimate() {
  bin/n2v-train -input "$work/large.csr" -threads 1 -epochs 1 -num-walks 1 -walk-length 2 "$@" \
    -output "$work/m.bin" 2>&1 | sed -n "s/.*the model and the threads' buffers \([0-9]*\).*/\1/p" | head -1
}
whole=$(estimate) half=$(estimate -precision bf16) both=$(estimate -precision bf16 -keep-context)
echo "$whole $half $both" >"$work/out"
[ "$whole" -ge 30 ] && [ "$half" -ge 15 ] && [ "$half" -lt 20 ] && [ "$both" -ge 30 ]
result 'the model counts half in the memory announced, but for contexts that are floats in the end'
fails 'a model that memory does not hold' 1 'leave out -precision' \
  bf16 -memory 600K -output "$work/x.bin"

bf16 -threads 1 -checkpoint "$work/c.ckpt" -output "$work/f.bin" && cmp "$work/a.bin" "$work/f.bin"
result 'a checkpoint changes no number'
ckpt=$(wc -c <"$work/c.ckpt")
[ "$ckpt" -gt 384000 ] && [ "$ckpt" -lt 400000 ]
result 'and takes two bytes a number'
bf16 -threads 1 -checkpoint "$work/c.ckpt" -resume "$work/c.ckpt" -output "$work/f.bin" 2>"$work/err" &&
  cmp "$work/a.bin" "$work/f.bin"
result 'from the end of a training nothing is left to do'
fails 'a checkpoint of another precision' 2 'made with -precision bf16' \
  train -quiet -threads 1 -resume "$work/c.ckpt" -output "$work/x.bin"
train -quiet -threads 1 -checkpoint "$work/w.ckpt" -output "$work/x.bin"
fails 'and the other way round' 2 'made with -precision float32' \
  bf16 -threads 1 -resume "$work/w.ckpt" -output "$work/x.bin"
fails '-init' 2 'goes with -precision float32' bf16 -init "$work/a.bin" -output "$work/x.bin"
fails 'no such precision' 2 'float32' train -quiet -precision fp8 -output "$work/x.bin"

finish
