#!/bin/sh
# Installs the Debian packages that are missing, naming them first.
#
# usage: tools/install-deps.sh GROUP...     groups: build data test sweep lint abi coverage bench
#        peers fuzz torture emulate mpi python deb docs page page-test import
#
# N2V_NO_INSTALL=1 only names them.
set -eu

packages() {
  case $1 in
  build) echo gcc libc6-dev make pkg-config libinih-dev libjemalloc-dev zlib1g-dev libzstd-dev liblinear-dev ;;
  import) echo libigraph-dev ;;
  data) echo python3 curl ca-certificates ;;
  test) echo libcmocka-dev locales python3-numpy python3-gensim python3-sklearn strace zstd gnuplot-nox python3-hypothesis ;;
  sweep) echo python3-numpy gnuplot-nox ;;
  lint) echo clang-format clang-tidy cppcheck shellcheck ;;
  abi) echo abigail-tools ;;
  coverage) echo gcovr ;;
  bench) echo g++ libbenchmark-dev gnuplot-nox ;;
  peers) echo python3-numpy python3-gensim fasttext gnuplot-nox "$(command -v npm >/dev/null || echo npm)" ;;
  python) echo python3-dev python3-cffi python3-numpy python3-setuptools python3-wheel python3-pip python3-venv \
    python3-pytest python3-networkx python3-scipy python3-pandas python3-sklearn python3-gensim \
    python3-igraph python3-matplotlib python3-tqdm ;;
  deb) echo dpkg-dev debhelper dh-python fakeroot lintian libcmocka-dev libigraph-dev mpi-default-dev python3-dev python3-cffi \
    python3-numpy python3-setuptools python3-pytest python3-sphinx python3-myst-parser ;;
  docs) echo python3-sphinx python3-myst-parser python3-numpy ;;
  page) echo "$(command -v node >/dev/null || echo nodejs)" "$(command -v npm >/dev/null || echo npm)" ;;
  page-test) echo chromium python3 ;;
  torture) echo strace valgrind ;;
  emulate) echo qemu-user-static gcc-aarch64-linux-gnu libc6-dev-arm64-cross bochs bochs-term isolinux syslinux-common xorriso cpio ;;
  mpi) echo openmpi-bin libopenmpi-dev ;;
  fuzz) echo clang llvm libclang-rt-14-dev libomp-dev ;;
  *) echo "install-deps.sh: unknown group '$1'" >&2 && exit 2 ;;
  esac
}

is_installed() {
  [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

wanted=''
for group in "$@"; do
  wanted="$wanted $(packages "$group")"
done
if ! command -v dpkg-query >/dev/null; then
  echo "This is not a Debian system. Needed are what Debian calls:$wanted" >&2
  exit 0
fi
missing=''
for package in $wanted; do
  is_installed "$package" || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

echo "Debian packages missing:$missing"
if [ "${N2V_NO_INSTALL:-0}" != 0 ]; then
  echo "N2V_NO_INSTALL is set: going on without them. To install them:"
  echo "  sudo apt-get install --no-install-recommends$missing"
  exit 0
fi

as_root=''
if [ "$(id -u)" -ne 0 ]; then
  if ! command -v sudo >/dev/null; then
    echo "Neither root nor sudo. As root: apt-get install --no-install-recommends$missing" >&2
    exit 1
  fi
  as_root=sudo
fi

apt() {
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0 "$@"
}

install_missing() {
  # shellcheck disable=SC2086 # a list of words
  apt install -y --no-install-recommends $missing >/dev/null
}

echo "Installing them ..."
# Package lists that are old or not there at all are the usual reason to fail.
if ! install_missing 2>/dev/null; then
  apt update
  install_missing
fi
