#!/bin/sh
# The release's archive, build/dist/n2v-VERSION.tar.xz: the files that git tracks, as they stand in
# this folder, without debian/, which has versions of its own. The same files give the same bytes,
# whenever and by whomever it is made: names in order, owners and permissions made alike, the
# release's date (from CHANGELOG.md) for every time.
#
# usage: tools/dist.sh VERSION
set -eu
cd "$(dirname "$0")/.."
name=n2v-$1
date=$(sed -nE "s/^## $1 - ([0-9-]+)$/\1/p" CHANGELOG.md)
[ -n "$date" ] || { echo "dist.sh: CHANGELOG.md has no line '## $1 - YYYY-MM-DD'" >&2 && exit 1; }
git rev-parse --git-dir >/dev/null || { echo "dist.sh: 'make dist' wants a clone made by git" >&2 && exit 1; }

mkdir -p build/dist
git ls-files -z ':!debian' |
  LC_ALL=C tar --null --files-from=- --sort=name --transform="s|^|$name/|" --mtime="$date 00:00Z" \
    --mode=u=rwX,go=rX --owner=0 --group=0 --numeric-owner --format=ustar -cf - |
  xz -9 -T1 >"build/dist/$name.tar.xz"
sha256sum "build/dist/$name.tar.xz"
