/* What n2v.h tells about a graph. */
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
