/* The two matrices of skip-gram with negative sampling. */
#ifndef N2V_SGNS_MODEL_H
#define N2V_SGNS_MODEL_H

#include "base/threads.h"
#include "n2v.h"

#include <stdbool.h>

/* Rows are `stride` floats: dims and zeros up to a multiple of N2V_ROW_UNIT. */
typedef struct n2v_model {
  uint32_t nodes, dims;
  size_t stride;
  float *input;  /* syn0: the vectors */
  float *output; /* syn1neg: the contexts' side */
  bool on_disk;  /* both are arrays of base/disk.h */
} n2v_model;

size_t n2v_model_stride(uint32_t dims);
uint64_t n2v_model_bytes(uint32_t nodes, uint32_t dims);

/* Rows are not set. */
n2v_status n2v_model_alloc(uint32_t nodes, uint32_t dims, n2v_model **out, n2v_error *err);
/* In files, for a model that memory does not hold. */
n2v_status n2v_model_alloc_on_disk(uint32_t nodes, uint32_t dims, n2v_model **out, n2v_error *err);

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
