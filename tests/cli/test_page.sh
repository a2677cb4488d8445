#!/bin/sh
# n2v-page: what it puts into a template, without a browser.
# shellcheck source=tests/cli/common.sh
. "$(dirname "$0")/common.sh"

printf '<html><body><!--n2v-data--><script>run()</script></body></html>\n' >"$work/t.html"
two_groups >"$work/g.txt"
bin/n2v-train -quiet -input "$work/g.txt" -output "$work/v.bin" -save-context "$work/c.bin" \
  -save-vocab "$work/v.vocab" -metrics "$work/m.json" -size 8 -epochs 2 -num-walks 2 -threads 1
bin/n2v-train -quiet -input "$work/g.txt" -output "$work/w.bin" -size 16 -epochs 1 -num-walks 2 -q 4

page() {
  bin/n2v-page -template "$work/t.html" -model "$work/v.bin" -output "$work/p.html" "$@"
}

# section NAME TYPE: the numbers of a section, one a line, or its strings.
section() {
  /usr/bin/python3 - "$work/p.html" "$1" "$2" <<'END'
import base64, re, struct, sys, zlib
text = open(sys.argv[1], encoding="utf-8").read()
data = zlib.decompress(base64.b64decode(
    re.search(f'<script type="text/plain" id="n2v-{sys.argv[2]}">([^<]*)</script>', text)[1]))
kind = sys.argv[3]
if kind == "text":
    print("\n".join(data.decode().split("\0")[:-1]))
else:
    width = struct.calcsize(kind)
    count = len(data) // width
    raw = b"".join(bytes(data[b * count + i] for b in range(width)) for i in range(count))
    print("\n".join(map(str, struct.unpack(f"<{count}{kind}", raw))))
END
}

run page -context "$work/c.bin" -visits "$work/v.vocab" -run "$work/m.json" -graph "$work/g.txt"
[ "$code" -eq 0 ] && grep -q '^n2v-page: .*: 20 nodes$' "$work/err" &&
  [ "$(grep -c '<!--n2v-data-->' "$work/p.html")" -eq 0 ] &&
  grep -q '<script>run()</script></body></html>$' "$work/p.html"
result 'the data stands in the place of the template'

sed -nE 's/.*<script type="application\/json" id="n2v">(.*)<\/script>.*/\1/p' "$work/p.html" >"$work/manifest"
run /usr/bin/python3 -c 'import json, sys
m = json.load(open(sys.argv[1]))
assert m["rows"] == 20 and m["near"] == 19, m
assert [c["title"] for c in m["columns"]] == ["visits", "degree", "component", "cluster"], m
assert m["graph"]["edges"] == 91 and m["graph"]["shown"], m
run = json.loads(m["models"][0]["run"])
assert len(run["loss"]) == 2 and run["options"]["size"] == "8", run' "$work/manifest"
[ "$code" -eq 0 ]
result 'the manifest is JSON and says what is there'

bin/n2v-convert -quiet -input "$work/v.bin" -output "$work/v.txt"
sed 1d "$work/v.txt" | cut -d ' ' -f 1 >"$work/names"
section names text | cmp -s - "$work/names"
result 'names stand in the order of the rows'

first=$(head -n 1 "$work/names")
bin/n2v-query -model "$work/v.bin" -k 19 "$first" 2>/dev/null | cut -f 3 >"$work/wanted"
section near-0 I | sed -n 1,19p | while read -r row; do sed -n "$((row + 1))p" "$work/names"; done |
  cmp -s - "$work/wanted"
result 'the nearest are those that n2v-query names, in its order'

[ "$(section column-0 text | paste -sd ' ')" = "$(cut -d ' ' -f 2 "$work/v.vocab" | paste -sd ' ')" ] &&
  [ "$(section column-1 text | sort -n | tail -n 1)" = 10 ] &&
  [ "$(section column-2 text | sort -u)" = 1 ]
result 'visits, degree and component are columns'

# The graph's CSR in the page's numbering is the graph.
section offsets I >"$work/offsets"
section neighbours I >"$work/neighbours"
/usr/bin/python3 - "$work" <<'END' >"$work/edges"
import sys
work = sys.argv[1]
names = open(f"{work}/names").read().split()
offsets = [int(x) for x in open(f"{work}/offsets")]
to = [int(x) for x in open(f"{work}/neighbours")]
for v in range(20):
    for x in to[offsets[v]:offsets[v + 1]]:
        print(*sorted((int(names[v]), int(names[x])), reverse=True))
END
sort -u "$work/edges" >"$work/have"
awk '{ print ($1 > $2 ? $1 " " $2 : $2 " " $1) }' "$work/g.txt" | sort -u | cmp -s - "$work/have"
result 'the edges are those of the graph'

