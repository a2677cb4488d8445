/* Which processor each thread of a team is bound to, where that is asked for. */
#ifndef N2V_BASE_PROCESSORS_H
#define N2V_BASE_PROCESSORS_H

#include "n2v.h"

#include <pthread.h>

/* Puts processors, in ascending order, into the one in which threads take them: every core once
 * before any of them twice, the cores of one socket before those of the next. system:
 * /sys/devices/system/cpu, where Linux describes them; what is not there is taken for one socket of
 * cores with a thread each. */
void n2v_processors_sort(int *processors, int count, const char *system);

/* The processors that a thread may run on, in that order. */
typedef struct n2v_processors {
  int *numbers, count;
} n2v_processors;

/* Those of the calling thread. Released by n2v_processors_free. */
n2v_status n2v_processors_find(n2v_processors *out, n2v_error *err);
void n2v_processors_free(n2v_processors *processors);

/* Threads to be made with `attr` run on the i-th of them only, in turns where i is beyond. 0, or a
 * number of errno. */
int n2v_processors_bind(const n2v_processors *processors, int i, pthread_attr_t *attr);
/* The calling thread: on the first one only; on all of them again. */
int n2v_processors_enter(const n2v_processors *processors);
void n2v_processors_return(const n2v_processors *processors);

#endif
