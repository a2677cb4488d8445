/* What a sampler of steps is: tables over a graph, and walks drawn with them. Each is one file and
 * one row of samplers.def. All samplers draw the
 * same law exactly (to 2^-32 of a proposal; rejection.c with weights less); they differ in bytes
 * and speed. */
#ifndef N2V_WALK_SAMPLER_H
#define N2V_WALK_SAMPLER_H

#include "walk/alias.h"
#include "walk/block.h"
#include "walk/cost.h"
#include "walk/law.h"

/* Every sampler's tables begin with this. */
typedef struct n2v_tables {
  const n2v_law *law;
  uint64_t bytes; /* taken, the graph not counted */
} n2v_tables;

typedef struct n2v_sampler {
  const char *name;
  /* Why it cannot draw this law on this graph, or NULL. */
  const char *(*refusal)(const n2v_law *law);
  n2v_cost (*cost)(const n2v_law *law, const n2v_shape *shape);
  /* Bytes it takes when it may take `budget`: the least that it needs when that is not enough.
   * Nothing of note is allocated to find out. */
  uint64_t (*bytes)(const n2v_law *law, uint64_t budget, int threads);
  /* N2V_ELIMIT, before allocating, when the budget is too small. law and its graph must outlive the
   * tables. When progress asks to stop, what is slow is left out, and the tables are of no use. */
  n2v_status (*build)(const n2v_law *law, uint64_t budget, int threads,
                      const n2v_progress *progress, n2v_tables **out, n2v_error *err);
  void (*free)(n2v_tables *tables);
  /* Fills the block. Thread-safe. */
  void (*walk)(const n2v_tables *tables, n2v_block *block);
} n2v_sampler;

#define SAMPLER(name) extern const n2v_sampler n2v_##name;
#include "walk/samplers.def"
#undef SAMPLER

/* N2V_ELIMIT with the numbers. */
n2v_status n2v_fail_limit(n2v_error *err, const char *sampler, uint64_t bytes, uint64_t budget);

/* One alias table for each row of a weighted graph, slot for slot beside its neighbours; NULL in
 * *rows when all weights are 1, because then a row needs none. */
uint64_t n2v_row_tables_bytes(const n2v_graph *graph);
n2v_status n2v_row_tables(const n2v_graph *graph, int threads, n2v_alias **rows, n2v_error *err);

/* Arcs of the longest row. */
uint64_t n2v_longest_row(const n2v_graph *graph);

/* A random slot of n for 64 random bits, and in *coin a number uniform in [0, 2^32). */
static inline uint32_t n2v_slot(uint64_t bits, uint32_t n, uint32_t *coin) {
  unsigned __int128 product = (unsigned __int128)bits * n;
  *coin = (uint32_t)((uint64_t)product >> 32);
  return (uint32_t)(product >> 64);
}

#endif
