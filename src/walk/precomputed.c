/* Second-order steps from one alias table for each arc (t, v), over v's neighbours: sum over arcs
 * of deg(v) slots, which is sum of deg^2 on an undirected graph. This is how the reference program
 * of the node2vec paper draws: a step costs the same whatever p and q are, and a graph with hubs
 * needs tables that few machines hold (docs/walks.md has figures). */
#include "walk/sampler.h"

#include "base/memory.h"
#include "base/parallel.h"
#include "base/progress.h"
#include "base/status.h"

#include <omp.h>
#include <stdlib.h>

typedef struct precomputed {
  n2v_tables base;
  n2v_alias *rows;  /* first-order tables, for the first step; NULL: all weights are 1 */
  uint64_t *starts; /* first slot of each arc's table */
  n2v_alias *slots;
} precomputed;

static uint64_t slot_count(const n2v_graph *g) {
  uint64_t slots = 0;
  for (uint64_t arc = 0; arc < g->arcs; arc++)
    slots += n2v_degree(g, g->neighbours[arc]);
  return slots;
}

/* It draws every law. */
static const char *refusal(const n2v_law *law) {
  (void)law;
  return NULL;
}

static n2v_cost cost(const n2v_law *law, const n2v_shape *s) {
  (void)law;
  return (n2v_cost){.build = s->pairs * 12,
                    .step = N2V_WORK_NS + n2v_line_ns(s->nodes * 8) + n2v_line_ns(s->pairs * 8) +
                            n2v_line_ns(s->arcs * 12)};
}

static uint64_t bytes(const n2v_law *law, uint64_t budget, int threads) {
  const n2v_graph *g = law->graph;
  (void)budget;
  (void)threads;
  return n2v_row_tables_bytes(g) + g->arcs * sizeof(uint64_t) + slot_count(g) * sizeof(n2v_alias);
}

static void release(n2v_tables *tables) {
  precomputed *s = (precomputed *)tables;
  n2v_free(s->rows);
  n2v_free(s->starts);
  n2v_free(s->slots);
  free(s);
}

/* Builds the tables of all arcs that leave t. near[x] is the weight of t -> x, 0 where there is no
 * such arc; it comes and goes all zero. */
static void build_tables(const precomputed *s, uint32_t t, float *near, double *mass) {
  const n2v_law *law = s->base.law;
  const n2v_graph *g = law->graph;
  for (uint64_t arc = g->offsets[t]; arc < g->offsets[t + 1]; arc++)
    near[g->neighbours[arc]] = n2v_weight(g, arc);
  for (uint64_t arc = g->offsets[t]; arc < g->offsets[t + 1]; arc++) {
    uint32_t v = g->neighbours[arc], degree = (uint32_t)n2v_degree(g, v);
    for (uint32_t i = 0; i < degree; i++) {
      uint32_t x = g->neighbours[g->offsets[v] + i];
      float weight = n2v_weight(g, g->offsets[v] + i);
      mass[i] = weight * n2v_law_factor(law, t, v, x, weight, near[x]);
    }
    if (degree)
      n2v_alias_build(mass, degree, s->slots + s->starts[arc]);
  }
  /* Only what was set: clearing all of near would take nodes^2 in all. */
  for (uint64_t arc = g->offsets[t]; arc < g->offsets[t + 1]; arc++)
    near[g->neighbours[arc]] = 0;
}

/* room: bytes for scratch; few mean few threads, at least one. On a stop tables are left unset: the
 * walker asks once more before it gives them out. */
