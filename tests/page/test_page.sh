#!/bin/sh
# The page in Chromium, by tests/page/page.mjs; skipped where what it takes is missing. `make
# test-page` brings all of it.
cd "$(dirname "$0")/../.." || exit 1

skip() {
  echo "ok 1 - the page in a browser # SKIP $1; make test-page brings it"
  exit 0
}

command -v node >/dev/null || skip 'no node'
command -v chromium >/dev/null || skip 'no chromium'
[ -f build/page/page.html ] || skip 'the template is not built'
[ -d page/node_modules/playwright-core ] || skip 'no playwright-core'

N2V_TEST_DATA=$(tools/get-movielens.sh 2>/dev/null || true)
export N2V_TEST_DATA
exec node tests/page/page.mjs
