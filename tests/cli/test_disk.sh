#!/bin/sh
# Full disks, limits, folders that cannot be written, outputs that would replace inputs: a clear
# error, nothing left over, older outputs intact.
# shellcheck source=tests/cli/common.sh
. "$(dirname "$0")/common.sh"

mkdir "$work/in" "$work/to"
two_groups >"$work/in/g.txt"
echo '1,The One (1999),Drama' >"$work/in/movies.csv"
sed -i '1i movieId,title,genres' "$work/in/movies.csv"
for i in $(seq 20); do echo "node$i $i"; done >"$work/in/names.txt"
bin/n2v-train -quiet -input "$work/in/g.txt" -size 16 -epochs 1 -threads 2 -output "$work/in/v.bin"
small='-size 16 -epochs 1 -num-walks 2 -threads 2'

# fails_clean NAME CODE PATTERN COMMAND...: fails so; what is in to/ is as it was.
fails_clean() {
  case=$1
  before=$(cd "$work/to" && cksum -- * 2>&1)
  fails "$@"
  [ "$(cd "$work/to" && cksum -- * 2>&1)" = "$before" ]
  result "$case: what was there is intact, nothing else is left"
}

# ------------------------------------------------------------------- a disk that fails on the way

# What is written goes to the disk piece by piece; an error there is told once, and not by fsync again.
if strace -o /dev/null true 2>/dev/null; then
  echo old >"$work/to/w.txt"
  fails_clean 'a disk that fails while much is written' 1 'w.txt: cannot write: Input/output error' \
    strace -f -qq -o /dev/null -e trace=sync_file_range -e inject=sync_file_range:error=EIO:when=2 \
    bin/n2v-walk -quiet -input "$work/in/g.txt" -num-walks 20000 -output "$work/to/w.txt"
  rm "$work/to/w.txt"
fi

# ------------------------------------------------------------------------------------- /dev/full

full='/dev/full: cannot write: No space'
for option in output save-context save-vocab save-walks metrics; do
  # shellcheck disable=SC2086 # lists of words
  set -- bin/n2v-train -quiet $small -input "$work/in/g.txt" -$option /dev/full
  [ $option = output ] || set -- "$@" -output "$work/to/v.bin"
  [ $option = metrics ] || set -- "$@" -metrics "$work/to/m.json"
  fails_clean "n2v-train -$option on a full disk" 1 "$full" "$@"
done
for format in text npy tsv; do
  fails_clean "n2v-convert to $format on a full disk" 1 "$full" \
    bin/n2v-convert -quiet -input "$work/in/v.bin" -output /dev/full -output-format $format
done
fails_clean 'metadata on a full disk' 1 "$full" bin/n2v-convert -quiet -input "$work/in/v.bin" \
  -labels "$work/in/movies.csv" -metadata /dev/full -output "$work/to/v.tsv"
fails_clean 'a graph on a full disk' 1 "$full" bin/n2v-graph -input "$work/in/g.txt" -output /dev/full
fails_clean 'walks on a full disk' 1 "$full" \
  bin/n2v-walk -quiet -input "$work/in/g.txt" -output /dev/full
on_full_disk() { "$@" >/dev/full; }
for command in "n2v-query -quiet -model $work/in/v.bin 3" "n2v-graph -input $work/in/g.txt -stats" \
  'n2v-train -help' 'n2v-train -dump-config' 'n2v-walk -version'; do
  # shellcheck disable=SC2086 # a list of words
  fails "standard output on a full disk: ${command%% /*}" 1 'standard output: cannot write: No space' \
    on_full_disk bin/$command
done

# ------------------------------------------------------------------- an input that is cut short

bin/n2v-graph -quiet -generate er -nodes 20000 -edges 100000 -output "$work/cut.csr"
{ sleep 0.5 && truncate -s 4096 "$work/cut.csr"; } &
fails_clean 'a graph cut short while it is walked on' 1 'a file was cut short while it was read' \
  timeout 60 bin/n2v-walk -quiet -input "$work/cut.csr" -num-walks 1000000 -output "$work/to/w.txt"

