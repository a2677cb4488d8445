/* From a corpus to vectors in output order. */
#ifndef N2V_TRAIN_TRAIN_H
#define N2V_TRAIN_TRAIN_H

#include "config/options.h"
#include "embedding/embedding.h"
#include "graph/csr.h"
#include "corpus/corpus.h"
#include "walk/walker.h"

/* The walker for a training run: what the memory limit leaves beside the graph and the trainer.
 * N2V_ELIMIT, naming what needs how much, before anything is allocated. */
n2v_status n2v_train_walker(const n2v_config *config, const n2v_graph *graph,
                            const n2v_progress *progress, n2v_walker **out,
                            n2v_train_report *report, n2v_error *err);

/* Counts the first epoch's corpus, trains, and orders the rows by descending count, ties by name.
 * graph: the one that is walked, or NULL; a warm start asks it for neighbours. The vectors borrow
 * `names`. Arguments else as for n2v_train. */
n2v_status n2v_train_corpus(const n2v_config *config, const n2v_corpus *corpus,
                            const n2v_graph *graph, n2v_names *names, const n2v_progress *progress,
                            n2v_embedding **vectors, n2v_embedding **contexts,
                            n2v_train_report *report, n2v_error *err);

#endif
