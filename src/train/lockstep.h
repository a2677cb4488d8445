/* Training that does not depend on the number of threads (-deterministic): in rounds of a fixed
 * number of walks, each trained on its own copies of the model's rows as they were at the round's
 * start. What they change is added up in the order of the walks. */
#ifndef N2V_TRAIN_LOCKSTEP_H
#define N2V_TRAIN_LOCKSTEP_H

#include "train/job.h"

typedef struct n2v_lockstep n2v_lockstep;

enum { N2V_MOST_LOCKSTEP_WALKS = 64 };

/* Walks of a round: so few that the node visited most does not overshoot. counts as in
 * n2v_trainer_run. More threads than that are of no use. */
uint32_t n2v_lockstep_walks(const n2v_corpus *corpus, const uint64_t *counts, double alpha);

/* For the job, whose training is `apart` and which must outlive it; job->round is set. */
n2v_status n2v_lockstep_new(n2v_job *job, n2v_lockstep **out, n2v_error *err);
void n2v_lockstep_free(n2v_lockstep *lockstep);

/* Trains from job->state on until the epoch ends, the job pauses or diverges. A thread that cannot
 * start ends it: N2V_EINTERNAL. */
n2v_status n2v_lockstep_run(n2v_lockstep *lockstep, n2v_error *err);

#endif
