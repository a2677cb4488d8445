/* Random graphs for tests and benchmarks. */
#ifndef N2V_GRAPH_GENERATE_H
#define N2V_GRAPH_GENERATE_H

#include "graph/csr.h"

typedef struct n2v_generator {
  const char *model; /* powerlaw, er or sbm; see below */
  uint64_t nodes, edges;
  uint64_t communities; /* sbm: node i belongs to community i mod communities */
  double mixing;        /* sbm: share of edges whose ends are drawn from all nodes */
  uint64_t seed;
  int threads;     /* for the CSR; the graph does not depend on it */
  uint64_t memory; /* most bytes to take; 0: no limit */
} n2v_generator;

/* An undirected graph of exactly so many nodes, named 0, 1, ..., and different edges without loops.
 *
 * er: every edge equally likely (Erdos and Renyi's G(n, m)).
 * powerlaw: ends drawn with probability proportional to (i + c)^(-2/3), which gives degrees an
 *   exponent of 2.5 (Chung and Lu, "Connected components in random graphs with given expected
 *   degree sequences", 2002); c is such that the largest expected degree is twice the root of all
 *   degrees, at most a third of the nodes. Every node begins with one edge where edges suffice, so
 *   none is isolated.
 * sbm: a stochastic block model of equal communities.
 * N2V_ELIMIT when the memory is too little. N2V_EUSAGE when so many edges do not exist, or cannot
 * be drawn in reasonable time. */
n2v_status n2v_generate(const n2v_generator *generator, const n2v_progress *progress,
                        n2v_graph **out, n2v_error *err);

/* Bytes that n2v_generate takes. */
uint64_t n2v_generate_bytes(const n2v_generator *generator);

/* The same graph as a binary CSR file, made in about generator->memory with sorted temporary files
 * beside it; N2V_EUSAGE also when it is so dense that edges drawn anew are mostly there already. */
n2v_status n2v_generate_file(const n2v_generator *generator, const char *path,
                             const n2v_progress *progress, n2v_error *err);

#endif
