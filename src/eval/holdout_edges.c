/* Edges are hidden one by one, from nodes in random order.
 *
 * A node is asked when it has at least `least` edges left, so that one or more remain from which
 * its vector can be learned. Its other edges may still be hidden by neighbours whose turn comes
 * later, but never its last one. In a directed graph an edge belongs to the node that it leaves:
 * the node that it leads to may lose all edges that reach it. */
#include "base/memory.h"
#include "base/status.h"
#include "eval/holdout.h"
#include "eval/holdout_parts.h"
#include "eval/rest_graph.h"

#include <inttypes.h>

typedef struct edges {
  const n2v_graph *graph;
  bool *hidden;   /* of each arc; both arcs of an undirected edge are marked */
  uint64_t *left; /* each node's arcs that are not hidden, self-loops not counted */
} edges;

/* A self-loop is no question: who is asked is no answer. */
static n2v_status begin(edges *e, const n2v_graph *g, n2v_error *err) {
  e->graph = g;
  e->hidden = n2v_calloc(g->arcs, sizeof *e->hidden);
  e->left = n2v_alloc(g->nodes, sizeof *e->left);
  if (!e->hidden || !e->left)
    return n2v_fail_memory(err, "the edges", g->arcs * sizeof *e->hidden);
  for (uint32_t u = 0; u < g->nodes; u++)
    e->left[u] = n2v_degree(g, u) - (n2v_arc_find(g, u, u) != UINT64_MAX);
  return N2V_OK;
}

/* The other end of an undirected edge must keep another one. */
static bool may_be_hidden(const edges *e, uint32_t u, uint64_t arc) {
  uint32_t v = e->graph->neighbours[arc];
  return v != u && !e->hidden[arc] && (e->graph->directed || e->left[v] >= 2);
}

/* One of u's arcs that may be hidden, each as likely, or UINT64_MAX when there is none. Two passes
 * over the row: a list of those that may would have to be as long as the longest row. */
static uint64_t draw_arc(const edges *e, n2v_rng *rng, uint32_t u) {
  const n2v_graph *g = e->graph;
  uint32_t able = 0, wanted;
  for (uint64_t arc = g->offsets[u]; arc < g->offsets[u + 1]; arc++)
    able += may_be_hidden(e, u, arc);
  if (!able)
    return UINT64_MAX;
  wanted = n2v_rng_below(rng, able);
  for (uint64_t arc = g->offsets[u];; arc++)
    if (may_be_hidden(e, u, arc) && wanted-- == 0)
      return arc;
}

/* The way back is found by a binary search in v's row. */
static void hide(edges *e, uint32_t u, uint64_t arc) {
  uint32_t v = e->graph->neighbours[arc];
  e->hidden[arc] = true;
  e->left[u]--;
  if (!e->graph->directed) {
    e->hidden[n2v_arc_find(e->graph, v, u)] = true;
    e->left[v]--;
  }
}

/* Ends early once there are questions enough: nodes come in random order, so that a part of them is
 * a random part. */
static n2v_status draw(edges *e, const n2v_holdout_rules *rules, n2v_holdout *h, n2v_error *err) {
  uint32_t nodes = e->graph->nodes, *order = n2v_alloc(nodes, sizeof *order);
  n2v_rng rng = n2v_rng_seed(rules->seed, nodes, e->graph->edges);
  h->asker = n2v_alloc(nodes, sizeof *h->asker);
  h->answer = n2v_alloc(nodes, sizeof *h->answer);
  if (!order || !h->asker || !h->answer) {
    n2v_free(order);
    return n2v_fail_memory(err, "the questions", nodes * sizeof *order);
  }
  for (uint32_t u = 0; u < nodes; u++)
    order[u] = u;
  n2v_shuffle(&rng, order, nodes);
  for (uint32_t i = 0; i < nodes && h->count < rules->questions; i++) {
    uint64_t arc = e->left[order[i]] >= rules->least ? draw_arc(e, &rng, order[i]) : UINT64_MAX;
    if (arc == UINT64_MAX)
      continue;
    h->asker[h->count] = order[i];
    h->answer[h->count++] = e->graph->neighbours[arc];
    hide(e, order[i], arc);
  }
  n2v_free(order);
  if (!h->count)
    return n2v_fail(err, N2V_EINPUT,
                    "no node has %" PRIu32 " edges of which one can be hidden: "
                    "lower `least`",
                    rules->least);
  return N2V_OK;
}

/* A question here gives one node and asks for another. n2v_rest_graph keeps all nodes, so that
 * either is one of the graph that is left. */
static n2v_status pose(const uint32_t *node_of, n2v_holdout *h, n2v_error *err) {
  h->begin = n2v_alloc((size_t)h->count + 1, sizeof *h->begin);
  h->given = n2v_alloc(h->count, sizeof *h->given);
  h->hidden = n2v_alloc(h->count, sizeof *h->hidden);
  h->popularity = n2v_calloc(h->rest->nodes, sizeof *h->popularity);
  if (!h->begin || !h->given || !h->hidden || !h->popularity)
    return n2v_fail_memory(err, "the questions", h->count * sizeof *h->given);
  for (uint32_t q = 0; q <= h->count; q++)
    h->begin[q] = q;
  for (uint32_t q = 0; q < h->count; q++) {
    h->given[q] = node_of[h->asker[q]];
    h->hidden[q] = node_of[h->answer[q]];
  }
  for (uint64_t arc = 0; arc < h->rest->arcs; arc++) /* where edges point to: in-degrees */
    h->popularity[h->rest->neighbours[arc]]++;
  return N2V_OK;
}

n2v_status n2v_holdout_edges(const n2v_graph *graph, const n2v_holdout_rules *rules,
                             n2v_holdout **out, n2v_error *err) {
  n2v_holdout *h = n2v_calloc(1, sizeof *h);
  edges e = {0};
  uint32_t *node_of = NULL;
  *out = NULL;
  if (!h)
    return n2v_fail_memory(err, "the questions", sizeof *h);
  h->knows_edges = true;
  h->asker_names = h->answer_names = graph->names;
  n2v_status status = begin(&e, graph, err);
  if (status == N2V_OK)
    status = draw(&e, rules, h, err);
  if (status == N2V_OK)
    status = n2v_rest_graph(graph, e.hidden, rules->threads, &h->rest, err);
  if (status == N2V_OK)
    status = n2v_holdout_map(graph->names, h->rest->names, &node_of, err);
  if (status == N2V_OK)
    status = pose(node_of, h, err);
  n2v_free(e.hidden);
  n2v_free(e.left);
  n2v_free(node_of);
  if (status == N2V_OK)
    *out = h;
  else
    n2v_holdout_free(h);
  return status;
}
