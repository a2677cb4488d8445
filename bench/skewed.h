/* Walks that cost nothing to make: each token is node u^skew nodes, u uniform in [0, 1), so that
 * few nodes have most of the visits, as in graphs with hubs. */
#ifndef N2V_BENCH_SKEWED_H
#define N2V_BENCH_SKEWED_H

#include "base/random.h"
#include "corpus/corpus.h"

#include <math.h>

static double bench_skew = 3;

static inline void bench_read_skewed(const n2v_corpus *corpus, uint32_t epoch, uint64_t first,
                                     uint32_t count, uint32_t *tokens, uint32_t *lengths) {
  for (uint32_t i = 0; i < count; i++) {
    n2v_rng rng = n2v_rng_seed(1, first + i, epoch);
    lengths[i] = corpus->max_length;
    for (uint32_t j = 0; j < corpus->max_length; j++)
      *tokens++ = (uint32_t)(pow(n2v_rng_double(&rng), bench_skew) * corpus->nodes);
  }
}

#endif
