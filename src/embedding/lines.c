/* What readers of .csv and .tsv share. The lines are found by one thread, at the speed of memory;
 * digits become floats in all of them. Which line a thread is to read, and where its row goes, is
 * known before. */
#include "embedding/lines.h"

#include "base/input.h"
#include "base/memory.h"
#include "base/status.h"
#include "embedding/float_text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* Twice over the text: counting first makes one allocation of the right size, 8 bytes a line. A
 * line that has no newline at its end is given a place for one, behind the text, so that all lines
 * are as long as the way to the next; nobody reads there. */
n2v_status n2v_lines_find(const char *path, const char *bytes, size_t size, n2v_lines *out,
                          n2v_error *err) {
  const char *end = bytes + size, *p = bytes;
  uint64_t most = 2, count = 0;
  *out = (n2v_lines){0};
  while (end > bytes && (end[-1] == '\n' || end[-1] == '\r' || end[-1] == ' '))
    end--;
  if (end == bytes)
    return n2v_fail(err, N2V_EINPUT, "%s: not a single line", path);
  for (const char *n = bytes; n < end && (n = memchr(n, '\n', (size_t)(end - n))); n++)
    most++;
  out->begin = n2v_alloc(most, sizeof *out->begin);
  if (!out->begin)
    return n2v_fail_memory(err, path, most * sizeof *out->begin);
  for (; p < end; count++) {
    const char *newline = memchr(p, '\n', (size_t)(end - p));
    out->begin[count] = p;
    p = newline ? newline + 1 : end + 1;
  }
  out->begin[count] = p;
  out->count = count;
  return N2V_OK;
}

void n2v_lines_free(n2v_lines *lines) {
  n2v_free(lines->begin);
  *lines = (n2v_lines){0};
}

n2v_span n2v_line(const n2v_lines *lines, uint64_t index) {
  n2v_span s = {lines->begin[index], lines->begin[index + 1] - 1};
  if (s.end > s.begin && s.end[-1] == '\r')
    s.end--;
  return s;
}

uint64_t n2v_span_fields(n2v_span s, char separator) {
  uint64_t count = s.end > s.begin;
  for (const char *p = s.begin; p < s.end && (p = memchr(p, separator, (size_t)(s.end - p))); p++)
    count++;
  return count;
}

/* A number has one digit at least and a separator or a newline behind it. */
bool n2v_lines_hold(const n2v_lines *lines, uint64_t rows, uint64_t dims) {
  uint64_t bytes = (uint64_t)(lines->begin[lines->count] - lines->begin[0]);
  return dims == 0 || rows <= bytes / (2 * dims);
}

/* n2v_float_read takes no blanks: `1, 2` is not two numbers, and a line with a blank too much is
 * shown to the user rather than guessed at. */
bool n2v_span_numbers(n2v_span s, char separator, uint64_t count, float *values) {
  const char *p = s.begin;
  float ignored;
  for (uint64_t i = 0; i < count; i++) {
    if (i && (p == s.end || *p++ != separator))
      return false;
    if (p == s.end || !(p = n2v_float_read(p, s.end, values ? &values[i] : &ignored)))
      return false;
  }
  return p == s.end;
}

/* ------------------------------------------------------------------------------------- rows */

/* Contents of data are not set: whoever makes rows fills all of them or fails. */
n2v_status n2v_embedding_new(const char *path, uint64_t rows, uint32_t dims, uint64_t name_bytes,
                             n2v_embedding **out, n2v_error *err) {
  n2v_embedding *e = *out = calloc(1, sizeof *e);
  if (!e)
    return n2v_fail_memory(err, path, sizeof *e);
  *e = (n2v_embedding){.rows = rows, .dims = dims, .stride = dims};
  e->data = n2v_alloc(rows * dims, sizeof *e->data);
  e->names = n2v_names_with_room((uint32_t)rows, name_bytes);
  return e->data && e->names
             ? N2V_OK
             : n2v_fail_memory(err, path, rows * dims * sizeof *e->data + name_bytes);
}

void n2v_embedding_add_name(n2v_embedding *e, const char *name, size_t length) {
  n2v_names *names = e->names;
  memcpy(names->bytes + names->offsets[names->count], name, length);
  names->offsets[names->count + 1] = names->offsets[names->count] + length;
  names->count++;
}

/* ------------------------------------------------------------------------------------ names */

/* The part of a line in the given column between tabs; empty where there is none. */
static n2v_span column_of(n2v_span s, uint64_t column) {
  for (; column && s.begin < s.end; column--) {
    const char *tab = memchr(s.begin, '\t', (size_t)(s.end - s.begin));
    s.begin = tab ? tab + 1 : s.end;
  }
  const char *tab = memchr(s.begin, '\t', (size_t)(s.end - s.begin));
  return (n2v_span){s.begin, tab ? tab : s.end};
}

/* The column that the first line calls `name`, as metadata.c and the Embedding Projector's files
 * do. False: it is no line of column names, and the names are the first column. */
static bool find_name_column(n2v_span head, uint64_t *column) {
  uint64_t columns = n2v_span_fields(head, '\t');
  for (*column = 0; *column < columns; ++*column) {
    n2v_span s = column_of(head, *column);
    if (s.end - s.begin == 4 && memcmp(s.begin, "name", 4) == 0)
      return true;
  }
  *column = 0;
  return false;
}

