/* What a training run is made of, as text: a checkpoint belongs to runs of the same fingerprint. */
#ifndef N2V_TRAIN_FINGERPRINT_H
#define N2V_TRAIN_FINGERPRINT_H

#include "config/options.h"
#include "graph/csr.h"
#include "train/trainer.h"
#include "corpus/corpus.h"

/* Lines `name value`: the size and CRC-32 of the graph (or, with graph == NULL, of the corpus), of
 * the names and of what a warm start brought, and every option that decides how training goes on.
 * sampler: the one in use. Threads and vector instructions are left out: a run may go on with
 * others. *out: release with free(). */
n2v_status n2v_fingerprint(const n2v_config *config, const n2v_graph *graph, const n2v_names *names,
                           const n2v_corpus *corpus, const char *sampler, const n2v_start *start,
                           char **out, n2v_error *err);

#endif
