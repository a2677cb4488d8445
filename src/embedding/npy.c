/* NumPy's array format, version 1.0: magic, version, header length (16 bits), a Python dict literal
 * padded with spaces so that the data starts at a multiple of 64, data in C order. */
#include "base/status.h"
#include "embedding/formats.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static size_t raw_row(const n2v_embedding *e, uint64_t row, char *out) {
  memcpy(out, n2v_embedding_row(e, row), e->dims * sizeof(float));
  return e->dims * sizeof(float);
}

static void write_header(const n2v_embedding *e, FILE *stream) {
  enum { HEADER = 128, PREFIX = 10 };
  char header[HEADER + 1], dict[HEADER - PREFIX - 1];
  snprintf(dict, sizeof dict,
           "{'descr': '<f4', 'fortran_order': False, 'shape': (%" PRIu64 ", %" PRIu32 "), }",
           e->rows, e->dims);
  snprintf(header, sizeof header, "xxxxxxxxxx%-*s\n", HEADER - PREFIX - 1, dict);
  memcpy(header, "\x93NUMPY\x01\x00", 8);
  header[8] = HEADER - PREFIX;
  header[9] = 0;
  fwrite(header, 1, HEADER, stream);
}

static n2v_status write_names(const n2v_embedding *e, const char *path, n2v_outputs *outputs,
                              n2v_error *err) {
  n2v_atomic_file *file;
  char *names_path;
  n2v_status status = n2v_companion_of(path, "npy", &names_path, err);
  if (status == N2V_OK)
    status = n2v_outputs_open(outputs, names_path, &file, err);
  for (uint64_t row = 0; row < e->rows && status == N2V_OK; row++) {
    size_t length;
    const char *name = n2v_embedding_name(e, row, &length);
    if (memchr(name, '\n', length))
      status = n2v_fail(err, N2V_EINPUT, "%s: the name '%.*s' has a newline in it", names_path,
                        (int)strcspn(name, "\n"), name);
    fwrite(name, 1, length, file->stream);
    putc('\n', file->stream);
  }
  free(names_path);
  return status;
}

n2v_status n2v_npy_write(const n2v_embedding *e, const char *path, n2v_outputs *outputs,
                         n2v_error *err) {
  n2v_atomic_file *file;
  n2v_status status = n2v_outputs_open(outputs, path, &file, err);
  if (status != N2V_OK)
    return status;
  write_header(e, file->stream);
  if (!n2v_rows_write(e, raw_row, file->stream))
    return n2v_fail_memory(err, path, 0);
  return file->regular ? write_names(e, path, outputs, err) : N2V_OK;
}
