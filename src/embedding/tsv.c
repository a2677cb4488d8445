/* Vectors for the Embedding Projector; metadata.c writes the lines that go with them. */
#include "base/status.h"
#include "embedding/float_text.h"
#include "embedding/formats.h"

static size_t tsv_row(const n2v_embedding *e, uint64_t row, char *out) {
  const float *values = n2v_embedding_row(e, row);
  char *p = out;
  for (uint32_t i = 0; i < e->dims; i++) {
    p = n2v_float_write(p, values[i]);
    *p++ = i + 1 < e->dims ? '\t' : '\n';
  }
  return (size_t)(p - out);
}

n2v_status n2v_tsv_write(const n2v_embedding *e, const char *path, n2v_outputs *outputs,
                         n2v_error *err) {
  n2v_atomic_file *file;
  n2v_status status = n2v_outputs_open(outputs, path, &file, err);
  if (status == N2V_OK && !n2v_rows_write(e, tsv_row, file->stream))
    status = n2v_fail_memory(err, path, 0);
  return status;
}
