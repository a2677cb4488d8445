/* From a corpus to vectors in output order. */
#ifndef N2V_TRAIN_TRAIN_H
#define N2V_TRAIN_TRAIN_H

#include "embedding/embedding.h"
#include "graph/csr.h"
#include "corpus/corpus.h"
#include "walk/walker.h"

/* The walker for a training run: what the memory limit leaves beside the graph and the trainer.
 * N2V_ELIMIT, naming what needs how much, before anything is allocated. */
n2v_status n2v_train_walker(const n2v_graph *graph, const n2v_walk_params *walk,
                            const n2v_train_params *train, const n2v_run *run, n2v_walker **out,
                            n2v_train_report *report, n2v_error *err);

/* Counts the first epoch's corpus, trains, and orders the rows by descending count, ties by name.
 * graph and walk: those of a corpus of walks, or NULL; a warm start asks the graph for neighbours.
 * The vectors have names of
 * their own. Arguments else as for n2v_train, all of them taken already. */
n2v_status n2v_train_corpus(const n2v_corpus *corpus, n2v_names *names, const n2v_graph *graph,
                            const n2v_walk_params *walk, const n2v_train_params *train,
                            const n2v_run *run, n2v_embedding **vectors, n2v_embedding **contexts,
                            n2v_train_report *report, n2v_error *err);

#endif
