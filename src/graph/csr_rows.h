/* The second half of building a CSR: rows as scattered into chunks become sorted rows without
 * duplicates. */
#ifndef N2V_GRAPH_CSR_ROWS_H
#define N2V_GRAPH_CSR_ROWS_H

#include "graph/csr.h"
#include "graph/csr_scatter.h"

/* Sorts each row by neighbour and merges duplicates by the rules. Afterwards row v is
 * neighbours[offsets[v] .. offsets[v] + degrees[v]), ids without marks; offsets are as before. */
n2v_status n2v_csr_merge_rows(n2v_graph *graph, const n2v_row_chunks *chunks,
                              const n2v_csr_rules *rules, uint64_t *degrees, n2v_csr_counts *counts,
                              n2v_error *err);

/* Closes the gaps that merging left and renumbers: new row i is old row order[i]. In place; after a
 * failure the graph can only be freed. */
n2v_status n2v_csr_renumber(n2v_graph *graph, const uint64_t *degrees, const uint32_t *order,
                            int threads, n2v_error *err);

#endif
