#!/bin/sh
# n2v-query and n2v-convert on five vectors in the plane.
# shellcheck source=tests/cli/common.sh
. "$(dirname "$0")/common.sh"

vectors=$work/v.txt
labels=$work/movies.csv
cat >"$vectors" <<'END'
5 2
1 1 0
2 0.8 0.6
3 0 1
42 -1 0
5 0.6 0.8
END
cat >"$labels" <<'END'
movieId,title,genres
1,Toy Story (1995),Animation|Comedy
2,"Quoted ""Film"", The (1999)",Drama
3,Toy Story 2 (1999),Animation
77,Not in the graph (2000),Drama
END

query() {
  bin/n2v-query -model "$vectors" -labels "$labels" "$@"
}

convert() {
  bin/n2v-convert -quiet -input "$vectors" "$@"
}

# answers NAME EXPECTED COMMAND...: exit code 0 and exactly these lines (tabs as /, lines as ;).
answers() {
  name=$1 expected=$2
  shift 2
  run "$@"
  [ "$code" -eq 0 ] && [ "$(tr '\t\n' '/;' <"$work/out")" = "$expected" ]
  result "$name"
}

near_1='1/0.800000/2/Quoted "Film", The (1999);2/0.600000/5/5;3/0.000000/3/Toy Story 2 (1999);'
answers 'by node name' "$near_1" query -k 3 1
answers 'by title' "$near_1" query -k 3 'Toy Story (1995)'
answers '-simd reaches queries' "$near_1" query -simd portable -k 3 1
answers 'more than there are' "${near_1}4/-1.000000/42/42;" query -k 100 1
answers 'without labels' '1/0.800000/2/2;' bin/n2v-query -model "$vectors" -k 1 1
answers 'a name before a label' '1/0.960000/2/Quoted "Film", The (1999);' query -k 1 5
answers 'dot product' '1/0.800000/2/2;' bin/n2v-query -model "$vectors" -k 1 -metric dot 1
answers 'filter by label' '1/0.000000/3/Toy Story 2 (1999);' query -filter Toy 1
answers 'filter by name' '1/-1.000000/42/42;' query -filter 4 1
answers 'nothing passes the filter' '' query -filter nothing 1
answers 'analogy' '1/0.719401/5/5;' query -k 1 2 -plus 3 -minus '1'
answers 'analogy without a name' '1/0.989949/2/Quoted "Film", The (1999);2/0.989949/5/5;' \
  query -k 2 -plus '1|Toy Story 2 (1999)'
answers 'several names' '1/0.800000/2/2;1/0.800000/5/5;' \
  bin/n2v-query -model "$vectors" -k 1 1 3
grep -qx '# 3' "$work/err"
result 'says on stderr whose answers follow'

printf 'Toy Story (1995)\r\n\n3\n' >"$work/names"
run query -k 1 <"$work/names"
[ "$code" -eq 0 ] && [ "$(cut -f 3 "$work/out" | tr '\n' ' ')" = '2 5 ' ]
result 'names from standard input'

run query 'toy story' 3
[ "$code" -eq 1 ] && [ "$(wc -l <"$work/out")" -eq 4 ] &&
  grep -q "'toy story': did you mean 'Toy Story (1995)', 'Toy Story 2 (1999)'?" "$work/err"
result 'a miss suggests, answers the others, ends with 1'
run query 1 -plus nobody
[ "$code" -eq 1 ] && [ ! -s "$work/out" ]
result 'an analogy with a miss answers nothing'

if ! script -qec true /dev/null >/dev/null 2>&1; then
  number=$((number + 1))
  echo "ok $number # SKIP no pseudo-terminal here"
else
  printf '1\nnobody\nToy Story 2 (1999)\n' |
    script -qec "bin/n2v-query -model $vectors -labels $labels -k 1" /dev/null >"$work/out" &&
  grep -q 'Type a name or a title' "$work/out" &&
  grep -q "no node or label 'nobody'" "$work/out" && [ "$(grep -c '^n2v> 1' "$work/out")" -eq 2 ]
  result 'at a terminal each name is answered at once, and a miss is no failure'
