/* node2vec walks over a graph as a corpus. */
#ifndef N2V_WALK_WALKER_H
#define N2V_WALK_WALKER_H

#include "graph/csr.h"
#include "corpus/corpus.h"

typedef struct n2v_walker n2v_walker;

/* given, which may be NULL, over the defaults; N2V_EUSAGE names the first that is out of bounds. */
n2v_status n2v_walk_params_take(const n2v_walk_params *given, n2v_walk_params *own, n2v_error *err);

/* Builds the sampler that the parameters and the memory limit call for (the choice and its reason
 * go to progress as a note) over the graph, which must outlive it.
 * budget: bytes the sampler may take. N2V_ELIMIT, before allocating, when no sampler fits. */
n2v_status n2v_walker_new(const n2v_graph *graph, const n2v_walk_params *params, int threads,
                          uint64_t budget, const n2v_progress *progress, n2v_walker **out,
                          n2v_error *err);
void n2v_walker_free(n2v_walker *walker);

/* num_walks walks from every node; walk w of an epoch starts at a node given by a pseudo-random
 * permutation of the nodes, a new one for each repeat and epoch. A walk depends on (seed, epoch,
 * repeat, start node) alone. Owned by the walker. */
const n2v_corpus *n2v_walker_corpus(const n2v_walker *walker);

/* The same corpus as a value that owns the walker and shares the graph's names: freed by
 * n2v_corpus_free, and the walker with it. params: those it was made with. */
n2v_corpus *n2v_walker_as_corpus(n2v_walker *walker, const n2v_walk_params *params);

/* "first-order", "precomputed", "rejection", ... */
const char *n2v_walker_sampler(const n2v_walker *walker);

#endif
