/* Threads for work that waits or shares as it goes, where an OpenMP loop does not serve. */
#ifndef N2V_BASE_THREADS_H
#define N2V_BASE_THREADS_H

#include "n2v.h"

/* Calls work(argument, i) for every i below `count` at the same time, i = 0 on the calling thread
 * and each other on a thread of its own; returns when all have. None begins before all threads have
 * been started: N2V_EINTERNAL when one cannot be, and no work was done. */
n2v_status n2v_threads_run(int count, void (*work)(void *argument, int i), void *argument,
                           n2v_error *err);

#endif
