#!/bin/sh
# Checkpoints: going on, refusing what does not fit, signals, damaged files. Kills: tests/crash.sh.
# shellcheck source=tests/cli/common.sh
. "$(dirname "$0")/common.sh"

graph=$work/g.txt
ckpt=$work/c.ckpt
two_groups >"$graph"
# About a second of one thread.
train() {
  bin/n2v-train -input "$graph" -size 64 -num-walks 60 -epochs 20 -threads 1 "$@"
}
same() {
  cmp "$work/whole.bin" "$1" >"$work/out" 2>&1
}

train -quiet -output "$work/whole.bin"
result 'the run without a checkpoint'
train -quiet -output "$work/a.bin" -checkpoint "$ckpt" -checkpoint-every 0.1s
same "$work/a.bin" && [ -s "$ckpt" ] && [ -s "$ckpt.1" ]
result 'writing checkpoints changes nothing'
train -quiet -output "$work/b.bin" -resume "$ckpt.1" -metrics "$work/m.json" && same "$work/b.bin" &&
  /usr/bin/python3 -c 'import json, sys
m = json.load(open(sys.argv[1]))
assert m["walks"] == 24000 and m["epochs"] == 20 and min(m["loss"]) > 0, m' \
    "$work/m.json" 2>"$work/err"
result 'the one before the last leads to the same vectors, with the figures of the whole run'
train -quiet -output "$work/b.bin" -resume "$ckpt" && same "$work/b.bin"
result 'from the last one nothing is left to train, and the vectors are written'
bin/n2v-train -quiet -input "$graph" -size 64 -num-walks 60 -epochs 20 -threads 3 \
  -output "$work/b.bin" -resume "$ckpt.1"
result 'another number of threads goes on'

# A checkpoint is there, at the latest in ten seconds.
await_checkpoint() {
  tries=500
  until [ -s "$ckpt" ] || [ $((tries -= 1)) -eq 0 ]; do
    sleep 0.02
  done
  [ -s "$ckpt" ]
}

# stops NAME SIGNAL CODE: stopped while it trains, it says how to go on.
stops() {
  rm -f "$ckpt" "$ckpt.1"
  env --default-signal=INT,TERM,HUP bin/n2v-train -quiet -input "$graph" -size 64 -num-walks 60 -epochs 20 \
    -threads 1 -output "$work/stopped.bin" -checkpoint "$ckpt" -checkpoint-every 0.1s \
    2>"$work/err" &
  pid=$!
  await_checkpoint && kill -s "$2" $pid
  wait $pid
  [ $? -eq "$3" ] && [ ! -e "$work/stopped.bin" ] && grep -q -- "-resume $ckpt" "$work/err"
  result "$1"
  train -quiet -output "$work/b.bin" -resume "$ckpt" -checkpoint "$ckpt" && same "$work/b.bin"
  result 'and goes on to the same vectors'
}
stops 'SIGINT keeps the state' INT 130
stops 'SIGTERM keeps the state' TERM 143

stops 'SIGHUP keeps the state' HUP 129

rm -f "$ckpt" "$ckpt.1"
env --default-signal=HUP bin/n2v-train -quiet -input "$graph" -size 64 -epochs 100000 -output "$work/never.bin" \
  -checkpoint "$ckpt" 2>"$work/err" &
pid=$!
sleep 0.5
kill -HUP $pid
kill -HUP $pid # the shell's, and the terminal's
wait $pid
[ $? -eq 129 ] && [ -s "$ckpt" ]
result 'SIGHUP twice keeps the state'
rm -f "$ckpt" "$ckpt.1"

rm -f "$ckpt" "$ckpt.1"
train -log-format json -output "$work/b.bin" -checkpoint "$ckpt" -checkpoint-every 0.1s 2>&1 |
  head -n 1 >"$work/out"
same "$work/b.bin"
result 'training goes on when nobody reads its progress'

rm -f "$ckpt" "$ckpt.1"
(
  ulimit -f 8 # of 512 bytes: less than a checkpoint
  exec env --default-signal=TERM bin/n2v-train -quiet -input "$graph" -size 64 -epochs 100000 -threads 1 -output "$work/never.bin" \
    -checkpoint "$ckpt" 2>"$work/err"
) &
pid=$!
sleep 0.5
kill -TERM $pid
wait $pid
[ $? -eq 143 ] && grep -q 'stopped at .*; no checkpoint: .*File too large' "$work/err" && [ ! -e "$ckpt" ]
result 'a state that could not be kept is said'

rm -f "$ckpt" "$ckpt.1"
env --default-signal=INT bin/n2v-train -input "$graph" -epochs 100000 -output "$work/never.bin" \
  -checkpoint "$ckpt" 2>"$work/err" &
