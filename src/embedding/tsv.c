/* Tab-separated values without names or header, as the Embedding Projector takes vectors;
 * metadata.c writes the lines that go with them, and there the names stand. Any matrix in such a
 * form is read: with names beside it in vectors.metadata.tsv. */
#include "base/status.h"
#include "embedding/float_text.h"
#include "embedding/formats.h"
#include "embedding/lines.h"

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

static bool write_rows(const n2v_embedding *e, int threads, FILE *stream) {
  return n2v_rows_write(e, tsv_row, threads, stream);
}

/* No name stands here, and metadata.c makes any of them fit: it puts spaces for tabs and
 * newlines. */
static n2v_status check_names(const n2v_names *names, const char *path, n2v_error *err) {
  (void)names, (void)path, (void)err;
  return N2V_OK;
}

/* ----------------------------------------------------------------------------------- reading */

/* Numbers in the first line, as many in the second. A word2vec text has names there. One column of
 * numbers could be anything and is taken for vectors only under the name .tsv. */
static bool knows(const char *path, const char *bytes, size_t size) {
  const char *end = bytes + size;
  n2v_span first = n2v_line_at(bytes, end), second = {first.end, first.end};
  uint64_t fields = n2v_span_fields(first, '\t');
  const char *next = memchr(bytes, '\n', size);
  if (next && next + 1 < end)
    second = n2v_line_at(next + 1, end);
  bool named = n2v_format_of(path, "auto") == &n2v_format_tsv;
  return (named || fields > 1) && n2v_span_numbers(first, '\t', fields, NULL) &&
         (named || second.begin == second.end || n2v_span_numbers(second, '\t', fields, NULL));
}

static n2v_status bad_line(const char *path, uint64_t row, uint64_t dims, n2v_error *err) {
  return n2v_fail(err, N2V_EINPUT, "%s:%llu: not %llu numbers between tabs", path,
                  (unsigned long long)row + 1, (unsigned long long)dims);
}

static n2v_status read_lines(const char *path, const n2v_lines *lines, int threads,
                             n2v_embedding **out, n2v_error *err) {
  uint64_t dims = n2v_span_fields(n2v_line(lines, 0), '\t'), bad = UINT64_MAX;
  if (!n2v_lines_hold(lines, lines->count, dims)) { /* so one of them is too short */
    for (bad = 0; n2v_span_numbers(n2v_line(lines, bad), '\t', dims, NULL);)
      bad++;
    return bad_line(path, bad, dims, err);
  }
  n2v_status status = n2v_embedding_numbered(path, lines->count, dims, out, err);
  if (status != N2V_OK)
    return status;
  n2v_embedding *e = *out;
#pragma omp parallel for schedule(static) num_threads(threads) reduction(min : bad)
  for (uint64_t row = 0; row < e->rows; row++)
    if (!n2v_span_numbers(n2v_line(lines, row), '\t', dims, e->data + row * e->stride))
      bad = row < bad ? row : bad;
  if (bad < UINT64_MAX)
    return bad_line(path, bad, dims, err);
  return n2v_embedding_check(e, path, threads, err);
}

static n2v_status read_table(const char *path, const char *bytes, size_t size, int threads,
                             n2v_embedding **out, n2v_error *err) {
  return n2v_lines_read(path, bytes, size, threads, read_lines, out, err);
}

const n2v_format n2v_format_tsv = {
    .name = "tsv",
    .title = "Embedding Projector",
    .extensions = ".tsv",
    .check_names = check_names,
    .write = write_rows,
    .second = ".metadata.tsv",
    .second_replaces_extension = true,
    .write_second = n2v_metadata_print,
    .knows = knows,
    .read = read_table,
};
