/* Hogwild: threads that train on blocks of walks side by side, into one model without locks. */
#ifndef N2V_TRAIN_TEAM_H
#define N2V_TRAIN_TEAM_H

#include "train/crew.h"

/* A team of job->threads. A round is one block of walks. */
n2v_status n2v_team_new(n2v_job *job, n2v_crew **out, n2v_error *err);

#endif
