/* Edge tests t -> x as walks ask for them: x a neighbour of a neighbour of t. Candidates: a search
 * in t's row, the index's hash table of whole lines, and its bit matrix where the graph is small.
 * The last two are asked for 32 tests at a time, as the lanes of a block do. */
#include "shim.h"

#include "base/memory.h"
#include "graphs.h"
#include "walk/adjacency.h"
#include "walk/block.h"
#include "walk/law.h"

enum { QUERIES = 1 << 16 };

typedef struct run {
  const bench_graph *graph;
  const char *kind; /* search, buckets or matrix */
} run;

typedef struct query {
  uint32_t t, x;
} query;

static volatile uint64_t sink;

static query *make_queries(const n2v_graph *g) {
  query *queries = n2v_alloc(QUERIES, sizeof *queries);
  n2v_rng rng = {1};
  for (int i = 0; queries && i < QUERIES;) {
    uint64_t arc = (uint64_t)(n2v_rng_double(&rng) * (double)g->arcs);
    uint32_t t = g->neighbours[arc], v = t; /* by degree, as walks come */
    for (int hop = 0; hop < 2 && n2v_degree(g, v); hop++)
      v = g->neighbours[g->offsets[v] + n2v_rng_below(&rng, (uint32_t)n2v_degree(g, v))];
    if (n2v_degree(g, v))
      queries[i++] = (query){t, v};
  }
  return queries;
}

static uint64_t by_search(const n2v_graph *g, const query *queries) {
  uint64_t hits = 0;
  for (int i = 0; i < QUERIES; i++) {
    uint32_t t = queries[i].t;
    hits += n2v_row_find(g->neighbours, g->offsets[t], g->offsets[t + 1], queries[i].x) <
            g->offsets[t + 1];
  }
  return hits;
}

static uint64_t by_index(const n2v_adjacency *a, const query *queries) {
  uint64_t hits = 0;
  for (int i = 0; i < QUERIES; i += N2V_LANES) {
    n2v_adjacency_row rows[N2V_LANES];
    const void *lines[N2V_LANES];
    for (int k = 0; k < N2V_LANES; k++) {
      rows[k] = n2v_adjacency_row_of(a, queries[i + k].t);
      lines[k] = n2v_adjacency_line(a, rows[k], queries[i + k].x);
      __builtin_prefetch(lines[k]);
    }
    for (int k = 0; k < N2V_LANES; k++)
      hits += n2v_adjacency_test(a, lines[k], rows[k], queries[i + k].x);
  }
  return hits;
}

static void bench_tests(bench_state *state, void *argument) {
  const run *r = argument;
  const n2v_graph *g = bench_graph_get(r->graph);
  bool search = strcmp(r->kind, "search") == 0, matrix = strcmp(r->kind, "matrix") == 0;
  uint64_t budget = matrix ? UINT64_MAX : 0, tests = 0, hits = 0;
  n2v_adjacency a = {0};
  query *queries = make_queries(g);
  if (!queries || (!search && n2v_adjacency_init(&a, g, budget, 2, NULL) != N2V_OK))
    abort();
  if (matrix && !a.bits)
    bench_skip(state, "too many nodes for a matrix");
  for (; bench_next(state); tests += QUERIES)
    hits += search ? by_search(g, queries) : by_index(&a, queries);
  sink = hits;
  bench_rate(state, "tests", (double)tests);
  bench_value(state, "hits", (double)hits / (double)tests);
  bench_value(state, "MB", search ? 0 : (double)n2v_adjacency_bytes(g, budget) / 1e6);
  n2v_adjacency_clear(&a);
  n2v_free(queries);
}

void bench_setup(void) {
  static const char *const kinds[] = {"search", "buckets", "matrix"};
  static run all[BENCH_GRAPHS * 3];
  for (int i = 0; i < BENCH_GRAPHS * 3; i++) {
    char name[64];
    all[i] = (run){&bench_graphs[i / 3], kinds[i % 3]};
    snprintf(name, sizeof name, "edge-test/%s/%s", all[i].graph->name, all[i].kind);
    if (bench_graph_there(all[i].graph))
      bench_add(name, bench_tests, &all[i]);
  }
}
