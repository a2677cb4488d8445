#!/bin/sh
# Files that a run must not harm: streams, its own inputs, files that cannot be replaced, rights, and
# what was made when the last step fails.
# shellcheck source=tests/cli/common.sh
. "$(dirname "$0")/common.sh"

two_groups >"$work/g.txt"
small='-quiet -size 8 -epochs 1 -num-walks 1 -threads 1'
bin=$PWD/bin
chmod 755 "$work"
cd "$work" || exit 1

# train OPTION...
train() {
  # shellcheck disable=SC2086 # a list of words
  "$bin/n2v-train" $small -input "$work/g.txt" "$@"
}
# The same by another user, who owns $work/user.
user=65534
as_user() {
  setpriv --reuid=$user --regid=$user --clear-groups "$@"
}
train_as_user() {
  # shellcheck disable=SC2086
  as_user "$bin/n2v-train" $small -input "$work/g.txt" "$@"
}
# leaves FOLDER NAME...: these files and no others.
leaves() {
  (cd "$1" && shift && [ "$(printf '%s\n' * | sort)" = "$(printf '%s\n' "$@" | sort)" ])
}
train -output v.bin -save-context c.bin
result 'the run that others are compared with'

# --------------------------------------------------------------------------------------- streams

echo '{"old": 1}' >runs.jsonl
train -output o.bin -metrics /dev/stdout >>runs.jsonl
[ "$(head -n 1 runs.jsonl)" = '{"old": 1}' ] && grep -q '"pairs"' runs.jsonl
result '/dev/stdout that appends to a file: what was in it stays'
exec 7>>runs.jsonl
train -output o.bin -metrics /dev/fd/7
exec 7>&-
[ "$(grep -c '"pairs"' runs.jsonl)" -eq 2 ] && [ "$(head -n 1 runs.jsonl)" = '{"old": 1}' ]
result '/dev/fd/7: the same'
ln -s /dev/stdout link-to-stdout
train -output o.bin -metrics link-to-stdout >>runs.jsonl
[ "$(grep -c '"pairs"' runs.jsonl)" -eq 3 ] && [ "$(head -n 1 runs.jsonl)" = '{"old": 1}' ]
result 'a link to /dev/stdout: the same'
{
  echo head
  train -output o.bin -metrics /proc/self/fd/1
  echo tail
} >all
[ "$(head -n 1 all)" = head ] && [ "$(tail -n 1 all)" = tail ] && grep -q '"pairs"' all
result 'a stream is written where it stands'
before=$(ls -l /dev/stdout)
sh -c 'rm gone; "$@"' - "$bin/n2v-train" -quiet -size 8 -epochs 1 -num-walks 1 -input g.txt \
  -output o.bin -metrics /dev/stdout >gone
[ "$(ls -l /dev/stdout)" = "$before" ] && [ ! -e gone ]
result 'standard output that is an unlinked file leaves /dev/stdout alone'
fails 'a descriptor that is open for reading only' 1 'cannot write: Bad file descriptor' \
  train -output /dev/stdin <v.bin
train -output /dev/stdout -output-format text -save-context /dev/stdout >both &&
  [ "$(grep -c '^20 8$' both)" -eq 2 ] && [ "$(wc -l <both)" -eq 42 ]
result 'two outputs in one stream stand one behind the other'

# ---------------------------------------------------------------------------- inputs of the run

train -output o.bin -checkpoint k.ckp
cp k.ckp resume.ckp
onto() { # NAME OPTION...
  label=$1
  shift
  before=$(cksum v.bin c.bin resume.ckp g.txt)
  fails "$label" 2 'would replace what -[a-z-]+ reads' train "$@"
  [ "$(cksum v.bin c.bin resume.ckp g.txt)" = "$before" ]
  result "$label: all are as they were"
}
for option in save-walks save-vocab save-context metrics; do
  onto "-$option onto -init" -output o.bin -init v.bin -$option v.bin
  onto "-$option onto -resume" -output o.bin -resume resume.ckp -$option resume.ckp
