#!/bin/sh
# Every call that can fail is made to fail in turn: the k-th, k = 1, 2, ..., until a run has no k-th.
# The program must end with code 1 or 2 and one line that says why, leave nothing behind that was
# not there before, and every output whole: the older file, or all of the new one. A failure may be
# harmless (a folder that cannot be synced); then the run must have made all it had to make.
#
# usage: tests/torture/fault.sh [STRIDE [CASE]]
#
# STRIDE 1 (default) takes every k, larger ones leave out k at a growing distance. CASE: only those
# whose name matches it. BIN is the folder
# of the programs (a sanitizer's build finds leaks too), FAULT the library made of fault.c, STRACE the
# system calls that strace fails inside the C library.
# shellcheck source=tests/cli/common.sh
. "$(dirname "$0")/../cli/common.sh"

stride=${1:-1}
system_calls=${STRACE-write read openat mmap newfstatat close}
bin=${BIN:-bin}
library=$PWD/${FAULT:-build/release/tests/torture/fault.so}
[ -r "$library" ]
result 'the library that makes calls fail is there'
export ASAN_OPTIONS=exitcode=99:verify_asan_link_order=0:allocator_may_return_null=1
export UBSAN_OPTIONS=exitcode=99:halt_on_error=1

# ----------------------------------------------------------------------------------------- inputs

# shellcheck source=tests/torture/inputs.sh
. tests/torture/inputs.sh
seq 0 30 >"$work/nodes.txt"
printf '[train]\nsize = 8\nepochs = 1\n' >"$work/small.ini"
bin/n2v-graph -quiet -input "$work/weighted.txt" -output "$work/graph.csr"
bin/n2v-walk -quiet -input "$work/edges.txt" -num-walks 2 -walk-length 9 -output "$work/corpus.txt"
bin/n2v-train -quiet -input "$work/edges.txt" -size 8 -epochs 1 -threads 1 \
  -output "$work/model.bin" -save-context "$work/context.bin"
bin/n2v-train -quiet -threads 1 -input "$work/edges.txt" -size 8 -epochs 1 -num-walks 2 -walk-length 8 \
  -output "$work/checkpointed.bin" -checkpoint "$work/resume.ckp"
bin/n2v-train -quiet -threads 1 -input "$work/edges.txt" -size 4 -epochs 1 \
  -output "$work/checkpointed.bin" -checkpoint "$work/older.ckp"
bin/n2v-convert -quiet -input "$work/model.bin" -output "$work/model.txt"

# ------------------------------------------------------------------------------------------- cases

small='-quiet -threads 1 -config small.ini -num-walks 2 -walk-length 8'

# `name: outputs: program arguments`; paths are seen from $work.
cases() {
  cat <<END
train edges: v.bin c.bin vocab w.txt m.json: n2v-train $small -input edges.txt -q 2 -output to/v.bin -save-context to/c.bin -save-vocab to/vocab -save-walks to/w.txt -metrics to/m.json
train ratings: v.npy v.npy.names: n2v-train $small -input ratings.csv -min-weight 0.1 -p 0.5 -sampler rejection -output to/v.npy
train csr: v.tsv v.metadata.tsv: n2v-train $small -input graph.csr -format csr -sampler precomputed -q 0.5 -output to/v.tsv
train gzip, isolated nodes: v.txt: n2v-train $small -input edges.txt.gz -nodes nodes.txt -extend -q 2 -sample 0.01 -output to/v.txt
train walks: v.bin: n2v-train -quiet -threads 1 -config small.ini -walks corpus.txt -output to/v.bin
train, warm start: v.bin: n2v-train $small -input edges.txt -init model.bin -init-context context.bin -output to/v.bin
train, three threads: : n2v-train -quiet -config small.ini -num-walks 2 -walk-length 8 -input edges.txt.zst -threads 3 -output /dev/null
train, checkpoints: v.bin k.ckp k.ckp.1: n2v-train $small -input edges.txt -checkpoint to/k.ckp -checkpoint-every 0 -output to/v.bin
train, resumed: v.bin: n2v-train $small -input edges.txt -resume resume.ckp -output to/v.bin
graph: g.csr: n2v-graph -quiet -threads 1 -input weighted.txt -largest-component -stats -output to/g.csr
graph to a list: g.csv: n2v-graph -quiet -threads 1 -input edges.txt -output to/g.csv
graph, generated: g.csr: n2v-graph -quiet -threads 1 -generate sbm -nodes 60 -edges 200 -output to/g.csr
walk: w.txt m.json: n2v-walk $small -input edges.txt -p 4 -output to/w.txt -metrics to/m.json
convert to npy: v.npy v.npy.names: n2v-convert -quiet -threads 1 -input model.txt -output to/v.npy
convert to tsv: v.tsv m.tsv: n2v-convert -quiet -threads 1 -input model.bin -labels movies.csv -graph edges.txt -metadata to/m.tsv -output to/v.tsv
query: : n2v-query -quiet -threads 1 -model model.bin -labels movies.csv -k 3 -filter Film 3 7
query, analogy: : n2v-query -quiet -threads 1 -model model.txt -plus 3|4 -minus 5
classify: : n2v-eval classify -threads 1 -model model.bin -labels labels.txt -repeats 2
page: p.html: n2v-page -quiet -threads 1 -template page.template -model model.bin -context context.bin -labels movies.csv -graph edges.txt -groups labels.txt -output to/p.html
link prediction: : n2v-eval linkpred $small -input edges.txt
END
}

