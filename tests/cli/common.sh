# shellcheck shell=sh
# For tests of the programs: sourced by tests/cli/test_*.sh, which then run in the project's folder
# with an empty folder $work of their own. Results are printed as TAP.

cd "$(dirname "$0")/../.." || exit 1
# Programs are run as another user, too, who does not reach a TMPDIR that is root's own.
if [ "$(id -u)" -eq 0 ] && ! setpriv --reuid=65534 --regid=65534 --clear-groups test -x "${TMPDIR:-/tmp}"; then
  export TMPDIR=/tmp
fi
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
number=0
failures=0

# result NAME: by the exit code of the command before it.
result() {
  status=$?
  number=$((number + 1))
  if [ $status -eq 0 ]; then
    echo "ok $number - $1"
  else
    failures=$((failures + 1))
    echo "not ok $number - $1"
    for file in out err; do
      [ ! -s "$work/$file" ] || sed "s/^/# $file: /" "$work/$file" | head -20
    done
  fi
}

# run COMMAND...: into $code, $work/out and $work/err.
run() {
  "$@" >"$work/out" 2>"$work/err"
  code=$?
}

# prints NAME CODE PATTERN COMMAND...: the exit code, and a line of standard output.
prints() {
  label=$1 wanted=$2 pattern=$3
  shift 3
  run "$@"
  [ "$code" -eq "$wanted" ] && grep -Eq -- "$pattern" "$work/out"
  result "$label"
}

# fails NAME CODE PATTERN COMMAND...: the exit code, and a last line `PROGRAM: error: ...` with the
# pattern in it, the only one of its kind.
fails() {
  label=$1 wanted=$2 pattern=$3
  shift 3
  run "$@"
  [ "$code" -eq "$wanted" ] && [ "$(grep -c ': error: ' "$work/err")" -eq 1 ] &&
    tail -n 1 "$work/err" | grep -E "^n2v-[a-z-]+: error: " | grep -Eq -- "$pattern"
  result "$label"
}

# Two groups of ten nodes, all linked within, one edge between: 91 edges.
two_groups() {
  awk 'BEGIN {
    for (g = 0; g < 2; g++)
      for (i = 0; i < 10; i++)
        for (j = 0; j < i; j++) print 10 * g + i, 10 * g + j
    print 0, 10
  }'
}

# skip REASON: a test that cannot be made here.
skip() {
  number=$((number + 1))
  echo "ok $number # SKIP $1"
}

# close A B: every value within 1e-3; the kernels add in different orders.
close() {
  paste -d ' ' "$1" "$2" | awk 'NR > 1 {
    n = NF / 2
    if ($1 != $(n + 1)) exit 1
    for (i = 2; i <= n; i++) { d = $i - $(n + i); if (d > 1e-3 || d < -1e-3) exit 1 }
  }'
}

# finish: the last command of a test.
finish() {
  echo "1..$number"
  [ $failures -eq 0 ]
}
