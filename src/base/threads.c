/* Threads that begin together. A gate holds them until all have been started, so that a failure to
 * start one (a limit on processes, memory for a stack) leaves no work half done. A mutex serves as
 * the gate: it is locked while threads are started, and each passes through it once. */
#include "base/threads.h"

#include "base/memory.h"
#include "base/status.h"

#include <pthread.h>
#include <stdbool.h>
#include <string.h>

typedef struct crew {
  void (*work)(void *argument, int i);
  void *argument;
  pthread_mutex_t gate; /* closed until all threads have been started */
  bool dissolved;       /* one could not */
} crew;

typedef struct member {
  crew *crew;
  int number;
  pthread_t thread;
} member;

static void *member_main(void *argument) {
  const member *m = argument;
  pthread_mutex_lock(&m->crew->gate);
  bool dissolved = m->crew->dissolved;
  pthread_mutex_unlock(&m->crew->gate);
  if (!dissolved)
    m->crew->work(m->crew->argument, m->number);
  return NULL;
}

n2v_status n2v_threads_run(int count, void (*work)(void *argument, int i), void *argument,
                           n2v_error *err) {
  crew c = {.work = work, .argument = argument, .gate = PTHREAD_MUTEX_INITIALIZER};
  member *members = n2v_calloc((size_t)count, sizeof *members);
  int started = 1, failed = 0;
  if (!members)
    return n2v_fail_memory(err, "the threads", (uint64_t)count * sizeof *members);
  pthread_mutex_lock(&c.gate);
  for (; started < count && !failed; started += !failed) {
    members[started] = (member){.crew = &c, .number = started};
    failed = pthread_create(&members[started].thread, NULL, member_main, &members[started]);
  }
  c.dissolved = failed != 0;
  pthread_mutex_unlock(&c.gate);
  if (!failed)
    work(argument, 0);
  for (int i = 1; i < started; i++)
    pthread_join(members[i].thread, NULL);
  n2v_free(members);
  if (failed)
    return n2v_fail(err, N2V_EINTERNAL, "`threads = %d`: cannot start thread %d: %s; lower it",
                    count, started + 1, strerror(failed));
  return N2V_OK;
}
