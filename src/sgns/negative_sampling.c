/* Skip-gram with negative sampling (Mikolov et al. 2013, section 2.2) as an objective: negatives
 * come from the noise of the corpus, groups are trained by the kernels. */
#include "sgns/noise.h"
#include "sgns/objective.h"

#include <math.h>

static n2v_status make_table(const uint64_t *counts, uint32_t nodes, double exponent, void **table,
                             n2v_error *err) {
  n2v_alias *noise;
  n2v_status status = n2v_noise_new(counts, nodes, exponent, &noise, err);
  *table = noise;
  return status;
}

static uint64_t table_bytes(uint32_t nodes) {
  return nodes * sizeof(n2v_alias);
}

/* In a batch look-ups overlap: each is a miss of the cache in a large table. */
static void draw(const void *table, uint32_t nodes, n2v_rng *rng, uint32_t *drawn, uint32_t count) {
  for (uint32_t i = 0; i < count; i++)
    drawn[i] = n2v_alias_draw(table, nodes, n2v_rng_next(rng));
}

static n2v_group_trainer *trainer(const n2v_kernel *kernel) {
  return kernel->train;
}

/* One logarithm of 2 for the positive and each negative. */
static double chance(uint32_t negatives) {
  return (negatives + 1) * log(2);
}

const n2v_objective n2v_sgns = {make_table, table_bytes, draw, trainer, n2v_kernel_scratch, chance};
