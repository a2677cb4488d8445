/* NumPy's array format, version 1.0: magic, version, header length (16 bits), a Python dict literal
 * padded with spaces so that the data starts at a multiple of 64, data in C order
 * (https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html). An array has no place
 * for names: they go into a second file.
 *
 * What is written can be mapped by numpy.load(..., mmap_mode="r"). Read are floats and doubles,
 * little-endian, in C order; what else an array may be is refused with the call that makes one of
 * these. */
#include "base/status.h"
#include "embedding/formats.h"
#include "embedding/lines.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static size_t raw_row(const n2v_embedding *e, uint64_t row, char *out) {
  memcpy(out, n2v_embedding_row(e, row), e->dims * sizeof(float));
  return e->dims * sizeof(float);
}

/* 128 bytes whatever the numbers: the longest dict has some 90. */
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

/* The names stand one a line: all but a newline may stand in them. */
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

/* ----------------------------------------------------------------------------------- reading */

static const char magic[] = "\x93NUMPY";

static bool knows(const char *path, const char *bytes, size_t size) {
  (void)path;
  return size >= strlen(magic) && memcmp(bytes, magic, strlen(magic)) == 0;
}

typedef struct array {
  uint64_t rows, dims;
  size_t width; /* bytes of a value: float or double */
  const char *data;
} array;

/* What is wrong with the header, or NULL. The dict is searched for the three entries that
 * numpy.save writes, not parsed: keys in another order are found, and what is not found is refused.
 * Its size must be that of the file to the byte, so that rows x dims is known to be there before
 * memory is taken. */
static const char *read_header(const char *bytes, size_t size, array *a) {
  char dict[512];
  const unsigned char *b = (const unsigned char *)bytes;
  size_t prefix = 10, length;
  unsigned long long rows, dims;
  if (size < 12)
    return "the file ends in its header";
  length = b[8] | (size_t)b[9] << 8;
  if (b[6] > 1) { /* versions 2 and 3: a length of 32 bits */
    prefix = 12;
    length |= (size_t)b[10] << 16 | (size_t)b[11] << 24;
  }
  if (length > size - prefix)
    return "the file ends in its header";
  snprintf(dict, sizeof dict, "%.*s", length < sizeof dict ? (int)length : 511, bytes + prefix);
  const char *shape = strstr(dict, "'shape':");
  a->width = strstr(dict, "'<f4'") ? sizeof(float) : strstr(dict, "'<f8'") ? sizeof(double) : 0;
  if (!a->width)
    return "not an array of floats: in Python, array.astype('float32')";
  if (!strstr(dict, "'fortran_order': False"))
    return "in Fortran's order: in Python, numpy.ascontiguousarray(array)";
  if (!shape || sscanf(shape, "'shape': (%llu, %llu)", &rows, &dims) != 2)
    return "not a matrix, a row a node";
  a->rows = rows;
  a->dims = dims;
  a->data = bytes + prefix + length;
  uint64_t values, needed;
  if (__builtin_mul_overflow(rows, dims, &values) ||
      __builtin_mul_overflow(values, a->width, &needed) || needed != size - prefix - length)
    return "its size is not that of its rows and columns: is it cut short?";
  return NULL;
}

/* memcpy, since data of a version 1 file begin where the header ends, aligned or not. A double
 * beyond the range of floats becomes infinite, which n2v_embedding_check finds. */
static void copy_values(const array *a, n2v_embedding *e, int threads) {
#pragma omp parallel for schedule(static) num_threads(threads)
  for (uint64_t row = 0; row < a->rows; row++) {
    const char *from = a->data + row * a->dims * a->width;
    float *to = e->data + row * e->stride;
    if (a->width == sizeof(float))
      memcpy(to, from, a->dims * sizeof(float));
    for (uint64_t d = 0; d < a->dims && a->width == sizeof(double); d++) {
      double value;
      memcpy(&value, from + d * sizeof value, sizeof value);
      to[d] = (float)value;
    }
  }
}

static n2v_status read_array(const char *path, const char *bytes, size_t size, int threads,
                             n2v_embedding **out, n2v_error *err) {
  array a;
  *out = NULL;
  const char *wrong = read_header(bytes, size, &a);
  if (wrong)
    return n2v_fail(err, N2V_EINPUT, "%s: a NumPy file, %s", path, wrong);
  n2v_status status = n2v_embedding_numbered(path, a.rows, a.dims, out, err);
  if (status == N2V_OK) {
    copy_values(&a, *out, threads);
    status = n2v_embedding_check(*out, path, threads, err);
  }
  if (status != N2V_OK) {
    n2v_embedding_free(*out);
    *out = NULL;
  }
  return status;
}

const n2v_format n2v_format_npy = {
    .name = "npy",
    .title = "NumPy",
    .extensions = ".npy",
    .check_names = check_names,
    .write = write_rows,
    .second = ".names",
    .write_second = write_names,
    .knows = knows,
    .read = read_array,
};
