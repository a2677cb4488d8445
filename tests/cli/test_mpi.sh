#!/bin/sh
# n2v-train-mpi: several processes, one model. BIN: the folder of the programs.
# shellcheck source=tests/cli/common.sh
. "$(dirname "$0")/common.sh"

# shellcheck source=tests/cli/mpi.sh
. "$(dirname "$0")/mpi.sh"

# together PROCESSES OPTION...: a small job.
together() {
  processes=$1
  shift
  timeout -k 5 120 mpirun -n "$processes" "$bin"/n2v-train-mpi -quiet -size 16 -num-walks 2 -walk-length 20 "$@"
}

"$bin"/n2v-graph -quiet -generate powerlaw -nodes 200 -edges 1200 -output "$work/g.csr"
"$bin"/n2v-graph -quiet -generate powerlaw -nodes 200 -edges 1200 -seed 2 -output "$work/other.csr"
g=$work/g.csr

run together 2 -input "$g" -threads 1 -output "$work/v.bin" -metrics "$work/m.json"
[ "$code" -eq 0 ] && [ "$(head -n 1 "$work/v.bin" | tr -d '\0')" = '200 16' ] && [ ! -s "$work/err" ] &&
  grep -q '"epochs": [1-9]' "$work/m.json"
result 'two processes train'

run together 3 -input "$g" -bogus 1
[ "$code" -eq 2 ] && [ "$(grep -c "unknown option '-bogus'" "$work/err")" -eq 1 ]
result 'wrong arguments are told once'
run together 3 -help
[ "$code" -eq 0 ] && [ "$(grep -c '^usage: ' "$work/out")" -eq 1 ]
result '-help is printed once'
printf '[train]\nsize = 8\n' >"$work/0.ini"
# shellcheck disable=SC2016 # each process has its own rank
run timeout -k 5 60 mpirun -n 2 sh -c '"$2"/n2v-train-mpi -quiet -config "$0/$OMPI_COMM_WORLD_RANK.ini" -input "$1"' \
  "$work" "$g" "$bin"
[ "$code" -eq 2 ] && [ "$(grep -c '1.ini: cannot read' "$work/err")" -eq 1 ]
result 'a process that has no such -config FILE ends all'

"$bin"/n2v-train -quiet -size 16 -num-walks 2 -walk-length 20 -input "$g" -deterministic -threads 1 -epochs 2 -output "$work/one.bin"
run together 2 -input "$g" -deterministic -threads 1 -epochs 2 -output "$work/two.bin"
[ "$code" -eq 0 ] && cmp "$work/one.bin" "$work/two.bin"
result '-deterministic: the vectors of n2v-train alone'
run together 3 -input "$g" -deterministic -threads 1 -output "$work/three.bin" -epochs 4 \
  -checkpoint "$work/c.ckpt" -checkpoint-every 0.01s
[ "$code" -eq 0 ] && [ -s "$work/c.ckpt.1" ]
result 'three processes keep checkpoints'
run together 2 -input "$g" -deterministic -threads 1 -output "$work/again.bin" -epochs 4 \
  -resume "$work/c.ckpt.1"
[ "$code" -eq 0 ] && cmp "$work/three.bin" "$work/again.bin"
result 'two go on from a checkpoint of three, to the same vectors'
run "$bin"/n2v-train -quiet -size 16 -num-walks 2 -walk-length 20 -input "$g" -deterministic -output "$work/again.bin" \
  -epochs 4 -resume "$work/c.ckpt.1"
[ "$code" -eq 0 ] && cmp "$work/three.bin" "$work/again.bin"
result 'and so does n2v-train'

