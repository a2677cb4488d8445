#!/bin/sh
# 64 threads on whatever cores there are, for SOAK_SECONDS (default 600), with a checkpoint every 5
# seconds: memory and threads stay flat once training runs, and what is reported on the way is the
# work that was done.
# shellcheck source=tests/cli/common.sh
. "$(dirname "$0")/../cli/common.sh"

seconds=${SOAK_SECONDS:-600}
nodes=20000
bin/n2v-graph -quiet -generate powerlaw -nodes $nodes -edges 100000 -output "$work/g.csr"
train() {
  bin/n2v-train -input "$work/g.csr" -threads 64 -size 64 -num-walks 4 -walk-length 40 -q 2 \
    -checkpoint "$work/k.ckp" -checkpoint-every 5s -log-format json -output "$work/v.bin" \
    -metrics "$work/m.json" "$@"
}

# How many epochs take so long, or a little longer: checkpoints come on top.
train -epochs 3 >"$work/out" 2>"$work/err"
epochs=$(awk -v wanted="$seconds" -F '[:,]' '/"train_seconds"/ { print int(3 * wanted / $2) + 1 }' \
  "$work/m.json")

train -epochs "$epochs" >"$work/out" 2>"$work/events" &
trainer=$!
: >"$work/samples"
pid=$(pgrep -P $trainer n2v-train || echo $trainer)
while kill -0 $trainer 2>/dev/null; do
  awk '/^VmRSS/ { rss = $2 } /^Threads/ { threads = $2 } END { if (rss) print rss, threads }' \
    "/proc/$pid/status" >>"$work/samples" 2>/dev/null
  sleep 1
done
wait $trainer
result "$epochs epochs with 64 threads"
count=$(wc -l <"$work/samples")
[ "$count" -ge $((seconds / 4)) ] # a machine busy with other things may have misled the estimate
result "it was looked at $count times, once a second"

# Leaving out the first 8 seconds: the first checkpoint makes the copy that it is written from.
spread=$(awk -v skip=8 -v end=$((count - 2)) 'NR > skip && NR <= end {
  if (!low || $1 < low) low = $1
  if ($1 > high) high = $1
} END { printf "%d %d", low, high }' "$work/samples")
low=${spread% *} high=${spread#* }
[ "$high" -le $((low + low / 50 + 1024)) ]
result "memory is flat: $low to $high KB"
[ "$(awk '{ if ($2 > most) most = $2 } END { print most }' "$work/samples")" -le 66 ]
result 'no more threads than 64, one that writes checkpoints and the main one'

cat >"$work/check.py" <<'END'
import json, sys
events = [json.loads(line) for line in open(sys.argv[1])]
metrics = json.load(open(sys.argv[2]))
nodes, epochs = int(sys.argv[3]), int(sys.argv[4])
total = nodes * 4 * epochs
train = [e for e in events if e["phase"] == "train" and "percent" in e]
assert len(train) >= 3, len(train)
# 64 threads have at most 64 blocks of some thousand tokens begun and not yet done.
for before, after in zip(train, train[1:]):
    assert after["percent"] >= before["percent"] and after["walks"] >= before["walks"]
    assert after["pairs"] >= before["pairs"]
for e in train:
    assert abs(e["percent"] / 100 - e["walks"] / total) < 1e-3, e
    done = e["walks"] / total
    assert abs(e["pairs"] / metrics["pairs"] - done) < 0.01 + 64 * 100 / total, e
assert metrics["walks"] == total and metrics["epochs"] == epochs
assert metrics["steps"] <= total * 40
middle = min(train, key=lambda e: abs(e["percent"] - 50))
print("at %.1f%%: %.1f s left were told" % (middle["percent"], middle["seconds_left"]))
END
run python3 "$work/check.py" "$work/events" "$work/m.json" $nodes "$epochs"
cp "$work/out" "$work/told"
[ "$code" -eq 0 ]
result "what is reported is the work done ($(cat "$work/told"))"
bin/n2v-query -quiet -model "$work/v.bin" -k 5 0 >"$work/out" 2>"$work/err" &&
  [ "$(wc -l <"$work/out")" -eq 5 ]
result 'the vectors can be queried'

finish