# ------------------------------------------------------------------------ closed standard streams

bin/n2v-walk -quiet -input "$work/in/g.txt" -output "$work/walks.txt"
for closed in '0<&-' '2>&-' '0<&- 1>&- 2>&-'; do
  run eval "bin/n2v-walk -input \$work/in/g.txt -output \$work/closed.txt $closed"
  cmp -s "$work/walks.txt" "$work/closed.txt"
  result "what is printed goes into no output when $closed"
done
fails 'standard output closed' 1 'standard output: cannot write: Bad file descriptor' \
  eval "bin/n2v-graph -quiet -input \$work/in/g.txt -stats -output \$work/closed.csr >&-"
bin/n2v-graph -quiet -input "$work/in/g.txt" -output "$work/open.csr"
cmp -s "$work/open.csr" "$work/closed.csr"
result 'standard output closed: statistics go into no graph'
fails 'standard input closed' 2 'standard input: cannot read: Bad file descriptor' \
  eval 'bin/n2v-graph -input - -stats <&-'

# ------------------------------------------------------------------------- a disk that fills up

echo old >"$work/to/v.txt"
with_file_limit() ( # BLOCKS of 512 bytes
  trap '' XFSZ # for the shell: the programs do so themselves
  ulimit -f "$1"
  shift
  exec env --default-signal=XFSZ "$@"
)
for blocks in 1 3 7; do # the file takes 4 KB
  # shellcheck disable=SC2086 # a list of words
  fails_clean "ulimit -f $blocks" 1 'v.txt: cannot write: File too large' with_file_limit $blocks \
    bin/n2v-train -quiet $small -input "$work/in/g.txt" -output "$work/to/v.txt"
done

mkdir "$work/disk"
if mount -t tmpfs -o size=64k tmpfs "$work/disk" 2>/dev/null; then
  trap 'umount "$work/disk"; rm -rf "$work"' EXIT
  echo old >"$work/disk/v.txt"
  fails 'a disk of 64 KB' 1 'v.txt: cannot write: No space' bin/n2v-train -quiet -size 512 \
    -epochs 1 -num-walks 2 -threads 2 -input "$work/in/g.txt" -output "$work/disk/v.txt"
  [ "$(cat "$work/disk/v.txt")" = old ] && [ "$(find "$work/disk" -type f | wc -l)" -eq 1 ]
  result 'a disk of 64 KB: the older file is intact, nothing else is left'
  fails 'walks on a disk of 64 KB' 1 'w.txt: cannot write: No space' bin/n2v-walk -quiet \
    -input "$work/in/g.txt" -num-walks 100 -output "$work/disk/w.txt"
  [ "$(find "$work/disk" -type f | wc -l)" -eq 1 ]
  result 'walks on a disk of 64 KB: nothing is left'
else
  number=$((number + 1))
  echo "ok $number # SKIP no right to mount a small disk"
fi

# -------------------------------------------------------------------------------------- memory

with_memory_limit() ( # KB
  # shellcheck disable=SC3045 # not in POSIX, but in Debian's sh
  ulimit -v "$1"
  shift
  exec "$@"
)
# The loader and OpenMP's threads need some 30 MB and end in words of their own without them.
bin/n2v-graph -quiet -generate er -nodes 20000 -edges 100000 -output "$work/in/er.csr"
for kilobytes in 60000 90000 120000 200000; do
  fails_clean "ulimit -v $kilobytes" 1 'out of memory: .* needs [0-9.]+ MB|cannot start thread|over the memory limit' \
    with_memory_limit $kilobytes bin/n2v-train -quiet -threads 1 -input "$work/in/er.csr" -size 4096 \
    -epochs 1 -num-walks 1 -output "$work/to/v.txt"
done

# ------------------------------------------------------------------- folders without permission

if [ "$(id -u)" -eq 0 ]; then
  as_user() { setpriv --reuid=65534 --regid=65534 --clear-groups "$@"; }
