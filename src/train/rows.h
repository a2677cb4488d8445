/* Copies of some nodes' rows of one matrix: a worker trains on them and merges what has changed
 * into the shared rows later, so a shared line moves between cores once for many changes.
 *
 * Owned by one worker; only n2v_rows_merge may run in several threads at once, on different parts.
 */
#ifndef N2V_TRAIN_ROWS_H
#define N2V_TRAIN_ROWS_H

#include "sgns/kernel.h"

#include <stdbool.h>

typedef struct n2v_rows {
  float *copies, *fetched; /* `stride` floats a row: to work on, and as they were */
  uint16_t *fetched16;     /* instead of the latter where the shared rows are bfloat16 */
  uint32_t *nodes;         /* of each row; NULL: rows are shared */
  uint32_t count, most;
  uint32_t *slots; /* hash table node -> row + 1, of slot_mask + 1 entries */
  uint32_t slot_mask;
  size_t width, stride; /* floats of a row, and from one to the next */
  float *matrix;        /* the shared rows, `width` floats apart; NULL: they are matrix16 */
  uint16_t *matrix16;
  uint32_t rounding; /* seed of it, another one each time rows are merged */
  const n2v_kernel *kernel;
  bool combined; /* changes are merged by n2v_kernel.combine, not added */
} n2v_rows;

/* Sets the sizes for at most `most` rows of `width` floats. The caller then gives the arrays and
 * calls n2v_rows_clear. */
void n2v_rows_measure(n2v_rows *rows, uint32_t most, size_t width);

/* No copies: the shared rows themselves are handed out, numbered by their nodes. */
void n2v_rows_share(n2v_rows *rows);

/* No rows. */
void n2v_rows_clear(n2v_rows *rows);

/* The node's shared row is asked for: of few copies it would be missed otherwise. */
static inline void n2v_rows_want(const n2v_rows *rows, uint32_t node) {
  for (size_t d = 0; rows->matrix16 && d < rows->width; d += 2 * N2V_ROW_UNIT)
    __builtin_prefetch(rows->matrix16 + node * rows->width + d, 1, 3);
}

/* The number of the node's copy, which is made now if there is none. */
uint32_t n2v_rows_take(n2v_rows *rows, uint32_t node);

/* Merges what has changed into the shared rows of the nodes of one part of `parts`, but for
 * `frozen` ones (NULL: none is). */
void n2v_rows_merge(const n2v_rows *rows, const bool *frozen, uint32_t part, uint32_t parts);

/* The copies in a form for another process: that many bytes; each gives what follows. Unpacked,
 * they stand for copies made of the shared rows as they are now. */
size_t n2v_rows_bytes(const n2v_rows *rows);
char *n2v_rows_pack(const n2v_rows *rows, char *to);
const char *n2v_rows_unpack(n2v_rows *rows, const char *from);

static inline float *n2v_rows_copy(const n2v_rows *rows, uint32_t row) {
  return rows->copies + row * rows->stride;
}

#endif
