/* The rest is built anew from its edges, as if a file without the others had been read: nothing of
 * what is hidden can be left in a degree, an order or a weight. Dropping arcs from a copy would be
 * quicker, but ids descend by the whole graph's degrees, which the hidden edges are part of. */
#include "eval/rest_graph.h"

#include "base/memory.h"
#include "base/status.h"
#include "input/edge_writer.h"
#include "walk/law.h"

#include <string.h>

/* Rows ascend: a binary search. */
uint64_t n2v_arc_find(const n2v_graph *g, uint32_t u, uint32_t v) {
  uint64_t end = g->offsets[u + 1], arc = n2v_row_find(g->neighbours, g->offsets[u], end, v);
  return arc < end ? arc : UINT64_MAX;
}

/* A copy, for n2v_csr_build takes the names it is given and permutes them. */
static n2v_status copy_names(const n2v_names *names, n2v_names **out, n2v_error *err) {
  n2v_status status = n2v_names_new(out, err);
  for (uint32_t i = 0; i < names->count && status == N2V_OK; i++) {
    size_t length;
    uint32_t id;
    const char *name = n2v_names_get(names, i, &length);
    status = n2v_names_add(*out, name, length, &id, err);
  }
  if (status != N2V_OK) {
    n2v_names_free(*out);
    *out = NULL;
  }
  return status;
}

/* Who hides an undirected edge marks one of its arcs; which one is not known here. */
static bool is_hidden(const n2v_graph *g, const bool *hidden, uint32_t u, uint64_t arc) {
  return hidden[arc] || (!g->directed && hidden[n2v_arc_find(g, g->neighbours[arc], u)]);
}

/* Each edge that is left once, from its lower end if it has no direction. */
static uint64_t list_edges(const n2v_graph *g, const bool *hidden, n2v_edge *edges) {
  uint64_t count = 0;
  for (uint32_t u = 0; u < g->nodes; u++)
    for (uint64_t arc = g->offsets[u]; arc < g->offsets[u + 1]; arc++) {
      uint32_t v = g->neighbours[arc];
      if ((g->directed || u <= v) && !is_hidden(g, hidden, u, arc))
        edges[count++] = (n2v_edge){u, v, g->weights ? g->weights[arc] : 1};
    }
  return count;
}

n2v_status n2v_rest_graph(const n2v_graph *g, const bool *hidden, int threads, n2v_graph **out,
                          n2v_error *err) {
  n2v_names *names;
  /* No edge is listed twice: if one were, that would be a fault here, and is an error. */
  n2v_csr_rules rules = {
      .directed = g->directed, .duplicates = N2V_DUPLICATES_ERROR, .threads = threads};
  *out = NULL;
  n2v_status status = copy_names(g->names, &names, err);
  if (status != N2V_OK)
    return status;
  n2v_edge *edges = n2v_alloc(g->edges, sizeof *edges);
  if (!edges) {
    n2v_names_free(names);
    return n2v_fail_memory(err, "the edges", g->edges * sizeof *edges);
  }
  uint64_t count = list_edges(g, hidden, edges);
  return n2v_csr_build(&edges, count, names, &rules, out, err);
}

n2v_status n2v_rest_write(const n2v_graph *rest, const char *path, n2v_outputs *outputs,
                          n2v_error *err) {
  char separator = n2v_edges_separator(path);
  return n2v_edges_add(rest, path, separator ? separator : ' ', outputs, err);
}
