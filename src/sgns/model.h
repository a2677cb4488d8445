/* The two matrices of skip-gram with negative sampling. */
#ifndef N2V_SGNS_MODEL_H
#define N2V_SGNS_MODEL_H

#include "base/threads.h"
#include "n2v.h"
#include "sgns/kernel.h"

#include <stdbool.h>

/* Rows are `stride` numbers: dims and zeros up to a multiple of N2V_ROW_UNIT. */
typedef struct n2v_model {
  uint32_t nodes, dims;
  size_t stride;
  float *input;                 /* syn0: the vectors */
  float *output;                /* syn1neg: the contexts' side */
  uint16_t *input16, *output16; /* with N2V_PRECISION_BF16, instead of these; else NULL */
  bool on_disk;                 /* both are arrays of base/disk.h */
} n2v_model;

size_t n2v_model_stride(uint32_t dims);
uint64_t n2v_model_bytes(uint32_t nodes, uint32_t dims); /* of floats */

/* Rows are not set. */
n2v_status n2v_model_alloc(uint32_t nodes, uint32_t dims, n2v_precision precision, n2v_model **out,
                           n2v_error *err);
/* In files, for a model that memory does not hold. */
n2v_status n2v_model_alloc_on_disk(uint32_t nodes, uint32_t dims, n2v_model **out, n2v_error *err);

/* The two matrices, for what copies or writes them whole: the input rows, then the output rows. */
typedef struct n2v_matrices {
  void *matrix[2];
  size_t row_bytes;
} n2v_matrices;

n2v_matrices n2v_model_matrices(const n2v_model *model);

/* A row of one of the two as floats: where it is, or copied to `room` of N2V_MOST_WIDTH. */
const float *n2v_model_read(const n2v_model *model, int matrix, uint32_t node, float *room);

/* Turns the input rows into floats, the output rows too or frees them: what the model takes then.
 * Memory is given back meanwhile. The model is the caller's to free also when this fails. */
n2v_status n2v_model_widen(n2v_model *model, bool output, n2v_error *err);

/* Input uniform in +-0.5 / dims, a stream of its own for each node; output zero (word2vec's
 * start). */
n2v_status n2v_model_new(uint32_t nodes, uint32_t dims, uint64_t seed, n2v_team_size team,
                         n2v_model **out, n2v_error *err);
/* The same for rows that are there. Where threads are pinned, pages that nobody has written to are
 * dealt out: each is placed near the thread that starts its rows, few at a time, so that neither
 * the graph's hubs nor anything else lies in one socket's memory alone. */
n2v_status n2v_model_start(n2v_model *model, uint64_t seed, n2v_team_size team, n2v_error *err);
void n2v_model_free(n2v_model *model);

/* Of a model on disk, lets rows [first, end) leave memory. */
void n2v_model_leave(const n2v_model *model, uint32_t first, uint32_t end);

static inline float *n2v_model_row(float *matrix, size_t stride, uint32_t node) {
  return matrix + (size_t)node * stride;
}

#endif