# --------------------------------------------------------------------------------------- one case

# attempt COMMAND...: over older outputs, in $work.
attempt() {
  rm -f hit trace to/*
  for output in $outputs; do
    case $output in
    *.ckp) cp resume.ckp "to/$output" ;; # a checkpoint replaces nothing else
    *.ckp.1) cp older.ckp "to/$output" ;;
    *) echo old >"to/$output" ;;
    esac
  done
  timeout -s KILL 60 "$@" >stdout 2>stderr
  code=$?
}

# Whether an output is the older one or all of the new one; sets $old.
whole() {
  first=''
  read -r first <"to/$1"
  old=0
  case $1 in
  *.ckp) ! cmp -s "to/$1" resume.ckp || old=1 ;;
  *.ckp.1) ! cmp -s "to/$1" older.ckp || old=1 ;;
  *) [ "$first" != old ] || old=1 ;;
  esac
  case $1 in
  *.ckp.1) [ $old -eq 1 ] || cmp -s "to/$1" resume.ckp ;; # the one that was there before
  *.ckp) [ $old -eq 1 ] || [ "$(wc -c <"to/$1")" -eq "$(wc -c <"new/$1")" ] ;; # has times in it
  m.json) [ "$(tail -n 1 "to/$1")" = '}' ] || [ $old -eq 1 ] ;; # times differ from run to run
  *) [ $old -eq 1 ] || cmp -s "to/$1" "new/$1" ;;
  esac
}

# What is wrong with the attempt, in $wrong.
judge() {
  wrong='' all_new=1 wanted=0 together=''
  for output in $outputs; do
    wanted=$((wanted + 1))
    whole "$output" || wrong="$wrong; $output is neither old nor new"
    [ $old -eq 0 ] || all_new=0
    case $output in w.txt | *.ckp | *.ckp.1) ;; *) together=$together$old ;; esac
  done
  # Files that belong together (walks and checkpoints are written before them) change together, as
  # far as a file system can promise that.
  case $kind:$together in rename* | link*) ;; *01* | *10*) wrong="$wrong; files of two runs" ;; esac
  # What a last step that failed has left is named in the message.
  for kept in to/*.tmp.*; do
    [ ! -e "$kept" ] || ! grep -q "is whole in .*/$kept" stderr || rm "$kept"
  done
  set -- to/*
  [ -e "$1" ] || shift
  [ $# -eq $wanted ] || wrong="$wrong; left over: $*"
  # The vectors count for more than a checkpoint: that one failed is said beside what comes of them.
  grep -v ': warning: checkpoint: ' stderr >errors
  read -r line <errors
  single=$(wc -l <errors)
  case $code in
  0)
    if [ -s errors ]; then
      wrong="$wrong; ends with 0"
    elif [ ! -s stderr ]; then
      [ $all_new -eq 1 ] && cmp -s stdout stdout.new || wrong="$wrong; has not done all"
    fi
    ;;
  1 | 2)
    case $line in n2v-*': error: '?*) ;; *) single=0 ;; esac
    [ "$single" -eq 1 ] || wrong="$wrong; not one line of error"
    ;;
  *) wrong="$wrong; ends with code $code" ;;
  esac
}

complain() {
  failed=$((failed + 1))
  [ $failed -le 5 ] || return
  echo "# $1${wrong}" >>complaints
  sed 's/^/#     /' stderr | head -n 30 >>complaints
}

# one COMMAND...: fails when there is no k-th call.
one() {
  inject "$kind" "$k" "$@"
  [ -e hit ] || return
  tried=$((tried + 1))
  [ "$code" -ne 0 ] || harmless=$((harmless + 1))
  judge
  [ -z "$wrong" ] || complain "$kind $k"
}

# What is taken in the last step, between a call that there is, $before, and one that there is not.
the_last() {
  beyond=$k
  while [ $((beyond - before)) -gt 1 ]; do
    k=$(((before + beyond) / 2))
    if one "$@"; then before=$k; else beyond=$k; fi
  done
  for k in $((before - 2)) $((before - 1)); do
    one "$@"
  done
}

# in_turn KIND FIRST COMMAND...: COMMAND fails the call that $k names, and leaves `hit`.
in_turn() {
  kind=$1 k=$2 tried=0 harmless=0 failed=0
  shift 2
  start=$k before=$((k - 1))
  : >complaints
  while one "$@"; do
    before=$k
    k=$((k + 1 + (k - start) * (stride - 1) / 8))
  done
  case $stride:$kind in 1:*) ;; *:alloc*) the_last "$@" ;; esac
  [ $tried -gt 0 ] || return
  # That a folder cannot be synced is harmless, that a file cannot is not.
  case $kind:$outputs in sync: | sync:*.ckp*) ;; sync:*) [ $harmless -lt $tried ] || failed=1 ;; esac
  [ "$failed" -eq 0 ]
  result "$name: $tried x $kind failed, $harmless of them harmless"
  cat complaints
}

# The counted calls of fault.c; `+`: that call and all after it.
preloaded() {
  inject() {
    what=$1 call=$2
    shift 2
    attempt env N2V_FAULT="${what%+}:$call${what#"${what%+}"}" N2V_FAULT_HIT=hit LD_PRELOAD="$library" "$@"
  }
  kinds='alloc alloc+ map open read sync rename link thread'
  case $bin$name in *san*three*) kinds='open thread' ;; esac
  for kind in $kinds; do
    in_turn "$kind" 1 "$@"
  done
}

# System calls, by strace; those of the program's start, which -version makes too, are left out.
traced() {
  inject() {
    what=$1 call=$2
    shift 2
    case $what in mmap) error=ENOMEM ;; write) error=ENOSPC ;; openat) error=EMFILE ;; *) error=EIO ;; esac
    attempt strace -f -qq -o trace -e "trace=$what" -e "inject=$what:error=$error:when=$call" "$@"
    ! grep -q INJECTED trace || : >hit
  }
  for kind in $system_calls; do
    # The memory of a new thread, which OpenMP and jemalloc cannot do without (fault.c).
    case $kind$name in mmap*three*) continue ;; esac
    strace -f -qq -o trace -e trace="$kind" "$1" -version >stdout 2>&1
    case $kind in write) before=0 ;; *) before=$(wc -l <trace) ;; esac
    in_turn "$kind" $((before + 1)) "$@"
  done
}

try() { # NAME OUTPUTS COMMAND...
  name=$1 outputs=$2
  shift 2
  rm -rf to new
  mkdir to
  attempt "$@"
  mv to new
  mv stdout stdout.new
  mkdir to
  [ "$code" -eq 0 ] && [ ! -s stderr ]
  result "$name: nothing fails"
  preloaded "$@"
  traced "$@"
}

# A build that finds leaks must find this one: the first block is lost when there is no second.
case $bin in *asan*)
  cat >"$work/leak.c" <<'END'
#include <stdlib.h>
int main(void) {
  void *volatile first = malloc(10), *volatile second = malloc(20);
  if (!second)
    return first = NULL, 1;
  free(first);
  free(second);
  return 0;
}
END
  cc -fsanitize=address -o "$work/leak" "$work/leak.c"
  run env N2V_FAULT=alloc:2 LD_PRELOAD="$library" "$work/leak"
  [ "$code" -eq 99 ] && grep -q 'detected memory leaks' "$work/err"
  result 'a planted leak is found'
  ;;
esac

root=$PWD
cases | grep -- "${2:-.}" >"$work/cases"
cd "$work" || exit 1
while IFS=: read -r name outputs command; do
  # shellcheck disable=SC2086 # lists of words
  set -- $command
  program=$1
  shift
  try "$name" "$outputs" "$root/$bin/$program" "$@" </dev/null
done <"$work/cases"
finish