else
  as_user() { "$@"; }
fi
chmod 755 "$work" "$work/in"
chmod 555 "$work/to"
if as_user bin/n2v-train -version >"$work/version" 2>&1; then
  fails_clean 'a read-only folder' 1 'w.bin: cannot write: Permission denied' \
    as_user bin/n2v-train -quiet -input "$work/in/g.txt" -output "$work/to/w.bin"
  chmod 444 "$work/to/v.txt"
  fails_clean 'a read-only file' 1 'v.txt: cannot write: Permission denied' \
    as_user bin/n2v-graph -quiet -input "$work/in/g.txt" -output "$work/to/v.txt"
  chmod 600 "$work/in/names.txt"
  echo old >"$work/to/open.txt"
  chmod 666 "$work/to/open.txt"
  mkdir -m 1777 "$work/tmp" # where it is written whole before
  run as_user env TMPDIR="$work/tmp" bin/n2v-graph -input "$work/in/g.txt" -output "$work/to/open.txt"
  [ "$code" -eq 0 ] && ! grep -q old "$work/to/open.txt" && [ -s "$work/to/open.txt" ] &&
    grep -q 'open.txt .*it is written in place' "$work/err"
  result "a file that may be written in a folder that may not"
  rm "$work/to/open.txt"
fi
chmod 755 "$work/to"

# ----------------------------------------------------------------------------- output onto input

cd "$work/in" || exit 1
n2v=$OLDPWD/bin
ln -s g.txt link
ln v.bin hard
before=$(cksum ./*)
onto() { # NAME COMMAND...
  case=$1
  shift
  fails "$case" 2 'would replace what -[a-z-]+ (reads|writes)' "$@"
  [ "$(cksum ./*)" = "$before" ]
  result "$case: all files are intact"
}
onto 'vectors onto the graph' "$n2v/n2v-train" -quiet -input g.txt -output g.txt
onto 'walks onto the graph, by a link' "$n2v/n2v-walk" -quiet -input g.txt -output link
onto 'a graph onto itself' "$n2v/n2v-graph" -quiet -input ./g.txt -output "$work/in/g.txt"
onto 'vectors onto themselves, by a hard link' "$n2v/n2v-convert" -quiet -input v.bin -output hard
onto 'metadata onto the labels' "$n2v/n2v-convert" -quiet -input v.bin -labels movies.csv \
  -metadata movies.csv -output ../to/v.tsv
onto 'vectors and contexts in one file' "$n2v/n2v-train" -quiet -input g.txt -output ../to/new.bin \
  -save-context ../to/new.bin
onto 'the same by another way' "$n2v/n2v-train" -quiet -input g.txt -output ../to/new.bin \
  -save-context ../in/../to/new.bin
cp g.txt new.npy.names
cp g.txt new.metadata.tsv
before=$(cksum ./*)
onto 'names of vectors onto the graph' "$n2v/n2v-train" -quiet -input new.npy.names -output new.npy
onto 'metadata of vectors onto the graph' "$n2v/n2v-train" -quiet -input new.metadata.tsv \
  -output new.tsv
onto 'names of vectors onto the labels' "$n2v/n2v-convert" -quiet -input v.bin -output new.npy \
  -labels new.npy.names -metadata ../to/m.tsv
onto 'names of vectors onto the metadata' "$n2v/n2v-convert" -quiet -input v.bin -output ../to/a.npy \
  -metadata ../to/a.npy.names
onto 'names of vectors onto the vocabulary' "$n2v/n2v-train" -quiet -input g.txt -output ../to/a.npy \
  -save-vocab ../to/a.npy.names
onto 'the vectors onto the older checkpoint' "$n2v/n2v-train" -quiet -input g.txt -size 8 \
  -output ../to/k.1 -checkpoint ../to/k
run "$n2v/n2v-train" -quiet -input g.txt -size 16 -epochs 1 -init v.bin -output v.bin
[ "$code" -eq 0 ]
result 'vectors may go on in place'

finish