# A model that memory does not hold is shared out: each process has parts of its own.
"$bin"/n2v-graph -quiet -generate powerlaw -nodes 20000 -edges 100000 -output "$work/large.csr"
# spread MEMORY OPTION...: in four parts within so much.
spread() {
  memory=$1
  shift
  "$@" -input "$work/large.csr" -size 64 -num-walks 1 -walk-length 20 -epochs 2 -threads 1 -memory "$memory"
}
alone="$bin/n2v-train -deterministic -sample 0.01"
# shellcheck disable=SC2086 # a list of words
run spread 5500k $alone -output "$work/s1.bin"
[ "$code" -eq 0 ] && grep -q 'trained in 4 parts' "$work/err"
result 'alone, in four parts'
for processes in 2 4; do
  run spread 9500k timeout -k 5 120 mpirun -n $processes "$bin"/n2v-train-mpi -deterministic -sample 0.01 \
    -output "$work/s$processes.bin" -checkpoint "$work/s.ckpt" -checkpoint-every 0.01s
  [ "$code" -eq 0 ] && grep -q 'trained in 4 parts' "$work/err" && cmp "$work/s1.bin" "$work/s$processes.bin"
  result "$processes processes, a model in four parts, -deterministic: the same vectors"
done
# shellcheck disable=SC2086
run spread 5500k $alone -output "$work/again.bin" -resume "$work/s.ckpt.1"
[ "$code" -eq 0 ] && cmp "$work/s1.bin" "$work/again.bin"
result 'and from their checkpoint on, alone'
run spread 9500k timeout -k 5 120 mpirun -n 2 "$bin"/n2v-train-mpi -deterministic -sample 0.01 \
  -output "$work/again.bin" -resume "$work/s.ckpt.1"
[ "$code" -eq 0 ] && cmp "$work/s1.bin" "$work/again.bin"
result 'or by two'
spread 100M "$bin"/n2v-train -quiet -output "$work/whole.bin" -metrics "$work/whole.json"
run spread 9500k timeout -k 5 120 mpirun -n 2 "$bin"/n2v-train-mpi -quiet -output "$work/s.bin" -metrics "$work/s.json"
[ "$code" -eq 0 ] && [ ! -s "$work/err" ] && /usr/bin/python3 -c 'import json, sys
whole, parts = (json.load(open(name))["loss"][-1] for name in sys.argv[1:])
assert parts < 1.03 * whole, (parts, whole)' "$work/whole.json" "$work/s.json"
result 'the loss is that of a model in memory'

# A graph that takes more than half of the memory is spread: each process has the rows of its nodes,
# and walks go from one to the other.
"$bin"/n2v-graph -quiet -generate powerlaw -nodes 5000 -edges 800000 -output "$work/dense.csr"
dense() {
  "$@" -input "$work/dense.csr" -size 16 -num-walks 2 -walk-length 20 -epochs 2 -threads 1 -p 0.5 -q 2
}
dense "$bin"/n2v-train -quiet -output "$work/whole.bin" -metrics "$work/whole.json"
for processes in 2 3; do
  run dense timeout -k 5 120 mpirun -n $processes "$bin"/n2v-train-mpi -memory 12M -output "$work/s.bin" \
    -metrics "$work/s.json"
  [ "$code" -eq 0 ] && grep -q "the graph is spread over $processes processes" "$work/err" &&
    /usr/bin/python3 -c 'import json, sys
whole, spread = (json.load(open(name)) for name in sys.argv[1:])
assert spread["sampler"] == "spread" and spread["walks"] == whole["walks"], spread
assert abs(spread["loss"][-1] / whole["loss"][-1] - 1) < 0.02, (spread["loss"], whole["loss"])' \
      "$work/whole.json" "$work/s.json"
  result "a graph spread over $processes processes: as many walks, and the same loss"
done

# together_fails NAME CODE PATTERN COMMAND...: one line of error, from one process, beside mpirun's own.
together_fails() {
  label=$1 wanted=$2 pattern=$3
  shift 3
  run "$@"
  [ "$code" -eq "$wanted" ] && [ "$(grep -c '^n2v-train-mpi: error: ' "$work/err")" -eq 1 ] &&
    grep '^n2v-train-mpi: error: ' "$work/err" | grep -Eq -- "$pattern"
  result "$label"
}

together_fails 'walks of a spread graph are not saved' 2 'spread over processes' \
  dense timeout -k 5 60 mpirun -n 2 "$bin"/n2v-train-mpi -quiet -memory 12M -output "$work/x.bin" -save-walks "$work/walks.txt"
together_fails 'nor is training begun from other vectors' 2 'init' \
  dense timeout -k 5 60 mpirun -n 2 "$bin"/n2v-train-mpi -quiet -memory 12M -output "$work/x.bin" -init "$work/whole.bin"

