#!/bin/sh
# From ratings to similar films: what `make movielens` does once the programs are built. Leaves
# movielens.bin (word2vec format), embeddings.tsv and metadata.tsv (Embedding Projector), and, where
# `make page` has built its template, movielens.html: a page to look at them.
set -eu
cd "$(dirname "$0")/.."

data=$(tools/get-movielens.sh)
labels=$data/movies.csv

# What the page tells of the run. Options of the caller's own may ask for the same: left to them.
mkdir -p build
run=build/movielens
[ $# -gt 0 ] || set -- -save-context $run.context -save-vocab $run.vocab -metrics $run.json
rm -f $run.context $run.vocab $run.json
bin/n2v-train -config configs/movielens.ini -input "$data/ratings.csv" -output movielens.bin "$@"

for film in 'Matrix, The (1999)' 'Star Wars: Episode IV - A New Hope (1977)' \
  'Lion King, The (1994)' 'Terminator 2: Judgment Day (1991)' 'Godfather, The (1972)'; do
  printf '\n%s\n' "$film"
  bin/n2v-query -model movielens.bin -labels "$labels" -restrict 400 -k 5 "$film" |
    awk -F '\t' '{ printf "  %s  %s\n", $2, $4 }'
done

bin/n2v-convert -quiet -input movielens.bin -output embeddings.tsv -labels "$labels" \
  -metadata metadata.tsv
printf '\nmovielens.bin holds the vectors; load embeddings.tsv and metadata.tsv into an Embedding Projector.\n'

if [ -f build/page/page.html ]; then
  set --
  [ ! -f $run.context ] || set -- -context $run.context -visits $run.vocab -run $run.json
  bin/n2v-page -quiet -config configs/movielens.ini -graph "$data/ratings.csv" \
    -model movielens.bin -labels "$labels" "$@" -output movielens.html
  echo 'movielens.html shows them: open it in a browser.'
else
  echo 'To look at them in a browser: make page (needs node and npm), then make movielens again.'
fi
