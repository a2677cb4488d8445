"""The module `n2v._n2v`, by cffi in its API mode.

cffi is told n2v.h itself, run through the C preprocessor: nothing of the interface is written
twice, and the C compiler checks every type when the module is built. The module keeps to Python's
limited C API (abi3), which cffi does by itself: one build serves all Pythons from 3.9 on. That is
why it is cffi and no extension by hand, which would be as portable but some thousand lines, and no
ctypes, which checks nothing.
"""
import os
import re
import subprocess
import sys
import tempfile

import cffi

TOP = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
INCLUDE = os.path.join(TOP, "include")
SYSTEM_HEADERS = ("signal.h", "stdbool.h", "stddef.h", "stdint.h", "stdio.h")

# Beside the header: what Python would be slow at, one call for many small things.
HELPERS_C = r"""
#include <n2v.h>
#include <string.h>

/* All names, a newline behind each; returns the bytes that takes. out may be NULL. */
static uint64_t python_graph_names(const n2v_graph *graph, char *out) {
  uint64_t bytes = 0;
  for (uint32_t i = 0; i < n2v_graph_nodes(graph); i++) {
    size_t length;
    const char *name = n2v_graph_name(graph, i, &length);
    if (out) {
      memcpy(out + bytes, name, length);
      out[bytes + length] = '\n';
    }
    bytes += length + 1;
  }
  return bytes;
}

static uint64_t python_embedding_names(const n2v_embedding *embedding, char *out) {
  uint64_t bytes = 0;
  for (uint64_t i = 0; i < n2v_embedding_rows(embedding); i++) {
    size_t length;
    const char *name = n2v_embedding_name(embedding, i, &length);
    if (out) {
      memcpy(out + bytes, name, length);
      out[bytes + length] = '\n';
    }
    bytes += length + 1;
  }
  return bytes;
}

static void python_set_flag(volatile sig_atomic_t *flag) {
  __atomic_store_n(flag, 1, __ATOMIC_SEQ_CST);
}
"""

HELPERS_CDEF = """
uint64_t python_graph_names(const n2v_graph *graph, char *out);
uint64_t python_embedding_names(const n2v_embedding *embedding, char *out);
void python_set_flag(volatile sig_atomic_t *flag);
extern "Python" void python_report(void *user, const n2v_progress_event *event);
"""


def header_for_cffi():
    """n2v.h with its macros expanded and without what it includes."""
    with tempfile.TemporaryDirectory() as empty:
        for name in SYSTEM_HEADERS:
            with open(os.path.join(empty, name), "w", encoding="utf-8"):
                pass
        text = subprocess.run(
            [os.environ.get("CC", "cc").split()[0], "-E", "-P", "-nostdinc", "-I", empty,
             os.path.join(INCLUDE, "n2v.h")], check=True, stdout=subprocess.PIPE, text=True).stdout
    text = re.sub(r"__attribute__\s*\(\(.*?\)\)\s*\)?", "", text)
    return "typedef int... sig_atomic_t;\n" + text


def link_options():
    """How to link with the library: shared in N2V_LIBRARY, else static, built by the makefile."""
    shared = os.environ.get("N2V_LIBRARY")
    if shared:
        return {"library_dirs": [shared], "libraries": ["n2v"]}
    if not os.path.exists(os.path.join(TOP, "Makefile")):
        raise SystemExit("n2v: build in a clone of the whole project, or name the folder of libn2v.so "
                         "in N2V_LIBRARY")
    subprocess.run(["make", "-s", "-C", TOP, "lib/libn2v.a"], check=True)
    libraries = subprocess.run(["pkg-config", "--libs", "inih", "zlib", "libzstd"], check=True,
                               stdout=subprocess.PIPE, text=True).stdout.split()
    return {"extra_objects": [os.path.join(TOP, "lib", "libn2v.a")],
            "extra_link_args": libraries + ["-llinear", "-lm", "-fopenmp", "-pthread"]}


ffi = cffi.FFI()
ffi.cdef(header_for_cffi() + HELPERS_CDEF)
ffi.set_source("n2v._n2v", HELPERS_C, include_dirs=[INCLUDE], py_limited_api=True, **link_options())

if __name__ == "__main__":
    sys.stdout.write(header_for_cffi())
