#!/bin/sh
# A model that is larger than -memory: it trains in parts that lie on the disk.
# BIN: the folder of the programs.
# shellcheck source=tests/cli/common.sh
. "$(dirname "$0")/common.sh"

bin=${BIN:-bin}

"$bin"/n2v-graph -quiet -generate powerlaw -nodes 4000 -edges 20000 -output "$work/g.csr"
export TMPDIR="$work"

# parts OPTION...: a small job within a memory that holds about a third of its model of 2 MB.
parts() {
  "$bin"/n2v-train -input "$work/g.csr" -size 64 -num-walks 2 -walk-length 20 -epochs 2 -memory 1600k "$@"
}

run parts -threads 2 -output "$work/v.bin"
[ "$code" -eq 0 ] && grep -Eq 'trained in [0-9]+ parts, two at a time' "$work/err"
result 'a note says so'
[ "$(head -n 1 "$work/v.bin" | tr -d '\0')" = '4000 64' ]
result 'all vectors are written'
[ -z "$(find "$work" -name 'n2v-*')" ]
result 'and no file is left over'

"$bin"/n2v-train -quiet -input "$work/g.csr" -size 64 -num-walks 2 -walk-length 20 -epochs 2 -threads 1 -output "$work/w.bin" \
  -metrics "$work/w.json"
parts -quiet -threads 1 -output "$work/v.bin" -metrics "$work/v.json"
/usr/bin/python3 -c 'import json, sys
whole, parts = (json.load(open(name))["loss"][-1] for name in sys.argv[1:])
assert parts < 1.03 * whole, (parts, whole)' "$work/w.json" "$work/v.json"
result 'the loss is that of a model in memory'

run parts -quiet -deterministic -threads 1 -output "$work/one.bin" -checkpoint "$work/c.ckpt" -checkpoint-every 0.001s
[ "$code" -eq 0 ] && [ -s "$work/c.ckpt.1" ]
result 'checkpoints'
run parts -quiet -deterministic -threads 2 -output "$work/two.bin" -resume "$work/c.ckpt.1"
[ "$code" -eq 0 ] && cmp "$work/one.bin" "$work/two.bin"
result '-deterministic: the same vectors, for two threads and from a checkpoint on'

env --default-signal=INT "$bin"/n2v-train -input "$work/g.csr" -size 64 -memory 1600k -epochs 100000 \
  -output "$work/never.bin" -checkpoint "$work/i.ckpt" 2>"$work/err" &
pid=$!
for _ in $(seq 600); do # until it trains, for a minute at most
  grep -q '^train' "$work/err" && break
  sleep 0.1
done
kill -INT $pid
wait $pid
code=$?
[ "$code" -eq 130 ] && [ -s "$work/i.ckpt" ] && [ ! -e "$work/never.bin" ]
result 'SIGINT leaves a checkpoint'

run env TMPDIR="$work/nowhere" "$bin"/n2v-train -quiet -input "$work/g.csr" -size 64 -memory 1600k -output "$work/n.bin"
[ "$code" -eq 1 ] && grep -q 'nowhere: the model takes .* of disk there: No such file' "$work/err" && [ ! -e "$work/n.bin" ]
result 'a folder that is not there'
fails 'too little even for parts' 1 'over the memory limit' "$bin"/n2v-train -quiet -input "$work/g.csr" -size 64 -memory 400k -output "$work/n.bin"

# Of files that are mapped, pages are resident that nobody needs any more; most came unasked. (What a
# sanitizer takes for itself is not what is measured.)
if [ "$bin" = bin ]; then
  "$bin"/n2v-graph -quiet -generate powerlaw -nodes 200000 -edges 400000 -output "$work/large.csr"
  /usr/bin/python3 - "$bin" "$work/large.csr" "$work/l.bin" <<'END'
import resource, subprocess, sys
subprocess.run([sys.argv[1] + "/n2v-train", "-quiet", "-input", sys.argv[2], "-output", sys.argv[3], "-num-walks", "1",
                "-walk-length", "5", "-epochs", "1", "-threads", "2", "-memory", "100M"], check=True)
most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
assert most < 100 * 2**20, most
END
  result 'half of a model of 205 MB: what is resident stays within -memory'
fi
finish
