/* Comma-separated values under a header, as spreadsheets, pandas and R take them (RFC 4180): the
 * name, then a column for each dimension. Read back are those, and others of that shape: any header
 * or none, tabs for commas.
 *
 * A list of edges and a table of ratings are text with commas too. What tells vectors from them is
 * on the first two lines: numbers behind the first column, and a header whose columns are
 * numbered. */
#include "base/memory.h"
#include "base/status.h"
#include "embedding/float_text.h"
#include "embedding/formats.h"
#include "embedding/lines.h"

#include <stdlib.h>
#include <string.h>

/* Quoted where a reader would otherwise cut the name, quotes inside doubled (RFC 4180, rules 6 and
 * 7). n2v_rows_write has room for twice the name and 24 bytes. */
static size_t put_name(const char *name, size_t length, char *out) {
  char *p = out;
  if (!memchr(name, ',', length) && !memchr(name, '"', length) && !memchr(name, '\t', length)) {
    memcpy(out, name, length);
    return length;
  }
  *p++ = '"';
  for (size_t i = 0; i < length; i++) {
    if (name[i] == '"')
      *p++ = '"';
    *p++ = name[i];
  }
  *p++ = '"';
  return (size_t)(p - out);
}

static size_t csv_row(const n2v_embedding *e, uint64_t row, char *out) {
  const float *values = n2v_embedding_row(e, row);
  size_t length;
  const char *name = n2v_embedding_name(e, row, &length);
  char *p = out + put_name(name, length, out);
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

static n2v_status check_names(const n2v_names *names, const char *path, n2v_error *err) {
  for (uint32_t id = 0; id < names->count; id++) {
    size_t length;
    const char *name = n2v_names_get(names, id, &length);
    if (memchr(name, '\n', length))
      return n2v_fail(err, N2V_EINPUT, "%s: the name '%.*s' has a newline in it: .bin holds it",
                      path, (int)strcspn(name, "\n"), name);
  }
  return N2V_OK;
}

/* ----------------------------------------------------------------------------------- reading */

/* The name that a line begins with, its quotes included; s->begin moves to the first number. Inside
 * quotes a doubled quote goes on, and a separator is part of the name: `"Paris, Texas",0.1,...`. */
static n2v_span take_name(n2v_span *s, char separator) {
  const char *p = s->begin;
  if (p < s->end && *p == '"')
    for (p++; p < s->end && (*p != '"' || (p + 1 < s->end && p[1] == '"')); p++)
      p += *p == '"';
  while (p < s->end && *p != separator)
    p++;
  n2v_span name = {s->begin, p};
  s->begin = p < s->end ? p + 1 : p;
  return name;
}

/* Without its quotes, into out, which is never longer; gives the length. */
static size_t unquote(n2v_span name, char *out) {
  size_t used = 0;
  bool quoted = name.end - name.begin >= 2 && *name.begin == '"' && name.end[-1] == '"';
  for (const char *p = name.begin + quoted; p < name.end - quoted; p++) {
    out[used++] = *p;
    p += quoted && *p == '"';
  }
  return used;
}

/* Whether the columns are called 0, 1, 2, ... or 1, 2, 3, ..., as pandas and R do. Such a header is
 * numbers itself, and would pass for the first row. */
static bool counts_up(n2v_span s, char separator) {
  unsigned long first = 0, expected = 0;
  for (const char *p = s.begin; p < s.end; expected++) {
    const char *stop = memchr(p, separator, (size_t)(s.end - p));
    char number[24];
    stop = stop ? stop : s.end;
    if (p == s.begin)
      first = expected = *p == '1';
    snprintf(number, sizeof number, "%lu", expected);
    if ((size_t)(stop - p) != strlen(number) || memcmp(p, number, strlen(number)) != 0)
      return false;
    p = stop + 1;
  }
  return expected > first + 1;
}

/* The first line is left out when it has anything but values behind its first column. */
static bool has_header(n2v_span head, char separator) {
  (void)take_name(&head, separator);
  return counts_up(head, separator) ||
         !n2v_span_numbers(head, separator, n2v_span_fields(head, separator), NULL);
}

/* Columns of vectors are numbered, `d1`, `dim_0`, `V1`, `0`: the last one's name ends in a digit. A
 * list of edges is headed otherwise: `source,target,weight`. */
static bool heads_vectors(n2v_span head) {
  while (head.end > head.begin && (head.end[-1] == '"' || head.end[-1] == ' '))
    head.end--;
  return head.end > head.begin && head.end[-1] >= '0' && head.end[-1] <= '9';
}

/* What separates a name from numbers on the second line, as often as on the first; 0: nothing. A
 * comma before a tab: names in a list with commas may hold tabs, but hardly the other way round. */
static char separator_of(const char *bytes, size_t size) {
  enum { FEW = 3 /* numbers: without a header they may be anything */ };
  static const char separators[] = {',', '\t'};
  const char *end = bytes + size, *newline = memchr(bytes, '\n', size);
  n2v_span head = n2v_line_at(bytes, end);
  for (size_t i = 0; i < sizeof separators && newline; i++) {
    n2v_span line = n2v_line_at(newline + 1, end);
    uint64_t columns = n2v_span_fields(head, separators[i]);
    (void)take_name(&line, separators[i]);
    bool named = has_header(head, separators[i]) ? heads_vectors(head) : columns > FEW;
    if (columns >= 2 && named && n2v_span_numbers(line, separators[i], columns - 1, NULL))
      return separators[i];
  }
  return 0;
}

static bool knows(const char *path, const char *bytes, size_t size) {
  (void)path;
  return separator_of(bytes, size) != 0;
}

/* The numbers of a line, into values unless that is NULL. */
static bool read_values(n2v_span line, char separator, uint64_t dims, float *values) {
  (void)take_name(&line, separator);
  return n2v_span_numbers(line, separator, dims, values);
}

static n2v_status bad_line(const char *path, uint64_t line, uint64_t dims, n2v_error *err) {
  return n2v_fail(err, N2V_EINPUT, "%s:%llu: not a name and %llu numbers", path,
                  (unsigned long long)line + 1, (unsigned long long)dims);
}

/* Names first, by one thread, since each stands where the last one ended; numbers, which take most
 * of the time, by all. */
static n2v_status read_lines(const char *path, const n2v_lines *lines, int threads,
                             n2v_embedding **out, n2v_error *err) {
  const char *text = lines->begin[0];
  const char separator = separator_of(text, (size_t)(lines->begin[lines->count] - text));
  n2v_span head = n2v_line(lines, 0);
  bool headed = has_header(head, separator);
  uint64_t rows = lines->count - headed, bytes = 0, bad = UINT64_MAX;
  (void)take_name(&head, separator);
  uint64_t dims = n2v_span_fields(head, separator);
  if (dims > N2V_READ_DIMS || rows > N2V_NAMES_MAX)
    return n2v_fail(err, N2V_EINPUT, "%s: too many rows or columns", path);
  if (!n2v_lines_hold(lines, rows, dims)) { /* so one of them is too short */
    for (bad = headed; read_values(n2v_line(lines, bad), separator, dims, NULL);)
      bad++;
    return bad_line(path, bad, dims, err);
  }
  for (uint64_t row = 0; row < rows; row++) {
    n2v_span s = n2v_line(lines, row + headed), name = take_name(&s, separator);
    bytes += (uint64_t)(name.end - name.begin);
  }
  n2v_status status = n2v_embedding_new(path, rows, (uint32_t)dims, bytes, out, err);
  char *spelled = n2v_alloc(bytes + 1, 1);
  if (status == N2V_OK && !spelled)
    status = n2v_fail_memory(err, path, bytes);
  for (uint64_t row = 0; row < rows && status == N2V_OK; row++) {
    n2v_span s = n2v_line(lines, row + headed);
    n2v_embedding_add_name(*out, spelled, unquote(take_name(&s, separator), spelled));
  }
  n2v_free(spelled);
  if (status != N2V_OK)
    return status;
  n2v_embedding *e = *out;
#pragma omp parallel for schedule(static) num_threads(threads) reduction(min : bad)
  for (uint64_t row = 0; row < rows; row++)
    if (!read_values(n2v_line(lines, row + headed), separator, dims, e->data + row * e->stride))
      bad = row < bad ? row : bad;
  if (bad < UINT64_MAX)
    return bad_line(path, bad + headed, dims, err);
  return n2v_embedding_check(e, path, threads, err);
}

static n2v_status read_table(const char *path, const char *bytes, size_t size, int threads,
                             n2v_embedding **out, n2v_error *err) {
  return n2v_lines_read(path, bytes, size, threads, read_lines, out, err);
}

const n2v_format n2v_format_csv = {
    .name = "csv",
    .title = "CSV",
    .extensions = ".csv",
    .check_names = check_names,
    .write = write_rows,
    .knows = knows,
    .read = read_table,
};
