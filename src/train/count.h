/* The count of a corpus before training. */
#ifndef N2V_TRAIN_COUNT_H
#define N2V_TRAIN_COUNT_H

#include "corpus/corpus.h"

/* Tokens of the first epoch by node into counts[corpus->nodes], zeros before; walks, tokens and
 * seconds into *stats. Of all processes (run->peers), which call it together. */
n2v_status n2v_count_tokens(const n2v_corpus *corpus, const n2v_run *run, uint64_t *counts,
                            n2v_corpus_stats *stats, n2v_error *err);

#endif