# different A B: process 1 is given A, process 2 B.
different() {
  # shellcheck disable=SC2086 # lists of words
  timeout -k 5 60 mpirun -n 1 "$bin"/n2v-train-mpi -quiet -output "$work/d.bin" -size 16 $1 : \
    -n 1 "$bin"/n2v-train-mpi -quiet -output "$work/d.bin" -size 16 $2
}
together_fails 'different graphs' 2 "differ in their program, input or options: 'edges' checksum" \
  different "-input $g" "-input $work/other.csr"
together_fails 'threads are not pinned by each process' 2 'mpirun --bind-to' \
  together 2 -pin -epochs 1 -input "$g" -output "$work/v.bin"
together_fails 'nor is a model of bfloat16 shared' 2 'precision float32' \
  together 2 -precision bf16 -epochs 1 -input "$g" -output "$work/v.bin"
together_fails 'different options' 2 "'-window 10' in process 1, '-window 5' in process 2" \
  different "-input $g" "-input $g -window 5"
together_fails 'a file that one process lacks' 2 'process 2 of 2: .*none.csr: ' \
  different "-input $g" "-input $work/none.csr"
[ ! -e "$work/d.bin" ]
result 'and nothing is written'
version=$("$bin"/n2v-train -version | sed -n '1s/.* //p')
escaped=$(printf '%s' "$version" | sed 's/\./\\./g')
# Its first number: the linker lets "0" lie in the end of "1.0.0".
sed "s/$escaped/9.${version#*.}/g" "$bin"/n2v-train-mpi >"$work/other"
chmod +x "$work/other"
together_fails 'different versions' 2 "'n2v version $version' in process 1, .* 9.${version#*.}' in process 2" \
  timeout 60 mpirun -n 1 "$bin"/n2v-train-mpi -quiet -output "$work/d.bin" -size 16 -input "$g" : \
  -n 1 "$work/other" -quiet -output "$work/d.bin" -size 16 -input "$g"
together_fails 'a disk that is full' 1 'No space left' together 2 -epochs 1 -input "$g" -output /dev/full
together_fails 'no memory in one' 1 'process 2 of 2: .*(memory)' \
  timeout 60 mpirun -n 1 "$bin"/n2v-train-mpi -quiet -output "$work/d.bin" -input "$g" : \
  -n 1 "$bin"/n2v-train-mpi -quiet -output "$work/d.bin" -input "$g" -memory 100k
[ ! -e "$work/d.bin" ]
result 'and nothing is written then'
together_fails 'an output that cannot be' 1 '/nowhere/v.bin' together 2 -input "$g" -output /nowhere/v.bin

# One of the processes is killed in the middle of training.
together 3 -input "$g" -threads 1 -epochs 100000 -output "$work/k.bin" -checkpoint "$work/k.ckpt" \
  -checkpoint-every 0.05s >"$work/out" 2>"$work/err" &
waiter=$!
for _ in $(seq 100); do
  [ ! -e "$work/k.ckpt.1" ] || break
  sleep 0.1
done
victim=$(pgrep -f "n2v-train-mpi .*$work/k.bin" | tail -n 1)
started=$(date +%s)
kill -KILL "$victim"
wait $waiter
code=$?
[ $code -ne 0 ] && [ $(($(date +%s) - started)) -lt 60 ] && [ ! -e "$work/k.bin" ] &&
  ! pgrep -f "n2v-train-mpi .*$work/k.bin" >/dev/null
result 'when one is killed all end'
run "$bin"/n2v-train -quiet -size 16 -num-walks 2 -walk-length 20 -input "$g" -epochs 100000 -stop-after 1 \
  -output "$work/k.bin" -resume "$work/k.ckpt"
[ "$code" -eq 2 ] && grep -q stop-after "$work/err"
result 'and the checkpoint is whole: it names the option that differs'

