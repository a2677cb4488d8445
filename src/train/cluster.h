/* Several processes, each with a team of threads and a copy of the model. */
#ifndef N2V_TRAIN_CLUSTER_H
#define N2V_TRAIN_CLUSTER_H

#include "train/crew.h"

/* For a job with peers and training that is not `apart`. Rounds of walks are shared out in equal
 * parts; between them the copies become one again (replicas.h). */
n2v_status n2v_cluster_new(n2v_job *job, n2v_crew **out, n2v_error *err);

/* Bytes of a process beside its model and its team. */
uint64_t n2v_cluster_bytes(uint32_t nodes, uint32_t dims, int processes);

#endif
