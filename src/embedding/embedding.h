/* Named vectors in memory: a view of rows in output order. */
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
  uint32_t *order;  /* row r is data row order[r] and name order[r]; NULL: r itself */
  uint64_t *counts; /* corpus count of data row i, or NULL when unknown */
  n2v_names *names;
  bool owns_data, owns_names; /* order and counts are always owned */
};

static inline uint32_t n2v_embedding_index(const n2v_embedding *e, uint64_t row) {
  return e->order ? e->order[row] : (uint32_t)row;
}

/* What other programs would stumble over in these names, in one sentence; false: nothing. */
bool n2v_embedding_name_note(const n2v_names *names, char *note, size_t size);

#endif
