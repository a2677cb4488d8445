#!/bin/sh
# From ratings to similar films: what `make movielens` does once the programs are built. Leaves
# movielens.bin (word2vec format), embeddings.tsv and metadata.tsv (Embedding Projector).
set -eu
cd "$(dirname "$0")/.."

data=$(tools/get-movielens.sh)
labels=$data/movies.csv

bin/n2v-train -config configs/movielens.ini -input "$data/ratings.csv" -output movielens.bin "$@"

for film in 'Matrix, The (1999)' 'Star Wars: Episode IV - A New Hope (1977)' \
  'Lion King, The (1994)' 'Terminator 2: Judgment Day (1991)' 'Godfather, The (1972)'; do
  printf '\n%s\n' "$film"
  bin/n2v-query -model movielens.bin -labels "$labels" -k 5 "$film" |
    awk -F '\t' '{ printf "  %s  %s\n", $2, $4 }'
done

bin/n2v-convert -quiet -input movielens.bin -output embeddings.tsv -labels "$labels" \
  -metadata metadata.tsv
printf '\nmovielens.bin holds the vectors; load embeddings.tsv and metadata.tsv into an Embedding Projector.\n'
