# shellcheck shell=sh disable=SC2154
# For tests of tables: what n2v-graph makes of a text. Sourced behind common.sh.

# edges_of: the edges in $work/g.csv, a line each, ends sorted unless directed, as `u v w; ...`.
edges_of() {
  awk -F, -v arrow="$1" '
    { gsub(/"/, "") }
    NR == 1 && $1 == "source" { next }
    {
      a = $1; b = $2
      if (!arrow && a > b) { a = $2; b = $1 }
      print a " " b ($3 == "" ? "" : " " sprintf("%.4g", $3))
    }' "$work/g.csv" | LC_ALL=C sort | paste -s -d'|' | sed 's/|/; /g'
}

# reads NAME FILE EDGES OPTIONS...: n2v-graph reads the file as these edges, `u v w; ...` sorted.
reads() {
  label=$1 file=$2 wanted=$3
  shift 3
  run bin/n2v-graph -threads 1 -input "$file" "$@" -output "$work/g.csv"
  got=$(edges_of "$(grep -o ', directed' "$work/err")")
  echo "got: $got" >>"$work/err"
  [ "$code" -eq 0 ] && [ "$got" = "$wanted" ]
  result "$label"
}

# notes PATTERN: of the run before.
notes() {
  grep -Eq -- "$1" "$work/err"
  result "... $1"
}

# refuses NAME FILE PATTERN OPTIONS...
refuses() {
  label=$1 file=$2 pattern=$3
  shift 3
  fails "$label" 2 "$pattern" bin/n2v-graph -threads 1 -input "$file" "$@" -output "$work/g.csv"
}

# text TEXT: a file of it, as printf %b writes it.
text() {
  printf '%b' "$1" >"$work/t"
}
r() { # NAME TEXT EDGES OPTIONS...
  label=$1 wanted=$3
  text "$2"
  shift 3
  reads "$label" "$work/t" "$wanted" "$@"
}
x() { # NAME TEXT PATTERN OPTIONS...
  label=$1 pattern=$3
  text "$2"
  shift 3
  refuses "$label" "$work/t" "$pattern" "$@"
}
