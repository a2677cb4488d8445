#!/bin/sh
# The examples, against an installed copy of the library found by pkg-config; and the header in C++.
# shellcheck source=tests/cli/common.sh
. "$(dirname "$0")/common.sh"

include=$work/include lib=$work/lib
mkdir -p "$include" "$lib/pkgconfig"
cp include/n2v*.h "$include"
cp -P lib/libn2v* "$lib"
sed -e "s|@PREFIX@|$work|" -e "s|@LIBDIR@|$lib|" -e 's|@VERSION@|1|' tools/n2v.pc.in \
  >"$lib/pkgconfig/n2v.pc"
export PKG_CONFIG_PATH="$lib/pkgconfig" LD_LIBRARY_PATH="$lib"

for source in examples/*.c; do
  program=$work/$(basename "$source" .c)
  # shellcheck disable=SC2046 # a list of words
  run ${CC:-cc} -std=c11 -Wall -Wextra -Werror "$source" $(pkg-config --cflags --libs n2v) -o "$program"
  [ "$code" -eq 0 ] && [ "$(wc -l <"$source")" -lt 60 ]
  result "$source is built by pkg-config, in less than 60 lines"
done

prints 'train_arrays: the nearest of a node are of its group' 0 '^1?[0-9] 0\.[0-9]+$' "$work/train_arrays"
! awk '$1 > 11 { wrong++ } END { exit wrong == 0 }' "$work/out"
result 'and none of the other'
prints 'stream_walks counts visits' 0 '^34 [0-9]+$' "$work/stream_walks" examples/karate.txt
awk '{ all += $2 } END { exit all != 34 * 10 * 80 }' "$work/out"
result 'of every step of every walk'
run "$work/progress" examples/karate.txt "$work/vectors.bin"
[ "$code" -eq 0 ] && grep -q 'done' "$work/err" && [ "$(head -c 7 "$work/vectors.bin")" = '34 128' ]
result 'progress trains and writes'
prints 'classify tells the two clubs apart' 0 '^34 nodes, 2 labels: Macro-F1 0\.[89][0-9]+' \
  "$work/classify" examples/karate.txt examples/karate.labels

printf '#include <n2v_eval.h>\n#include <n2v_peers.h>\nint main() { return n2v_version_check(N2V_VERSION_NUMBER, nullptr); }\n' >"$work/client.cc"
# shellcheck disable=SC2046
run ${CXX:-c++} -Wall -Wextra -Wpedantic -Werror "$work/client.cc" $(pkg-config --cflags --libs n2v) -o "$work/client"
[ "$code" -eq 0 ] && "$work/client"
result 'a C++ program includes the headers without a warning'

finish