run page -compare "$work/w.bin" "$work/v.bin"
[ "$code" -eq 0 ] && [ "$(section places-2 h)" = "$(section places-0 h)" ] &&
  [ "$(section near-1 I | wc -l)" -eq 380 ]
result 'models are compared in the rows of the first, whatever their order'

# The two groups lie apart on the first axis.
section places-0 h | awk 'NR % 2' | paste - "$work/names" |
  awk '{ g = $2 >= 10; s[g] += $1; ss[g] += $1 * $1 }
    END { for (g = 0; g < 2; g++) { m[g] = s[g] / 10; v[g] = ss[g] / 10 - m[g] ^ 2 }
      d = m[0] - m[1]; exit !(d * d > 4 * (v[0] + v[1])) }'
result 'the first axis parts the two groups'

# ------------------------------------------------------------------------------ hostile names
name='</script><script>alert(1)</script>'
printf '2 2\n%s 1 0\na"b\\c&amp; 0 1\n' "$name" >"$work/h.txt"
printf '%s\t<!-- & "title" \001\nb\tx\n' "$name" >"$work/h.labels"
cp "$work/h.txt" "$work/<x>&.txt"
run bin/n2v-page -template "$work/t.html" -model "$work/<x>&.txt" -labels "$work/h.labels" \
  -output "$work/p.html"
[ "$code" -eq 0 ] && ! grep -q 'alert' "$work/p.html" && ! grep -q '<x>' "$work/p.html" &&
  [ "$(section names text | sed -n 1p)" = "$name" ] &&
  section titles text | sed -n 1p | grep -q '<!-- & "title"'
result 'no byte of a name, title or file name stands in the HTML as it is'

printf '2 2\nM\374ller 1 0\nb 0 1\n' >"$work/l.txt"
run bin/n2v-page -template "$work/t.html" -model "$work/l.txt" -output "$work/p.html"
[ "$code" -eq 0 ] && [ "$(section names text | sed -n 1p)" = 'Müller' ]
result 'names that are not UTF-8 are taken for ISO-8859-1'

printf '1 2\nalone 1 0\n' >"$work/1.txt"
run bin/n2v-page -template "$work/t.html" -model "$work/1.txt" -output "$work/p.html"
[ "$code" -eq 0 ]
result 'one node is a page'
printf '3 1\na 1\nb 0\nc -1\n' >"$work/0.txt"
run bin/n2v-page -template "$work/t.html" -model "$work/0.txt" -output "$work/p.html"
[ "$code" -eq 0 ] && ! grep -q 'nan' "$work/p.html"
result 'one dimension and a row of zeros are a page'

# Models of other sizes and other dimensions: what one lacks is said, and is no failure.
seq 6 30 | awk '{ print $1, $1 % 3, 1 }' | { echo '25 2'; cat; } >"$work/fewer.txt"
seq 0 19 | awk '{ print $1, 1, 1, 1, 1 }' | { echo '20 4'; cat; } >"$work/equal.txt"
run page -compare "$work/fewer.txt" "$work/equal.txt" "$work/w.bin"
[ "$code" -eq 0 ] && grep -q '"absent":6,' "$work/p.html" && ! grep -q 'nan' "$work/p.html"
result 'four models of other sizes'

# ----------------------------------------------------------------------------------- metadata
printf 'mood\tname\tscore\tbad\nglad|calm\t3\t1.5\tx\nsad\t12\t\t7\r\n' >"$work/meta.tsv"
run page -metadata "$work/meta.tsv"
[ "$code" -eq 0 ] && grep -q '"title":"mood","number":false' "$work/p.html" &&
  grep -q '"title":"score","number":true' "$work/p.html" &&
  grep -q '"title":"bad","number":false' "$work/p.html" &&
  [ "$(section column-0 text | sort -u | paste -sd ' ')" = ' glad|calm sad' ]
result 'a table becomes columns, of numbers or names'
printf '3 x y\n12 y\n' >"$work/groups"
run page -groups "$work/groups"
[ "$code" -eq 0 ] && [ "$(section column-0 text | sort -u | paste -sd ' ')" = ' x|y y' ]
result 'lines of labels become a column'

for pack in gzip zstd; do
  $pack -qc <"$work/v.vocab" >"$work/v.vocab.$pack"
  page -quiet -visits "$work/v.vocab.$pack" &&
    [ "$(section column-0 text | paste -sd ' ')" = "$(cut -d ' ' -f 2 "$work/v.vocab" | paste -sd ' ')" ]
  result "visits, packed by $pack"
done

