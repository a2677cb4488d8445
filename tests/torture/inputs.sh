# shellcheck shell=sh
# Small inputs of every kind, in $work; sourced after tests/cli/common.sh.
# shellcheck disable=SC2154 # work is set there

two_groups >"$work/edges.txt"
awk '{ print $0, 1 + $1 % 3 }' "$work/edges.txt" >"$work/weighted.txt"
gzip -k "$work/edges.txt"
zstd -q "$work/edges.txt"
awk 'BEGIN {
  print "userId,movieId,rating,timestamp"
  for (u = 0; u < 30; u++) for (m = 0; m < 12; m++) if ((u * 7 + m * 5) % 4) print u "," m ",5,1"
}' >"$work/ratings.csv"
awk 'BEGIN {
  print "movieId,title,genres"
  for (m = 0; m < 21; m++) print m ",\"Film, The " m " (1999)\",Drama|War"
}' >"$work/movies.csv"
awk 'BEGIN { for (i = 0; i < 20; i++) print i, int(i / 10), 2 + i % 2 }' >"$work/labels.txt"
printf '<html><!--n2v-data--><script>run()</script></html>\n' >"$work/page.template"
