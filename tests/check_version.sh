#!/bin/sh
# The version stands in include/n2v.h; where it is written again it is the same.
cd "$(dirname "$0")/.." || exit 1
version=$(sed -n 's/^.define N2V_VERSION "\(.*\)"/\1/p' include/n2v.h)

number=0
same() { # PLACE WHAT-IT-SAYS
  number=$((number + 1))
  if [ "$2" = "$version" ]; then
    echo "ok $number - $1"
  else
    echo "# n2v.h: '$version', $1: '$2'"
    echo "not ok $number - $1"
  fi
}

same CHANGELOG.md "$(sed -nE '/^## /{s/^## ([0-9.]+) - .*/\1/p;q}' CHANGELOG.md)"
same debian/changelog "$(sed -nE '1s/^n2v \((.*)-[^-]*\).*/\1/p' debian/changelog)"
same packaging/conda/meta.yaml "$(sed -nE 's/.*set version = "(.*)".*/\1/p' packaging/conda/meta.yaml)"
same packaging/nix/default.nix "$(sed -nE 's/^ *version = "(.*)";/\1/p' packaging/nix/default.nix)"
