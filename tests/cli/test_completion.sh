#!/bin/sh
# Completion for the three shells, from the option table.
# shellcheck source=tests/cli/common.sh
. "$(dirname "$0")/common.sh"

[ "$(bash -c '. tools/completion.bash
  COMP_WORDS=(bin/n2v-train -walk-l) COMP_CWORD=1; _n2v; echo "${COMPREPLY[*]}"')" = -walk-length ]
result "bash completes a flag"

[ "$(bash -c '. tools/completion.bash; for p in bin/n2v-*; do
  complete -p "${p#bin/}"; done 2>&1' | grep -c -- '-F _n2v n2v-')" -eq "$(find bin -name 'n2v-*' | wc -l)" ]
result "bash knows every program"

tools/completion.sh fish bin/n2v-train >"$work/n2v-train.fish"
tools/completion.sh zsh bin/n2v-train >"$work/_n2v-train"
flags=$(bin/n2v-train -help | grep -c '^  -')
[ "$(grep -c '^complete -c n2v-train -o ' "$work/n2v-train.fish")" -eq "$flags" ] &&
  [ "$(grep -c "^  '-" "$work/_n2v-train")" -eq "$flags" ]
result "fish and zsh are told of every option"

if command -v fish >/dev/null; then
  fish -c "source $work/n2v-train.fish; complete -C 'n2v-train -sampler mix'" | grep -q '^mixture'
  result "fish completes a choice"
else
  number=$((number + 1))
  echo "ok $number - fish completes a choice # SKIP no fish"
fi
if command -v zsh >/dev/null; then
  zsh -n "$work/_n2v-train"
  result "zsh can read its file"
else
  number=$((number + 1))
  echo "ok $number - zsh can read its file # SKIP no zsh"
fi
finish
