#!/bin/sh
# Kills the trainer with SIGKILL at random moments and resumes it from its checkpoint, job after job,
# until it was killed so often. Prints TAP.
#
# usage: tests/crash.sh [KILLS [SEED]]
#
# After each kill every file that is there must be whole: the checkpoint, the one before it, the
# vectors. At a job's end the vectors of one thread must be those of an uninterrupted run, bit by
# bit; every other job is trained by three threads. One resume in four is from FILE.1.
cd "$(dirname "$0")/.." || exit 1
kills=${1:-100}
seed=${2:-$(date +%s)}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
ckpt=$work/c.ckpt
out=$work/vectors.bin

fail() {
  echo "not ok 1 - $1 (after $killed kills, seed $seed)"
  sed 's/^/# /' "$work/err"
  exit 1
}

# train SECONDS OPTION...: killed then, unless it ends before; 0: let alone.
train() {
  seconds=$1
  shift
  timeout -s KILL "$seconds" bin/n2v-train -quiet -input "$work/g.csr" -size 32 -num-walks 5 \
    -epochs 4 "$@"
}

# One start, from the checkpoint if there is one.
start_and_kill() {
  resume=
  [ -e "$ckpt" ] && resume="-resume $ckpt"
  [ -e "$ckpt.1" ] && [ "$previous" -eq 1 ] && resume="-resume $ckpt.1"
  # shellcheck disable=SC2086
  train "$delay" -threads "$threads" -output "$out" -checkpoint "$ckpt" \
    -checkpoint-every 0.02s $resume 2>"$work/err"
}

new_job() {
  rm -f "$ckpt" "$ckpt.1" "$out"
  jobs=$((jobs + 1))
  threads=$((jobs % 2 ? 1 : 3))
}

check_vectors() {
  if [ $threads -eq 1 ]; then
    cmp "$1" "$work/wanted.bin" >"$work/err" 2>&1 || fail 'other vectors than without kills'
  else
    [ "$(wc -c <"$1")" -eq "$(wc -c <"$work/wanted.bin")" ] || fail 'vectors are cut short'
  fi
}

# Whatever is there. A kill in the moment before a file is renamed leaves it, whole, under its
# temporary name.
check() {
  for file in "$ckpt" "$ckpt.1" "$ckpt".tmp.*; do
    [ ! -e "$file" ] || tests/whole_checkpoint.py "$file" 2>"$work/err" || fail "$file is not whole"
  done
  for file in "$out" "$out".tmp.*; do
    [ ! -e "$file" ] || check_vectors "$file"
  done
  rm -f "$work"/*.tmp.*
}

killed=0 jobs=0 starts=0
bin/n2v-graph -quiet -generate powerlaw -nodes 2000 -edges 20000 -output "$work/g.csr" || exit 1
train 0 -threads 1 -output "$work/wanted.bin" 2>"$work/err" || fail 'the run without kills'
new_job
while :; do
  starts=$((starts + 1))
  delay=$(awk -v seed=$((seed * 1000 + starts)) 'BEGIN { srand(seed); print rand() * 0.4 }')
  previous=$((starts % 4 == 0))
  [ $killed -lt "$kills" ] || delay=0 # the last job goes on to its end
  start_and_kill
  code=$?
  case $code in
    0) [ -e "$out" ] || fail 'no vectors' ;;
    137) killed=$((killed + 1)) ;;
    *) fail "the trainer ends with $code" ;;
  esac
  check
  [ $code -ne 0 ] || [ $killed -lt "$kills" ] || break
  [ $code -ne 0 ] || new_job
done
echo "ok 1 - $killed kills in $jobs jobs, $starts starts"
echo 1..1
