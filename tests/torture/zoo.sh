#!/bin/sh
# Training on 140 graphs and settings beside training pair by pair: tests/zoo.py.
cd "$(dirname "$0")/../.." || exit 1
exec /usr/bin/python3 tests/zoo.py "${ZOO_RUNS:-140}" "${ZOO_SEED:-11}"
