/* The bytes of an input: a file mapped in place, or standard input, a gzip or a zstd file (told by
 * its first bytes) in memory. */
#ifndef N2V_BASE_INPUT_H
#define N2V_BASE_INPUT_H

#include "base/file_bytes.h"

typedef struct n2v_input {
  const char *name; /* for messages; "standard input" for - */
  const char *bytes;
  size_t size;
  n2v_file_bytes file;   /* as stored; closed when inflated */
  void *inflated;        /* an anonymous mapping, or NULL */
  size_t inflated_bytes; /* of the mapping */
} n2v_input;

/* limit: most bytes to hold in memory, read from a pipe or inflated (N2V_ELIMIT above); 0: 80% of
 * the memory there is. path must
 * outlive the input. N2V_ESTOPPED within half a second when progress (may be NULL) asks to. */
n2v_status n2v_input_open(n2v_input *input, const char *path, uint64_t limit,
                          const n2v_progress *progress, n2v_error *err);

/* Bytes that it holds in memory, not mapped from a file. */
uint64_t n2v_input_held(const n2v_input *input);

/* The same of bytes in memory, which must outlive the input. */
n2v_status n2v_input_borrow(n2v_input *input, const void *bytes, size_t size, const char *name,
                            uint64_t limit, n2v_error *err);

/* Harmless on a zeroed or closed one. */
void n2v_input_close(n2v_input *input);

/* Gives up the bytes as a mapping aligned to pages, which munmap frees; the input is closed. */
n2v_status n2v_input_take(n2v_input *input, void **mapping, size_t *bytes, n2v_error *err);

/* bytes[0 .. size) within the input were used: they need no longer count as resident. Elsewhere, as
 * in a copy of the last line, nothing is done. */
void n2v_input_drop(const n2v_input *input, const char *bytes, size_t size);

#endif
