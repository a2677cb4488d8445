#!/bin/sh
# tools/sweep.py: a run for every point, tables and plots, and only what is missing the second time.
# shellcheck source=tests/cli/common.sh
. "$(dirname "$0")/common.sh"

if ! command -v gnuplot >/dev/null; then
  echo 'ok 1 # SKIP no gnuplot'
  exit 0
fi

two_groups >"$work/g.txt"
printf '[walk]\nnum_walks = 2\nwalk_length = 10\n[train]\nsize = 8\nepochs = 3\n' >"$work/c.ini"
printf 'echo "quality 0.25"\n' >"$work/judge"
sweep() {
  run /usr/bin/python3 tools/sweep.py -config "$work/c.ini" -output "$work/s" \
    -quality "sh $work/judge" p=0.5,2 q=1,4 -- -input "$work/g.txt"
}

sweep
[ "$code" -eq 0 ] && [ "$(grep -c 'p=.* q=.* loss .* quality 0.25' "$work/out")" -eq 4 ]
result 'each point is trained and judged'
[ "$(head -n 1 "$work/s/sweep.csv")" = p,q,loss,seconds,quality ] &&
  [ "$(cut -d, -f 1,2,5 "$work/s/sweep.csv" | tail -n +2 | sort | tr '\n' ' ')" = \
    '0.5,1,0.2500 0.5,4,0.2500 2,1,0.2500 2,4,0.2500 ' ]
result 'sweep.csv has a row for each'
[ "$(wc -l <"$work/s/loss.csv")" -eq 13 ]
result 'loss.csv has a row for each epoch'
for plot in quality seconds loss; do
  grep -q '</svg>' "$work/s/$plot.svg"
  result "$plot.svg is drawn"
done

cp "$work/s/sweep.csv" "$work/before.csv"
for json in "$work"/s/runs/*p=2,q=4*.json; do
  rm "$json"
done
touch "$work/now"
sweep
[ "$code" -eq 0 ] && [ "$(find "$work/s/runs" -name '*.json' -newer "$work/now" | wc -l)" -eq 1 ] &&
  [ "$(head -n 4 "$work/before.csv")" = "$(head -n 4 "$work/s/sweep.csv")" ]
result 'a second time trains only what is missing'

run /usr/bin/python3 tools/sweep.py -config "$work/c.ini" -output "$work/s" nosuch=1 -- \
  -input "$work/g.txt"
[ "$code" -ne 0 ] && grep -q nosuch "$work/err"
result 'an option that is none is named'

finish
