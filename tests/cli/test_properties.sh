#!/bin/sh
# A few of the command lines that `make torture` draws.
cd "$(dirname "$0")/../.." || exit 1
if ! /usr/bin/python3 -c 'import hypothesis' 2>/dev/null; then
  echo 'ok 1 # SKIP no hypothesis'
  exit 0
fi
exec /usr/bin/python3 tests/torture/properties 80
