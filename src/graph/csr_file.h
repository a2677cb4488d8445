/* The graph as a binary file that is mapped back in place. Layout and checks: csr_file.c. */
#ifndef N2V_GRAPH_CSR_FILE_H
#define N2V_GRAPH_CSR_FILE_H

#include "base/input.h"
#include "base/outputs.h"
#include "graph/csr.h"

/* True for any version of the format. */
bool n2v_csr_is_file(const char *bytes, size_t size);

/* Takes the input's bytes; all of them are checked, so that no later use of the graph can read out
 * of bounds whatever the file holds. */
n2v_status n2v_csr_open(n2v_input *input, const n2v_read_params *params, int threads,
                        const n2v_progress *progress, n2v_graph **out, n2v_error *err);

/* Written whole or not at all. */
n2v_status n2v_csr_write(const n2v_graph *graph, const char *path, n2v_error *err);
/* The same as one of a run's outputs. */
n2v_status n2v_csr_add(const n2v_graph *graph, const char *path, n2v_outputs *outputs,
                       n2v_error *err);

/* The same bytes to a stream; a write that fails is the stream's to tell. */
n2v_status n2v_csr_print(const n2v_graph *graph, FILE *stream, n2v_error *err);

/* The same piece by piece, for a graph that is nowhere in memory. */
typedef struct n2v_csr_writer {
  FILE *stream; /* the output's */
  uint32_t *checksums;
  uint64_t written; /* behind the header */
} n2v_csr_writer;

typedef struct n2v_csr_sizes {
  bool directed, weighted;
  uint64_t nodes, edges, arcs, loops, name_bytes;
} n2v_csr_sizes;

/* The file becomes one of the outputs. */
n2v_status n2v_csr_writer_open(n2v_csr_writer *writer, const n2v_csr_sizes *sizes, const char *path,
                               n2v_outputs *outputs, n2v_error *err);

/* The parts, in this order, each closed by n2v_csr_part_end: offsets (nodes + 1 of 8 bytes),
 * neighbours (4), weights (4; none in a graph without), name offsets (nodes + 1 of 8), name bytes.
 * Errors are found by the end. */
void n2v_csr_put(n2v_csr_writer *writer, const void *bytes, uint64_t size);
void n2v_csr_part_end(n2v_csr_writer *writer);

/* Behind the last part, or a failure: the outputs are the caller's to end. */
void n2v_csr_writer_end(n2v_csr_writer *writer, n2v_status status);

#endif
