#!/bin/sh
# Static analysis: clang-tidy, cppcheck. usage: tests/lint.sh COMPILER-FLAGS...
cd "$(dirname "$0")/.." || exit 1
failed=0
# OpenMP's pragmas and gcc's spelling of flags are no concern of the analysers.
clang-tidy --quiet src/*/*.c tools/*.c -- "$@" -Wno-unknown-warning-option || failed=1
cppcheck --quiet --std=c11 --enable=warning,performance,portability --inline-suppr \
  --suppress=unknownMacro --error-exitcode=1 -Iinclude -Isrc -Itools src tools || failed=1
exit $failed
