/* First-order steps: by weight alone, which is the law when p = q = 1. */
#include "walk/sampler.h"

#include "base/memory.h"
#include "base/parallel.h"
#include "base/status.h"

#include <omp.h>
#include <stdlib.h>

uint64_t n2v_row_tables_bytes(const n2v_graph *graph) {
  return graph->weights ? graph->arcs * sizeof(n2v_alias) : 0;
}

/* Rows descend by degree, so the first is the longest. */
static uint64_t longest_row(const n2v_graph *graph) {
  uint64_t longest = 0;
  for (uint32_t v = 0; v < graph->nodes; v++)
    longest = n2v_degree(graph, v) > longest ? n2v_degree(graph, v) : longest;
  return longest;
}

n2v_status n2v_row_tables(const n2v_graph *graph, int threads, n2v_alias **tables, n2v_error *err) {
  *tables = NULL;
  if (!graph->weights)
    return N2V_OK;
  uint64_t longest = longest_row(graph);
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
  *tables = table;
  return N2V_OK;
}

typedef struct first_order {
  const n2v_graph *graph;
  n2v_alias *rows;
} first_order;

static uint64_t bytes(const n2v_law *law) {
  return n2v_row_tables_bytes(law->graph);
}

static void release(void *tables) {
  first_order *s = tables;
  if (s)
    n2v_free(s->rows);
  free(s);
}

static n2v_status build(const n2v_law *law, int threads, void **tables, n2v_error *err) {
  first_order *s = calloc(1, sizeof *s);
  *tables = NULL;
  if (!s)
    return n2v_fail_memory(err, "the sampler", sizeof *s);
  s->graph = law->graph;
  n2v_status status = n2v_row_tables(s->graph, threads, &s->rows, err);
  if (status == N2V_OK)
    *tables = s;
  else
    release(s);
  return status;
}

static void walk(const void *tables, n2v_block *block) {
  const first_order *s = tables;
  const n2v_graph *g = s->graph;
  n2v_lane lanes[N2V_LANES];
  unsigned live = n2v_block_fill(block, lanes);
  while (live) {
    for (unsigned i = 0; i < live; i++) {
      n2v_lane *lane = &lanes[i];
      lane->arc =
          lane->row + n2v_row_draw(s->rows, lane->row, lane->degree, n2v_rng_next(&lane->rng));
      __builtin_prefetch(&g->neighbours[lane->arc]);
    }
    for (unsigned i = 0; i < live; i++)
      __builtin_prefetch(&g->offsets[g->neighbours[lanes[i].arc]]);
    for (unsigned i = 0; i < live;)
      if (n2v_lane_move(block, &lanes[i], g->neighbours[lanes[i].arc]) ||
          n2v_block_start(block, &lanes[i]))
        i++;
      else
        lanes[i] = lanes[--live];
  }
}

const n2v_sampler n2v_first_order = {"first-order", bytes, build, release, walk};
