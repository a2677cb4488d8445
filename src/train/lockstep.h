/* Training that does not depend on the number of threads (-deterministic): in rounds of a fixed
 * number of walks, each trained on its own copies of the model's rows as they were at the round's
 * start. What they change is added up in the order of the walks. */
#ifndef N2V_TRAIN_LOCKSTEP_H
#define N2V_TRAIN_LOCKSTEP_H

#include "train/crew.h"

enum { N2V_MOST_LOCKSTEP_WALKS = 64 };

/* Walks of a round: so few that the node trained most does not overshoot, and that nodes are seldom
 * met by two of them. counts as in n2v_trainer_run. More threads than that are of no use. */
uint32_t n2v_lockstep_walks(const n2v_corpus *corpus, const uint64_t *counts,
                            const n2v_train_params *params);

/* For a job whose training is `apart` and whose round is set. With job->peers, walk i of a round is
 * trained by process i modulo their number; every process adds up the changes of all. */
n2v_status n2v_lockstep_new(n2v_job *job, n2v_crew **out, n2v_error *err);

#endif
