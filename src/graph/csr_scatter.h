/* The first half of building a CSR: edges into chunks of rows, in the order in which they are
 * listed. */
#ifndef N2V_GRAPH_CSR_SCATTER_H
#define N2V_GRAPH_CSR_SCATTER_H

#include "graph/csr.h"

/* Bytes of an entry of a row while rows are made, beside the row itself. */
enum { N2V_SCATTER_ARC_BYTES = sizeof(uint16_t) };

/* Takes edges apart for at most `threads` threads. `degrees` is to be freed by n2v_free. */
n2v_status n2v_edge_parts_count(const n2v_edges *edges, uint64_t nodes, bool directed, int threads,
                                n2v_edge_parts *out, n2v_error *err);

/* Rows cut into chunks whose entries fit a cache. */
typedef struct n2v_row_chunks {
  uint32_t count;
  uint32_t *first_row; /* of each chunk, and the end */
  uint16_t *in_chunk;  /* beside neighbours: the row of an entry, counted in its chunk */
} n2v_row_chunks;

/* Frees what a zeroed or filled one holds. */
void n2v_row_chunks_free(n2v_row_chunks *chunks);

/* Fills neighbours and weights of a graph whose offsets are those of the degrees; row rank[v] is
 * that of name's id v. Entries stand in their row's chunk, in the order of the edges; those of an
 * undirected graph that were listed from the neighbour's side are marked (row_items.h). `chunks` is
 * to be freed, also on failure. */
n2v_status n2v_csr_scatter(const n2v_edge_parts *parts, const uint32_t *rank, n2v_graph *graph,
                           n2v_row_chunks *chunks, n2v_error *err);

#endif
