/* The pool of negatives: drawn from the noise for some walks and used a few times each, so that
 * their rows lie in the core's own cache. */
#ifndef N2V_TRAIN_POOL_H
#define N2V_TRAIN_POOL_H

#include "base/random.h"

#include <stdbool.h>
#include <stdint.h>

enum {
  N2V_MOST_POOL = 1024, /* negatives; a power of two, as every pool */
  N2V_NO_ROW = UINT32_MAX
};

typedef struct n2v_pool {
  uint32_t *rows; /* output rows of the negatives; room for N2V_MOST_POOL */
  uint32_t mask;  /* their number less one */
  uint32_t uses;  /* of each, at most, before the pool is used up */
  /* Every step-th, round and round: an odd step meets each of a power of two once. */
  uint32_t at, step, left, rounds;
} n2v_pool;

/* How often a negative may be used: of few nodes a pool is a poor sample, and their rows lie in a
 * cache anyhow. */
uint32_t n2v_pool_uses(uint32_t nodes);

/* How many to draw for so many picks. */
uint32_t n2v_pool_size(const n2v_pool *pool, uint64_t picks);
/* They are in rows[0, count): begins with them. */
void n2v_pool_begin(n2v_pool *pool, uint32_t count);
/* A new order, from anywhere. */
void n2v_pool_turn(n2v_pool *pool, n2v_rng *rng);

/* Whether it has been used as often as it may. */
static inline bool n2v_pool_used_up(const n2v_pool *pool) {
  return pool->rounds > pool->uses;
}

/* The row that is picked after i others, unless the order changes. */
static inline uint32_t n2v_pool_ahead(const n2v_pool *pool, uint32_t i) {
  return pool->rows[(pool->at + i * pool->step) & pool->mask];
}

/* A negative for a centre; N2V_NO_ROW when the pool has hardly another row than its own. */
static inline uint32_t n2v_pool_pick(n2v_pool *pool, n2v_rng *rng, uint32_t centre) {
  for (int attempt = 0; attempt < 8; attempt++) {
    if (!pool->left)
      n2v_pool_turn(pool, rng);
    pool->left--;
    uint32_t row = n2v_pool_ahead(pool, 0);
    pool->at += pool->step;
    if (row != centre)
      return row;
  }
  return N2V_NO_ROW;
}

#endif
