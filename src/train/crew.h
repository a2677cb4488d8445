/* Who does the work of a training run: threads side by side (team.h), threads in step (lockstep.h),
 * processes (cluster.h). Each makes a crew for a job that must outlive it. */
#ifndef N2V_TRAIN_CREW_H
#define N2V_TRAIN_CREW_H

#include "train/job.h"

typedef struct n2v_crew n2v_crew;
struct n2v_crew {
  /* Trains from job->state on until the epoch ends, the job pauses or diverges. Fails when a thread
   * cannot start (N2V_EINTERNAL) or another process is lost (N2V_EIO). */
  n2v_status (*run)(n2v_crew *crew, n2v_error *err);
  void (*free)(n2v_crew *crew);
};

static inline void n2v_crew_free(n2v_crew *crew) {
  if (crew)
    crew->free(crew);
}

#endif
