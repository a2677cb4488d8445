#!/bin/sh
# Signals: the first ends a run in time, with nothing half done; what the caller ignores stays ignored.
# And the memory limit where the input is a pipe.
# shellcheck source=tests/cli/common.sh
. "$(dirname "$0")/common.sh"

two_groups >"$work/g.txt"
bin=$PWD/bin
cd "$work" || exit 1
small='-quiet -size 8 -epochs 1 -num-walks 1 -threads 1'

# now: hundredths of a second.
now() {
  /usr/bin/python3 -c 'import time; print(int(time.monotonic() * 100))'
}

# Waits until something is there, at most 20 s.
await() {
  tries=1000
  until eval "$1" || [ $((tries -= 1)) -eq 0 ]; do
    sleep 0.02
  done
}

# Whether $pid has a handler for SIGTERM, the 15th bit.
has_handlers() {
  grep -q '^SigCgt:.*[4-7c-f]...$' "/proc/$pid/status"
}

# start COMMAND...: in the background, with signals as at a terminal; $pid. On a busy machine a
# program may not run for a while.
start() {
  env --default-signal=INT,TERM,HUP "$@" <"${input:-/dev/null}" >out 2>err &
  pid=$!
  input=
  # shellcheck disable=SC2016 # for eval
  await 'has_handlers || ! kill -0 $pid 2>/dev/null'
}

# ends NAME SIGNAL CODE HUNDREDTHS: $pid ends so soon after it, saying that it stopped.
ends() {
  begin=$(now)
  kill -s "$2" $pid
  wait $pid
  code=$?
  took=$(($(now) - begin))
  [ $code -eq "$3" ] && [ $took -le "$4" ] && grep -q 'error: stopped' err
  result "$1 ($took hundredths of a second)"
}

# --------------------------------------------------------------------------------------- waiting

mkfifo fifo
sleep 60 >fifo &
writer=$!
for option in '-input fifo' '-input g.txt -nodes fifo' '-walks fifo' '-input -'; do
  # shellcheck disable=SC2086 # a list of words
  input=fifo start "$bin/n2v-train" $option -output v.bin
  sleep 0.4
  ends "waiting for a pipe, $option" TERM 143 150
done
printf 'userId,movieId,rating\n1,1,5\n1,2,5\n' >ratings.csv
"$bin/n2v-train" -quiet -input g.txt -size 8 -epochs 1 -output init.bin
for option in '-input ratings.csv -format ratings -min-weight 0.1 -nodes fifo' '-input g.txt -init fifo'; do
  # shellcheck disable=SC2086 # a list of words
  start "$bin/n2v-train" -quiet $option -output v.bin
  sleep 0.4
  ends "waiting for a pipe, $option" TERM 143 150
done
start "$bin/n2v-convert" -quiet -input init.bin -labels fifo -metadata m.tsv -output v.tsv
sleep 0.4
kill -TERM $pid
wait $pid
code=$?
[ $code -eq 143 ] && [ ! -e v.tsv ] && [ ! -e m.tsv ]
result 'n2v-convert, waiting for a pipe of labels'
kill $writer
start "$bin/n2v-train" -quiet -input fifo -output v.bin
sleep 0.4
ends 'waiting for a pipe that nobody writes' INT 130 150
start "$bin/n2v-walk" -quiet -input g.txt -output fifo
sleep 0.4
ends 'waiting for a pipe that nobody reads' TERM 143 150
# shellcheck disable=SC2217 # it only holds the pipe open
sleep 60 <fifo &
reader=$!
start "$bin/n2v-walk" -quiet -input g.txt -num-walks 1000000 -output fifo
sleep 0.4
ends 'a pipe that is full' HUP 129 150
kill $reader

# ------------------------------------------------------------------------------ reading and writing

head -c 64M /dev/zero | gzip -1 >member.gz
for _ in $(seq 80); do cat member.gz; done >zeros.gz
start "$bin/n2v-graph" -quiet -memory 6G -input zeros.gz -stats
sleep 0.5
ends 'inflating 5 GB' TERM 143 100
rm zeros.gz member.gz

