#!/bin/sh
# Every set of vector instructions: the kernels against their reference, NEON's too (cross compiled,
# under qemu), training with each, and on emulated processors that lack AVX-512 or all of AVX, where
# an instruction of a later one would be fatal.
# shellcheck source=tests/cli/common.sh
. "$(dirname "$0")/../cli/common.sh"

skip() {
  number=$((number + 1))
  echo "ok $number # SKIP $1"
}

two_groups >"$work/g.txt"

# train SIMD PROGRAM...: text vectors in $work/SIMD.txt.
train() {
  simd=$1
  shift
  run "$@" -quiet -input "$work/g.txt" -size 40 -num-walks 5 -walk-length 10 -threads 1 \
    -simd "$simd" -output "$work/$simd.txt" -metrics "$work/m.json"
}

# close A B: every value within 1e-3; the kernels add in different orders.
close() {
  paste -d ' ' "$1" "$2" | awk 'NR > 1 {
    n = NF / 2
    if ($1 != $(n + 1)) exit 1
    for (i = 2; i <= n; i++) { d = $i - $(n + i); if (d > 1e-3 || d < -1e-3) exit 1 }
  }'
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

if command -v aarch64-linux-gnu-gcc >/dev/null && command -v qemu-aarch64-static >/dev/null; then
  run aarch64-linux-gnu-gcc -std=c11 -D_GNU_SOURCE -O2 -static -ffp-contract=fast -Itests/torture/cross \
    -Iinclude -Isrc -o "$work/test_kernel" tests/test_kernel.c src/sgns/kernel*.c \
    src/base/isa.c src/base/memory.c src/base/cgroup.c -lm
  [ "$code" -eq 0 ]
  result 'the kernels compile for aarch64'
  nm "$work/test_kernel" | grep -q n2v_kernel_neon
  result 'NEON is among them'
  run qemu-aarch64-static "$work/test_kernel"
  [ "$code" -eq 0 ] && [ "$(grep -c "^ok" "$work/out")" -ge 5 ]
  result "NEON agrees with the reference ($(grep -c '^ok' "$work/out") tests of tests/test_kernel.c)"
else
  skip 'no aarch64 compiler and emulator'
fi

finish
