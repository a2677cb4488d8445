/* Second-order steps from one alias table for each arc (t, v), over v's neighbours: sum over arcs
 * of deg(v) slots, which is sum of deg^2 on an undirected graph. */
#include "walk/sampler.h"

#include "base/memory.h"
#include "base/parallel.h"
#include "base/status.h"

#include <omp.h>
#include <stdlib.h>

typedef struct precomputed {
  const n2v_law *law;
  n2v_alias *rows;  /* first-order tables, for the first step */
  uint64_t *starts; /* first slot of each arc's table */
  n2v_alias *tables;
} precomputed;

static uint64_t slot_count(const n2v_graph *g) {
  uint64_t slots = 0;
  for (uint64_t arc = 0; arc < g->arcs; arc++)
    slots += n2v_degree(g, g->neighbours[arc]);
  return slots;
}

static uint64_t bytes(const n2v_law *law) {
  const n2v_graph *g = law->graph;
  return n2v_row_tables_bytes(g) + g->arcs * sizeof(uint64_t) + slot_count(g) * sizeof(n2v_alias);
}

static void release(void *tables) {
  precomputed *s = tables;
  if (s) {
    n2v_free(s->rows);
    n2v_free(s->starts);
    n2v_free(s->tables);
  }
  free(s);
}

/* Builds the tables of all arcs that leave t. near[x] is the weight of t -> x, 0 where there is no
 * such arc; it comes and goes all zero. */
static void build_tables(const precomputed *s, uint32_t t, float *near, double *mass) {
  const n2v_law *law = s->law;
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
      n2v_alias_build(mass, degree, s->tables + s->starts[arc]);
  }
  for (uint64_t arc = g->offsets[t]; arc < g->offsets[t + 1]; arc++)
    near[g->neighbours[arc]] = 0;
}

static n2v_status fill(precomputed *s, int threads, n2v_error *err) {
  const n2v_graph *g = s->law->graph;
  size_t nodes = g->nodes;
  threads = n2v_pass_threads(threads, g->arcs, 1 << 12);
  float *near = n2v_calloc(nodes * (size_t)threads, sizeof *near);
  double *mass = n2v_alloc(nodes * (size_t)threads, sizeof *mass);
  if (!near || !mass) {
    n2v_free(near);
    n2v_free(mass);
    return n2v_fail_memory(err, "scratch for second-order tables", nodes * (size_t)threads * 12);
  }
#pragma omp parallel for num_threads(threads) schedule(dynamic, 16)
  for (uint32_t t = 0; t < g->nodes; t++) {
    size_t own = nodes * (size_t)omp_get_thread_num();
    build_tables(s, t, near + own, mass + own);
  }
  n2v_free(near);
  n2v_free(mass);
  return N2V_OK;
}

static n2v_status build(const n2v_law *law, int threads, void **tables, n2v_error *err) {
  const n2v_graph *g = law->graph;
  precomputed *s = calloc(1, sizeof *s);
  *tables = NULL;
  if (!s)
    return n2v_fail_memory(err, "the sampler", sizeof *s);
  s->law = law;
  s->starts = n2v_alloc(g->arcs, sizeof *s->starts);
  s->tables = n2v_alloc(slot_count(g), sizeof *s->tables);
  n2v_status status = n2v_row_tables(g, threads, &s->rows, err);
  if (status == N2V_OK && (!s->starts || !s->tables))
    status = n2v_fail_memory(err, "second-order tables", bytes(law));
  if (status == N2V_OK) {
    uint64_t slots = 0;
    for (uint64_t arc = 0; arc < g->arcs; arc++) {
      s->starts[arc] = slots;
      slots += n2v_degree(g, g->neighbours[arc]);
    }
    status = fill(s, threads, err);
  }
  if (status == N2V_OK)
    *tables = s;
  else
    release(s);
  return status;
}

static void walk(const void *tables, n2v_block *block) {
  const precomputed *s = tables;
  const n2v_graph *g = s->law->graph;
  n2v_lane lanes[N2V_LANES];
  unsigned live = n2v_block_fill(block, lanes);
  while (live) {
    for (unsigned i = 0; i < live; i++) {
      n2v_lane *lane = &lanes[i];
      uint64_t bits = n2v_rng_next(&lane->rng);
      uint32_t index = lane->previous == N2V_NO_NODE
                           ? n2v_row_draw(s->rows, lane->row, lane->degree, bits)
                           : n2v_alias_draw(s->tables + s->starts[lane->arc], lane->degree, bits);
      lane->arc = lane->row + index;
    }
    for (unsigned i = 0; i < live;)
      if (n2v_lane_move(block, &lanes[i], g->neighbours[lanes[i].arc]) ||
          n2v_block_start(block, &lanes[i]))
        i++;
      else
        lanes[i] = lanes[--live];
  }
}

const n2v_sampler n2v_precomputed = {"precomputed", bytes, build, release, walk};
