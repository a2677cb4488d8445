#!/bin/sh
# Completion for zsh or fish, from a program's own -help. For bash: tools/completion.bash.
# usage: tools/completion.sh zsh|fish bin/n2v-train
set -eu
shell=$1
program=$2

# A line an option: flag, argument (empty: it takes none) and help, separated by tabs. An option
# begins two columns in; its help stands from column 25 on and goes on in the lines below.
options() {
  "$program" -help | awk '
    function flush() { if (flag != "") print flag "\t" argument "\t" text; flag = "" }
    /^  -/ {
      flush()
      head = substr($0, 3)
      text = ""
      if (match(head, /   */)) {
        text = substr(head, RSTART + RLENGTH)
        head = substr(head, 1, RSTART - 1)
      }
      split(head, word, " ")
      flag = word[1]
      argument = word[2]
      next
    }
    /^                        / { sub(/^ +/, ""); text = text (text == "" ? "" : " ") $0; next }
    { flush() }
    END { flush() }'
}

zsh_completion() {
  echo "#compdef $(basename "$program")"
  printf '_arguments'
  options | awk -F '\t' -v quote="'" '
    {
      gsub(/\\|\[|\]|:/, "\\\\&", $3)
      gsub(quote, quote "\\" quote quote, $3)
      action = $2 == "FILE" ? "_files" : " "
      if ($2 ~ /[|]/) {
        action = "(" $2 ")"
        gsub(/[|]/, " ", action)
      }
      printf " \\\n  %s%s[%s]%s%s", quote, $1, $3, $2 == "" ? "" : ":" ($2 ~ /[|]/ ? "choice" : $2) ":" action, quote
    }'
  printf " \\\\\n  '*:file:_files'\n"
}

fish_completion() {
  options | awk -F '\t' -v quote="'" -v program="$(basename "$program")" '
    {
      gsub(/[\\\x27]/, "\\\\&", $3)
      more = $2 == "" ? "" : $2 == "FILE" ? " -r" : " -x"
      if ($2 ~ /[|]/) {
        gsub(/[|]/, " ", $2)
        more = " -x -a " quote $2 quote
      }
      printf "complete -c %s -o %s%s -d %s%s%s\n", program, substr($1, 2), more, quote, $3, quote
    }'
}

case $shell in
zsh | fish) "${shell}_completion" ;;
*) echo "completion.sh: unknown shell '$shell' (zsh, fish)" >&2 && exit 2 ;;
esac
