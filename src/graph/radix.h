/* Stable sort of 64-bit items by some of their bits. */
#ifndef N2V_GRAPH_RADIX_H
#define N2V_GRAPH_RADIX_H

#include <stddef.h>
#include <stdint.h>

/* Ascending by bits [low, high) of each item, 0 to 64; equal ones keep their order. The result is
 * in items, whatever the number of passes. scratch: `count` items. Takes O(count) for each 8 or 11
 * bits; a pass in which all items agree is left out. */
void n2v_radix_sort(uint64_t *items, uint64_t *scratch, size_t count, int low, int high);

#endif
