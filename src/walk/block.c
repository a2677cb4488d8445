#include "walk/block.h"

#include "walk/permutation.h"

/* Number of the walk within its epoch -> repeat and start node. */
static uint32_t start_node(const n2v_block *block, uint64_t walk, uint64_t *stream) {
  uint32_t nodes = block->graph->nodes;
  uint64_t repeat = walk / nodes, position = walk - repeat * nodes;
  *stream = (uint64_t)block->epoch << 32 | repeat;
  uint64_t key = n2v_rng_seed(block->seed, *stream, UINT64_MAX).state; /* no node has this number */
  return n2v_permute(key, nodes, (uint32_t)position);
}

bool n2v_block_start(n2v_block *block, n2v_lane *lane) {
  while (block->next < block->count) {
    uint32_t walk = block->next++;
    uint64_t stream;
    uint32_t node = start_node(block, block->first + walk, &stream);
    *lane = (n2v_lane){.rng = n2v_rng_seed(block->seed, stream, node),
                       .tokens = block->tokens + (size_t)walk * block->max_length,
                       .walk = walk,
                       .node = N2V_NO_NODE};
    if (n2v_lane_move(block, lane, node))
      return true;
  }
  return false;
}
