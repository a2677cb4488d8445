/* Edge lists and MatrixMarket files larger than memory to a binary CSR file. */
#ifndef N2V_INPUT_EXTERNAL_EDGES_H
#define N2V_INPUT_EXTERNAL_EDGES_H

#include "config/options.h"

#include <stdbool.h>

/* Whether config->input is an edge list or a matrix that config->memory may not hold. */
bool n2v_edges_are_external(const n2v_config *config);

/* Writes config->output, the same bytes as n2v_graph_read and n2v_csr_write would, within about
 * config->memory, but no less than 25 MB; temporary files without a name go into its folder: some
 * four times the binary graph. */
n2v_status n2v_edges_external(const n2v_config *config, const n2v_progress *progress,
                              n2v_error *err);

#endif
