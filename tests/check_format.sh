#!/bin/sh
# Every C file is as clang-format with the tree's .clang-format leaves it.
cd "$(dirname "$0")/.." || exit 1
files=$(git ls-files '*.c' '*.h' 2>/dev/null)
[ -n "$files" ] || files=$(find src include tools tests bench -name '*.[ch]')
# shellcheck disable=SC2086 # a list of words
if wrong=$(clang-format --dry-run -Werror $files 2>&1); then
  echo "ok 1 - clang-format"
else
  echo "$wrong" | grep error | head -20
  echo "not ok 1 - clang-format (clang-format -i FILE)"
fi