mkdir to
echo old >to/w.txt
before=$(cksum to/*)
start "$bin/n2v-walk" -quiet -input g.txt -num-walks 1000000 -output to/w.txt -metrics to/m.json
sleep 0.7
ends 'writing walks' INT 130 150
[ "$(cksum to/*)" = "$before" ]
result 'writing walks: the older file is intact, nothing else is left'
"$bin/n2v-graph" -quiet -generate er -nodes 100000 -edges 3000000 -output er.csr
start "$bin/n2v-graph" -quiet -input er.csr -output to/w.txt
sleep 0.4
kill -TERM $pid
kill -TERM $pid 2>/dev/null
wait $pid
code=$?
{ [ $code -eq 143 ] && [ "$(cksum to/*)" = "$before" ]; } ||
  { [ $code -eq 0 ] && [ "$(ls to)" = w.txt ]; } # it was done before
result 'a second signal leaves nothing either'
rm er.csr
before=$(cksum to/*)

# So much that syncing it to a disk takes seconds.
start "$bin/n2v-train" -quiet -input g.txt -size 8 -epochs 1 -num-walks 200000 -save-walks to/w.txt \
  -output to/v.bin
sleep 1.5
ends 'writing walks that are trained on' TERM 143 100
[ "$(cksum to/*)" = "$before" ]
result 'writing walks that are trained on: nothing is left'
"$bin/n2v-graph" -quiet -generate er -nodes 100000 -edges 3000000 -output er.txt
for seconds in 0.2 0.6 1.2; do
  start "$bin/n2v-graph" -quiet -memory 20M -input er.txt -output to/g.csr
  sleep $seconds
  ends "a graph that is sorted in files, after $seconds s" TERM 143 100
  [ "$(cksum to/*)" = "$before" ]
  result "a graph that is sorted in files, after $seconds s: nothing is left"
done
rm er.txt

# -------------------------------------------------------------------------------------- ignored

for signal in INT TERM HUP; do
  env --ignore-signal=$signal "$bin/n2v-train" -quiet -input g.txt -size 16 -epochs 40 -num-walks 200 \
    -output i.bin 2>err &
  pid=$!
  sleep 0.3
  kill -s $signal $pid 2>/dev/null
  wait $pid && [ -s i.bin ]
  result "SIG$signal that the caller ignores is ignored"
done

# ---------------------------------------------------------------------------------- all or none

printf old >w.txt
# shellcheck disable=SC2086
fails '-save-walks of a run that fails later' 1 'No space left' "$bin/n2v-train" $small -input g.txt \
  -output /dev/full -save-walks w.txt
[ "$(cat w.txt)" = old ]
result '-save-walks belongs to all or none'

# --------------------------------------------------------------------------------------- memory

endless() {
  yes '1 2' | timeout 60 "$@"
}
for option in '-input -' '-input g.txt -nodes -'; do
  # shellcheck disable=SC2086
  fails "$option, an endless pipe" 1 'standard input: more than the memory limit of 52.4 MB' \
    endless "$bin/n2v-train" -quiet -memory 50M $option -output v.bin
done
# shellcheck disable=SC2086
fails '-walks -, an endless pipe' 1 'memory limit' \
  endless "$bin/n2v-train" -quiet -memory 50M -walks - -output v.bin
awk 'BEGIN { for (i = 0; i < 1500000; i++) print i % 5000, (i * 7919 + int(i / 5000)) % 5000 }' >long.txt
peak() {
  # shellcheck disable=SC2002 # a pipe is what is wanted
  cat long.txt | /usr/bin/python3 -c 'import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)' "$@"
}
piped=$(peak "$bin/n2v-graph" -quiet -input - -output p.csr)
mapped=$(peak "$bin/n2v-graph" -quiet -input long.txt -output m.csr)
bytes=$(($(wc -c <long.txt) / 1024))
cmp -s p.csr m.csr && [ "$piped" -le $((mapped + bytes + bytes / 4 + 4000)) ]
result "a pipe takes what it holds, once: $piped KB, a file $mapped KB, $bytes KB of text"

# ---------------------------------------------------------------------------------- checkpoints

cd "$work" || exit 1
start "$bin/n2v-train" -quiet -input g.txt -size 8 -epochs 100000 -output v.bin -checkpoint k.ckp \
  -checkpoint-every 0.1s
await '[ -s k.ckp ]'
fails 'a second run on one checkpoint' 2 'k.ckp: another run writes it: give another file' \
  "$bin/n2v-train" -quiet -input g.txt -output w.bin -checkpoint k.ckp
kill -TERM $pid
wait $pid
[ ! -e k.ckp.lock ] && [ ! -e w.bin ]
result 'the lock is gone with the run'
"$bin/n2v-train" -quiet -input g.txt -size 8 -epochs 1 -output w.bin -checkpoint k.ckp
result 'and the next run writes there'
if [ "$(id -u)" -eq 0 ]; then
  chmod 755 "$work"
  mkdir user
  chown 65534 user
  echo 'not to be read' >user/secret
  chmod 222 user/secret
  fails 'a file that cannot be read is no empty checkpoint' 2 'is there and is no checkpoint' \
    setpriv --reuid=65534 --regid=65534 --clear-groups "$bin/n2v-train" -quiet -input g.txt \
    -output /dev/null -checkpoint user/secret
fi
finish
