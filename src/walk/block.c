/* Where walks start: a permutation of the nodes for each repeat, so that every node starts as many
 * walks, in an order that says nothing about ids. */
#include "walk/block.h"

#include "walk/permutation.h"

uint32_t n2v_walk_start(uint32_t nodes, uint64_t seed, uint32_t epoch, uint64_t walk,
                        n2v_rng *rng) {
  uint64_t repeat = walk / nodes, stream = (uint64_t)epoch << 32 | repeat;
  uint64_t key = n2v_rng_seed(seed, stream, UINT64_MAX).state; /* no node has this number */
  uint32_t node = n2v_permute(key, nodes, (uint32_t)(walk - repeat * nodes));
  *rng = n2v_rng_seed(seed, stream, node);
  return node;
}

bool n2v_block_next(n2v_block *block, n2v_lane *lane) {
  if (lane->token)
    block->lengths[lane->walk] = (uint32_t)(lane->token - lane->end) + block->max_length;
  if (block->next == block->count)
    return false;
  uint32_t *tokens = block->tokens + (size_t)block->next * block->max_length;
  *lane = (n2v_lane){.token = tokens + 1,
                     .end = tokens + block->max_length,
                     .previous = N2V_NO_NODE,
                     .walk = block->next};
  lane->node = n2v_walk_start(block->graph->nodes, block->seed, block->epoch,
                              block->first + block->next, &lane->rng);
  *tokens = lane->node;
  block->next++;
  return true;
}