done
onto '-output onto -init-context' -init v.bin -init-context c.bin -output c.bin
for option in save-walks save-vocab metrics; do
  onto "-$option onto -init-context" -output o.bin -init v.bin -init-context c.bin -$option c.bin
done
onto '-output onto -resume' -resume resume.ckp -output resume.ckp
fails '-checkpoint onto -init' 2 'is there and is no checkpoint' \
  train -init v.bin -output o.bin -checkpoint v.bin
# shellcheck disable=SC2094 # which is the fault
fails '-output onto standard input' 2 'would replace what -input reads' \
  "$bin/n2v-train" -quiet -output g.txt -input - <g.txt
# shellcheck disable=SC2016 # "$0" is that shell's
fails '-output - behind the input' 2 'would replace what -input reads' \
  sh -c 'exec "$0" -quiet -input g.txt -output - >>g.txt' "$bin/n2v-train"
# shellcheck disable=SC2016
fails '-metrics onto the file that is standard output' 2 'would replace what -output writes' \
  sh -c 'exec "$0" -quiet -input g.txt -output - -metrics both.bin >both.bin' "$bin/n2v-train"
train -output n.npy
before=$(cksum n.npy.names)
fails '-save-vocab onto the names of -init' 2 'n.npy.names would replace what -init reads' \
  train -init n.npy -output o.bin -save-vocab n.npy.names
fails '-output onto the names of -input' 2 'n.npy.names would replace what -input reads' \
  "$bin/n2v-convert" -quiet -input n.npy -output n.npy.names -output-format text
[ "$(cksum n.npy.names)" = "$before" ] && train -init n.npy -output n.npy
result 'the names are as they were; with -output onto -init they are replaced, too'
train -output e.bin -keep-context
fails '-output onto the contexts of -input' 2 'e.context.bin would replace what -input reads' \
  "$bin/n2v-convert" -quiet -input e.bin -keep-context -output e.context.bin
before=$(cksum e.bin e.context.bin)
echo '<html><!--n2v-data--></html>' >template
fails 'a page onto the contexts beside its model' 2 'e.context.bin would replace what -model reads' \
  "$bin/n2v-page" -quiet -template template -model e.bin -output e.context.bin
fails 'a page onto those beside a second model' 2 'e.context.bin would replace what -compare reads' \
  "$bin/n2v-page" -quiet -template template -model v.bin -compare v.bin e.bin -output e.context.bin
fails '-save-split onto the contexts beside the model' 2 'e.context.bin would replace what -model reads' \
  "$bin/n2v-eval" recall -quiet -input g.txt -model e.bin -save-split e.context.bin
[ "$(cksum e.bin e.context.bin)" = "$before" ]
result 'the contexts are as they were'
ln -s two.bin link-to-two
fails 'two outputs in one place, through a link to nothing yet' 2 'would replace what -output writes' \
  train -output link-to-two -metrics two.bin
rm link-to-two
fails '-checkpoint -' 2 'standard output: a pipe or device cannot be locked: give a file' \
  train -output o.bin -checkpoint -
fails '-metrics onto the lock of the checkpoint' 2 'x.ckp.lock would replace what -metrics writes' \
  train -output o.bin -checkpoint x.ckp -metrics x.ckp.lock
ln -s elsewhere.ckp link.ckp
for ending in 1 lock; do
  fails "-output onto what lies beside the checkpoint, .$ending, through a link" 2 \
    "elsewhere.ckp.$ending would replace what -output writes" \
    train -output "elsewhere.ckp.$ending" -checkpoint link.ckp
done
echo mine >elsewhere.ckp.1
fails 'a file in the place of the checkpoint before the last, through a link' 2 \
  'elsewhere.ckp.1 is there and is no checkpoint' train -output o.bin -checkpoint link.ckp
