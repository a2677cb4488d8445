#!/bin/sh
# Bad input: one clear line, the right exit code, no partial output, the old output intact.
# shellcheck source=tests/cli/common.sh
. "$(dirname "$0")/common.sh"

output=$work/vectors.bin
echo old >"$output"

# refuses NAME CODE PATTERN OPTIONS...: n2v-train fails so and leaves the older output alone.
refuses() {
  case=$1 wanted=$2 pattern=$3
  shift 3
  fails "$case" "$wanted" "$pattern" bin/n2v-train -output "$output" -threads 1 "$@"
  [ "$(cat "$output")" = old ] && [ "$(find "$work" -name '*.tmp.*' | wc -l)" -eq 0 ]
  result "$case: the old output is intact, nothing else is left"
}

ratings() { # NAME PATTERN TEXT
  printf '%b' "$3" >"$work/ratings.csv"
  refuses "$1" 2 "$2" -format ratings -input "$work/ratings.csv"
}
edges() { # NAME PATTERN TEXT
  printf '%b' "$3" >"$work/edges.txt"
  refuses "$1" 2 "$2" -format edgelist -input "$work/edges.txt"
}

header='userId,movieId,rating,timestamp\n'
refuses 'no input' 2 '-input' -quiet
refuses 'a missing file' 2 'none.txt: .*No such file' -input "$work/none.txt"
refuses 'a folder' 2 'Is a directory|is a folder|is a directory' -input "$work"
: >"$work/empty"
refuses 'an empty file' 2 'empty' -input "$work/empty"
refuses 'an empty file of ratings' 2 'empty' -format ratings -input "$work/empty"
printf '1,31,2.5,1260759144\n1,1029,3.0,1260759179\n' >"$work/ratings.csv"
refuses 'ratings without a header' 2 'ratings.csv:1: looks like ratings.*-format ratings' -input "$work/ratings.csv"
ratings 'a rating that is no number' "ratings.csv:3: .*'.*five.*'" \
  "${header}1,31,2.5,1260759144\n1,1029,five,1260759179\n"
ratings 'a rating line cut short' 'ratings.csv:2: ' "${header}1,31\n"
edges 'an edge with one end' "edges.txt:2: .*'3'" '1 2\n3\n'
edges 'a weight that is no number' "edges.txt:2: .*heavy" '1 2 1\n2 3 heavy\n'
edges 'a negative weight' "edges.txt:2: .*-1" '1 2 1\n2 3 -1\n'
edges 'a weight of nan' "edges.txt:1: .*nan" '1 2 nan\n'

two_groups >"$work/good.txt"
fails 'an unwritable output' 1 'no/such/folder/v.bin: cannot write: No such file' \
  bin/n2v-train -quiet -input "$work/good.txt" -output "$work/no/such/folder/v.bin"
fails 'an output that is a folder' 1 'cannot write: Is a directory' \
  bin/n2v-train -quiet -input "$work/good.txt" -output "$work"
fails 'a full disk' 1 '/dev/full: cannot write: No space' \
  bin/n2v-train -quiet -input "$work/good.txt" -output /dev/full
fails 'metrics that cannot be written' 1 'no/m.json: cannot write' \
  bin/n2v-train -quiet -input "$work/good.txt" -output "$work/v.bin" -metrics "$work/no/m.json"
[ ! -e "$work/v.bin" ]
result 'unwritable metrics are found before training'
refuses 'too little memory' 1 'memory' -input "$work/good.txt" -memory 10k

fails 'n2v-query without a file' 2 'none.bin: .*No such file' bin/n2v-query -model "$work/none.bin" x
printf '2 3\na 0123' >"$work/cut.bin"
fails 'n2v-query with a file cut short' 2 'cut.bin:[0-9]+: .*cut short' bin/n2v-query -model "$work/cut.bin" a
fails 'n2v-convert without a file' 2 'none.bin: .*No such file' \
  bin/n2v-convert -input "$work/none.bin" -output "$work/x.txt"

finish