pid=$!
sleep 0.3
kill -USR1 $pid
await_checkpoint && kill -0 $pid
result 'SIGUSR1 writes one and training goes on'
sleep 0.3
[ "$(grep -c '^checkpoint at' "$work/err")" -eq 1 ]
result 'and only one'
kill -INT $pid
wait $pid
[ $? -eq 130 ]
result 'until it is stopped'

rm -f "$ckpt" "$ckpt.1"
train -quiet -output "$work/a.bin" -checkpoint "$ckpt" -checkpoint-every 0.1s
# refuses NAME PATTERN OPTION...
refuses() {
  label=$1 wanted=$2
  shift 2
  fails "$label" 2 "$wanted" bin/n2v-train -input "$graph" -threads 1 -output "$work/never.bin" \
    -resume "$ckpt" "$@"
}
refuses 'another size' 'made with -size 64, this run has -size 32' -size 32 -num-walks 60 -epochs 20
refuses 'another p' 'made with -p 1, this run has -p 0.5' -size 64 -num-walks 60 -epochs 20 -p .5
refuses 'another seed' 'made with -seed 1, this run has -seed 2' -size 64 -num-walks 60 -epochs 20 \
  -seed 2
echo '0 21' >>"$graph"
refuses 'another graph' 'made with nodes 20, this run has nodes 21' -size 64 -num-walks 60 -epochs 20
two_groups | sed 's/^19 /x /' >"$graph"
refuses 'another name' "made with names' checksum" -size 64 -num-walks 60 -epochs 20
two_groups | awk '{ print $1, $2, 1 + $1 % 3 }' >"$graph"
refuses 'the same edges with weights' 'made with weighted 0, this run has weighted 1' -size 64 \
  -num-walks 60 -epochs 20
two_groups >"$graph"

# Everything else that decides how a run goes on: weights, old vectors, frozen nodes.
other() { # NAME PATTERN OPTION... of the run that is to go on
  label=$1 wanted=$2
  shift 2
  fails "$label" 2 "$wanted" bin/n2v-train -size 64 -epochs 3 -threads 1 -output "$work/never.bin" \
    -resume "$work/o.ckpt" "$@"
}
two_groups | awk '{ print $1, $2, 1 + $1 % 3 }' >"$work/weighted.txt"
two_groups | awk '{ print $1, $2, 2 + $1 % 3 }' >"$work/other.txt"
bin/n2v-train -quiet -input "$work/weighted.txt" -size 64 -epochs 3 -threads 1 -output "$work/o.bin" \
  -checkpoint "$work/o.ckpt"
other 'other weights' "made with edges' checksum" -input "$work/other.txt"
rm -f "$work/o.ckpt"
bin/n2v-train -quiet -input "$graph" -size 64 -epochs 3 -threads 1 -output "$work/o.bin" \
  -init "$work/whole.bin" -freeze -checkpoint "$work/o.ckpt"
bin/n2v-train -quiet -input "$graph" -size 64 -seed 2 -output "$work/o.bin"
other 'other vectors to start from' 'made with -init vectors. checksum' -input "$graph" -freeze \
  -init "$work/o.bin"
other 'nothing frozen' 'made with -freeze' -input "$graph" -init "$work/whole.bin"

# A run that ended early goes on from where it stood before, counting the epochs without gain.
idle() {
  bin/n2v-train -quiet -input "$graph" -size 16 -num-walks 20 -epochs 50 -stop-after 6 -threads 1 "$@"
}
epochs_of() {
  sed -n 's/^ *"epochs": \([0-9]*\),/\1/p' "$1"
}
idle -output "$work/i.bin" -metrics "$work/i.json" -checkpoint "$work/i.ckpt" -checkpoint-every 0.001s &&
  idle -output "$work/j.bin" -metrics "$work/j.json" -resume "$work/i.ckpt.1" &&
  cmp "$work/i.bin" "$work/j.bin" && [ "$(epochs_of "$work/i.json")" -lt 50 ] &&
  [ "$(epochs_of "$work/i.json")" -eq "$(epochs_of "$work/j.json")" ]
result "-stop-after ends at the same epoch: $(epochs_of "$work/i.json"), $(epochs_of "$work/j.json")"

# damage NAME PATTERN: of the file $work/d.ckpt; a whole one stands beside it.
cp "$ckpt.1" "$work/d.ckpt.1"
damage() {
  fails "$1" 2 "$2" train -output "$work/never.bin" -resume "$work/d.ckpt"
}
head -c 3000 "$ckpt" >"$work/d.ckpt"
damage 'a checkpoint cut short' '3,000 of 11,[0-9]* bytes; the one before it is .*d.ckpt.1'
{
  head -c 10000 "$ckpt"
  printf 'XXXX'
  tail -c +10005 "$ckpt"
} >"$work/d.ckpt"
damage 'a byte changed in the vectors' 'wrong checksum of the vectors; the one before it is'
{
  head -c 200 "$ckpt"
  printf 'XXXX'
  tail -c +205 "$ckpt"
} >"$work/d.ckpt"
damage 'a byte changed in the state' 'wrong checksum of the header; the one before it is'
: >"$work/d.ckpt"
damage 'an empty file' 'not a checkpoint of n2v'
{
  cat "$ckpt"
  echo
} >"$work/d.ckpt"
damage 'a byte too much' 'bytes; the one before it is'
cp "$work/d.ckpt.1" "$work/d.whole"
train -quiet -output "$work/b.bin" -resume "$work/d.ckpt.1" -checkpoint "$work/d.ckpt" \
  -checkpoint-every 0 && cmp "$work/d.ckpt.1" "$work/d.whole" && same "$work/b.bin"
