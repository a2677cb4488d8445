#!/bin/sh
# Searches settings for a graph and a goal; `tools/tune.sh -h` says how.
set -eu
exec /usr/bin/python3 "$(dirname "$0")/tune.py" "$@"
