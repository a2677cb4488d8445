/* Reads word2vec's binary and text files in two passes: the first finds where each row begins and
 * checks the file against its header, the second copies rows and names in parallel. Neither
 * allocates more than a small multiple of the file's size: a header may say anything.
 *
 * There is no magic number, and the forms begin with the same line. Which it is must be told by the
 * first row, also where that row is damaged, so that a broken text is not read as noise. */
#include "base/memory.h"
#include "base/parallel.h"
#include "base/status.h"
#include "embedding/float_text.h"
#include "embedding/formats.h"
#include "embedding/lines.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "the files are little-endian");

enum { MAX_CHUNKS = 256 };

typedef struct reader {
  const char *path, *bytes, *end;
  const char *body; /* behind the header line */
  n2v_embedding *e;
  const char **starts; /* where each row's name begins; its length is offsets[row + 1] */
} reader;

/* Up to 40 bytes, those that are no printable ASCII as '?': a message is one line, and the bytes
 * may be binary. */
static const char *excerpt(const char *from, const char *end, char out[41]) {
  size_t n = 0;
  for (; n < 40 && from + n < end && from[n] != '\n'; n++)
    out[n] = from[n] < ' ' || from[n] > '~' ? '?' : from[n];
  out[n] = '\0';
  return out;
}

/* Lines are counted here, once something is wrong, and not on the way. */
static n2v_status bad_line(const reader *r, const char *at, const char *what, n2v_error *err) {
  char text[41];
  uint64_t line = 1;
  for (const char *p = r->bytes; (p = memchr(p, '\n', (size_t)(at - p))); p++)
    line++;
  return n2v_fail(err, N2V_EINPUT, "%s:%" PRIu64 ": %s: '%s'", r->path, line, what,
                  excerpt(at, r->end, text));
}

/* --------------------------------------------------------------------------------- header */

/* No sign, no blanks, no overflow: NULL. */
static const char *read_count(const char *p, const char *end, uint64_t *value) {
  const char *first = p;
  *value = 0;
  for (; p < end && *p >= '0' && *p <= '9'; p++)
    if (__builtin_mul_overflow(*value, 10, value) ||
        __builtin_add_overflow(*value, (uint64_t)(*p - '0'), value))
      return NULL;
  return p > first ? p : NULL;
}

static const char *skip_blanks(const char *p, const char *end) {
  while (p < end && (*p == ' ' || *p == '\t' || *p == '\r'))
    p++;
  return p;
}

static n2v_status read_header(reader *r, uint64_t *rows, uint64_t *dims, n2v_error *err) {
  const char *p = read_count(r->bytes, r->end, rows);
  if (p && p < r->end && (*p == ' ' || *p == '\t'))
    p = read_count(skip_blanks(p, r->end), r->end, dims);
  else
    p = NULL;
  if (p)
    p = skip_blanks(p, r->end);
  if (!p || p == r->end || *p != '\n')
    return bad_line(
        r, r->bytes,
        "not vectors: a word2vec file begins with `rows dimensions`, a table has a column of "
        "names, then numbers",
        err);
  r->body = p + 1;
  if (*rows == 0 || *dims == 0)
    return bad_line(r, r->bytes, "no vectors", err);
  if (*rows > N2V_NAMES_MAX || *dims > N2V_READ_DIMS)
    return bad_line(r, r->bytes, "more than 2147483647 rows or 1048576 dimensions", err);
  return N2V_OK;
}

/* Where the name at p ends: at one of the bytes that word2vec_write.c keeps out of names. char may
 * be signed: bytes from 0x80 on are below '\t' then, and above '\r' otherwise, part of a name in
 * either case. */
static const char *name_end(const char *p, const char *end) {
  while (p < end && *p && *p != ' ' && (*p < '\t' || *p > '\r'))
    p++;
  return p;
}

static bool is_numbers(const char *p, const char *end, uint64_t count) {
  for (uint64_t i = 0; i < count; i++) {
    float ignored;
    const char *number = skip_blanks(p, end);
    if (number == p || !(p = n2v_float_read(number, end, &ignored)))
      return false;
  }
  return skip_blanks(p, end) == end;
}

