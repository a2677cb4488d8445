#!/bin/sh
# AVX-512 where the processor has none: on a Skylake-X that Bochs emulates (qemu 7.2 and valgrind
# know no AVX-512) runs Debian's kernel, and on that, as they were built here, the unit tests of all
# that chooses among instruction sets, training and a query. skylake/ has the machine.
#
# The kernel is that of Debian's package linux-image-cloud-amd64: unpacked in build/emulate/, not
# installed.
# shellcheck source=tests/cli/common.sh
. "$(dirname "$0")/../cli/common.sh"

skip() {
  echo "ok 1 # SKIP $1"
  exit 0
}

tests='test_kernel test_bfloat16 test_neighbours'
machine=tests/torture/skylake
kept=build/emulate
loader='/usr/lib/ISOLINUX/isolinux.bin /usr/lib/syslinux/modules/bios/ldlinux.c32'

[ "$(uname -m)" = x86_64 ] || skip 'built for another processor'
! grep -q avx512bw /proc/cpuinfo || skip 'this processor has AVX-512: make unit runs it'
for needed in bochs xorriso cpio $loader; do
  [ -e "$needed" ] || command -v "$needed" >/dev/null || skip "no $needed (tools/install-deps.sh emulate)"
done

# Into $kept, unless one is there.
get_kernel() {
  ! ls $kept/boot/vmlinuz-* >/dev/null 2>&1 || return 0
  [ "${N2V_NO_INSTALL:-0}" = 0 ] || return 1
  package=$(apt-cache depends linux-image-cloud-amd64 2>/dev/null | sed -n 's/.*Depends: //p')
  [ -n "$package" ] || return 1
  mkdir -p $kept
  echo "# getting $package (27 MB) for the emulator"
  (cd $kept && apt-get -qq download "$package" 2>/dev/null && dpkg -x "$package"_*.deb . &&
    rm -r lib usr ./*.deb)
}
get_kernel || skip "no kernel for the emulator: apt-get download linux-image-cloud-amd64 gets none"

# What the emulated machine finds: programs with their libraries, a graph, and what it does.
root=$work/root disc=$work/disc
mkdir -p "$root/bin" "$root/proc" "$root/dev" "$disc"
for name in $tests; do
  cp "build/release/tests/$name" "$root/bin/"
done
cp bin/n2v-train bin/n2v-query /bin/dash /bin/mount /bin/cat /bin/sleep "$root/bin/"
for library in $(for file in "$root"/bin/*; do ldd "$file"; done | grep -o '/[^ )]*' | sort -u); do
  mkdir -p "$root/${library%/*}"
  cp -L "$library" "$root$library"
done
find "$root" -type f -exec strip {} + 2>/dev/null
two_groups >"$root/g.txt"
cp $machine/init "$root/"
(cd "$root" && find . | cpio -o -H newc --quiet | gzip -1) >"$disc/initrd"
cp $kept/boot/vmlinuz-* "$disc/vmlinuz"
# shellcheck disable=SC2086 # a list of words
cp $loader $machine/isolinux.cfg "$disc/"
xorriso -as mkisofs -quiet -b isolinux.bin -c boot.cat -no-emul-boot -boot-load-size 4 \
  -boot-info-table -o "$work/boot.iso" "$disc" 2>/dev/null

cp $machine/bochsrc "$work/"
# c: Bochs starts in its debugger. It heeds no other signal.
(cd "$work" && echo c | TERM=vt100 timeout -s KILL "${EMULATION_SECONDS:-3000}" bochs -q -f bochsrc >screen 2>&1)
tr -d '\r' <"$work/serial" >"$work/told"

told() { # NAME: what that program printed there
  sed "1,/^begin $1\$/d; /^ended $1 0\$/,\$d" "$work/told" >"$work/out"
  grep -q "^ended $1 0" "$work/told"
}

for name in $tests; do
  told "$name"
  result "$name on an emulated Skylake-X ($(grep -c '^ok' "$work/out") tests)"
done
bin/n2v-train -quiet -input "$root/g.txt" -size 40 -num-walks 5 -walk-length 10 -threads 1 \
  -simd portable -output "$work/portable.txt"
told train && close "$work/portable.txt" "$work/out"
result 'AVX-512 trains to the same vectors'
told n2v-query && [ "$(wc -l <"$work/out")" -eq 3 ]
result 'a processor with AVX-512 answers queries'

finish
