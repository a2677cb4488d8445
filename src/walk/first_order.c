/* First-order steps: by weight alone, which is the law when p = q = 1. Alias tables for each row of
 * a weighted graph; without weights a random neighbour, and no table at all. */
#include "walk/sampler.h"

#include "base/memory.h"
#include "base/parallel.h"
#include "base/status.h"

#include <omp.h>
#include <stdlib.h>

/* These tables serve other samplers, too: their walks' first step goes by weights alone. */
uint64_t n2v_row_tables_bytes(const n2v_graph *graph) {
  return graph->weights ? graph->arcs * sizeof(n2v_alias) : 0;
}

uint64_t n2v_longest_row(const n2v_graph *graph) {
  uint64_t longest = 0;
  for (uint32_t v = 0; v < graph->nodes; v++)
    longest = n2v_degree(graph, v) > longest ? n2v_degree(graph, v) : longest;
  return longest;
}

/* Table of row v: rows[offsets[v] ..], a slot for each arc. Each thread has a scratch row as long
 * as the longest; dynamic, for rows of a power law are of very different lengths. */
n2v_status n2v_row_tables(const n2v_graph *graph, int threads, n2v_alias **rows, n2v_error *err) {
  *rows = NULL;
  if (!graph->weights)
    return N2V_OK;
  uint64_t longest = n2v_longest_row(graph);
  threads = n2v_pass_threads(threads, graph->arcs, 1 << 16);
  n2v_alias *table = n2v_alloc(graph->arcs, sizeof *table);
  double *scratch = n2v_alloc(longest * (uint64_t)threads, sizeof *scratch);
  if (!table || !scratch) {
    n2v_free(table);
    n2v_free(scratch);
    return n2v_fail_memory(err, "first-order tables", n2v_row_tables_bytes(graph));
  }
#pragma omp parallel for num_threads(threads) schedule(dynamic, 256)
  for (uint32_t v = 0; v < graph->nodes; v++) {
    double *mass = scratch + longest * (uint64_t)omp_get_thread_num();
    uint64_t row = graph->offsets[v], degree = n2v_degree(graph, v);
    for (uint64_t i = 0; i < degree; i++)
      mass[i] = graph->weights[row + i];
    if (degree)
      n2v_alias_build(mass, (uint32_t)degree, table + row);
  }
  n2v_free(scratch);
  *rows = table;
  return N2V_OK;
}

typedef struct first_order {
  n2v_tables base;
  n2v_alias *rows; /* NULL: all weights are 1 */
} first_order;

static const char *refusal(const n2v_law *law) {
  return n2v_law_first_order(law) ? NULL : "it draws p = q = 1 only";
}

/* Fits to the table in docs/walks.md: 12 ns to build a slot of 8 bytes; a step touches a row's
 * offset, with weights a slot, and a neighbour's id. */
static n2v_cost cost(const n2v_law *law, const n2v_shape *s) {
  bool weighted = law->graph->weights;
  double rows = weighted ? n2v_line_ns(s->arcs * 8) : 0;
  return (n2v_cost){.build = weighted ? s->arcs * 12 : 0,
                    .step = 6 + n2v_line_ns(s->nodes * 8) + rows + n2v_line_ns(s->arcs * 4)};
}

static uint64_t bytes(const n2v_law *law, uint64_t budget, int threads) {
  (void)budget;
  (void)threads;
  return n2v_row_tables_bytes(law->graph);
}

static void release(n2v_tables *tables) {
  first_order *s = (first_order *)tables;
  n2v_free(s->rows);
  free(s);
}

static n2v_status build(const n2v_law *law, uint64_t budget, int threads,
                        const n2v_progress *progress, n2v_tables **out, n2v_error *err) {
  (void)progress; /* soon done */
  uint64_t need = bytes(law, budget, threads);
  if (need > budget)
    return n2v_fail_limit(err, n2v_first_order.name, need, budget);
  first_order *s = calloc(1, sizeof *s);
  if (!s)
    return n2v_fail_memory(err, "the sampler", sizeof *s);
  s->base = (n2v_tables){law, need};
  n2v_status status = n2v_row_tables(law->graph, threads, &s->rows, err);
  if (status == N2V_OK)
    *out = &s->base;
  else
    release(&s->base);
  return status;
}

/* ------------------------------------------------------------------------------------- walking */

typedef first_order TABLES;

typedef struct lane {
  n2v_lane base;
  uint64_t row, arc;   /* first arc of the node's row; the arc to be taken */
  uint32_t slot, coin; /* place in the row; 32 random bits that keep it or give it away */
} lane;

static void start(lane *l) {
  (void)l;
}

/* Pass 1: reads offsets, which settle has asked for, and asks for the slot or the neighbour. False:
 * the walk is over. */
static bool draw(const first_order *s, lane *l) {
  const n2v_graph *g = s->base.law->graph;
  uint64_t row = g->offsets[l->base.node];
  uint32_t degree = (uint32_t)(g->offsets[l->base.node + 1] - row);
  if (n2v_lane_over(&l->base, degree))
    return false;
  l->row = row;
  l->slot = n2v_slot(n2v_rng_next(&l->base.rng), degree, &l->coin);
  l->arc = row + l->slot;
  if (s->rows)
    __builtin_prefetch(&s->rows[l->arc]);
  else
    __builtin_prefetch(&g->neighbours[l->arc]);
  return true;
}

/* Pass 2: reads the slot. Without tables there is nothing to look up, and the neighbour is asked
 * for already. */
static void look_up(const first_order *s, lane *l) {
  if (!s->rows)
    return;
  n2v_alias entry = s->rows[l->arc];
  l->arc = l->row + (l->coin < entry.threshold ? l->slot : entry.other);
  __builtin_prefetch(&s->base.law->graph->neighbours[l->arc]);
}

/* Pass 3: reads the neighbour and takes the step. */
static void settle(const first_order *s, lane *l) {
  const n2v_graph *g = s->base.law->graph;
  uint32_t x = g->neighbours[l->arc];
  __builtin_prefetch(&g->offsets[x]);
  n2v_lane_step(&l->base, x, true);
}

#include "walk/lanes.h"

const n2v_sampler n2v_first_order = {"first-order", refusal, cost, bytes, build, release, walk};
