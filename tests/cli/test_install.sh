#!/bin/sh
# make install and uninstall where names have blanks, quotes and & in them, whatever the umask.
# shellcheck source=tests/cli/common.sh
. "$(dirname "$0")/common.sh"

make -n all >/dev/null 2>&1 || {
  echo 'ok 1 # SKIP make cannot be run here'
  exit 0
}
prefix="$work/My Programs & 'others'"
mkdir "$work/elsewhere"
(cd "$work/elsewhere" && : >My && : >"Programs")
in_folder() ( # COMMAND...: `My` would be seen from here
  umask 077
  "$@"
)
run in_folder make --no-print-directory install "PREFIX=$prefix"
[ "$code" -eq 0 ] && "$prefix/bin/n2v-train" -version | grep -q n2v-train
result 'the programs run'
[ -z "$(find "$prefix" -type f ! -perm -044)" ] && [ -z "$(find "$prefix" -type d ! -perm -055)" ]
result 'everyone may read them, with umask 077 too'
grep -Fqx "prefix=$prefix" "$prefix/lib/pkgconfig/n2v.pc"
result 'the pkg-config file names the folder'
plain="$work/My Programs"
run make --no-print-directory install "PREFIX=$plain"
printf '#include <n2v.h>\nint main(void) { return n2v_version() == 0; }\n' >"$work/a.c"
if command -v pkg-config >/dev/null && command -v cc >/dev/null; then
  (cd "$work" && eval "cc a.c -o a $(PKG_CONFIG_PATH="$plain/lib/pkgconfig" pkg-config --cflags --libs n2v)") \
    >"$work/out" 2>"$work/err" && LD_LIBRARY_PATH=$plain/lib "$work/a"
  result 'and a program is built by it'
fi
echo mine >"$work/My"
run make --no-print-directory uninstall "PREFIX=$plain"
[ "$code" -eq 0 ] && [ "$(cat "$work/My")" = mine ] && [ -z "$(find "$plain" ! -type d)" ]
result 'uninstall removes them all, and nothing else'
run make --no-print-directory uninstall "PREFIX=$prefix"
[ "$code" -eq 0 ] && [ -z "$(find "$prefix" ! -type d)" ]
result 'with quotes in the name, too'
finish
