/* A crew for a model that memory does not hold: it lies on disk, and two parts of it at a time are
 * trained. Of several processes each trains two parts of its own at a time. */
#ifndef N2V_TRAIN_ROTATION_H
#define N2V_TRAIN_ROTATION_H

#include "train/crew.h"
#include "train/parts.h"

/* For a job whose model is on disk; counts and exponent as for n2v_objective.make_table. Apart, one
 * thread trains: then the result depends on the corpus, the parameters and the number of parts
 * alone, not on how many processes there are. parts is a multiple of the processes. When run
 * returns process 0 has the whole model; another's rows are right in its own parts alone. */
n2v_status n2v_rotation_new(n2v_job *job, uint32_t parts, const uint64_t *counts, double exponent,
                            n2v_crew **out, n2v_error *err);

/* Bytes of memory that training in so many parts takes in a process. */
uint64_t n2v_rotation_bytes(const n2v_train_shape *shape, uint32_t parts, int threads,
                            int processes);

#endif
