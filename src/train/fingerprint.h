/* What a training run is made of, as text: a checkpoint belongs to runs of the same fingerprint. */
#ifndef N2V_TRAIN_FINGERPRINT_H
#define N2V_TRAIN_FINGERPRINT_H

#include "graph/csr.h"
#include "train/trainer.h"
#include "corpus/corpus.h"

/* Lines: the size and CRC-32 of the graph that is walked or, of a corpus without one, of all its
 * tokens, of the names and of what a warm start brought, and every parameter that decides how
 * training goes on. Threads and vector instructions are left out: a run may go on with others.
 * *out: release with free(). */
n2v_status n2v_fingerprint(const n2v_corpus *corpus, const n2v_train_params *params,
                           const n2v_start *start, int threads, char **out, n2v_error *err);

#endif