# interrupts NAME PROCESS PATTERN COMMAND...: SIGINT to one of two processes, as soon as it would not
# die of it, ends both within a minute, with 130 and one line of error. What begins them is
# $alone: each leaves its number in a file.
cat >"$work/alone" <<'END'
#!/bin/sh
echo $$ >"$PIDS.$OMPI_COMM_WORLD_RANK"
exec env --default-signal=INT "$@"
END
chmod +x "$work/alone"
alone=$work/alone
export PIDS="$work/pid"
interrupts() {
  label=$1 rank=$(($2 - 1)) pattern=$3
  shift 3
  rm -f "$PIDS".*
  "$@" >"$work/out" 2>"$work/err" &
  waiter=$!
  while kill -0 $waiter; do # SIGINT is 2: the second bit of those that are caught
    if grep -qs '^SigCgt:.*[2367abef]$' "/proc/$(cat "$PIDS.$rank" 2>/dev/null)/status" && eval "${begun:-:}"; then
      break
    fi
    sleep 0.1
  done
  started=$(date +%s)
  kill -INT "$(cat "$PIDS.$rank")"
  wait $waiter
  code=$?
  [ $code -eq 130 ] && [ $(($(date +%s) - started)) -lt 60 ] && [ ! -e "$work/i.bin" ] &&
    [ "$(grep -c '^n2v-train-mpi: error: ' "$work/err")" -eq 1 ] && grep -Eq "error: $pattern" "$work/err"
  result "$label"
}
# graphs A B: process 1 reads A, process 2 B.
graphs() {
  set -- "$@" "$bin/n2v-train-mpi -quiet -output $work/i.bin"
  # shellcheck disable=SC2086 # a list of words
  timeout -k 5 100 mpirun -n 1 "$alone" $3 -input "$1" : -n 1 "$alone" $3 -input "$2"
}
mkfifo "$work/fifo"
sleep 1000 >"$work/fifo" &
writer=$!
interrupts 'SIGINT to process 1, which reads a pipe' 1 'stopped while reading' graphs "$work/fifo" "$g"
interrupts 'SIGINT to process 2, which reads a pipe' 2 'process 2 of 2: stopped while reading' graphs "$g" "$work/fifo"
# The one that reads hears of it, unless it is waiting for the pipe by then.
either='(process 2 of 2: )?stopped while (process [12] of 2 waited|reading)'
interrupts 'SIGINT to process 1, while 2 reads a pipe' 1 "$either" graphs "$g" "$work/fifo"
interrupts 'SIGINT to process 2, while 1 reads a pipe' 2 "$either" graphs "$work/fifo" "$g"
together_fails 'a process that fails while another reads a pipe' 2 'process 2 of 2: .*none.csr: ' \
  graphs "$work/fifo" "$work/none.csr"
together_fails 'one pipe for two processes' 2 'processes 1 and 2 would both read this pipe' \
  graphs "$work/fifo" "$work/fifo"
kill $writer
# shellcheck disable=SC2016 # interrupts looks at it again and again
begun='[ -e "$work/i.ckpt.1" ]'
interrupts 'SIGINT to process 2 in training' 2 'stopped at .* goes on from here' \
  timeout -k 5 100 mpirun -n 2 "$alone" "$bin/n2v-train-mpi" -quiet -input "$g" -threads 1 -epochs 100000 \
  -output "$work/i.bin" -checkpoint "$work/i.ckpt" -checkpoint-every 0.05s
tests/whole_checkpoint.py "$work/i.ckpt"
result 'leaves a checkpoint that is whole'
# A round of some minutes: it is cut short, in both, and what they have done of it is left out.
# shellcheck disable=SC2016
begun='grep -q "^train .*loss" "$work/err"'
long() {
  timeout -k 5 100 mpirun -n 2 "$alone" "$bin/n2v-train-mpi" -threads 1 -num-walks 1000 -epochs 100 -window 40 \
    -size 128 -negative 20 -output "$work/i.bin" -checkpoint "$work/i.ckpt" "$@"
}
for rank in 1 2; do
  interrupts "SIGINT to process $rank in a long round" $rank 'stopped at 0\.0%:' \
    long -input "$g"
done
tests/whole_checkpoint.py "$work/i.ckpt"
result 'leaves one that is whole, too'
together_fails 'standard input by its name' 2 'reaches the first process only' \
  mpirun -n 2 "$bin/n2v-train-mpi" -quiet -input /dev/stdin -output "$work/i.bin"
together_fails 'standard input, for more than one process' 2 'reaches the first process only' \
  mpirun -n 2 "$bin/n2v-train-mpi" -quiet -input - -output "$work/i.bin"
finish
