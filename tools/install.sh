#!/bin/sh
# Installs what was built, or removes it: for `make install` and `make uninstall`, which say by the
# environment what there is and where it goes.
#
# usage: tools/install.sh [remove]
set -eu
umask 022 # what is installed is for everyone
into=${DESTDIR:-}$PREFIX
into_lib=${DESTDIR:-}$LIBDIR
# shellcheck disable=SC2086 # a list of names of our own
set -- "${1:-}" $N2V_FILES
what=$1 bin=$2 lib=$3 shared=$4 soname=$5 page=$6 mpi=${7:-}
share=$into/share

if [ "$what" = remove ]; then
  for p in $N2V_PROGRAMS; do
    rm -f "$into/bin/$p" "$share/man/man1/$p.1" "$share/bash-completion/completions/$p" \
      "$share/zsh/vendor-completions/_$p" "$share/fish/vendor_completions.d/$p.fish"
  done
  rm -f "$into/bin/n2v-train-mpi" "$share/man/man1/n2v-train-mpi.1"
  rm -f "$into_lib/libn2v.a" "$into_lib/libn2v.so" "$into_lib/$soname" \
    "$into_lib/$(basename "$shared")" "$into_lib/pkgconfig/n2v.pc"
  for header in include/*.h; do rm -f "$into/$header"; done
  rm -rf "$share/n2v"
  exit
fi

install -d "$into/bin" "$into_lib/pkgconfig" "$into/include" "$share/man/man1" "$share/n2v" \
  "$share/bash-completion/completions" "$share/zsh/vendor-completions" \
  "$share/fish/vendor_completions.d"
install -m 644 "$lib" "$into_lib"
install -m 755 "$shared" "$into_lib"
ln -sf "$(basename "$shared")" "$into_lib/$soname"
ln -sf "$soname" "$into_lib/libn2v.so"
install -m 644 include/*.h "$into/include"
install -m 644 configs/*.ini examples/karate.txt "$share/n2v"
if [ -f "$page" ]; then
  install -m 644 "$page" "$share/n2v"
else
  echo "n2v-page is installed without its template: 'make page' builds it (node, npm)"
fi
literal() { # for the right side of sed's s
  printf '%s\n' "$1" | sed 's/[\\|&]/\\&/g'
}
sed -e "s|@PREFIX@|$(literal "$PREFIX")|" -e "s|@LIBDIR@|$(literal "$LIBDIR")|" \
  -e "s|@VERSION@|$N2V_VERSION|" tools/n2v.pc.in >"$into_lib/pkgconfig/n2v.pc"
for p in $N2V_PROGRAMS; do
  install -m 755 "$bin/$p" "$into/bin"
  tools/manual.sh "$bin/$p" >"$share/man/man1/$p.1"
  install -m 644 tools/completion.bash "$share/bash-completion/completions/$p"
  tools/completion.sh zsh "$bin/$p" >"$share/zsh/vendor-completions/_$p"
  tools/completion.sh fish "$bin/$p" >"$share/fish/vendor_completions.d/$p.fish"
done
if [ -n "$mpi" ]; then
  install -m 755 "$bin/n2v-train-mpi" "$into/bin"
  echo '.so man1/n2v-train.1' >"$share/man/man1/n2v-train-mpi.1"
fi
