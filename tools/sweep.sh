#!/bin/sh
# A grid of training runs; `tools/sweep.sh -h` says how. Its Debian packages are installed first.
set -eu
tools=$(cd "$(dirname "$0")" && pwd)
"$tools/install-deps.sh" sweep >&2
exec /usr/bin/python3 "$tools/sweep.py" "$@"
