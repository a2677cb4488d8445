#!/bin/sh
# Every page of docs/ stands in its table of contents, every installed header in its reference: what
# `make docs` would refuse, seen without Sphinx.
cd "$(dirname "$0")/.." || exit 1
missing=''
for page in docs/*.md; do
  name=$(basename "$page" .md)
  [ "$name" = index ] || grep -qx "$name" docs/index.md || missing="$missing $page"
done
for header in include/*.h; do
  grep -q "literalinclude} $(basename "$header")\$" docs/c.md || missing="$missing $header"
done
if [ -n "$missing" ]; then
  echo 'not ok 1 - docs/index.md lists every page, docs/c.md every header'
  echo "# missing:$missing"
  exit 1
fi
echo 'ok 1 - docs/index.md lists every page, docs/c.md every header'
