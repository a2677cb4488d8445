/* Named vectors in memory. Immutable once made, but for the index of names, which the first search
 * makes under a lock, and the counts, which n2v_counts_read replaces: any number of threads may
 * read. */
#ifndef N2V_EMBEDDING_EMBEDDING_H
#define N2V_EMBEDDING_EMBEDDING_H

#include "graph/names.h"
#include "n2v.h"

#include <stdbool.h>

struct n2v_embedding {
  uint64_t rows;
  uint32_t dims;
  size_t stride; /* floats from one row of data to the next, >= dims */
  float *data;
  bool on_disk;     /* data is an array of base/disk.h */
  uint64_t *counts; /* corpus count of each row, or NULL when unknown */
  n2v_names *names; /* of each row; may be shared with others */
  double *losses;   /* of the epochs of the training that made it, or NULL */
};

/* Moves the rows of a matrix, of row_bytes each, as are in `spare`: row r becomes what row order[r]
 * was, each of which comes once. In place, but for `order`, which is used up: entries become their
 * own. */
void n2v_rows_move(void *data, size_t row_bytes, uint32_t *order, uint32_t rows, void *spare);

/* Of vectors on disk, rows [first, end) may leave memory: who goes through all says so, so that a
 * model larger than memory does not push everything else out. Elsewhere nothing is done. */
void n2v_embedding_leave(const n2v_embedding *e, uint64_t first, uint64_t end);

/* What other programs would stumble over in these names, in one sentence; false: nothing. */
bool n2v_embedding_name_note(const n2v_names *names, char *note, size_t size);

#endif
