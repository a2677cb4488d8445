#!/bin/sh
# A few kills of tests/crash.sh; `make torture` has more.
exec "$(dirname "$0")/../crash.sh" 5
