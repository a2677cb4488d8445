/* What is left of a graph when some of its edges are hidden. */
#ifndef N2V_EVAL_REST_GRAPH_H
#define N2V_EVAL_REST_GRAPH_H

#include "base/outputs.h"
#include "graph/csr.h"

#include <stdbool.h>

/* The place of v in u's row, or UINT64_MAX. */
uint64_t n2v_arc_find(const n2v_graph *graph, uint32_t u, uint32_t v);

/* All nodes, renumbered, and the edges but those whose arc is marked in hidden[arcs] (of an
 * undirected graph either of the two). */
n2v_status n2v_rest_graph(const n2v_graph *graph, const bool *hidden, int threads, n2v_graph **out,
                          n2v_error *err);

/* As an edge list whose separator the extension says: .csv, .tsv, else blanks. */
n2v_status n2v_rest_write(const n2v_graph *rest, const char *path, n2v_outputs *outputs,
                          n2v_error *err);

#endif
