/* Components by union-find over the arcs, so that directed graphs have weak ones: an arc joins its
 * ends whichever way it goes. A search from node to node would want a queue, and for weak
 * components the arcs that come in, which a CSR does not list. */
#include "graph/components.h"

#include "base/memory.h"
#include "base/status.h"
#include "graph/union_find.h"

#include <stdlib.h>
#include <string.h>

/* Union-find with the smallest node as the root, which is then the name of the component: the
 * result does not depend on the order of unions. Without union by size, path halving keeps the
 * trees low: O(arcs log nodes) at worst, near linear in practice. 8 bytes a node. */
n2v_status n2v_components_find(const n2v_graph *graph, n2v_components *out, n2v_error *err) {
  uint32_t nodes = graph->nodes, *parent = n2v_alloc(nodes, sizeof *parent);
  uint32_t *sizes = n2v_calloc(nodes, sizeof *sizes);
  *out = (n2v_components){.of = parent};
  if (!parent || !sizes) {
    n2v_free(parent);
    n2v_free(sizes);
    out->of = NULL;
    return n2v_fail_memory(err, "components", 8 * (size_t)nodes);
  }
  for (uint32_t v = 0; v < nodes; v++)
    parent[v] = v;
  for (uint32_t v = 0; v < nodes; v++)
    for (uint64_t i = graph->offsets[v]; i < graph->offsets[v + 1]; i++) {
      uint32_t a = n2v_find_root(parent, v), b = n2v_find_root(parent, graph->neighbours[i]);
      parent[a > b ? a : b] = a > b ? b : a;
    }
  for (uint32_t v = 0; v < nodes; v++) {
    parent[v] = n2v_find_root(parent, v);
    out->count += sizes[parent[v]]++ == 0;
  }
  for (uint32_t v = 0; v < nodes; v++)
    if (sizes[v] > out->largest_nodes) { /* a root's is its component's, all others' are 0 */
      out->largest = v;
      out->largest_nodes = sizes[v];
    }
  for (uint32_t v = 0; v < nodes; v++)
    out->isolated += sizes[v] == 1 && n2v_degree(graph, v) == 0;
  n2v_free(sizes);
  return N2V_OK;
}

void n2v_components_free(n2v_components *components) {
  n2v_free(components->of);
  components->of = NULL;
}

/* Rows of the kept nodes, whose neighbours are all kept. map: old node to new; it ascends, so that
 * rows stay sorted. */
static void copy_rows(const n2v_graph *from, n2v_graph *to, const uint32_t *kept,
                      const uint32_t *map) {
  uint64_t at = 0;
  for (uint32_t v = 0; v < to->nodes; v++) {
    to->offsets[v] = at;
    for (uint64_t i = from->offsets[kept[v]]; i < from->offsets[kept[v] + 1]; i++, at++) {
      to->neighbours[at] = map[from->neighbours[i]];
      to->loops += to->neighbours[at] == v;
      if (to->weights)
        to->weights[at] = from->weights[i];
    }
  }
  to->offsets[to->nodes] = at;
}

static n2v_status copy_subgraph(const n2v_graph *graph, const uint32_t *kept, const uint32_t *map,
                                n2v_graph *sub, n2v_error *err) {
  for (uint32_t v = 0; v < sub->nodes; v++)
    sub->arcs += n2v_degree(graph, kept[v]);
  sub->offsets = n2v_alloc((size_t)sub->nodes + 1, sizeof *sub->offsets);
  sub->neighbours = n2v_alloc(sub->arcs, sizeof *sub->neighbours);
  if (graph->weights)
    sub->weights = n2v_alloc(sub->arcs, sizeof *sub->weights);
  if (!sub->offsets || !sub->neighbours || (graph->weights && !sub->weights))
    return n2v_fail_memory(err, "the largest component", 8 * (size_t)sub->arcs);
  copy_rows(graph, sub, kept, map);
  sub->edges = sub->directed ? sub->arcs : (sub->arcs + sub->loops) / 2;
  return n2v_names_permute(graph->names, kept, sub->nodes, &sub->names, err);
}

/* Nodes keep their order, and with it the order by degree: a component has all edges of its
 * nodes. */
n2v_status n2v_graph_largest(const n2v_graph *graph, n2v_graph **out, n2v_error *err) {
  n2v_components components;
  uint32_t *kept = NULL, *map = NULL, count = 0;
  n2v_graph *sub = calloc(1, sizeof *sub);
  *out = NULL;
  n2v_status status = n2v_components_find(graph, &components, err);
  if (status != N2V_OK)
    goto out;
  kept = n2v_alloc(graph->nodes, sizeof *kept);
  map = n2v_alloc(graph->nodes, sizeof *map);
  if (!sub || !kept || !map) {
    status = n2v_fail_memory(err, "the largest component", 8 * (size_t)graph->nodes);
    goto out;
  }
  for (uint32_t v = 0; v < graph->nodes; v++)
    if (components.of[v] == components.largest) {
      map[v] = count;
      kept[count++] = v;
    }
  sub->nodes = count;
  sub->directed = graph->directed;
  status = copy_subgraph(graph, kept, map, sub, err);
out:
  n2v_components_free(&components);
  n2v_free(kept);
  n2v_free(map);
  if (status == N2V_OK)
    *out = sub;
  else
    n2v_graph_free(sub);
  return status;
}
