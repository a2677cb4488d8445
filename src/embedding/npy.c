/* NumPy's array format, version 1.0: magic, version, header length (16 bits), a Python dict literal
 * padded with spaces so that the data starts at a multiple of 64, data in C order
 * (https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html). An array has no place
 * for names: they go into a second file. */
#include "base/status.h"
#include "embedding/formats.h"

#include <inttypes.h>
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

static bool write_rows(const n2v_embedding *e, int threads, FILE *stream) {
  write_header(e, stream);
  return n2v_rows_write(e, raw_row, threads, stream);
}

/* The names stand one a line. */
static n2v_status check_names(const n2v_names *names, const char *path, n2v_error *err) {
  for (uint32_t id = 0; id < names->count; id++) {
    size_t length;
    const char *name = n2v_names_get(names, id, &length);
    if (memchr(name, '\n', length))
      return n2v_fail(err, N2V_EINPUT,
                      "%s: the name '%.*s' has a newline in it, which ends a name in %s.names",
                      path, (int)strcspn(name, "\n"), name, path);
  }
  return N2V_OK;
}

static void write_names(const n2v_embedding *e, FILE *stream) {
  for (uint64_t row = 0; row < e->rows && !ferror(stream); row++) {
    size_t length;
    const char *name = n2v_embedding_name(e, row, &length);
    fwrite(name, 1, length, stream);
    putc('\n', stream);
  }
}

const n2v_format n2v_format_npy = {
    .name = "npy",
    .extensions = ".npy",
    .check_names = check_names,
    .write = write_rows,
    .second = ".names",
    .write_second = write_names,
};
