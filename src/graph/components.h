/* Connected components; of a directed graph the weakly connected ones. */
#ifndef N2V_GRAPH_COMPONENTS_H
#define N2V_GRAPH_COMPONENTS_H

#include "graph/csr.h"

typedef struct n2v_components {
  uint32_t *of;      /* nodes: a component's first node, for each of its nodes */
  uint32_t count;    /* an isolated node is one */
  uint32_t isolated; /* nodes without an edge, a self-loop included */
  uint32_t largest;  /* the first node of the one with most nodes; the earliest of equals */
  uint32_t largest_nodes;
} n2v_components;

n2v_status n2v_components_find(const n2v_graph *graph, n2v_components *out, n2v_error *err);
void n2v_components_free(n2v_components *components);

#endif