# ------------------------------------------------------------------------------------- errors
cp "$work/p.html" "$work/before.html"
printf '0 2\n' >"$work/none.txt"
printf '2 2\na nan 1\nb 1 2\n' >"$work/nan.txt"
fails 'no template' 2 "is no template.*n2v-data" bin/n2v-page -template "$work/g.txt" \
  -model "$work/v.bin" -output "$work/p.html"
fails 'a template that is not there' 2 'nosuch' bin/n2v-page -template "$work/nosuch" \
  -model "$work/v.bin" -output "$work/p.html"
fails 'nothing to show' 2 'Give -model' bin/n2v-page -output "$work/p.html"
fails 'a page over its model' 2 'would replace' bin/n2v-page -template "$work/t.html" \
  -model "$work/v.bin" -output "$work/v.bin"
fails 'models of other nodes' 2 'holds none of the nodes' page -compare "$work/h.txt"
fails 'five models' 2 'at most 4' page -compare "$work/w.bin" "$work/w.bin" "$work/w.bin" "$work/w.bin"
fails 'a model without -compare' 2 'give -compare' page "$work/w.bin"
fails 'more runs than models' 2 'more files than there are models' page -run "$work/m.json|$work/m.json"
fails 'contexts of another size' 2 'of 16 dimensions' page -context "$work/w.bin"
printf '{"loss": [1, 2,\n ]}' >"$work/bad.json"
fails 'a run that is no JSON' 2 'bad.json:2: expected JSON' page -run "$work/bad.json"
printf 'a b c\n' >"$work/meta2"
fails 'a table without tabs' 2 'meta2:1: expected the names of columns' page -metadata "$work/meta2"
printf 'name\tx\n3\t1\t2\n' >"$work/meta3"
fails 'a table with a long line' 2 'meta3:2: has 3 cells where 2 are expected' page -metadata "$work/meta3"
printf 'name\tx\nnobody\t1\n' >"$work/meta4"
fails 'a table of other nodes' 2 'describes none of the nodes' page -metadata "$work/meta4"
printf '3 x\n' >"$work/vocab2"
printf 'nobody\tNobody\n' >"$work/labels2"
fails 'labels of other nodes' 2 'labels2: describes none of the nodes' page -labels "$work/labels2"
fails 'groups of other nodes' 2 'labels2: describes none of the nodes' page -groups "$work/labels2"
fails 'too little memory' 1 'a page of 1 model takes up to .* MB of memory, -memory allows' page -memory 2K
fails 'a model that has no rows' 2 'no vectors' bin/n2v-page -template "$work/t.html" \
  -model "$work/none.txt" -output "$work/p.html"
fails 'vectors that are not numbers' 2 'not finite' bin/n2v-page -template "$work/t.html" \
  -model "$work/nan.txt" -output "$work/p.html"
fails 'a vocabulary that is none' 2 'name count' page -visits "$work/vocab2"
printf 'a b\nc d\n' >"$work/other.txt"
fails 'a graph of other nodes' 2 'has none of the nodes' page -graph "$work/other.txt"
# Each file that is read is as it was when it is named as the output, too.
printf 'name\tx\n3\t1\n' >"$work/ok.tsv"
for option in compare context visits graph groups metadata run labels; do
  case $option in
  compare) file=$work/w.bin ;; context) file=$work/c.bin ;; visits) file=$work/v.vocab ;;
  graph) file=$work/g.txt ;; groups) file=$work/groups ;; metadata) file=$work/ok.tsv ;;
  run) file=$work/m.json ;; labels) file=$work/h.labels ;;
  esac
  fails "a page over -$option" 2 "would replace what -$option reads" bin/n2v-page -template "$work/t.html" \
    -model "$work/v.bin" "-$option" "$file" -output "$file"
done
fails 'a page over the second model compared' 2 'would replace what -compare reads' bin/n2v-page \
  -template "$work/t.html" -model "$work/v.bin" -compare "$work/v.bin" "$work/w.bin" -output "$work/w.bin"
fails 'a page over its template' 2 'would replace what -template reads' bin/n2v-page \
  -template "$work/t.html" -model "$work/v.bin" -output "$work/t.html"
fails 'a full disk' 1 'No space left' bin/n2v-page -template "$work/t.html" -model "$work/v.bin" -output /dev/full
(ulimit -f 1 && trap '' XFSZ && exec bin/n2v-page -quiet -template "$work/t.html" -model "$work/v.bin" -output "$work/p.html") 2>"$work/err"
[ $? -eq 1 ] && grep -q 'cannot write' "$work/err"
result 'a file that may not grow'

cmp -s "$work/before.html" "$work/p.html"
result 'what fails leaves the page before as it was'

finish
