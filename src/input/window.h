/* A text file read front to back through a buffer of fixed size: plain, gzip or zstd. */
#ifndef N2V_INPUT_WINDOW_H
#define N2V_INPUT_WINDOW_H

#include "input/text.h"

#include <zlib.h>
#include <zstd.h>

typedef struct n2v_window {
  n2v_text text; /* whole lines; the last one of the file gets a newline if it has none */
  int fd;
  gzFile gzip;
  ZSTD_DStream *zstd;
  ZSTD_inBuffer in;
  char *in_bytes;
  size_t unfinished; /* what zstd still waits for; 0 between frames */
  char *buffer;
  size_t capacity, filled, used; /* used: lines given before */
  bool ended;
} n2v_window;

/* A regular file of text. bytes: of the buffer. path must outlive the window. */
n2v_status n2v_window_open(n2v_window *window, const char *path, size_t bytes, n2v_error *err);
void n2v_window_close(n2v_window *window);

/* The next lines into window->text; *more is false behind the last. N2V_ELIMIT for a line that the
 * buffer does not hold. */
n2v_status n2v_window_next(n2v_window *window, bool *more, n2v_error *err);

#endif
