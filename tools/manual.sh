#!/bin/sh
# A manual page from a program's own -help, and what README.md's table says of it. usage: tools/manual.sh bin/n2v-train >n2v-train.1
set -eu
program=$1
name=$(basename "$program")
what=$(sed -nE "s/^\| $name \| ([^;(]*[^;( ]).*\|\$/\1/p" "$(dirname "$0")/../README.md")
version=$("$program" -version | awk 'NR == 1 { print $2 }')

"$program" -help | awk -v name="$name" -v what="${what:-node2vec vectors}" -v version="$version" '
  # Backslashes and hyphens are commands to troff, and so is a dot or quote that starts a line.
  function quote(text) {
    gsub(/\\/, "\\e", text)
    gsub(/-/, "\\-", text)
    return text ~ /^[.\x27]/ ? "\\&" text : text
  }
  BEGIN { print ".TH " toupper(name) " 1 \"\" \"n2v " version "\" \"User Commands\"" }
  NR == 1 {
    print ".SH NAME\n" name " \\- " quote(what)
    sub(/^usage: /, "")
    print ".SH SYNOPSIS\n" quote($0)
    next
  }
  /^$/ { print described++ ? ".PP" : ".SH DESCRIPTION"; next }
  !described { sub(/^ +/, ""); print ".br\n" quote($0); next }
  /^\[|^On the command line only/ { print ".SH \"" toupper($0) "\""; next }
  /^  -/ {
    flag = substr($0, 3)
    text = ""
    if (match(flag, /   */)) {
      text = substr(flag, RSTART + RLENGTH)
      flag = substr(flag, 1, RSTART - 1)
    }
    print ".TP\n.B " quote(flag)
    if (text != "") print quote(text)
    next
  }
  { sub(/^ +/, ""); print quote($0) }
  END {
    print ".SH \"EXIT STATUS\"\n0: done. 1: it failed. 2: wrong usage, configuration or input."
    print "129, 130, 143: stopped by SIGHUP, SIGINT or SIGTERM."
  }'
