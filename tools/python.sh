#!/bin/sh
# The Python package: installed by pip into an environment of its own in build/python/venv, which
# sees the system's modules, and tried by its tests. Nothing of the system is touched; no network is
# needed. usage: tools/python.sh [-asan] [PYTEST-ARGUMENT...]
#
# -asan: with the shared library in build/asan, in an environment beside that one. What the
# interpreter leaves behind at its end is no leak of ours; tests look at memory over many trainings.
set -eu
cd "$(dirname "$0")/.."
python=${PYTHON:-/usr/bin/python3}
venv=build/python/venv
preload=''
if [ "${1:-}" = -asan ]; then
  shift
  venv=build/python/venv-asan
  export N2V_LIBRARY="$PWD/build/asan" LD_LIBRARY_PATH="$PWD/build/asan" N2V_TEST_SLOW=20
  export N2V_PROGRAMS="$PWD/build/asan/bin" # a library compiled alike gives the same bits
  export ASAN_OPTIONS=detect_leaks=0:abort_on_error=1:quarantine_size_mb=16
  preload=$("${CC:-cc}" -print-file-name=libasan.so):$("${CC:-cc}" -print-file-name=libubsan.so)
fi

"$python" -c 'import setuptools, cffi, numpy, pip, pytest, wheel' || {
  echo "make python needs Debian's modules: tools/install-deps.sh python" >&2
  exit 1
}
# pip is the system's, too: no ensurepip.
"$python" -m venv --clear --system-site-packages --without-pip "$venv"
"$venv/bin/python" -m pip install -q --no-index --no-deps --disable-pip-version-check ./python
rm -rf python/build python/*.egg-info
cd python/tests
LD_PRELOAD=$preload exec ../../"$venv/bin/python" -B -m pytest -q -p no:cacheprovider "$@"
