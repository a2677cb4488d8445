/* The Embedding Projector's pair of files: vectors, and one line of metadata for each. */
#include "base/atomic_file.h"
#include "base/status.h"
#include "embedding/float_text.h"
#include "embedding/formats.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static size_t tsv_row(const n2v_embedding *e, uint64_t row, char *out) {
  const float *values = n2v_embedding_row(e, row);
  char *p = out;
  for (uint32_t i = 0; i < e->dims; i++) {
    p = n2v_float_write(p, values[i]);
    *p++ = i + 1 < e->dims ? '\t' : '\n';
  }
  return (size_t)(p - out);
}

n2v_status n2v_tsv_write(const n2v_embedding *e, const char *path, n2v_error *err) {
  n2v_atomic_file file;
  n2v_status status = n2v_atomic_open(&file, path, err);
  if (status != N2V_OK)
    return status;
  if (n2v_rows_write(e, tsv_row, file.stream))
    return n2v_atomic_commit(&file, err);
  n2v_atomic_abort(&file);
  return n2v_fail_memory(err, path, 0);
}

/* A cell ends at a tab, a line at a newline: both become spaces. */
static void put_cell(const char *text, size_t length, FILE *stream) {
  for (size_t i = 0; i < length; i++)
    putc(text[i] == '\t' || text[i] == '\n' || text[i] == '\r' ? ' ' : text[i], stream);
}

n2v_status n2v_metadata_write(const n2v_embedding *e, const char *path, n2v_error *err) {
  n2v_atomic_file file;
  n2v_status status = n2v_atomic_open(&file, path, err);
  if (status != N2V_OK)
    return status;
  if (e->counts) /* the Projector takes a first line for a header only beside a second column */
    fputs("name\tcount\n", file.stream);
  for (uint64_t row = 0; row < e->rows; row++) {
    size_t length;
    const char *name = n2v_embedding_name(e, row, &length);
    put_cell(name, length, file.stream);
    if (e->counts)
      fprintf(file.stream, "\t%" PRIu64, e->counts[n2v_embedding_index(e, row)]);
    putc('\n', file.stream);
  }
  return n2v_atomic_commit(&file, err);
}
