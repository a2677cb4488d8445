#!/bin/sh
# The Python package: installed by pip into an environment of its own in build/python/venv, which
# sees the system's modules, and tried by its tests. Nothing of the system is touched; no network is
# needed. usage: tools/python.sh [PYTEST-ARGUMENT...]
set -eu
cd "$(dirname "$0")/.."
python=${PYTHON:-/usr/bin/python3}
venv=build/python/venv

"$python" -c 'import setuptools, cffi, numpy, pip, pytest, wheel' || {
  echo "make python needs Debian's modules: tools/install-deps.sh python" >&2
  exit 1
}
# pip is the system's, too: no ensurepip.
"$python" -m venv --clear --system-site-packages --without-pip "$venv"
"$venv/bin/python" -m pip install -q --no-index --no-deps --disable-pip-version-check ./python
rm -rf python/build python/*.egg-info
cd python/tests
exec ../../"$venv/bin/python" -B -m pytest -q -p no:cacheprovider "$@"
