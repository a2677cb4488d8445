/* The graph as a binary file that is mapped back in place. Layout and checks: csr_file.c. */
#ifndef N2V_GRAPH_CSR_FILE_H
#define N2V_GRAPH_CSR_FILE_H

#include "graph/csr.h"
#include "base/input.h"

/* True for any version of the format. */
bool n2v_csr_is_file(const char *bytes, size_t size);

/* Takes the input's bytes; all of them are checked, so that no later use of the graph can read out
 * of bounds whatever the file holds. */
n2v_status n2v_csr_open(n2v_input *input, const n2v_config *config, const n2v_progress *progress,
                        n2v_graph **out, n2v_error *err);

/* Written whole or not at all. */
n2v_status n2v_csr_write(const n2v_graph *graph, const char *path, n2v_error *err);

#endif
