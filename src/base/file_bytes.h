/* A whole input file as bytes in memory: mapped where it is a regular file, read where it is a pipe
 * or `-`, standard input. */
#ifndef N2V_BASE_FILE_BYTES_H
#define N2V_BASE_FILE_BYTES_H

#include "n2v.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct n2v_file_bytes {
  const char *bytes; /* never NULL once open, not NUL-terminated; must not be written to */
  size_t size;
  bool mapped; /* from the file */
  size_t room; /* of the mapping; 0: somebody else's bytes, closing leaves them */
} n2v_file_bytes;

/* N2V_EINPUT names the file and the system's reason. A mapped file that is cut short by somebody
 * while in use ends the process (SIGBUS); one that is overwritten changes under its reader. What is
 * no file may take `limit` bytes (N2V_ELIMIT above), and N2V_ESTOPPED ends waiting for it. */
n2v_status n2v_file_bytes_read(const char *path, uint64_t limit, const n2v_progress *progress,
                               n2v_file_bytes *file, n2v_error *err);

/* The same with 80% of the memory there is, waiting as long as it takes. */
n2v_status n2v_file_bytes_open(const char *path, n2v_file_bytes *file, n2v_error *err);

/* A mapping that grows to twice its size, at most to `limit` bytes, without being copied. Starts
 * with *bytes NULL and *capacity 0; munmap frees it. */
bool n2v_mapping_grow(char **bytes, size_t *capacity, uint64_t limit);

/* Harmless on a zeroed, closed or failed one. */
void n2v_file_bytes_close(n2v_file_bytes *file);

#endif
