/* A whole input file as bytes in memory: mapped where it is a regular file, read where it is a pipe
 * or `-`, standard input. */
#ifndef N2V_BASE_FILE_BYTES_H
#define N2V_BASE_FILE_BYTES_H

#include "n2v.h"

#include <stdbool.h>

typedef struct n2v_file_bytes {
  const char *bytes; /* never NULL once open, not NUL-terminated; must not be written to */
  size_t size;
  bool mapped;
  bool borrowed; /* somebody else's: closing leaves them */
} n2v_file_bytes;

/* N2V_EINPUT names the file and the system's reason. A mapped file that is cut short by somebody
 * while in use ends the process (SIGBUS). */
n2v_status n2v_file_bytes_open(const char *path, n2v_file_bytes *file, n2v_error *err);

/* Harmless on a zeroed, closed or failed one. */
void n2v_file_bytes_close(n2v_file_bytes *file);

#endif
