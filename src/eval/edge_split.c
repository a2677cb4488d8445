/* Takes edges out so that no component falls apart: a spanning forest of the graph stays, as Grover
 * and Leskovec do it (KDD 2016, section 4.4). A pair in two components could not be told from a
 * pair without an edge by any walk.
 *
 * Edges are shuffled once. Those that Kruskal's algorithm takes, in that order, are the forest; the
 * first of the others are taken out. The forest is random, though not uniform among all forests:
 * for this it would have to come from loop-erased walks, and nothing here depends on it. */
#include "eval/edge_split.h"

#include "base/memory.h"
#include "base/random.h"
#include "base/status.h"
#include "eval/rest_graph.h"
#include "graph/union_find.h"

#include <inttypes.h>

/* Uniform in [0, n) up to a bias of n / 2^64: n2v_rng_below has 32 bits, and edges may be more. */
static uint64_t below64(n2v_rng *rng, uint64_t n) {
  return (uint64_t)(((unsigned __int128)n2v_rng_next(rng) * n) >> 64);
}

/* Edges u < v of the graph in random order, self-loops left out. They are shuffled while they are
 * listed (the inside-out form of Fisher and Yates), in one pass over the rows. */
static n2v_pair *shuffled_edges(const n2v_graph *g, n2v_rng *rng, uint64_t count) {
  n2v_pair *edges = n2v_alloc(count, sizeof *edges);
  uint64_t used = 0;
  if (!edges)
    return NULL;
  for (uint32_t u = 0; u < g->nodes; u++)
    for (uint64_t a = g->offsets[u]; a < g->offsets[u + 1]; a++) {
      if (g->neighbours[a] <= u)
        continue;
      uint64_t j = below64(rng, used + 1); /* may be `used` itself: the edge stays there */
      edges[used++] = edges[j];
      edges[j] = (n2v_pair){u, g->neighbours[a]};
    }
  return edges;
}

/* Moves the edges that join components when taken in order, a spanning forest (Kruskal's), behind
 * the others, which keep their order; gives how many others there are. In place: `others` never
 * passes i, so that an edge is read before its place is written over. There is no union by size:
 * path halving alone takes O(log n) a look-up, amortised, which is little beside reading the
 * edges. */
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

/* A forest has fewer edges than nodes, which is the room that it is given. */
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

/* The graph without the first `count` edges, self-loops included. One of an edge's two arcs is
 * marked: n2v_rest_graph looks at both. */
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

/* Adds a key to a set by open addressing; false: it was there. Free slots hold UINT64_MAX, which is
 * no pair: node ids have 31 bits. */
static bool insert(uint64_t *slots, uint64_t mask, uint64_t key) {
  uint64_t at = n2v_mix64(key) & mask;
  for (; slots[at] != UINT64_MAX; at = (at + 1) & mask)
    if (slots[at] == key)
      return false;
  slots[at] = key;
  return true;
}

/* Pairs are drawn until there are enough new ones that no edge joins. A graph that fits memory is
 * sparse, so that almost every draw counts; in a dense one, say a clique without a few edges, the
 * draws for the last ones may be as many as there are pairs times the logarithm of `count`. The
 * table of pairs is at most half full. */
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
  /* One stream for shuffle and pairs, in this order: the same graph and seed give the same task in
   * every process, so that vectors which were trained elsewhere on the rest can be scored. */
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
