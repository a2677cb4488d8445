#!/bin/sh
# PROPERTY_RUNS (10,000) command lines beside a model of what must hold: properties/. PROPERTY_SEED
# repeats them.
cd "$(dirname "$0")/../.." || exit 1
exec /usr/bin/python3 tests/torture/properties "${PROPERTY_RUNS:-10000}" ${PROPERTY_SEED:+"$PROPERTY_SEED"}
