/* The two matrices of skip-gram with negative sampling. */
#ifndef N2V_SGNS_MODEL_H
#define N2V_SGNS_MODEL_H

#include "n2v.h"

/* Rows are `stride` floats: dims and zeros up to a multiple of N2V_ROW_UNIT. */
typedef struct n2v_model {
  uint32_t nodes, dims;
  size_t stride;
  float *input;  /* syn0: the vectors */
  float *output; /* syn1neg: the contexts' side */
} n2v_model;

size_t n2v_model_stride(uint32_t dims);
uint64_t n2v_model_bytes(uint32_t nodes, uint32_t dims);

/* Rows are not set. */
n2v_status n2v_model_alloc(uint32_t nodes, uint32_t dims, n2v_model **out, n2v_error *err);

/* Input uniform in +-0.5 / dims, a stream of its own for each node; output zero (word2vec's
 * start). */
n2v_status n2v_model_new(uint32_t nodes, uint32_t dims, uint64_t seed, int threads, n2v_model **out,
                         n2v_error *err);
void n2v_model_free(n2v_model *model);

static inline float *n2v_model_row(float *matrix, size_t stride, uint32_t node) {
  return matrix + (size_t)node * stride;
}

#endif