[ "$(cat elsewhere.ckp.1)" = mine ] && rm link.ckp elsewhere.ckp.1
echo mine >x.ckp.lock
fails 'a file named as the lock' 2 'x.ckp.lock is there and locks nothing' \
  train -output o.bin -checkpoint x.ckp
[ "$(cat x.ckp.lock)" = mine ] && [ ! -e x.ckp ]
result 'which is left alone'
cp v.bin w.bin
cp c.bin d.bin
train -init w.bin -init-context d.bin -output w.bin -save-context d.bin &&
  train -resume resume.ckp -output o.bin -checkpoint resume.ckp
result 'going on in place is allowed: -output onto -init, -save-context onto -init-context, -checkpoint onto -resume'

# ------------------------------------------------------- files that can be written, not replaced

mkdir sticky user other
echo old >sticky/foreign
if [ "$(id -u)" -ne 0 ]; then
  skip 'only root can be two users'
else
  chown $user sticky/foreign user
  chmod 1777 sticky other
  chmod 666 sticky/foreign
  echo old >other/root
  chmod 666 other/root
  inode=$(stat -c %i other/root)
  run train_as_user -output other/root
  [ "$code" -eq 0 ] && cmp -s other/root v.bin && [ "$(stat -c %i:%u other/root)" = "$inode:0" ] &&
    leaves other root
  result "another user's file in a sticky folder is written in place"
  as_user "$bin/n2v-train" -input g.txt -size 8 -epochs 1 -num-walks 1 -output other/root 2>err >out
  grep -q 'note: other/root belongs to another user in a sticky folder: it is written in place' err
  result 'and that is said'
  chmod 644 other/root
  fails "one that may not be written is refused before anything is trained" 1 'Permission denied' \
    train_as_user -output other/root
  fails 'a checkpoint is never written in place' 2 'cannot be replaced whole' \
    train_as_user -output /dev/null -checkpoint "$(chmod 666 other/root && : >other/root && echo other/root)"
  rm other/root

  # ------------------------------------------------------------------------------------- rights

  cp "$(command -v id)" user/elf
  chown $user user/elf
  chmod 6777 user/elf
  train -output user/elf
  [ "$(stat -c %u:%a user/elf)" = "$user:777" ] && cmp -s user/elf v.bin
  result "root replaces a user's file: it stays the user's, and no longer runs as its owner"
  echo old >elf
  chmod 4755 elf
  train -output elf
  [ "$(stat -c %a elf)" = 755 ]
  result 'set-user-id is not carried'
  echo old >user/group
  chown $user:100 user/group
  chmod 660 user/group
  run train_as_user -output user/group
  [ "$code" -eq 0 ] && [ "$(stat -c %u:%g:%a user/group)" = "$user:$user:600" ]
  result 'a group that cannot be kept gives its rights to no other'
  ln -s "$work/user/linked" other/link
  echo old >user/linked
  chown -h $user other/link user/linked
  fails "another user's link in a sticky folder is not followed" 1 \
    "other/link: cannot write: it is another user's link" train -output other/link
  [ "$(cat user/linked)" = old ]
  result 'what it leads to is as it was'
  as_user ln -s "$work/user/linked" other/own
  run train_as_user -output other/own
  [ "$code" -eq 0 ] && cmp -s user/linked v.bin && [ -L other/own ]
  result "one's own is"
fi

mkdir append
echo old >append/v.bin
if chattr +a append 2>/dev/null; then
  trap 'chattr -a "$work/append"; rm -rf "$work"' EXIT
  for name in v.bin new.bin; do
    fails "a folder that only takes new names: $name" 1 "append/$name: cannot write: its folder is append-only" \
      train -output append/$name
  done
  leaves append v.bin && [ "$(cat append/v.bin)" = old ]
  result 'nothing is left there, and the older file is intact'
  chattr -a append
else
  skip 'no folder can be made append-only'
fi