static n2v_status fill(precomputed *s, uint64_t room, int threads, const n2v_progress *progress,
                       n2v_error *err) {
  const n2v_graph *g = s->base.law->graph;
  uint64_t slots = 0, longest = n2v_longest_row(g);
  uint64_t most = room / (g->nodes * sizeof(float) + longest * sizeof(double) + 1);
  threads = n2v_pass_threads(threads, g->arcs, 1 << 12);
  if (most < (uint64_t)threads)
    threads = most ? (int)most : 1;
  float *near = n2v_calloc(g->nodes * (size_t)threads, sizeof *near);
  double *mass = n2v_alloc(longest * (size_t)threads, sizeof *mass);
  if (!near || !mass) {
    n2v_free(near);
    n2v_free(mass);
    return n2v_fail_memory(err, "scratch for second-order tables",
                           (g->nodes * sizeof *near + longest * sizeof *mass) * (size_t)threads);
  }
  for (uint64_t arc = 0; arc < g->arcs; arc++) {
    s->starts[arc] = slots;
    slots += n2v_degree(g, g->neighbours[arc]);
  }
#pragma omp parallel for num_threads(threads) schedule(dynamic, 16)
  for (uint32_t t = 0; t < g->nodes; t++) {
    size_t own = (size_t)omp_get_thread_num();
    if (!n2v_stop_requested(progress))
      build_tables(s, t, near + g->nodes * own, mass + longest * own);
  }
  n2v_free(near);
  n2v_free(mass);
  return N2V_OK;
}

static n2v_status build(const n2v_law *law, uint64_t budget, int threads,
                        const n2v_progress *progress, n2v_tables **out, n2v_error *err) {
  const n2v_graph *g = law->graph;
  uint64_t need = bytes(law, budget, threads);
  if (need > budget)
    return n2v_fail_limit(err, n2v_precomputed.name, need, budget);
  precomputed *s = calloc(1, sizeof *s);
  if (!s)
    return n2v_fail_memory(err, "the sampler", sizeof *s);
  s->base = (n2v_tables){law, need};
  s->starts = n2v_alloc(g->arcs, sizeof *s->starts);
  s->slots = n2v_alloc(slot_count(g), sizeof *s->slots);
  n2v_status status = n2v_row_tables(g, threads, &s->rows, err);
  if (status == N2V_OK && (!s->starts || !s->slots))
    status = n2v_fail_memory(err, "second-order tables", need);
  if (status == N2V_OK)
    status = fill(s, budget - need, threads, progress, err);
  if (status == N2V_OK)
    *out = &s->base;
  else
    release(&s->base);
  return status;
}

/* ------------------------------------------------------------------------------------- walking */

typedef precomputed TABLES;

typedef struct lane {
  n2v_lane base;
  const n2v_alias *entry;
  uint64_t row, arc; /* first arc of v; the arc t -> v, later v -> x */
  uint32_t slot, coin;
} lane;

static void start(lane *l) {
  (void)l;
}

/* The table of the arc walked last; on the first step the row's own, or none. */
static bool draw(const precomputed *s, lane *l) {
  const n2v_graph *g = s->base.law->graph;
  uint64_t row = g->offsets[l->base.node];
  uint32_t degree = (uint32_t)(g->offsets[l->base.node + 1] - row);
  if (n2v_lane_over(&l->base, degree))
    return false;
  const n2v_alias *table = l->base.previous != N2V_NO_NODE ? s->slots + s->starts[l->arc]
                           : s->rows                       ? s->rows + row
                                                           : NULL;
  static const n2v_alias own = {UINT32_MAX, 0};
  l->row = row;
  l->slot = n2v_slot(n2v_rng_next(&l->base.rng), degree, &l->coin);
  l->entry = table ? table + l->slot : &own;
  __builtin_prefetch(l->entry);
  return true;
}

static void look_up(const precomputed *s, lane *l) {
  l->arc = l->row + (l->coin < l->entry->threshold ? l->slot : l->entry->other);
  __builtin_prefetch(&s->base.law->graph->neighbours[l->arc]);
  __builtin_prefetch(&s->starts[l->arc]);
}

static void settle(const precomputed *s, lane *l) {
  const n2v_graph *g = s->base.law->graph;
  uint32_t x = g->neighbours[l->arc];
  __builtin_prefetch(&g->offsets[x]);
  n2v_lane_step(&l->base, x, true);
}

#include "walk/lanes.h"

const n2v_sampler n2v_precomputed = {"precomputed", refusal, cost, bytes, build, release, walk};
