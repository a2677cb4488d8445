/* A block of walks in the making, and the lanes that make it.
 *
 * Samplers advance up to N2V_LANES walks side by side, so that the cache misses of one are hidden
 * behind the work of the others; a lane whose walk ends takes the next walk of the block. A walk
 * has its own random numbers, hence comes out the same whatever lane it runs in. */
#ifndef N2V_WALK_BLOCK_H
#define N2V_WALK_BLOCK_H

#include "walk/law.h"

enum { N2V_LANES = 32 };
#define N2V_NO_NODE UINT32_MAX /* the node before the first */

typedef struct n2v_lane {
  n2v_rng rng;
  uint32_t *tokens;        /* of its walk */
  uint32_t walk, length;   /* index in the block; tokens so far */
  uint32_t previous, node; /* t and v of law.h */
  uint64_t row;            /* first arc of v */
  uint32_t degree;         /* of v */
  uint32_t trials;         /* rejected in a row */
  uint64_t arc;            /* drawn, or the one that led to v; for the sampler */
} n2v_lane;

typedef struct n2v_block {
  const n2v_graph *graph;
  uint64_t seed;
  uint32_t epoch;
  uint64_t first; /* walk of the epoch that is number 0 here */
  uint32_t next, count, max_length;
  uint32_t *tokens, *lengths;
} n2v_block;

/* Puts the next walk into the lane; walks that end at their first node are done on the way. False:
 * none is left. */
bool n2v_block_start(n2v_block *block, n2v_lane *lane);

/* The lane's walk goes to x. False when it ends there, and is entered in the block. */
static inline bool n2v_lane_move(n2v_block *block, n2v_lane *lane, uint32_t x) {
  lane->previous = lane->node;
  lane->node = x;
  lane->tokens[lane->length++] = x;
  lane->trials = 0;
  lane->row = block->graph->offsets[x];
  lane->degree = (uint32_t)(block->graph->offsets[x + 1] - lane->row);
  if (lane->length < block->max_length && lane->degree)
    return true;
  block->lengths[lane->walk] = lane->length;
  return false;
}

/* Fills the lanes; how many hold a walk. */
static inline unsigned n2v_block_fill(n2v_block *block, n2v_lane lanes[N2V_LANES]) {
  unsigned live = 0;
  while (live < N2V_LANES && n2v_block_start(block, &lanes[live]))
    live++;
  return live;
}

#endif
