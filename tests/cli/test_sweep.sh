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
! grep -q '<image' "$work/s/quality.svg"
result 'cells of a heat map are drawn one by one: a browser would smooth an image'

if [ -f build/page/page.html ]; then
  [ "$(find "$work/s/runs" -name '*.context.bin' | wc -l)" -ge 4 ] &&
    sed -nE 's/.*<script type="application\/json" id="n2v">(.*)<\/script>.*/\1/p' "$work/s/page.html" >"$work/manifest" &&
    /usr/bin/python3 -c 'import json, sys
m = json.load(open(sys.argv[1]))
assert len(m["models"]) == 4, m
for one in m["models"]:
    assert one["contexts"] and one["eval"] == "quality 0.2500\n" and len(json.loads(one["run"])["loss"]) == 3, one
assert [c["title"] for c in m["columns"]][0] == "visits", m
assert m["graph"]["shown"]' "$work/manifest"
  result 'page.html has contexts, losses and quality of each run'
else
  true
  result 'page.html # SKIP the template is not built'
fi

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

touch "$work/g.txt"
sweep
[ "$code" -eq 0 ] && [ "$(find "$work/s/runs" -name '*.json' | wc -l)" -eq 8 ]
result 'a changed graph is another run'
for json in "$work"/s/runs/*p=2,q=4*.json; do
  : >"$json"
done
sweep
[ "$code" -eq 0 ] && [ "$(grep -c '^p=.* loss ' "$work/out")" -eq 4 ]
result 'an empty result is made again'
run /usr/bin/python3 tools/sweep.py -config "$work/c.ini" -output "$work/t" p=0.5,2 q=1,nonsense -- \
  -input "$work/g.txt"
[ "$code" -eq 0 ] && [ "$(wc -l <"$work/t/sweep.csv")" -eq 3 ] && grep -q 'q=nonsense failed: ' "$work/err"
result 'one point that fails leaves the others'
seq 20 | awk '{ print $1, $1 }' >"$work/loops.txt"
run /usr/bin/python3 tools/sweep.py -config "$work/c.ini" -output "$work/u" window=1,2 -- -input "$work/loops.txt" \
  -walk-length 1
[ "$code" -ne 0 ] && [ ! -e "$work/u/sweep.csv" ] && grep -q 'every run failed' "$work/err"
result 'no pair trained is no result'
run /usr/bin/python3 tools/sweep.py -config "$work/c.ini" -output "$work/w" -quality 'echo well' size=4,8 \
  -- -input "$work/g.txt"
[ "$code" -eq 1 ] && grep -q 'size=4 failed: no number ends the first line of echo well' "$work/err"
result 'a judge that prints no number is named'
# Each run waits for its graph.
mkfifo "$work/pipe"
for signal in TERM INT; do
  env --default-signal=INT,TERM /usr/bin/python3 tools/sweep.py -config "$work/c.ini" -output "$work/x" -jobs 2 \
    size=4,5,6,7,8,9 -- -input "$work/pipe" >"$work/out" 2>"$work/err" &
  pid=$!
  tries=1500
  until [ "$(pgrep -fc "^[^ ]*n2v-train .*input $work/pipe")" -eq 2 ] || [ $((tries -= 1)) -eq 0 ]; do
    sleep 0.02
  done
  kill -s $signal $pid
  wait $pid
  code=$?
  [ $code -gt 128 ] && [ ! -s "$work/err" ] && ! pgrep -f "input $work/pipe" >/dev/null &&
    [ -z "$(ls "$work/x/runs")" ]
  result "SIG$signal ends a sweep and the programs that it runs"
done
folder="$work/a'; system 'touch pwned'; #"
run /usr/bin/python3 tools/sweep.py -config "$work/c.ini" -output "$folder" p=0.5,2 q=1,4 -- -input "$work/g.txt"
[ "$code" -eq 0 ] && [ ! -e pwned ] && [ ! -e "$folder/pwned" ] && grep -q '</svg>' "$folder/loss.svg"
result 'what is in the name of a folder is not run'

finish
