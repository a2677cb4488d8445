#!/bin/sh
# Debian packages into build/deb/: debian/ laid over the archive that tools/dist.sh makes.
#
# usage: tools/deb.sh VERSION        DEB_BUILD_OPTIONS is obeyed, e.g. "nocheck parallel=2"
set -eu
cd "$(dirname "$0")/.."
version=$1
tools/dist.sh "$version" >/dev/null

rm -rf build/deb
mkdir -p build/deb
cp "build/dist/n2v-$version.tar.xz" "build/deb/n2v_$version.orig.tar.xz"
cd build/deb
tar -xf "n2v_$version.orig.tar.xz"
cd "n2v-$version"
dpkg-buildpackage -us -uc >../build.log 2>&1 || { tail -n 40 ../build.log >&2 && exit 1; }
cd ..
rm -r "n2v-$version"
lintian --fail-on error,warning --no-tag-display-limit ./*.changes
ls -1 ./*.deb