/* The fields of a line of printable ASCII; 0 when it is none. */
static uint64_t count_fields(const char *p, const char *end) {
  uint64_t fields = 0;
  bool inside = false;
  for (; p < end; p++) {
    bool blank = *p == ' ' || *p == '\t' || *p == '\r';
    if (!blank && (*p < ' ' || *p > '~'))
      return 0;
    fields += !blank && !inside;
    inside = !blank;
  }
  return fields;
}

static const char *skip_fields(const char *p, const char *end, uint64_t count) {
  for (; count; count--) {
    p = skip_blanks(p, end);
    while (p < end && *p != ' ' && *p != '\t')
      p++;
  }
  return p;
}

static bool has_only(const char *p, const char *end, const char *letters) {
  while (p < end && *p && strchr(letters, *p))
    p++;
  return p == end;
}

/* Text when behind the first name, or at the end of a printable line, stand as many numbers as
 * there are dimensions, or what a person would take for a row gone wrong: letters of numbers, or
 * printable ones, in the right number of fields but not the right number of bytes for floats, or
 * very many. Bytes of binary floats look like that only by a freak of chance: the highest byte of a
 * negative one is no ASCII, for it begins with the sign. */
static bool is_text(const reader *r, uint64_t dims) {
  const char *end = memchr(r->body, '\n', (size_t)(r->end - r->body)), *p = r->body;
  enum { SOME = 3, ENOUGH = 8, MANY = 24 };
  end = end ? end : r->end;
  p = name_end(p, end);
  if (is_numbers(p, end, dims))
    return true;
  size_t length = (size_t)(end - p);
  if (length >= ENOUGH && has_only(p, end, "0123456789+-.,eE \t\r"))
    return true;
  uint64_t fields = count_fields(p, end);
  if (fields > dims && is_numbers(skip_fields(p, end, fields - dims), end, dims))
    return true;
  return fields && (length >= MANY ||
                    (fields == dims && length > SOME && length != 1 + sizeof(float) * dims));
}

/* -------------------------------------------------------------------------------- storage */

/* Memory for the rows, after checking that the file can hold as many: a row takes `least` bytes, a
 * name of one letter and a blank, and a digit and a blank or four bytes for each value. So 16 GB
 * are not asked for on behalf of a header that is wrong. */
static n2v_status allocate(reader *r, uint64_t rows, uint64_t dims, uint64_t least,
                           n2v_error *err) {
  uint64_t size = (uint64_t)(r->end - r->body);
  if (rows > (size + 1) / least) /* the last newline may be missing */
    return n2v_fail(err, N2V_EINPUT,
                    "%s:1: the file is cut short or its header wrong: %" PRIu64 " rows of %" PRIu64
                    " values do not fit into the %" PRIu64 " bytes that follow",
                    r->path, rows, dims, size);
  n2v_embedding *e = r->e = calloc(1, sizeof *e);
  n2v_names *names = calloc(1, sizeof *names);
  if (!e || !names) {
    free(names);
    return n2v_fail_memory(err, r->path, sizeof *e);
  }
  *e = (n2v_embedding){.rows = rows, .dims = (uint32_t)dims, .stride = dims, .names = names};
  e->data = n2v_alloc(rows * dims, sizeof(float));
  r->starts = n2v_alloc(rows, sizeof *r->starts);
  names->capacity_count = rows;
  names->offsets = n2v_calloc(rows + 1, sizeof *names->offsets);
  if (!e->data || !r->starts || !names->offsets)
    return n2v_fail_memory(err, r->path, rows * dims * sizeof(float));
  return N2V_OK;
}

/* Turns the name lengths into offsets and makes room for the bytes. Before, offsets[row + 1] is the
 * length of row's name: that is what the first pass can say in any order. */
