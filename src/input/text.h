/* An input as lines: each ends in a newline, the last one of the file included. */
#ifndef N2V_INPUT_TEXT_H
#define N2V_INPUT_TEXT_H

#include "base/input.h"

typedef struct n2v_text {
  n2v_input input;
  const char *begin, *end; /* whole lines; a byte order mark is left out */
  char *tail;              /* the last line when it lacks its newline, with one; or NULL */
  size_t tail_size;
  uint64_t lines_before; /* in the file, when this is a part of it */
  uint64_t data_lines;   /* of the file, when this is its beginning; UINT64_MAX: not counted yet; 0:
                            this is all of it */
} n2v_text;

/* Some whole lines one after another. */
typedef struct n2v_chunk {
  const char *begin, *end;
  uint64_t lines;
} n2v_chunk;

n2v_status n2v_text_open(n2v_text *text, const char *path, uint64_t limit,
                         const n2v_progress *progress, n2v_error *err);
/* Takes the bytes of an open input. */
n2v_status n2v_text_of(n2v_text *text, n2v_input *input, n2v_error *err);
/* Without a byte order mark and Excel's line `sep=;`, at the beginning of a file. */
void n2v_text_skip_marks(n2v_text *text);
void n2v_text_close(n2v_text *text);

/* Start of the first line, of the line after; NULL: there is none. */
const char *n2v_text_first(const n2v_text *text);
const char *n2v_text_next(const n2v_text *text, const char *line);

/* Cuts the lines from the one that starts at `from` (NULL: none) into chunks of about 128 kB and
 * counts their lines, in parallel. The caller frees *out with n2v_free. */
n2v_status n2v_text_cut(const n2v_text *text, const char *from, int threads, n2v_chunk **out,
                        size_t *count, n2v_error *err);

/* 1-based number of the line that holds a byte. */
uint64_t n2v_text_line_number(const n2v_text *text, const char *at);

/* "file:line: what: 'the line'", shortened and without control characters; N2V_EINPUT. */
n2v_status n2v_text_fail(const n2v_text *text, const char *at, const char *what, n2v_error *err);

/* A decimal number [begin, end): digits, one point, exponent. False when it is anything else
 * (nan and inf included) or beyond the largest double. */
bool n2v_text_number(const char *begin, const char *end, double *out);

#endif
