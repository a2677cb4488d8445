/* Edges between nodes named by whole numbers. */
#ifndef N2V_GRAPH_NUMBERS_H
#define N2V_GRAPH_NUMBERS_H

#include "graph/csr.h"
#include "graph/interner.h"

/* The list's edges with provisional ids into edges[list->count], and the names of the ids, those of
 * node_numbers among them. Weights are not checked. N2V_EINPUT: a number of more than 19 digits. */
n2v_status n2v_numbered_edges(const n2v_edge_list *list, int threads, n2v_edge *edges,
                              n2v_names **names, n2v_error *err);

#endif
