#!/bin/sh
# Debian packages into build/deb/: debian/ laid over the archive that tools/dist.sh makes. The page
# that n2v-page fills goes in as it was built by `make page`, where it was: a package build has no
# network for npm.
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
(cd ../.. && git ls-files -z debian | tar --null --files-from=- -cf -) | tar -C "n2v-$version" -xf -
if [ -f ../page/page.html ]; then
  mkdir "n2v-$version/template"
  cp ../page/page.html "n2v-$version/template"
  tar -C "n2v-$version" -cJf "n2v_$version.orig-template.tar.xz" template
else
  echo "n2v-page is packed without its template: 'make page' builds it (node, npm)"
fi
cd "n2v-$version"
dpkg-buildpackage -us -uc >../build.log 2>&1 || { tail -n 40 ../build.log >&2 && exit 1; }
cd ..
rm -r "n2v-$version"
lintian --fail-on error,warning --tag-display-limit 0 ./*.changes
ls -1 ./*.deb
