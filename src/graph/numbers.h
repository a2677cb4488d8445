/* Edges between nodes named by whole numbers. */
#ifndef N2V_GRAPH_NUMBERS_H
#define N2V_GRAPH_NUMBERS_H

#include "graph/csr.h"
#include "graph/interner.h"

/* Edges of provisional ids, and the names of the ids. Where it can be, the caller's arrays are used
 * as they are: a copy would be 12 bytes an edge. */
typedef struct n2v_numbered {
  n2v_names *names;
  n2v_edge *list; /* to be freed by n2v_free, and so is ids */
  uint32_t *ids;
  n2v_edges edges;      /* without a list: arrays of the caller and ids */
  n2v_edge_parts parts; /* of edges, counted; to be freed as n2v_csr_build_from does */
} n2v_numbered;

/* The edges of a list of numbers, and names, those of node_numbers among them. Weights are not
 * checked. N2V_EINPUT: a number of more than 19 digits. What is in *out is to be freed also on
 * failure. */
n2v_status n2v_number_edges(const n2v_edge_list *list, int threads, n2v_numbered *out,
                            n2v_error *err);

#endif
