#!/bin/sh
# The library exports only names that start with n2v_, and neither prints nor exits.
cd "$(dirname "$0")/.." || exit 1
lib=lib/libn2v.a

report() { # NUMBER NAME WRONG
  if [ -z "$3" ]; then
    echo "ok $1 - $2"
  else
    echo "$3"
    echo "not ok $1 - $2"
  fi
}

# The lock of an OpenMP critical section is a common symbol named after it.
lock='\.gomp_critical_user_n2v_'

report 1 "exported names start with n2v_" \
  "$(nm -A --defined-only --extern-only "$lib" | awk '$NF !~ /^n2v_/' | grep -v "$lock")"
report 2 "the library neither prints nor exits" \
  "$(nm -A --undefined-only "$lib" |
    grep -E ' (printf|__printf_chk|puts|putchar|perror|stdout|stderr|exit|_exit|abort)$')"
# Constant tables of pointers are in .data.rel.ro: only the loader writes there.
report 3 "no mutable globals in the library" \
  "$(objdump -t "$lib" | grep -E ' O +(\.data|\.bss|\.tdata|\.tbss|\*COM\*)' | grep -Ev "data\.rel\.ro|$lock")"

# The shared library: what n2v.h promises, no more and no less; nothing that prints or ends the
# program, assertions included.
so=lib/libn2v.so
given=$(nm -D --defined-only "$so" | awk '$2 != "A" { sub(/@.*/, "", $3); print $3 }' | sort)
promised=$(sed -nE 's/^N2V_API .*[ *](n2v_[a-z0-9_]+)\(.*/\1/p' include/n2v*.h | sort)
report 4 "the shared library gives out what n2v.h declares" \
  "$(printf '%s\n' "$given" | comm -3 - /dev/fd/3 3<<END
$promised
END
  )"
report 5 "nothing in the shared library prints or ends the program" \
  "$(nm -D --undefined-only "$so" | sed 's/@.*//' |
    grep -E ' (printf|__printf_chk|puts|putchar|perror|stdout|stderr|exit|_exit|abort|__assert_fail)$')"
report 6 "the soname is libn2v.so.1" \
  "$(objdump -p "$so" | grep -q 'SONAME *libn2v.so.1$' || echo 'another one')"

# What the programs' own objects want of the library is what the shared one gives to everybody.
objects=$(find build/release/tools -name '*.o')
own=$(echo "$objects" | xargs nm --defined-only | awk 'NF == 3 { print $3 }' | sort -u)
# shellcheck disable=SC2086 # a list of words
report 7 "the programs call what the shared library gives out" \
  "$(nm -A --undefined-only $objects | awk '$NF ~ /^n2v_/ { print $NF }' | sort -u |
    while read -r name; do
      printf '%s\n%s\n' "$given" "$own" | grep -qx "$name" || echo "$name"
    done)"
