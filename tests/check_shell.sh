#!/bin/sh
# The scripts are clean under shellcheck.
cd "$(dirname "$0")/.." || exit 1
# shellcheck disable=SC2046 # a list of words
if shellcheck .ci/run debian/tests/karate debian/tests/python debian/tests/library $(find tools tests bench docs -name '*.sh' 2>/dev/null); then
  echo "ok 1 - shellcheck"
else
  echo "not ok 1 - shellcheck"
fi