fi

fails 'no model' 2 'Give -model FILE' bin/n2v-query 1
fails 'missing model' 2 'none.bin: cannot read: No such file' bin/n2v-query -model "$work/none.bin" 1
printf '2 2\na 1 2\nb 3\n\n\n' >"$work/bad.txt"
fails 'broken model' 2 'bad.txt:3: not a name and as many numbers' bin/n2v-query -model "$work/bad.txt" a
printf '2 2\na 1 2\nb nan 3\n' >"$work/bad.txt"
fails 'a vector that is not finite' 2 "bad.txt: the vector of 'b' is not finite" \
  bin/n2v-query -model "$work/bad.txt" a
fails 'which n2v-convert does not pass on' 2 "bad.txt: the vector of 'b' is not finite" \
  bin/n2v-convert -input "$work/bad.txt" -output "$work/x.bin"
printf '2 2\na 1 2\na 3 4\n' >"$work/bad.txt"
fails 'a name twice' 2 "bad.txt: the name 'a' is there twice" bin/n2v-query -model "$work/bad.txt" a
query 1 2>"$work/err" >/dev/full
[ $? -eq 1 ] && grep -q 'error: standard output: cannot write' "$work/err"
result 'output that cannot be written'

# What goes together: context vectors, beside the vectors, their rows in another order.
fails 'no context vectors' 2 'there is no .*/v.context.txt beside .*-keep-context' \
  query -metric context 1
cat >"$work/v.context.txt" <<'END'
5 2
42 1 1
3 3 0
1 0 5
2 1 0
5 0 0.5
END
answers 'by context' '1/3.000000/3/Toy Story 2 (1999);2/1.000000/2/Quoted "Film", The (1999);' \
  query -k 2 -metric context 1
answers 'context is not symmetric' '1/5.000000/1/Toy Story (1995);' query -k 1 -metric context 3
answers 'a basket by cosine' '1/0.989949/2/Quoted "Film", The (1999);2/0.989949/5/5;' \
  query -k 2 -together 1 'Toy Story 2 (1999)'
answers 'a basket by context' '1/4.800000/3/Toy Story 2 (1999);2/2.400000/42/42;' \
  query -k 2 -together -metric context 1 5
printf '1\n5\n' >"$work/basket"
run query -k 1 -together -metric context <"$work/basket"
[ "$code" -eq 0 ] && [ "$(tr '\t\n' '/;' <"$work/out")" = '1/4.800000/3/Toy Story 2 (1999);' ]
result 'a basket from standard input'
prints 'a basket with a stranger' 1 '^1.0.800000.2' query -k 1 -together 1 stranger
cp "$work/v.context.txt" "$work/other.txt"
answers 'context vectors elsewhere' '1/3.000000/3/Toy Story 2 (1999);' \
  query -k 1 -metric context -context "$work/other.txt" 1
fails 'context vectors without their metric' 2 'no effect without -metric context' \
  query -context "$work/other.txt" 1
sed -i '$d' "$work/other.txt" && sed -i '1s/5/4/' "$work/other.txt"
fails 'a row short' 2 "other.txt: no row '5', which the model has" \
  query -metric context -context "$work/other.txt" 1
printf '1 3\n1 1 2 3\n' >"$work/other.txt"
fails 'other dimensions' 2 'other.txt: vectors of 3 dimensions, those of the model have 2' \
  query -metric context -context "$work/other.txt" 1

# Which nodes may be answers.
answers 'restrict' '1/0.800000/2/Quoted "Film", The (1999);2/0.000000/3/Toy Story 2 (1999);' \
  query -restrict 3 1
printf '1 90\n2 9\n3 40\n5 10\n' >"$work/vocab"
answers 'min-visits' '1/0.600000/5/5;2/0.000000/3/Toy Story 2 (1999);' \
  query -min-visits 10 -vocab "$work/vocab" 1
fails 'min-visits without counts' 2 'needs -vocab FILE' query -min-visits 10 1
printf '1 90\n2 nine\n' >"$work/vocab"
fails 'a broken vocabulary' 2 "vocab:2: no name and count: '2 nine'" \
  query -min-visits 10 -vocab "$work/vocab" 1
