/* What a second-order sampler is: tables over a graph and a law, and walks drawn with them. All
 * samplers follow the same law exactly; they differ in bytes and speed. */
#ifndef N2V_WALK_SAMPLER_H
#define N2V_WALK_SAMPLER_H

#include "walk/alias.h"
#include "walk/block.h"
#include "walk/law.h"

typedef struct n2v_sampler {
  const char *name;
  /* Bytes of the tables, known before any is allocated. */
  uint64_t (*bytes)(const n2v_law *law);
  /* *tables is NULL on failure. law and its graph must outlive the tables. */
  n2v_status (*build)(const n2v_law *law, int threads, void **tables, n2v_error *err);
  void (*free)(void *tables);
  /* Fills the block. Thread-safe. */
  void (*walk)(const void *tables, n2v_block *block);
} n2v_sampler;

extern const n2v_sampler n2v_first_order, n2v_precomputed, n2v_rejection;

/* One alias table for each row of the graph, slot for slot beside its neighbours, or NULL in
 * *tables when all weights are 1: then a row needs none. */
uint64_t n2v_row_tables_bytes(const n2v_graph *graph);
n2v_status n2v_row_tables(const n2v_graph *graph, int threads, n2v_alias **tables, n2v_error *err);

/* A neighbour by weight alone: its index within the row [row, row + degree), degree >= 1. */
static inline uint32_t n2v_row_draw(const n2v_alias *tables, uint64_t row, uint32_t degree,
                                    uint64_t bits) {
  return tables ? n2v_alias_draw(tables + row, degree, bits)
                : n2v_scale32((uint32_t)(bits >> 32), degree);
}

#endif