/* A first line of column names is told by the number of lines, one more than rows, and by the word
 * `name` in it: a list of names alone may begin with a node that is called so. */
static n2v_status take_names(n2v_embedding *e, const char *path, const char *from,
                             const n2v_lines *lines, n2v_error *err) {
  uint64_t column = 0, bytes = 0;
  bool headed = lines->count == e->rows + 1 && find_name_column(n2v_line(lines, 0), &column);
  if (lines->count != e->rows + headed)
    return n2v_fail(err, N2V_EINPUT, "%s: %" PRIu64 " names, but %s has %" PRIu64 " rows", from,
                    lines->count - headed, path, e->rows);
  for (uint64_t row = 0; row < e->rows; row++) {
    n2v_span s = column_of(n2v_line(lines, row + headed), column);
    bytes += (uint64_t)(s.end - s.begin);
  }
  n2v_names *names = n2v_names_with_room((uint32_t)e->rows, bytes);
  if (!names)
    return n2v_fail_memory(err, from, bytes);
  n2v_names_free(e->names);
  e->names = names;
  for (uint64_t row = 0; row < e->rows; row++) {
    n2v_span s = column_of(n2v_line(lines, row + headed), column);
    n2v_embedding_add_name(e, s.begin, (size_t)(s.end - s.begin));
  }
  return N2V_OK;
}

n2v_status n2v_embedding_numbered(const char *path, uint64_t rows, uint64_t dims,
                                  n2v_embedding **out, n2v_error *err) {
  n2v_names *names;
  *out = NULL;
  if (rows == 0 || dims == 0 || rows > N2V_NAMES_MAX || dims > N2V_READ_DIMS)
    return n2v_fail(err, N2V_EINPUT, "%s: %" PRIu64 " x %" PRIu64 ": no vectors, or too many", path,
                    rows, dims);
  n2v_status status = n2v_embedding_new(path, rows, (uint32_t)dims, 0, out, err);
  if (status == N2V_OK)
    status = n2v_names_of(NULL, (uint32_t)rows, &names, err);
  if (status != N2V_OK)
    return status;
  n2v_names_free((*out)->names);
  (*out)->names = names;
  return N2V_OK;
}

n2v_status n2v_embedding_take_names(n2v_embedding *e, const char *path, const char *from,
                                    n2v_error *err) {
  n2v_input file;
  n2v_lines lines = {0};
  if (strcmp(path, "-") == 0)
    return n2v_fail(err, N2V_EINPUT,
                    "standard input: the names of these rows stand in a second file: give the "
                    "first one's name, beside which it lies");
  /* What failed is told in brackets behind what it was needed for. */
  n2v_error why = {0};
  n2v_status status = n2v_input_open(&file, from, 0, NULL, &why);
  if (status != N2V_OK)
    return n2v_fail(err, status, "%s: no names for its rows, which should be in %s (%s)", path,
                    from, why.msg);
  status = n2v_lines_find(from, file.bytes, file.size, &lines, err);
  if (status == N2V_OK)
    status = take_names(e, path, from, &lines, err);
  n2v_lines_free(&lines);
  n2v_input_close(&file);
  return status;
}

n2v_span n2v_line_at(const char *bytes, const char *end) {
  const char *newline = memchr(bytes, '\n', (size_t)(end - bytes));
  n2v_span s = {bytes, newline ? newline : end};
  if (s.end > s.begin && s.end[-1] == '\r')
    s.end--;
  return s;
}

n2v_status n2v_lines_read(const char *path, const char *bytes, size_t size, int threads,
                          n2v_lines_reader *read, n2v_embedding **out, n2v_error *err) {
  n2v_lines lines;
  *out = NULL;
  n2v_status status = n2v_lines_find(path, bytes, size, &lines, err);
  if (status == N2V_OK)
    status = read(path, &lines, threads, out, err);
  n2v_lines_free(&lines);
  if (status != N2V_OK) {
    n2v_embedding_free(*out);
    *out = NULL;
  }
  return status;
}

/* ----------------------------------------------------------------------------------- values */

/* A loop without a branch becomes vector code: checking costs less than reading did. All bits of
 * the exponent are set in infinities and in NaN alone. */
static bool is_finite(const float *values, uint32_t dims) {
  const uint32_t exponent = 0x7f800000;
  uint32_t bits, bad = 0;
  for (uint32_t d = 0; d < dims; d++) {
    memcpy(&bits, values + d, sizeof bits);
    bad |= (bits & exponent) == exponent;
  }
  return !bad;
}

n2v_status n2v_embedding_check(const n2v_embedding *e, const char *path, int threads,
                               n2v_error *err) {
  uint64_t bad = UINT64_MAX;
#pragma omp parallel for schedule(static) num_threads(threads) reduction(min : bad)
  for (uint64_t row = 0; row < e->rows; row++)
    if (bad == UINT64_MAX && !is_finite(e->data + row * e->stride, e->dims))
      bad = row;
  if (bad == UINT64_MAX)
    return N2V_OK;
  size_t length;
  const char *name = n2v_names_get(e->names, (uint32_t)bad, &length);
  return n2v_fail(err, N2V_EINPUT, "%s: the vector of '%.*s' is not finite: did training diverge?",
                  path, (int)(length < 80 ? length : 80), name);
}