static n2v_status allocate_names(reader *r, n2v_error *err) {
  n2v_names *names = r->e->names;
  for (uint64_t row = 0; row < r->e->rows; row++)
    names->offsets[row + 1] += names->offsets[row];
  uint64_t bytes = names->offsets[r->e->rows];
  names->bytes = n2v_alloc(bytes, 1);
  names->capacity_bytes = bytes;
  if (!names->bytes)
    return n2v_fail_memory(err, r->path, bytes);
  names->count = (uint32_t)r->e->rows;
  return N2V_OK;
}

static void copy_name(const reader *r, uint64_t row) {
  const uint64_t *offsets = r->e->names->offsets;
  memcpy(r->e->names->bytes + offsets[row], r->starts[row], offsets[row + 1] - offsets[row]);
}

/* --------------------------------------------------------------------------------- binary */

static n2v_status bad_row(const reader *r, uint64_t row, const char *at, const char *what,
                          n2v_error *err) {
  char text[41];
  return n2v_fail(err, N2V_EINPUT, "%s: row %" PRIu64 ", byte %zu: %s: '%s'", r->path, row + 1,
                  (size_t)(at - r->bytes), what, excerpt(at, r->end, text));
}

/* Where each row begins. Names differ in length, so that one thread must hop from row to row; each
 * hop would wait for memory if rows to come, about as far apart as this one, were not prefetched.
 */
static n2v_status index_binary(reader *r, n2v_error *err) {
  const size_t values = r->e->dims * sizeof(float);
  const char *p = r->body;
  for (uint64_t row = 0; row < r->e->rows; row++) {
    while (p < r->end && *p == '\n')
      p++;
    const char *name = p;
    p = name_end(p, r->end);
    if (p == r->end)
      return bad_row(r, row, name, "the file ends where a name and a space must follow", err);
    if (*p != ' ' || p == name)
      return bad_row(r, row, name, "no name and a space (are the header's dimensions right?)", err);
    if ((size_t)(r->end - p - 1) < values)
      return bad_row(r, row, name, "the file ends in this row", err);
    r->starts[row] = name;
    r->e->names->offsets[row + 1] = (uint64_t)(p - name);
    p += 1 + values;
    __builtin_prefetch((const void *)((uintptr_t)p + 16 * (uintptr_t)(p - name + 1)));
  }
  while (p < r->end && (unsigned char)*p <= ' ')
    p++;
  if (p < r->end)
    return bad_row(r, r->e->rows, p, "more bytes than the header's rows", err);
  return N2V_OK;
}

/* A row's values need not be aligned: memcpy. */
static n2v_status parse_binary(reader *r, int threads, n2v_error *err) {
  n2v_embedding *e = r->e;
  n2v_status status = index_binary(r, err);
  if (status == N2V_OK)
    status = allocate_names(r, err);
  if (status != N2V_OK)
    return status;
#pragma omp parallel for schedule(static) num_threads(threads)
  for (uint64_t row = 0; row < e->rows; row++) {
    size_t length = e->names->offsets[row + 1] - e->names->offsets[row];
    copy_name(r, row);
    memcpy(e->data + row * e->stride, r->starts[row] + length + 1, e->dims * sizeof(float));
  }
  return n2v_embedding_check(e, r->path, threads, err);
}

/* ----------------------------------------------------------------------------------- text */

/* A piece of the body that begins and ends at line ends. Lines are counted in all pieces before any
 * is read: only then is the first row of each known. */
typedef struct chunk {
  const char *from, *to;
  uint64_t first_row, rows;
  const char *bad; /* first line that does not parse, or NULL */
} chunk;

static const char *line_end(const char *p, const char *end) {
  const char *newline = memchr(p, '\n', (size_t)(end - p));
  return newline ? newline : end;
}

static const char *next_line(const char *p, const char *end) {
  const char *newline = line_end(p, end);
  return newline < end ? newline + 1 : end;
}

static bool is_blank(const char *p, const char *end) {
  return skip_blanks(p, end) == end;
}

static void count_lines(chunk *c) {
  for (const char *p = c->from; p < c->to; p = next_line(p, c->to))
    c->rows += !is_blank(p, line_end(p, c->to));
}

