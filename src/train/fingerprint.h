/* What a training run is made of, as text: a checkpoint belongs to runs of the same fingerprint. */
#ifndef N2V_TRAIN_FINGERPRINT_H
#define N2V_TRAIN_FINGERPRINT_H

#include "graph/csr.h"
#include "train/trainer.h"
#include "corpus/corpus.h"

/* The run. walk and sampler (the one in use) go with graph; with graph == NULL the corpus counts.
 */
typedef struct n2v_fingerprint_of {
  const n2v_graph *graph;
  const n2v_names *names;
  const n2v_corpus *corpus;
  const n2v_walk_params *walk;
  const n2v_train_params *train;
  const char *sampler;
} n2v_fingerprint_of;

/* Lines: the size and CRC-32 of the graph or corpus, of the names and of what a warm start brought,
 * and every parameter that decides how training goes on. Threads and vector instructions are left
 * out: a run may go on with others. *out: release with free(). */
n2v_status n2v_fingerprint(const n2v_fingerprint_of *what, const n2v_start *start, int threads,
                           char **out, n2v_error *err);

#endif
