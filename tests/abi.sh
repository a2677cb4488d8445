#!/bin/sh
# The binary interface of libn2v.so against the description of this release, by libabigail.
#
# usage: tests/abi.sh [update]        update: writes the description anew
#
# A new function is no difference. Everything else is one: a field that is moved, renamed or of
# another type, a function that is gone or wants other arguments. A field at the end of a struct
# that begins with `size` breaks nobody, and is to be looked at all the same: then update.
cd "$(dirname "$0")/.." || exit 1
machine=$(uname -m)
description=tests/abi/libn2v.$machine.xml
now=build/libn2v.abi.xml

skip() {
  echo "ok 1 - the binary interface is that of the release # SKIP $1"
  exit 0
}

[ -n "$(command -v abidw)" ] || skip 'no abidw (Debian: abigail-tools)'
mkdir -p build
# Types that only the library knows are left out, and so are paths, which differ by machine.
abidw --headers-dir "$PWD/include" --drop-private-types --exported-interfaces-only \
  --no-show-locs --no-corpus-path --no-comp-dir-path --no-write-default-sizes --out-file $now lib/libn2v.so || exit 1
if [ "${1:-}" = update ]; then
  cp $now "$description"
  echo "ok 1 - $description is written"
  exit 0
fi
[ -e "$description" ] || skip "no description for $machine"
if abidiff --no-added-syms "$description" $now >build/abi.txt 2>&1; then
  echo "ok 1 - the binary interface is that of the release"
else
  echo "not ok 1 - the binary interface is that of the release"
  sed 's/^/# /' build/abi.txt
  exit 1
fi
