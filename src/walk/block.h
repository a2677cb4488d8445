/* A block of walks in the making, and the lanes that make it.
 *
 * Samplers advance N2V_LANES walks side by side in short passes, each of which asks for the memory
 * that the next one reads, so that the cache misses of many walks overlap. A lane whose walk ends
 * takes the next walk of the block. A walk has its own random numbers, hence comes out the same
 * whatever lane it runs in and however the walks are cut into blocks. */
#ifndef N2V_WALK_BLOCK_H
#define N2V_WALK_BLOCK_H

#include "walk/law.h"

#include <stdbool.h>

/* Cores follow 16 to 24 misses at a time. Fewer lanes than 32 leave memory idle, more push each
 * other's lines out of the first cache. */
enum { N2V_LANES = 32 };
#define N2V_NO_NODE UINT32_MAX

#define n2v_likely(condition)   __builtin_expect(!!(condition), 1)
#define n2v_unlikely(condition) __builtin_expect(!!(condition), 0)

/* The part of a lane that is the same for every sampler; theirs begin with it. */
typedef struct n2v_lane {
  n2v_rng rng;
  uint32_t *token, *end;   /* where the next node goes; end of the walk's room */
  uint32_t previous, node; /* t and v of law.h; t is N2V_NO_NODE on the first step */
  uint32_t walk;           /* its number in the block */
  uint32_t trials;         /* proposals turned down in a row */
} n2v_lane;

typedef struct n2v_block {
  const n2v_graph *graph;
  uint64_t seed;
  uint32_t epoch;
  uint64_t first; /* number within the epoch of the walk that is 0 here */
  uint32_t next, count, max_length;
  uint32_t *tokens, *lengths; /* as in n2v_corpus.read */
} n2v_block;

/* Start node of a walk, given its number within the epoch, and the walk's own random numbers. */
uint32_t n2v_walk_start(uint32_t nodes, uint64_t seed, uint32_t epoch, uint64_t walk, n2v_rng *rng);

/* Enters the length of the lane's walk, if it has one (lane->token), and puts the next walk of the
 * block into it, the start node written. False when there is none left. */
bool n2v_block_next(n2v_block *block, n2v_lane *lane);

/* Whether the walk cannot go on: it is as long as it may be, or at a dead end. */
static inline bool n2v_lane_over(const n2v_lane *lane, uint32_t degree) {
  return n2v_unlikely(lane->token == lane->end || !degree);
}

/* Takes the step to x when `take` is 1, and stays when it is 0; without a branch, because `take` is
 * a coin that no processor foretells. */
static inline void n2v_lane_step(n2v_lane *lane, uint32_t x, bool take) {
  *lane->token = x; /* there is room: the walk is not over */
  lane->token += take;
  lane->previous = take ? lane->node : lane->previous;
  lane->node = take ? x : lane->node;
  lane->trials = take ? 0 : lane->trials + 1;
}

#endif
