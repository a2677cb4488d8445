#!/bin/sh
# A file includes only headers of its own layer or one below it:
#   base < graph < input < corpus < walk < sgns < embedding < train < eval < tools, tests
cd "$(dirname "$0")/.." || exit 1
wrong=$(grep -n '^#include "' src/*/*.c src/*/*.h include/*.h | awk -F: '
  BEGIN {
    count = split("base graph input corpus walk sgns embedding train eval", layers, " ")
    for (i = 1; i <= count; i++) rank[layers[i]] = i
  }
  {
    split($1, path, "/")
    own = path[1] == "include" ? 0 : rank[path[2]]
    split($3, quoted, "\"")
    target = quoted[2]
    if (target ~ /^n2v(_[a-z]+)?\.h$/) next
    split(target, parts, "/")
    if (path[1] != "include" && !own)
      print $1 ":" $2 ": folder src/" path[2] " is no layer"
    else if (!(parts[1] in rank))
      print $1 ":" $2 ": \"" target "\" is not named by its layer"
    else if (rank[parts[1]] > own)
      print $1 ":" $2 ": includes " target ", a layer above"
  }')
if [ -z "$wrong" ]; then
  echo "ok 1 - no file includes a layer above its own"
else
  echo "$wrong"
  echo "not ok 1 - no file includes a layer above its own"
fi

# Messages of the library name parameters, between backquotes; only tools/options knows flags.
flags=$(grep -nE "\"([^\"]*[ (,'])?-[a-z][a-z-]+" src/*/*.c src/*/*.h include/*.h)
if [ -z "$flags" ]; then
  echo "ok 2 - no message of the library names a flag"
else
  echo "$flags"
  echo "not ok 2 - no message of the library names a flag"
fi

# The programs are clients: they include n2v.h and its like, and what is under tools/.
inner=$(grep -n '^#include "' tools/*.[ch] tools/*/*.[ch] examples/*.c | awk -F'"' '{
    place = $1
    sub(/#include $/, "", place)
    if ($2 ~ /^n2v(_[a-z]+)?\.h$/ || system("test -e tools/" $2) == 0) next
    print place " includes " $2 ", an inner header"
  }')
if [ -z "$inner" ]; then
  echo "ok 3 - the programs include no inner header"
else
  echo "$inner"
  echo "not ok 3 - the programs include no inner header"
fi
