#!/bin/sh
# What every program does with its arguments.
# shellcheck source=tests/cli/common.sh
. "$(dirname "$0")/common.sh"

for program in bin/n2v-*; do
  name=${program#bin/}
  prints "$name -help" 0 "^usage: (mpirun -n N )?$name " "$program" -help
  ! awk 'length > 80 { print; exit 1 }' "$work/out" >/dev/null
  [ $? -eq 1 ]
  result "$name -help fits 80 columns"
  prints "$name --help" 0 '^  -threads N ' "$program" --help
  prints "$name -version" 0 "^$name [0-9]+\.[0-9]+\.[0-9]+$" "$program" -version
  fails "$name with an unknown option" 2 "unknown option '-thread': did you mean -threads\?" \
    "$program" -thread 2
  fails "$name with an option given twice" 2 "'-threads' is given twice" \
    "$program" -threads 2 -threads 2
  fails "$name with an option out of range" 2 "-threads '-1': must be a whole number from 0 to 1024" \
    "$program" -threads -1
  fails "$name with an ill-typed option" 2 "-threads 'two': must be a whole number" \
    "$program" -threads two
  fails "$name with an option without its value" 2 "'-threads' needs a value" "$program" -threads
  fails "$name when its output cannot be written" 1 'standard output: cannot write: No space' \
    sh -c "$program -help >/dev/full"
done

train=bin/n2v-train
cat >"$work/a.ini" <<'END'
; two sections, comments, CRLF below
[walk]
p = 0.5 ; return
q=2
[train]
size = 64
END
printf '[run]\r\nthreads = 3\r\n' >>"$work/a.ini"

prints '-dump-config shows defaults' 0 '^window = 10 ; default$' $train -dump-config
prints '-dump-config shows the file and its line' 0 "^p = 0.5 ; $work/a.ini:3$" \
  $train -config "$work/a.ini" -dump-config
prints 'CRLF in an INI file' 0 '^threads = 3 ; ' $train -config "$work/a.ini" -dump-config
prints 'a flag wins over the file, before -config' 0 '^size = 32 ; command line$' \
  $train -size 32 -config "$work/a.ini" -dump-config
prints 'a flag wins over the file, behind -config' 0 '^size = 32 ; command line$' \
  $train -config "$work/a.ini" -size 32 -dump-config
prints 'an alias is the option' 0 '^size = 32 ; command line$' $train --dimensions 32 -dump-config

$train -config "$work/a.ini" -size 32 -input 'two words.txt' -dump-config >"$work/b.ini"
$train -config "$work/b.ini" -dump-config | sed 's/ ;.*//' >"$work/c.ini"
sed 's/ ;.*//' "$work/b.ini" | diff - "$work/c.ini" >"$work/out" &&
  grep -q '^input = two words.txt$' "$work/c.ini"
result '-dump-config reads back as the same configuration'

prints 'the reference invocation' 0 '^window = 5 ; command line$' $train --input g.txt \
  --output g.emd --dimensions 64 --walk-length 40 --num-walks 5 --window-size 5 --iter 2 \
  --workers 2 --p 0.25 --q 4 --weighted --directed --dump-config
for line in 'walk_length = 40' 'num_walks = 5' 'epochs = 2' 'threads = 2' 'p = 0.25' 'q = 4' \
  'weighted = 1' 'directed = 1'; do
  grep -q "^$line ; command line$" "$work/out"
  result "the reference invocation sets $line"
done

ini() { # NAME PATTERN TEXT
  printf '%b' "$3" >"$work/wrong.ini"
  fails "$1" 2 "wrong.ini:$2" $train -config "$work/wrong.ini" -dump-config
}
ini 'INI: unknown key' "2: unknown key 'walk-length' in .walk.: did you mean walk_length" \
  '[walk]\nwalk-length = 5\n'
ini 'INI: unknown section' "2: unknown section .wlak." '[wlak]\np = 1\n'
ini 'INI: key given twice' "3: key 'p' is given twice .line 2" '[walk]\np = 1\np = 2\n'
ini 'INI: out of range' "2: size = '0': must be a whole number from 1 to 4096" '[train]\nsize = 0\n'
ini 'INI: ill-typed' "2: p = 'many': must be a number from" '[walk]\np = many\n'
ini 'INI: neither section nor key' '2: neither .section. nor key = value' '[walk]\nwords\n'
ini 'INI: inline #' "2: a comment behind a value begins with ' ;'" '[walk]\np = 1 # return\n'
ini 'INI: lines that end by a carriage return' '1: a carriage return in the line' '[train]\rsize = 8\r'
ini 'INI: a key behind a section' '1: a section stands alone on its line' '[train] size = 8\n'
ini 'INI: each section is named once' '2: .* .walk. .train. .run. ' '[nope]\nsize = 8\n'
printf '[train]\nsize = 8\0\nepochs = 1\n' >"$work/zero.ini"
fails 'INI: a zero byte' 2 "zero.ini:2: zero byte in the line: 'size = 8'" $train -config "$work/zero.ini"
fails 'INI: missing' 2 'missing.ini: cannot read: No such file' $train -config "$work/missing.ini"
fails 'an argument that is no option' 2 "'edges.txt' is no option" $train edges.txt

fails 'a flag without effect beside another' 2 '-q has no effect with -walks: leave -q out' \
  $train -walks "$work/w.txt" -q 4 -output "$work/v.bin"
fails 'a flag without effect without another' 2 \
  '-undirected has no effect without -graph: add that, or leave -undirected out' \
  bin/n2v-page -model "$work/v.bin" -output "$work/p.html" -undirected

two_groups >"$work/g.txt"
$train -verbose -input "$work/g.txt" -size 8 -epochs 1 -output "$work/v.bin" >"$work/out" 2>"$work/err"
grep -q '^size = 8 ; command line$' "$work/err" && ! grep -q '^size' "$work/out"
result '-verbose prints the options in force on standard error'

printf '[walk]\nq = 4\n[ratings]\nmin_weight = 3\n[train]\nsize = 8\nepochs = 1\nmin_count = 3\n' >"$work/all.ini"
bin/n2v-walk -quiet -config "$work/all.ini" -input "$work/g.txt" -output "$work/w.txt" &&
  $train -quiet -config "$work/all.ini" -walks "$work/w.txt" -output "$work/w.bin" &&
  $train -quiet -config "$work/all.ini" -input "$work/g.txt" -output "$work/w.bin"
result 'one file serves several runs, with what has no effect on one of them'

odd=$work/$(printf 'a\nb\033[1m\377.bin')
run $train -input "$work/g.txt" -size 8 -epochs 1 -output "$odd"
[ "$code" -eq 0 ] && grep -q 'a\\nb\\x1b\[1m\\xff.bin (word2vec' "$work/out" &&
  ! grep -q "$(printf '\033')" "$work/out" "$work/err"
result 'the closing line says an odd name in characters that can be seen'
run $train -dump-config -output "$(printf 'x\nsize = 3')"
[ "$code" -eq 0 ] && grep -qx 'size = 128 ; default' "$work/out" && ! grep -q '^size = 3' "$work/out"
result '-dump-config: a value of two lines sets nothing'

finish
