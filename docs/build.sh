#!/bin/sh
# The documentation as HTML in build/docs/html. Any warning, such as a link that leads nowhere, is an
# error. Sphinx and MyST come from Debian (tools/install-deps.sh docs).
set -eu
cd "$(dirname "$0")/.."
python=${PYTHON:-/usr/bin/python3}
"$python" -c 'import sphinx, myst_parser' 2>/dev/null || {
  echo "make docs needs Sphinx and MyST: tools/install-deps.sh docs" >&2
  exit 1
}

rm -rf build/docs
mkdir -p build/docs/source
cp docs/*.md docs/conf.py include/*.h build/docs/source

# Each program's -help, which is its option table.
{
  echo "# Options"
  echo
  echo "What each program prints for \`-help\`."
  for program in bin/n2v-*; do
    printf '\n## %s\n\n```text\n' "$(basename "$program")"
    "$program" -help
    printf '```\n'
  done
} >build/docs/source/options.md

"$python" -m sphinx -q -W --keep-going -d build/docs/doctrees -b html build/docs/source build/docs/html
echo "build/docs/html/index.html"
