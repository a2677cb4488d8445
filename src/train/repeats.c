/* One look at each position, through a hash table with open addressing, at most half full: windows
 * then know their repeats by comparing numbers, where each would have to look for its own. */
#include "train/repeats.h"

#include <string.h>

uint32_t n2v_repeats_slots(uint32_t positions) {
  uint32_t slots = 16;
  while (slots < 2 * positions)
    slots *= 2;
  return slots;
}

void n2v_repeats_find(const uint32_t *walk, uint32_t positions, uint32_t *slots, uint32_t *back) {
  const uint32_t mask = n2v_repeats_slots(positions) - 1;
  memset(slots, 0, ((size_t)mask + 1) * sizeof *slots);
  for (uint32_t i = 0; i < positions; i++) {
    uint32_t at = walk[i] * 0x9e3779b9u >> 7 & mask; /* Fibonacci hashing */
    while (slots[at] && walk[slots[at] - 1] != walk[i])
      at = (at + 1) & mask;
    back[i] = slots[at] ? i + 1 - slots[at] : N2V_NOT_BEFORE;
    slots[at] = i + 1;
  }
}