/* One line into row `row`; false when it is not a name and dims numbers. Rows are of different
 * pieces at once, but each is written to by one thread. */
static bool parse_line(reader *r, const char *p, const char *end, uint64_t row) {
  float *values = r->e->data + row * r->e->stride;
  const char *name = p;
  p = name_end(p, end);
  r->starts[row] = name;
  r->e->names->offsets[row + 1] = (uint64_t)(p - name);
  if (p == name)
    return false;
  for (uint32_t i = 0; i < r->e->dims; i++) {
    const char *number = skip_blanks(p, end);
    if (number == p || number == end || !(p = n2v_float_read(number, end, &values[i])))
      return false;
  }
  return is_blank(p, end);
}

static void parse_lines(reader *r, chunk *c) {
  uint64_t row = c->first_row;
  for (const char *p = c->from; p < c->to && !c->bad; p = next_line(p, c->to)) {
    const char *end = line_end(p, c->to);
    if (is_blank(p, end))
      continue;
    if (!parse_line(r, p, end, row++))
      c->bad = p;
  }
}

/* Four pieces a thread even out what differs between them. A piece is empty where a line is longer
 * than it. */
static int cut(const reader *r, chunk chunks[MAX_CHUNKS], int threads) {
  int count = 4 * threads < MAX_CHUNKS ? 4 * threads : MAX_CHUNKS;
  size_t size = (size_t)(r->end - r->body);
  const char *from = r->body;
  for (int i = 0; i < count; i++) {
    const char *to = r->body + size / (size_t)count * (size_t)(i + 1);
    to = i + 1 == count ? r->end : next_line(to > from ? to : from, r->end);
    chunks[i] = (chunk){.from = from, .to = to};
    from = to;
  }
  return count;
}

static n2v_status parse_text(reader *r, int threads, n2v_error *err) {
  chunk chunks[MAX_CHUNKS];
  int count = cut(r, chunks, threads);
  uint64_t rows = 0;
#pragma omp parallel for schedule(dynamic) num_threads(threads)
  for (int i = 0; i < count; i++)
    count_lines(&chunks[i]);
  for (int i = 0; i < count; i++) {
    chunks[i].first_row = rows;
    rows += chunks[i].rows;
  }
  if (rows != r->e->rows)
    return n2v_fail(err, N2V_EINPUT, "%s:1: header says %" PRIu64 " rows, %" PRIu64 " follow",
                    r->path, r->e->rows, rows);
#pragma omp parallel for schedule(dynamic) num_threads(threads)
  for (int i = 0; i < count; i++)
    parse_lines(r, &chunks[i]);
  for (int i = 0; i < count; i++)
    if (chunks[i].bad)
      return bad_line(r, chunks[i].bad, "not a name and as many numbers as the header says", err);
  n2v_status status = allocate_names(r, err);
  if (status != N2V_OK)
    return status;
#pragma omp parallel for schedule(static) num_threads(threads)
  for (uint64_t row = 0; row < rows; row++)
    copy_name(r, row);
  return n2v_embedding_check(r->e, r->path, threads, err);
}

/* ---------------------------------------------------------------------------------- entry */

n2v_status n2v_word2vec_read(const char *path, const char *bytes, size_t size, int threads,
                             n2v_embedding **out, n2v_error *err) {
  reader r = {.path = path, .bytes = bytes, .end = bytes + size, .body = bytes};
  uint64_t rows = 0, dims = 0;
  *out = NULL;
  n2v_status status = read_header(&r, &rows, &dims, err);
  if (status != N2V_OK)
    return status;
  /* A megabyte a thread, or starting it does not pay. */
  threads = n2v_pass_threads(threads, size, 1 << 20);
  bool text = is_text(&r, dims);
  status = allocate(&r, rows, dims, text ? 2 * dims + 2 : sizeof(float) * dims + 2, err);
  if (status == N2V_OK)
    status = text ? parse_text(&r, threads, err) : parse_binary(&r, threads, err);
  n2v_free(r.starts);
  if (status == N2V_OK)
    *out = r.e;
  else
    n2v_embedding_free(r.e);
  return status;
}
