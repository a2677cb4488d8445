/* Tab-separated values without names or header, as the Embedding Projector takes vectors;
 * metadata.c writes the lines that go with them. */
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

static bool write_rows(const n2v_embedding *e, int threads, FILE *stream) {
  return n2v_rows_write(e, tsv_row, threads, stream);
}

/* None stands here, and metadata.c makes any of them fit. */
static n2v_status check_names(const n2v_names *names, const char *path, n2v_error *err) {
  (void)names, (void)path, (void)err;
  return N2V_OK;
}

const n2v_format n2v_format_tsv = {
    .name = "tsv",
    .extensions = ".tsv",
    .check_names = check_names,
    .write = write_rows,
    .second = ".metadata.tsv",
    .second_replaces_extension = true,
    .write_second = n2v_metadata_write,
};