result 'a damaged one does not take the place of the one before it'
train -output "$work/b.bin" -checkpoint "$work/d.ckpt" -checkpoint-every 0 2>"$work/err"
grep -q "^checkpoint: .*d.ckpt is of an earlier run and will be replaced; -resume" "$work/err"
result 'one of an earlier run is not replaced without a word'
mkfifo "$work/fifo.ckpt"
fails 'a checkpoint onto something that is no file' 2 'the file is there and is no checkpoint' \
  train -output "$work/never.bin" -checkpoint "$work/fifo.ckpt"
fails 'no file' 2 'none.ckpt: cannot read' train -output "$work/never.bin" -resume "$work/none.ckpt"
fails 'a checkpoint onto something else' 2 'the file is there and is no checkpoint' \
  train -output "$work/never.bin" -checkpoint "$graph"
cp "$graph" "$work/beside.ckpt.1"
fails 'a checkpoint whose older one would replace something else' 2 'beside.ckpt.1 is there and is no' \
  train -output "$work/never.bin" -checkpoint "$work/beside.ckpt"
fails 'a checkpoint onto the output' 2 'would replace what -output writes' \
  train -output "$work/never.bin" -checkpoint "$work/never.bin"

# With -epochs auto the plan is made anew from the losses that the checkpoint holds.
auto() {
  bin/n2v-train -quiet -input "$graph" -size 16 -num-walks 200 -threads 1 "$@"
}
auto -output "$work/k.bin" -metrics "$work/k.json" &&
  auto -output "$work/l.bin" -checkpoint "$work/auto.ckpt" -checkpoint-every 0.01s &&
  auto -output "$work/l.bin" -metrics "$work/l.json" -resume "$work/auto.ckpt.1" 2>"$work/err" &&
  cmp "$work/k.bin" "$work/l.bin" &&
  grep -q '"ending": "the loss settled"' "$work/k.json" &&
  [ "$(epochs_of "$work/k.json")" -gt 3 ] &&
  [ "$(epochs_of "$work/k.json")" -eq "$(epochs_of "$work/l.json")" ]
result "-epochs auto goes on to the same vectors: $(epochs_of "$work/k.json") epochs"

bin/n2v-walk -quiet -input "$graph" -num-walks 100 -epochs 1 -output "$work/walks.txt"
tokens() {
  bin/n2v-train -quiet -walks "$work/walks.txt" -size 64 -epochs 40 -threads 1 "$@"
}
tokens -output "$work/whole.bin" &&
  tokens -output "$work/b.bin" -checkpoint "$work/t.ckpt" -checkpoint-every 0.05s &&
  tokens -output "$work/c.bin" -resume "$work/t.ckpt.1" && same "$work/b.bin" && same "$work/c.bin"
result 'walks from a file'
tail -n 1 "$work/walks.txt" >"$work/last" && sed -i '$d' "$work/walks.txt"
cat "$work/walks.txt" >>"$work/last" && mv "$work/last" "$work/walks.txt"
fails 'the same walks in another order' 2 "made with tokens' checksum" \
  tokens -output "$work/c.bin" -resume "$work/t.ckpt.1"

for threads in 1 2 5; do
  bin/n2v-train -quiet -input "$graph" -epochs 3 -alpha 0.001 -deterministic -threads $threads \
    -output "$work/d$threads.bin"
done
cmp "$work/d1.bin" "$work/d2.bin" && cmp "$work/d1.bin" "$work/d5.bin"
result '-deterministic: the same file with 1, 2 and 5 threads'
bin/n2v-train -quiet -input "$graph" -epochs 3 -alpha 0.001 -deterministic -threads 2 \
  -output "$work/d2.bin" -checkpoint "$work/d.ckpt" -checkpoint-every 0.01s &&
  bin/n2v-train -quiet -input "$graph" -epochs 3 -alpha 0.001 -deterministic -threads 3 \
    -output "$work/d3.bin" -resume "$work/d.ckpt.1" && cmp "$work/d1.bin" "$work/d2.bin" &&
  cmp "$work/d1.bin" "$work/d3.bin"
result 'and with another number of threads from a checkpoint on'

[ ! -e "$work/never.bin" ]
result 'nothing was written where a run was refused'
finish
