/* What readers of vectors in tables share: lines that are found first and read in parallel, and the
 * memory for rows and names. */
#ifndef N2V_EMBEDDING_LINES_H
#define N2V_EMBEDDING_LINES_H

#include "embedding/embedding.h"

enum { N2V_READ_DIMS = 1 << 20 /* most dimensions of a file */ };

/* Lines of a text in memory, without the empty ones at its end. */
typedef struct n2v_lines {
  const char **begin; /* count + 1: a line ends before the next one begins */
  uint64_t count;
} n2v_lines;

/* Bytes of a line: without newline and carriage return. */
typedef struct n2v_span {
  const char *begin, *end;
} n2v_span;

/* N2V_EINPUT when there is no line. */
n2v_status n2v_lines_find(const char *path, const char *bytes, size_t size, n2v_lines *out,
                          n2v_error *err);
void n2v_lines_free(n2v_lines *lines);
n2v_span n2v_line(const n2v_lines *lines, uint64_t index);
/* The line that begins at `bytes`; it ends before `end` at the latest. */
n2v_span n2v_line_at(const char *bytes, const char *end);

/* Finds the lines and lets `read` make *out of them; NULL when either fails. */
typedef n2v_status n2v_lines_reader(const char *path, const n2v_lines *lines, int threads,
                                    n2v_embedding **out, n2v_error *err);
n2v_status n2v_lines_read(const char *path, const char *bytes, size_t size, int threads,
                          n2v_lines_reader *read, n2v_embedding **out, n2v_error *err);

/* Whether the text is long enough for so many rows of so many numbers. Ask before making room: one
 * long line before many short ones would be given far more memory than the file has bytes. */
bool n2v_lines_hold(const n2v_lines *lines, uint64_t rows, uint64_t dims);

/* Whether `count` numbers, and nothing else, stand in the span, the separator between them. */
bool n2v_span_numbers(n2v_span span, char separator, uint64_t count, float *values);
uint64_t n2v_span_fields(n2v_span span, char separator); /* 0 of an empty one */

/* Rows without values and without names, but with room for names of so many bytes in all. */
n2v_status n2v_embedding_new(const char *path, uint64_t rows, uint32_t dims, uint64_t name_bytes,
                             n2v_embedding **out, n2v_error *err);
/* Appends a name that fits; rows are named in order. */
void n2v_embedding_add_name(n2v_embedding *embedding, const char *name, size_t length);

/* The same, named by their numbers from 0: for a matrix whose names stand elsewhere. */
n2v_status n2v_embedding_numbered(const char *path, uint64_t rows, uint64_t dims,
                                  n2v_embedding **out, n2v_error *err);
/* Gives such rows the names in the file beside the matrix: one a line, or, where its lines have
 * several columns between tabs, what stands under `name`. N2V_EINPUT when it does not have one for
 * each row. */
n2v_status n2v_embedding_take_names(n2v_embedding *embedding, const char *path, const char *from,
                                    n2v_error *err);

/* N2V_EINPUT names a row that holds a value that is not finite. */
n2v_status n2v_embedding_check(const n2v_embedding *embedding, const char *path, int threads,
                               n2v_error *err);

#endif
