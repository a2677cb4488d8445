/* Edge lists and MatrixMarket files larger than memory to a binary CSR file. */
#ifndef N2V_INPUT_EXTERNAL_EDGES_H
#define N2V_INPUT_EXTERNAL_EDGES_H

#include "n2v.h"

#include <stdbool.h>

/* Whether the file is an edge list or a matrix that so much memory may not hold. */
bool n2v_edges_are_external(const char *path, const n2v_read_params *params, uint64_t memory);

/* Writes `output`, the same bytes as n2v_graph_read and n2v_csr_write would, within about
 * run->memory, but no less than 25 MB; temporary files without a name go into its folder: some
 * four times the binary graph. params and run as they are in force. */
n2v_status n2v_edges_external(const char *path, const n2v_read_params *params, const n2v_run *run,
                              const char *output, n2v_error *err);

#endif
