#!/bin/sh
# Finds or fetches MovieLens ratings; prints the folder that holds ratings.csv and movies.csv, and
# on standard error which source it is. Tried in this order:
#   $MOVIELENS_DIR
#   data/ml-latest-small        a copy of GroupLens' release, put there or fetched before
#   data/ml-dslabs              the older release, fetched before
#   GroupLens' zip              by curl, its rows counted
#   Debian's r-cran-dslabs      by apt-get download: an older release, decoded without R
set -eu
cd "$(dirname "$0")/.."

url=https://files.grouplens.org/datasets/movielens/ml-latest-small.zip

say() {
  echo "MovieLens data: $*" >&2
}

use() {
  say "$2"
  echo "$1"
  exit 0
}

has_data() {
  [ -r "$1/ratings.csv" ] && [ -r "$1/movies.csv" ]
}

# has_rows FOLDER RATINGS MOVIES: the counts of the release, header rows apart.
has_rows() {
  has_data "$1" && [ "$(wc -l <"$1/ratings.csv")" -eq $(($2 + 1)) ] &&
    [ "$(wc -l <"$1/movies.csv")" -eq $(($3 + 1)) ]
}

# keep FROM TO: the folder appears whole.
keep() {
  rm -rf "$2"
  mv "$1" "$2"
}

fetch_grouplens() {
  curl -fsSL --connect-timeout 10 --max-time 300 -o "$work/small.zip" "$url" &&
    /usr/bin/python3 -m zipfile -e "$work/small.zip" "$work" &&
    has_rows "$work/ml-latest-small" 100836 9742 &&
    keep "$work/ml-latest-small" data/ml-latest-small
}

# apt-get drops to a user of its own for downloads, who must be able to write there.
fetch_dslabs() {
  mkdir -m 777 "$work/deb" && chmod 755 "$work" &&
    (cd "$work/deb" && apt-get -qq download r-cran-dslabs) &&
    dpkg-deb -x "$work"/deb/*.deb "$work/dslabs" &&
    /usr/bin/python3 tools/dslabs_movielens.py \
      "$work/dslabs/usr/lib/R/site-library/dslabs/data" "$work/ml-dslabs" &&
    has_rows "$work/ml-dslabs" 100004 9066 &&
    keep "$work/ml-dslabs" data/ml-dslabs
}

if [ -n "${MOVIELENS_DIR:-}" ]; then
  has_data "$MOVIELENS_DIR" && use "$MOVIELENS_DIR" "$MOVIELENS_DIR (\$MOVIELENS_DIR)"
  say "no ratings.csv and movies.csv in \$MOVIELENS_DIR ($MOVIELENS_DIR), looking further"
fi
has_data data/ml-latest-small && use data/ml-latest-small data/ml-latest-small
has_data data/ml-dslabs &&
  use data/ml-dslabs "data/ml-dslabs, the older release in Debian's r-cran-dslabs"

mkdir -p data
work=$(mktemp -d data/fetch.XXXXXX)
trap 'rm -rf "$work"' EXIT INT TERM
if fetch_grouplens; then
  use data/ml-latest-small "fetched $url"
fi
say "$url cannot be reached or is not the release expected; trying Debian's r-cran-dslabs"
if fetch_dslabs; then
  use data/ml-dslabs "made from Debian's r-cran-dslabs, an older release"
fi
say "none found. Put ratings.csv and movies.csv into data/ml-latest-small, or set MOVIELENS_DIR."
exit 1
