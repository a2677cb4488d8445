/* Takes edges out so that no node loses its component: a random spanning forest stays. */
#include "eval/edge_split.h"

#include "base/memory.h"
#include "base/random.h"
#include "base/status.h"
#include "eval/rest_graph.h"
#include "graph/union_find.h"

#include <inttypes.h>

/* Uniform in [0, n) up to a bias of n / 2^64. */
static uint64_t below64(n2v_rng *rng, uint64_t n) {
  return (uint64_t)(((unsigned __int128)n2v_rng_next(rng) * n) >> 64);
}

/* Edges u < v of the graph in random order. */
static n2v_pair *shuffled_edges(const n2v_graph *g, n2v_rng *rng, uint64_t count) {
  n2v_pair *edges = n2v_alloc(count, sizeof *edges);
  uint64_t used = 0;
  if (!edges)
    return NULL;
  for (uint32_t u = 0; u < g->nodes; u++)
    for (uint64_t a = g->offsets[u]; a < g->offsets[u + 1]; a++) {
      if (g->neighbours[a] <= u)
        continue;
      uint64_t j = below64(rng, used + 1); /* inside-out Fisher-Yates */
      edges[used++] = edges[j];
      edges[j] = (n2v_pair){u, g->neighbours[a]};
    }
  return edges;
}

/* Moves the edges that join components when taken in order, a spanning forest (Kruskal's), behind
 * the others, which keep their order; gives how many others there are. */
static uint64_t set_forest_aside(n2v_pair *edges, uint64_t count, uint32_t *parents,
                                 n2v_pair *forest) {
  uint64_t others = 0, joined = 0;
  for (uint64_t i = 0; i < count; i++) {
    uint32_t a = n2v_find_root(parents, edges[i].u), b = n2v_find_root(parents, edges[i].v);
    if (a == b) {
      edges[others++] = edges[i];
    } else {
      parents[a] = b;
      forest[joined++] = edges[i];
    }
  }
  for (uint64_t i = 0; i < joined; i++)
    edges[others + i] = forest[i];
  return others;
}

static n2v_status keep_forest(const n2v_graph *g, n2v_pair *edges, uint64_t count, uint64_t *others,
                              n2v_error *err) {
  uint32_t *parents = n2v_alloc(g->nodes, sizeof *parents);
  n2v_pair *forest = n2v_alloc(g->nodes, sizeof *forest);
  n2v_status status = N2V_OK;
  if (parents && forest) {
    for (uint32_t v = 0; v < g->nodes; v++)
      parents[v] = v;
    *others = set_forest_aside(edges, count, parents, forest);
  } else {
    status = n2v_fail_memory(err, "a spanning forest", g->nodes * sizeof *forest);
  }
  n2v_free(parents);
  n2v_free(forest);
  return status;
}

/* The graph of the edges that stand behind the first `count`, and of the self-loops. */
static n2v_status build_rest(const n2v_graph *g, n2v_edge_split *split, int threads,
                             n2v_error *err) {
  bool *hidden = n2v_calloc(g->arcs, sizeof *hidden);
  if (!hidden)
    return n2v_fail_memory(err, "the edges", g->arcs * sizeof *hidden);
  for (uint64_t i = 0; i < split->count; i++)
    hidden[n2v_arc_find(g, split->removed[i].u, split->removed[i].v)] = true;
  n2v_status status = n2v_rest_graph(g, hidden, threads, &split->rest, err);
  n2v_free(hidden);
  return status;
}

/* --------------------------------------------------------------------------- non-edges */

/* Adds a key to a set by open addressing; false: it was there. Free slots hold UINT64_MAX. */
static bool insert(uint64_t *slots, uint64_t mask, uint64_t key) {
  uint64_t at = n2v_mix64(key) & mask;
  for (; slots[at] != UINT64_MAX; at = (at + 1) & mask)
    if (slots[at] == key)
      return false;
  slots[at] = key;
  return true;
}

static n2v_status draw_non_edges(const n2v_graph *g, n2v_rng *rng, n2v_edge_split *split,
                                 n2v_error *err) {
  uint64_t pairs = (uint64_t)g->nodes * (g->nodes - 1) / 2, size = 16, used = 0;
  if (pairs - (g->edges - g->loops) < split->count)
    return n2v_fail(err, N2V_EINPUT,
                    "%" PRIu64 " edges taken out, but only %" PRIu64
                    " pairs of nodes have no edge: too dense a graph, or take less (`remove`)",
                    split->count, pairs - (g->edges - g->loops));
  while (size < 2 * split->count)
    size *= 2;
  uint64_t *slots = n2v_alloc(size, sizeof *slots);
  split->non_edges = n2v_alloc(split->count, sizeof *split->non_edges);
  if (!slots || !split->non_edges) {
    n2v_free(slots);
    return n2v_fail_memory(err, "the pairs without an edge", size * sizeof *slots);
  }
  for (uint64_t i = 0; i < size; i++)
    slots[i] = UINT64_MAX;
  while (used < split->count) {
    uint32_t a = n2v_rng_below(rng, g->nodes), b = n2v_rng_below(rng, g->nodes);
    n2v_pair pair = a < b ? (n2v_pair){a, b} : (n2v_pair){b, a};
    if (a != b && n2v_arc_find(g, a, b) == UINT64_MAX &&
        insert(slots, size - 1, (uint64_t)pair.u << 32 | pair.v))
      split->non_edges[used++] = pair;
  }
  n2v_free(slots);
  return N2V_OK;
}

n2v_status n2v_edge_split_new(const n2v_graph *graph, double fraction, uint64_t seed, int threads,
                              n2v_edge_split *split, n2v_error *err) {
  n2v_rng rng = n2v_rng_seed(seed, graph->nodes, graph->edges);
  uint64_t edges = graph->edges - graph->loops, others = 0;
  *split = (n2v_edge_split){.count = (uint64_t)(fraction * (double)edges)};
  split->removed = shuffled_edges(graph, &rng, edges);
  n2v_status status =
      split->removed ? N2V_OK : n2v_fail_memory(err, "the edges", edges * sizeof(n2v_pair));
  if (status == N2V_OK)
    status = keep_forest(graph, split->removed, edges, &others, err);
  if (status == N2V_OK && split->count > others)
    split->count = others;
  if (status == N2V_OK && !split->count)
    status = n2v_fail(err, N2V_EINPUT, "no edge can be taken out: %s",
                      others ? "`remove` is too small" : "the graph has no cycle");
  if (status == N2V_OK)
    status = draw_non_edges(graph, &rng, split, err);
  if (status == N2V_OK)
    status = build_rest(graph, split, threads, err);
  if (status != N2V_OK)
    n2v_edge_split_free(split);
  return status;
}

void n2v_edge_split_free(n2v_edge_split *split) {
  n2v_graph_free(split->rest);
  n2v_free(split->removed);
  n2v_free(split->non_edges);
  *split = (n2v_edge_split){0};
}
