# bash completion for the n2v programs, read from their own -help.
# shellcheck shell=bash

_n2v() {
  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} help choices
  help=$("${COMP_WORDS[0]}" -help 2>/dev/null) || return
  if [[ $word == -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$(grep -oE '^  -[a-z-]+' <<<"$help")" -- "$word")
    return
  fi
  choices=$(sed -nE "s/^  ${before/#--/-} ([a-z0-9|-]*[|][a-z0-9|-]*).*/\1/p" <<<"$help")
  if [[ -n $choices ]]; then
    mapfile -t COMPREPLY < <(compgen -W "${choices//|/ }" -- "$word")
  else
    mapfile -t COMPREPLY < <(compgen -f -- "$word")
  fi
}

complete -o filenames -F _n2v n2v-convert n2v-eval n2v-graph n2v-import n2v-page n2v-query n2v-train \
  n2v-train-mpi n2v-walk
