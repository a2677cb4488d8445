/* Entries of rows while they are sorted: 64-bit items of neighbour (31 bits), listed backward (1
 * bit) and weight (the float's 32 bits), so that a sort moves one word an entry. Sorting by
 * neighbour alone is stable, so that listings of one edge stay in the order of the edges. */
#ifndef N2V_GRAPH_ROW_ITEMS_H
#define N2V_GRAPH_ROW_ITEMS_H

#include "base/memory.h"
#include "graph/radix.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* Marks a neighbour whose edge was listed from the neighbour's side; node ids need 31 bits. */
#define N2V_LISTED_BACKWARD 0x80000000u

enum { ITEM_NEIGHBOUR = 33, ITEM_BACKWARD = 32 }; /* lowest bits */

static inline uint64_t item_of(uint32_t marked, float weight) {
  uint32_t bits;
  memcpy(&bits, &weight, sizeof bits);
  uint64_t neighbour = marked & ~N2V_LISTED_BACKWARD, backward = marked / N2V_LISTED_BACKWARD;
  return neighbour << ITEM_NEIGHBOUR | backward << ITEM_BACKWARD | bits;
}

static inline uint32_t item_neighbour(uint64_t item) {
  return (uint32_t)(item >> ITEM_NEIGHBOUR);
}

static inline bool item_backward(uint64_t item) {
  return item >> ITEM_BACKWARD & 1;
}

static inline float item_weight(uint64_t item) {
  uint32_t bits = (uint32_t)item;
  float weight;
  memcpy(&weight, &bits, sizeof weight);
  return weight;
}

/* Bits of the ids of so many nodes. */
static inline int id_bits(uint32_t nodes) {
  return nodes > 1 ? 32 - __builtin_clz(nodes - 1) : 1;
}

/* Two arrays for as many items as a thread has met at once; starts zeroed. */
typedef struct row_items {
  uint64_t *items, *spare;
  uint64_t capacity;
} row_items;

static inline void row_items_free(row_items *r) {
  n2v_free(r->items);
}

/* The old contents are not kept. One allocation for both arrays. */
static inline bool row_items_reserve(row_items *r, uint64_t items) {
  if (items <= r->capacity && r->items)
    return true;
  n2v_free(r->items);
  r->items = n2v_alloc(2 * items, sizeof *r->items);
  r->spare = r->items ? r->items + items : NULL;
  r->capacity = r->items ? items : 0;
  return r->items != NULL;
}

#endif
