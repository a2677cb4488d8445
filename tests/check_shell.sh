#!/bin/sh
# The scripts are clean under shellcheck.
cd "$(dirname "$0")/.." || exit 1
# shellcheck disable=SC2046 # a list of words
if shellcheck .ci/run $(find tools tests bench -name '*.sh' 2>/dev/null); then
  echo "ok 1 - shellcheck"
else
  echo "not ok 1 - shellcheck"
fi
