#!/bin/sh
# tools/tune.sh: each goal's search, its files, its report, going on where it stopped, refusals.
# shellcheck source=tests/cli/common.sh
. "$(dirname "$0")/common.sh"

if ! /usr/bin/python3 -c 'import numpy' 2>/dev/null; then
  echo 'ok 1 # SKIP no numpy for Python'
  exit 0
fi

two_groups >"$work/g.txt"
awk 'BEGIN { for (i = 0; i < 20; i++) print i, int(i / 10) }' >"$work/labels.txt"
awk 'BEGIN {
  print "userId,movieId,rating"
  for (u = 0; u < 40; u++)
    for (i = 0; i < 12; i++)
      if ((u * 7 + i * 5) % 3) print u "," 20 * (u % 2) + i "," 5
}' >"$work/ratings.csv"
small='-size 4 -epochs 1 -num-walks 4 -walk-length 10 -threads 1'
run tools/tune.sh -goal labels -input "$work/g.txt" -output "$work/none"
[ "$code" -eq 2 ] && grep -q -- '-labels FILE' "$work/err"
result 'the goal labels without labels is refused'
run tools/tune.sh -goal link -input "$work/g.txt" -output "$work/none" size=
[ "$code" -eq 2 ] && grep -q 'each option of the space needs values' "$work/err"
result 'an option without values is refused'

tune() { # GOAL INPUT FOLDER [word...]
  goal=$1 input=$2 folder=$3
  shift 3
  # shellcheck disable=SC2086
  run tools/tune.sh -goal "$goal" -input "$input" -output "$work/$folder" -candidates 4 "$@" \
    p=0.5,2 q=0.5,2 alpha=0.05,0.1 size=4 window=3 ns-exponent=0.75 -- $small
}
columns() { cut -d, -f 1-4,6- "$work/$1/tune.csv"; } # all but the seconds

tune labels "$work/g.txt" labels -labels "$work/labels.txt"
[ "$code" -eq 0 ] && grep -Eq '^as it was +[01]\.[0-9]+ \(([0-9.]+, ){2}' "$work/labels/report.txt"
result 'labels: a report of three trainings'
[ "$(head -n 1 "$work/labels/tune.csv")" = stage,candidate,seed,score,seconds,p,q,size,window,alpha,ns-exponent,degree-penalty ] &&
  [ "$(grep -c '^few,' "$work/labels/tune.csv")" -eq 4 ] &&
  grep -q '^report,0,1000000,' "$work/labels/tune.csv"
result 'labels: a row for each run'
[ "$(cat "$work/labels/search.labels" "$work/labels/report.labels" | sort -n)" = \
  "$(sort -n "$work/labels.txt")" ] && [ "$(wc -l <"$work/labels/search.labels")" -eq 10 ]
result 'labels: the search sees half of the nodes, the report the others'
run bin/n2v-train -quiet -config "$work/labels/best.ini" -input "$work/g.txt" -output "$work/v.bin"
[ "$code" -eq 0 ] && [ -s "$work/v.bin" ]
result 'best.ini trains'

tune link "$work/g.txt" link
[ "$code" -eq 0 ] && grep -q '^link on data set aside' "$work/out" && [ -s "$work/link/best.ini" ] &&
  [ "$(wc -l <"$work/link/rest.txt")" -lt 91 ]
result 'link: a report on edges set aside'
tune recall "$work/ratings.csv" recall -by context
[ "$code" -eq 0 ] && grep -q '^recall on data set aside' "$work/out" && [ -s "$work/recall/best.ini" ]
result 'recall: a report on ratings set aside'

cp -r "$work/labels" "$work/again"
/usr/bin/python3 - "$work/again/runs.json" <<'END'
import json, sys
with open(sys.argv[1]) as file:
    stored = json.load(file)
stored["runs"] = dict(list(stored["runs"].items())[:3])
with open(sys.argv[1], "w") as file:
    json.dump(stored, file)
END
tune labels "$work/g.txt" again -labels "$work/labels.txt"
[ "$code" -eq 0 ] && [ "$(columns again)" = "$(columns labels)" ] &&
  [ "$(grep -c ' candidate ' "$work/out")" -eq $(($(wc -l <"$work/labels/tune.csv") - 4)) ]
result 'a search that was stopped goes on, and finds the same'
before=$(cksum "$work"/again/*)
tune labels "$work/g.txt" again -labels "$work/labels.txt" -seed 2
[ "$code" -eq 1 ] && grep -q 'holds another search.*: give another folder' "$work/err" &&
  [ "$(cksum "$work"/again/*)" = "$before" ]
result 'a folder with another search is refused, and left as it was'
{ cat "$work/g.txt" && echo 1 11; } >"$work/changed.txt"
cp "$work/g.txt" "$work/same.txt"
tune link "$work/same.txt" graph
mv "$work/changed.txt" "$work/same.txt"
tune link "$work/same.txt" graph
[ "$code" -eq 1 ] && grep -q 'holds another search.*: give another folder' "$work/err"
result 'a search of another graph under the same name is not gone on with'
: >"$work/graph/runs.json"
tune link "$work/same.txt" graph
[ "$code" -eq 1 ] && grep -q 'runs.json holds no search: give another folder' "$work/err"
result 'runs that cannot be read are named'
mkdir "$work/mine"
cp "$work/labels.txt" "$work/mine/search.labels"
tune labels "$work/g.txt" mine -labels "$work/mine/search.labels"
[ "$code" -eq 1 ] && grep -q 'mine holds search.labels, and no search' "$work/err" &&
  cmp -s "$work/labels.txt" "$work/mine/search.labels"
result 'a file named as one of the search is not replaced'
run tools/tune.sh -goal labels -input "$work/g.txt" -labels "$work/labels.txt" -output "$work/failing" \
  -candidates 4 alpha=0.05,7 size=4 window=3 p=1 q=1 ns-exponent=0.75,9 -- -size 4 -epochs 1 -num-walks 4 -threads 1
[ "$code" -eq 0 ] && grep -q "candidate .* n2v-train failed: .*must be a number" "$work/out" &&
  [ -s "$work/failing/best.ini" ]
result 'settings that cannot be trained lose, and the search goes on'
tune labels "$work/g.txt" fresh -labels "$work/labels.txt"
[ "$code" -eq 0 ] && [ "$(columns fresh)" = "$(columns labels)" ]
result 'the same seed finds the same'
tune link "$work/nowhere.txt" nowhere
[ "$code" -eq 1 ] && grep -q 'tune.sh: .*nowhere.txt: No such file' "$work/err"
result 'a graph that is not there is named'

finish
