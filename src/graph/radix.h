/* Stable sort of 64-bit items by some of their bits. */
#ifndef N2V_GRAPH_RADIX_H
#define N2V_GRAPH_RADIX_H

#include <stddef.h>
#include <stdint.h>

/* Ascending by bits [low, high) of each item; equal ones keep their order. scratch: `count` items.
 */
void n2v_radix_sort(uint64_t *items, uint64_t *scratch, size_t count, int low, int high);

#endif
