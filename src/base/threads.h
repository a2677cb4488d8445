/* Threads for work that waits or shares as it goes, where an OpenMP loop does not serve. */
#ifndef N2V_BASE_THREADS_H
#define N2V_BASE_THREADS_H

#include "n2v.h"

typedef struct n2v_team_size {
  int threads;
  bool pin; /* each on a processor of its own (processors.h) while it works, the calling one too */
} n2v_team_size;

/* Calls work(argument, i) for every i below size.threads at the same time, i = 0 on the calling
 * thread and each other on a thread of its own; returns when all have. None begins before all
 * threads have been started: N2V_EINTERNAL when one cannot be, and no work was done. Processors are
 * those that the calling thread may run on, and thread i gets the same one each time. */
n2v_status n2v_threads_run(n2v_team_size size, void (*work)(void *argument, int i), void *argument,
                           n2v_error *err);

#endif