printf 'Quoted "Film", The (1999)\r\n5\n\nstranger\n' >"$work/known"
answers 'exclude' '1/0.000000/3/Toy Story 2 (1999);2/-1.000000/42/42;' \
  query -exclude "$work/known" 1
for pack in gzip zstd; do
  $pack -qc <"$work/known" >"$work/known.$pack"
  answers "exclude, packed by $pack" '1/0.000000/3/Toy Story 2 (1999);2/-1.000000/42/42;' \
    query -exclude "$work/known.$pack" 1
done
head -c 20 "$work/known.gzip" >"$work/cut"
fails 'exclude, cut short' 2 'cut: damaged gzip data: it ends too early' query -exclude "$work/cut" 1
printf 'stranger\n' >"$work/strangers"
bin/n2v-query -model "$vectors" -exclude "$work/strangers" 1 2>&1 >"$work/out" |
  grep -q 'strangers: no line of it is a name or label'
result 'exclude, another list: a note'
printf '2\tSame\n3\tSame\n5\tOther\n' >"$work/same.tsv"
echo Same >"$work/same"
[ "$(bin/n2v-query -model "$vectors" -labels "$work/same.tsv" -exclude "$work/same" 1 | cut -f 3 | tr '\n' ' ')" = '5 42 ' ]
result 'exclude: all nodes that share a label'
fails 'exclude without a file' 2 'none: cannot read' query -exclude "$work/none" 1

convert -keep-context -output "$work/both.bin" &&
  bin/n2v-query -model "$work/both.bin" -metric context -k 1 1 | grep -q '^1.3.000000.3'
result 'both matrices are converted'
fails 'onto the context vectors' 2 'would replace' \
  convert -keep-context -output "$work/x.bin" -metadata "$work/x.context.bin"
rm "$work/v.context.txt"

convert -output "$work/v.bin" && bin/n2v-convert -quiet -input "$work/v.bin" -output "$work/w.txt" &&
  cmp "$vectors" "$work/w.txt"
result 'text to binary and back'
bin/n2v-convert -quiet -input - -output "$work/w.bin" <"$vectors" && cmp "$work/v.bin" "$work/w.bin"
result 'from standard input'
convert -output "$work/e.tsv" -labels "$labels" -metadata "$work/m.tsv" &&
  [ "$(tr '\t\n' '/;' <"$work/m.tsv")" = 'name/title/genre/year;1/Toy Story (1995)/Animation/1995;'\
'2/Quoted "Film", The (1999)/Drama/1999;3/Toy Story 2 (1999)/Animation/1999;42/42/none/0;'\
'5/5/none/0;' ] && [ "$(sed -n 2p "$work/e.tsv" | tr '\t' '/')" = 0.8/0.6 ] &&
  [ ! -e "$work/e.metadata.tsv" ]
result 'the Embedding Projector'\''s pair'
awk 'BEGIN { print 2000, 8; for (i = 0; i < 2000; i++) print i, 1, 2, 3, 4, 5, 6, 7, 8 }' >"$work/wide.txt"
printf '1 a\n2 b\n' >"$work/groups"
heeds() {  # PROGRAM ARGUMENT...: 40 kB are too little for 2,000 rows of 8
  program=$1
  shift
  fails "$program heeds -memory" 1 'memory limit of 0.0 MB: .*wide.txt 0.1 MB; raise -memory' \
    "bin/$program" "$@" -memory 40K
}
heeds n2v-query -model "$work/wide.txt" 1
heeds n2v-convert -output "$work/o.bin" -input "$work/wide.txt"
heeds n2v-eval classify -labels "$work/groups" -model "$work/wide.txt"
fails 'labels without metadata' 2 'no effect without -metadata' convert -output "$work/e.tsv" -labels "$labels"
fails 'no output' 2 'Give -input FILE and -output FILE' convert
fails 'unwritable output' 1 'no/v.bin: cannot write' convert -output "$work/no/v.bin"

finish
