#!/bin/sh
# LICENSES.md names every library that the built programs and the shared library ask for.
cd "$(dirname "$0")/.." || exit 1
missing=$(for file in bin/n2v-* lib/*.so*; do
  [ -f "$file" ] || continue
  readelf -d "$file" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p'
done | sort -u | while read -r library; do
  grep -qF "${library%%-x86-64*}" LICENSES.md || echo "# $library is not in LICENSES.md"
done)
if [ -z "$missing" ]; then
  echo "ok 1 - LICENSES.md names what is linked"
else
  echo "$missing"
  echo "not ok 1 - LICENSES.md names what is linked"
fi
