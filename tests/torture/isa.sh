#!/bin/sh
# Every set of vector instructions: training with each that is here, and on emulated processors that
# lack AVX-512 or all of AVX, where an instruction of a later one would be fatal; and the library for
# AArch64, with the unit tests of what NEON runs, under qemu. avx512.sh has the rest.
# shellcheck source=tests/cli/common.sh
. "$(dirname "$0")/../cli/common.sh"

two_groups >"$work/g.txt"

# train SIMD PROGRAM...: text vectors in $work/SIMD.txt.
train() {
  simd=$1
  shift
  run "$@" -quiet -input "$work/g.txt" -size 40 -num-walks 5 -walk-length 10 -threads 1 \
    -simd "$simd" -output "$work/$simd.txt" -metrics "$work/m.json"
}

train portable bin/n2v-train
[ "$code" -eq 0 ]
result 'portable trains'
for simd in avx2 avx512; do
  train $simd bin/n2v-train
  if [ "$code" -eq 2 ] && grep -q 'this processor or build has none' "$work/err"; then
    skip "this processor has no $simd"
    continue
  fi
  [ "$code" -eq 0 ] && grep -q "\"simd\": \"$simd\"" "$work/m.json" &&
    close "$work/portable.txt" "$work/$simd.txt"
  result "$simd trains to the same vectors"
done

on_processor() { # MODEL EXPECTED
  if ! command -v qemu-x86_64-static >/dev/null || [ "$(uname -m)" != x86_64 ]; then
    skip "no emulator for $1"
    return
  fi
  train auto qemu-x86_64-static -cpu "$1" bin/n2v-train
  [ "$code" -eq 0 ] && grep -q "\"simd\": \"$2\"" "$work/m.json" &&
    close "$work/portable.txt" "$work/auto.txt"
  result "a processor like $1 trains with $2"
  run qemu-x86_64-static -cpu "$1" bin/n2v-query -quiet -k 3 -model "$work/portable.txt" 3
  [ "$code" -eq 0 ] && [ "$(wc -l <"$work/out")" -eq 3 ]
  result "a processor like $1 answers queries"
}
on_processor Nehalem portable
on_processor Haswell avx2

# on_neon TEST: linked with what it needs of the library; Debian has the rest (cmocka, zlib, ...) for
# this processor only.
on_neon() {
  run $cross -std=c11 -D_GNU_SOURCE -O3 -static -fopenmp -Wl,--gc-sections -Itests/torture/cross \
    -Iinclude -Isrc -o "$work/$1" "tests/$1.c" build/aarch64/libn2v.a -lm
  [ "$code" -eq 0 ] && run qemu-aarch64-static "$work/$1" && [ "$code" -eq 0 ]
  result "$1 on an emulated AArch64 ($(grep -c '^ok' "$work/out") tests)"
}

cross=aarch64-linux-gnu-gcc
if command -v $cross >/dev/null && command -v qemu-aarch64-static >/dev/null; then
  run make -j"$(nproc)" MODE=aarch64 CC=$cross CFLAGS='-O3 -ffunction-sections' build/aarch64/libn2v.a
  [ "$code" -eq 0 ]
  result 'the library compiles for AArch64'
  nm build/aarch64/libn2v.a 2>/dev/null | grep -q '[DR] n2v_kernel_neon'
  result 'NEON is in it'
  for name in test_kernel test_bfloat16 test_neighbours; do
    on_neon $name
  done
else
  skip 'no compiler for AArch64, or no emulator (tools/install-deps.sh emulate)'
fi

finish
