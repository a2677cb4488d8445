/* What n2v.h tells about a graph, and looking up a name. A graph is opaque outside, so that a field
 * may be added without breaking a program that was compiled before. */
#include "base/status.h"
#include "graph/csr.h"

uint32_t n2v_graph_nodes(const n2v_graph *graph) {
  return graph->nodes;
}

uint64_t n2v_graph_edges(const n2v_graph *graph) {
  return graph->edges;
}

uint64_t n2v_graph_degree(const n2v_graph *graph, uint32_t node) {
  return n2v_degree(graph, node);
}

const n2v_names *n2v_graph_names(const n2v_graph *graph) {
  return graph->names;
}

const char *n2v_graph_name(const n2v_graph *graph, uint32_t node, size_t *length) {
  return n2v_names_get(graph->names, node, length);
}

n2v_csr n2v_graph_csr(const n2v_graph *graph) {
  return (n2v_csr){.size = sizeof(n2v_csr),
                   .nodes = graph->nodes,
                   .directed = graph->directed,
                   .borrow = true,
                   .offsets = graph->offsets,
                   .neighbours = graph->neighbours,
                   .weights = graph->weights};
}

n2v_status n2v_graph_find(const n2v_graph *graph, const char *name, size_t length, uint32_t *node,
                          n2v_error *err) {
  n2v_status status = n2v_names_index(graph->names, err);
  if (status == N2V_OK && !n2v_names_find(graph->names, name, length, node))
    status = n2v_fail(err, N2V_EINPUT, "no node is named '%.*s'", (int)(length < 80 ? length : 80),
                      name);
  return status;
}
