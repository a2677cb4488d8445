/* Formats rows for every writer: blocks in parallel, each into memory of its own, written in order.
 * Turning floats into digits takes most of the time of a text file, so that is what is shared; one
 * thread at a time writes. In memory are as many blocks as threads, whatever the size of the
 * file. */
#include "base/memory.h"
#include "base/parallel.h"
#include "base/turns.h"
#include "embedding/float_text.h"
#include "embedding/formats.h"

enum { BLOCK_BYTES = 1 << 20 }; /* stays in a core's cache between formatting and writing */

/* What formats.h promises a row's writer: twice the name, for quotes that are doubled, and 24 bytes
 * a value and once more, for separators, quotes and the newline. */
static size_t row_bound(const n2v_embedding *e, uint64_t row) {
  size_t length;
  (void)n2v_embedding_name(e, row, &length);
  return 2 * length + (size_t)e->dims * N2V_FLOAT_CHARS + N2V_FLOAT_CHARS;
}

/* Rows [first, end) in one piece of memory of *size bytes, or NULL. */
static char *format_block(const n2v_embedding *e, n2v_row_format *format, uint64_t first,
                          uint64_t end, size_t *size) {
  size_t bound = 0;
  for (uint64_t row = first; row < end; row++)
    bound += row_bound(e, row);
  char *block = n2v_alloc(bound, 1), *out = block;
  if (!block)
    return NULL;
  for (uint64_t row = first; row < end; row++)
    out += format(e, row, out);
  *size = (size_t)(out - block);
  return block;
}

bool n2v_rows_write(const n2v_embedding *e, n2v_row_format *format, int threads, FILE *stream) {
  uint64_t step = BLOCK_BYTES / ((uint64_t)e->dims * N2V_FLOAT_CHARS) + 1;
  uint64_t blocks = (e->rows + step - 1) / step;
  n2v_turns turns;
  bool complete = true; /* false: no memory for a block; set by the thread whose turn it is */
  n2v_turns_start(&turns, blocks);
#pragma omp parallel num_threads(n2v_pass_threads(threads, blocks, 4))
  for (uint64_t b; n2v_turns_take(&turns, &b);) {
    uint64_t first = b * step, end = first + step < e->rows ? first + step : e->rows;
    size_t size = 0;
    char *block = format_block(e, format, first, end, &size);
    n2v_embedding_leave(e, first, end);
    if (n2v_turns_await(&turns, b)) {
      complete = block != NULL;
      if (block && fwrite(block, 1, size, stream) == size)
        n2v_turns_pass(&turns);
      else /* the stream knows why, a stop among the reasons */
        n2v_turns_end(&turns);
    }
    n2v_free(block);
  }
  n2v_turns_stop(&turns);
  return complete;
}