mkdir mnt
echo old >mounted
echo target >mnt/v.bin
if mount --bind mounted mnt/v.bin 2>/dev/null; then
  trap 'umount "$work/mnt/v.bin" 2>/dev/null; rm -rf "$work"' EXIT
  "$bin/n2v-train" -input g.txt -size 8 -epochs 1 -num-walks 1 -threads 1 -output mnt/v.bin \
    >out 2>err
  cmp -s mounted v.bin && leaves mnt v.bin &&
    grep -q 'note: mnt/v.bin is mounted by itself: it is written in place' err
  result 'a file that is mounted by itself is written in place, and that is said'
  echo old >mounted
  mkdir disk
  if mount -t tmpfs -o size=16k tmpfs disk 2>/dev/null; then
    trap 'umount "$work/mnt/v.bin" "$work/disk" 2>/dev/null; rm -rf "$work"' EXIT
    umount mnt/v.bin
    echo old >disk/v.bin
    chmod 600 disk/v.bin
    mount --bind disk/v.bin mnt/v.bin
    fails 'a copy that finds no room' 1 'No space left.*; what was written is whole in .*mnt/v.bin.tmp' \
      "$bin/n2v-train" -quiet -input g.txt -size 400 -epochs 1 -num-walks 1 -output mnt/v.bin
    [ "$(cat mnt/v.bin)" = old ] && [ "$(wc -c <"$(echo mnt/v.bin.tmp.*)")" -gt 32000 ] &&
      [ "$(stat -c %a mnt/v.bin.tmp.*)" = 600 ]
    result 'the older bytes are intact, and the new ones whole beside them'
    umount mnt/v.bin
  fi
  umount mnt/v.bin 2>/dev/null
else
  skip 'no right to mount a file'
fi

# ---------------------------------------------------------------------------- the last step fails

# The graph comes through a pipe: what is done before it does is done when the run has begun.
mkfifo pipe
meanwhile() { # COMMAND, run when the outputs have been looked at
  { eval "$1" && cat "$work/g.txt"; } >pipe
}
mkdir gone
(cd gone && exec "$bin/n2v-train" -quiet -input ../pipe -size 8 -epochs 1 -num-walks 1 -threads 1 \
  -output v.bin 2>../err) &
pid=$!
meanwhile 'rm -r gone'
wait $pid
code=$?
kept=$(sed -n 's/.*what was written is whole in //p' err)
[ "$code" -eq 1 ] && [ -n "$kept" ] && cmp -s "$kept" v.bin
result "the folder is deleted during the run: the vectors are kept ($kept)"
rm -f "$kept"
mkdir gone
"$bin/n2v-eval" recall -quiet -input pipe -size 8 -epochs 1 -num-walks 1 -threads 1 -output gone/v.bin \
  >out 2>err &
pid=$!
meanwhile 'rm -r gone'
wait $pid
code=$?
kept=$(sed -n 's/.*what was written is whole in //p' err)
[ "$code" -eq 1 ] && [ -s "$kept" ]
result "n2v-eval recall holds its place, too: the vectors are kept ($kept)"
rm -f "$kept"
mkdir taken
"$bin/n2v-train" -quiet -input pipe -size 8 -epochs 1 -num-walks 1 -threads 1 \
  -output taken/v.bin -save-vocab taken/vocab 2>err &
pid=$!
meanwhile 'mkdir taken/v.bin'
wait $pid
code=$?
set -- taken/*.tmp.*
[ $code -eq 1 ] && [ $# -eq 2 ] && cmp -s "$1" v.bin && [ "$(wc -l <"$2")" -eq 20 ] &&
  grep -q "is whole in .*/$1; what was written is whole in .*/$2" err
result 'a folder has taken the name: both files are kept'

# ----------------------------------------------------------------------------------------- names

mkdir long
for length in 241 242 250 255; do
  name=$(printf "%0${length}d" 0)
  train -output "long/$name" -save-vocab "long/${name%0}1" && cmp -s "long/$name" v.bin &&
    leaves long "$name" "${name%0}1"
  result "a name of $length bytes"
  rm long/*
done
finish
