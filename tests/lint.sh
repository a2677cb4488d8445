#!/bin/sh
# Static analysis: clang-tidy, cppcheck. usage: tests/lint.sh COMPILER-FLAGS...
cd "$(dirname "$0")/.." || exit 1
failed=0
mpi=$(mpicc --showme:compile 2>/dev/null || mpicc -compile_info 2>/dev/null | cut -d' ' -f2-)
set -- src/*/*.c tools/*.c tools/options/*.c tools/page/*.c ${mpi:+tools/mpi/*.c} -- "$@"
# OpenMP's pragmas and gcc's spelling of flags are no concern of the analysers.
# shellcheck disable=SC2086 # a list of words
clang-tidy --quiet "$@" $mpi -Wno-unknown-warning-option || failed=1
cppcheck --quiet --std=c11 --enable=warning,performance,portability --inline-suppr \
  --suppress=unknownMacro --error-exitcode=1 -Iinclude -Isrc -Itools src tools || failed=1
exit $failed
