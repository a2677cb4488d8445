#!/bin/sh
# Kills one of the processes of n2v-train-mpi with SIGKILL, a random one at a random moment, and goes
# on from the checkpoint with another number of processes, until it was done MPI_KILLS (30) times.
# The others must end within a minute, the checkpoint must be whole, and at a job's end the vectors
# must be those of n2v-train -deterministic, bit by bit. First each process has a copy of the model,
# then parts of it. MPI_SEED repeats it.
# shellcheck source=tests/cli/common.sh
. "$(dirname "$0")/../cli/common.sh"

kills=${MPI_KILLS:-30} seed=${MPI_SEED:-$(date +%s)}
# shellcheck source=tests/cli/mpi.sh
. "$(dirname "$0")/../cli/mpi.sh"
ckpt=$work/c.ckpt out=$work/v.bin

# between LOW HIGH: a random number, another one each time.
drawn=0
between() {
  drawn=$((drawn + 1))
  number=$(awk -v seed="$((seed * 1000 + drawn))" -v low="$1" -v high="$2" \
    'BEGIN { srand(seed); printf "%.2f", low + rand() * (high - low) }')
}

give_up() {
  echo "not ok $test - $kind: $1 (after $killed kills, seed $seed)"
  sed 's/^/# /' "$work/err"
  exit 1
}

# One start, and one kill unless it ends before.
start_and_kill() {
  resume=''
  [ ! -e "$ckpt" ] || resume="-resume $ckpt"
  # shellcheck disable=SC2086
  timeout -k 5 900 mpirun -n "$processes" bin/n2v-train-mpi $options $memory -threads 1 -output "$out" -checkpoint "$ckpt" \
    -checkpoint-every 0.05s $resume >"$work/out" 2>"$work/err" &
  starter=$!
  victim=''
  while [ -z "$victim" ] && kill -0 $starter 2>/dev/null; do
    sleep 0.1
    victim=$(pgrep -P "$(pgrep -P $starter mpirun)" n2v-train-mpi 2>/dev/null | sed -n "${number%.*}p")
  done
  sleep "$delay"
  [ $killed -ge "$kills" ] || [ -z "$victim" ] || kill -KILL "$victim" 2>/dev/null || victim=''
  begun=$(date +%s)
  wait $starter
  code=$?
  [ $code -ne 124 ] || give_up 'it has not ended after a quarter of an hour'
  took=$(($(date +%s) - begun))
}

# Kills of processes that train with these options and this memory, KIND of sharing.
test_kind() {
  killed=0 jobs=0 starts=0 slowest=0
  while :; do
    starts=$((starts + 1))
    between 2 4.99
    processes=${number%.*}
    between 0 3
    delay=$number
    between 1 "$processes.99"
    start_and_kill
    for file in "$ckpt" "$ckpt.1"; do
      [ ! -e "$file" ] || tests/whole_checkpoint.py "$file" 2>>"$work/err" || give_up "$file is not whole"
    done
    if [ $code -eq 0 ]; then
      cmp "$out" "$work/wanted.bin" >>"$work/err" 2>&1 || give_up 'other vectors than without kills'
      jobs=$((jobs + 1))
      rm -f "$ckpt" "$ckpt.1" "$out"
      [ $killed -lt "$kills" ] || break
    elif [ -n "$victim" ] && [ $killed -lt "$kills" ]; then
      killed=$((killed + 1))
      [ $took -lt 60 ] || give_up "the others end after $took s"
      [ $took -le $slowest ] || slowest=$took
    else
      give_up "it ends with $code though nobody was killed"
    fi
    rm -f "$work"/*.tmp.*
  done
  echo "ok $test - $kind: $killed kills in $jobs jobs, $starts starts; the others ended within $slowest s"
}

common='-quiet -num-walks 1 -deterministic'
test=1 kind=copies memory=''
bin/n2v-graph -quiet -generate powerlaw -nodes 400 -edges 2400 -output "$work/g.csr"
options="$common -input $work/g.csr -size 16 -walk-length 40 -epochs 5"
# shellcheck disable=SC2086
bin/n2v-train $options -threads 1 -output "$work/wanted.bin" || exit 1
test_kind

# Twelve parts, alone as with 2, 3 and 4 processes.
test=2 kind=parts memory='-memory 5630k'
bin/n2v-graph -quiet -generate powerlaw -nodes 20000 -edges 100000 -output "$work/g.csr"
options="$common -input $work/g.csr -size 64 -walk-length 10 -epochs 2"
# shellcheck disable=SC2086
bin/n2v-train $options -threads 1 -memory 3580k -output "$work/wanted.bin" || exit 1
test_kind
echo 1..2
