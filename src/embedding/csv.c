/* Comma-separated values under a header, as spreadsheets, pandas and R take them: the name, then a
 * column for each dimension. A name
 * with a comma or a quote in it is refused. */
#include "base/status.h"
#include "embedding/float_text.h"
#include "embedding/formats.h"

#include <stdlib.h>
#include <string.h>

static size_t csv_row(const n2v_embedding *e, uint64_t row, char *out) {
  const float *values = n2v_embedding_row(e, row);
  size_t length;
  const char *name = n2v_embedding_name(e, row, &length);
  memcpy(out, name, length);
  char *p = out + length;
  for (uint32_t i = 0; i < e->dims; i++) {
    *p++ = ',';
    p = n2v_float_write(p, values[i]);
  }
  *p++ = '\n';
  return (size_t)(p - out);
}

static bool write_rows(const n2v_embedding *e, int threads, FILE *stream) {
  fputs("name", stream);
  for (uint32_t i = 1; i <= e->dims; i++)
    fprintf(stream, ",d%u", i);
  putc('\n', stream);
  return n2v_rows_write(e, csv_row, threads, stream);
}

/* A row has room for the name as it is, not for quotes. */
static n2v_status check_names(const n2v_names *names, const char *path, n2v_error *err) {
  for (uint32_t id = 0; id < names->count; id++) {
    size_t length;
    const char *name = n2v_names_get(names, id, &length);
    if (memchr(name, ',', length) || memchr(name, '"', length) || memchr(name, '\n', length))
      return n2v_fail(
          err, N2V_EINPUT,
          "%s: the name '%.*s' holds a comma or a quote, which a .csv has no place for: "
          ".txt has",
          path, (int)(length < 80 ? length : 80), name);
  }
  return N2V_OK;
}

const n2v_format n2v_format_csv = {
    .name = "csv",
    .extensions = ".csv",
    .check_names = check_names,
    .write = write_rows,
};
