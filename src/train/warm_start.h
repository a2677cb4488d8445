/* Training that starts from earlier vectors. */
#ifndef N2V_TRAIN_WARM_START_H
#define N2V_TRAIN_WARM_START_H

#include "graph/csr.h"
#include "train/trainer.h"

/* A model over `names` whose input rows are those of the same name in params->init. A node that is
 * not in it starts from the mean of its neighbours' vectors, weighted as its edges are; when none
 * of them has one yet, from the mean of those that got theirs in the round before, and so on; at
 * random where no path leads to an old node or graph is NULL. Output rows: from
 * params->init_context where that is given, else zero. With params->freeze, start->frozen marks the
 * nodes of params->init.
 * N2V_EUSAGE for other dimensions, N2V_EINPUT when no node is in both. */
n2v_status n2v_warm_start(const n2v_train_params *params, const n2v_graph *graph,
                          const n2v_names *names, n2v_team_size team, const n2v_progress *progress,
                          n2v_start *start, n2v_error *err);

/* Bytes of the vectors it starts from, which the caller holds meanwhile. */
uint64_t n2v_warm_start_bytes(const n2v_train_params *params);

/* Frees what start->frozen points to; the model is the trainer's. */
void n2v_warm_start_free(n2v_start *start);

#endif
