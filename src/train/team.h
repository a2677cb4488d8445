/* Hogwild: threads that train on blocks of walks side by side, into one model without locks. */
#ifndef N2V_TRAIN_TEAM_H
#define N2V_TRAIN_TEAM_H

#include "train/job.h"

typedef struct n2v_team n2v_team;

/* A team of job->threads for the job, which must outlive it. */
n2v_status n2v_team_new(n2v_job *job, n2v_team **out, n2v_error *err);
void n2v_team_free(n2v_team *team);

/* Trains from job->state on until the epoch ends, the job pauses or diverges. A round is one block
 * of walks. A thread that cannot start ends it: N2V_EINTERNAL. */
n2v_status n2v_team_run(n2v_team *team, n2v_error *err);

#endif
