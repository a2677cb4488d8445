/* Threads that begin together. A gate holds them until all have been started, so that a failure to
 * start one (a limit on processes, memory for a stack) leaves no work half done. A mutex serves as
 * the gate: it is locked while threads are started, and each passes through it once. */
#include "base/threads.h"

#include "base/memory.h"
#include "base/processors.h"
#include "base/status.h"

#include <pthread.h>
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

/* 0, or a number of errno. processors: NULL, or what to bind it to. */
static int start(member *m, const n2v_processors *processors) {
  pthread_attr_t attr;
  int failed = pthread_attr_init(&attr);
  if (failed)
    return failed;
  if (processors)
    failed = n2v_processors_bind(processors, m->number, &attr);
  if (!failed)
    failed = pthread_create(&m->thread, &attr, member_main, m);
  pthread_attr_destroy(&attr);
  return failed;
}

static n2v_status run(int count, const n2v_processors *processors,
                      void (*work)(void *argument, int i), void *argument, n2v_error *err) {
  crew c = {.work = work, .argument = argument, .gate = PTHREAD_MUTEX_INITIALIZER};
  member *members = n2v_calloc((size_t)count, sizeof *members);
  int started = 1, failed = processors ? n2v_processors_enter(processors) : 0;
  if (!members)
    return n2v_fail_memory(err, "the threads", (uint64_t)count * sizeof *members);
  pthread_mutex_lock(&c.gate);
  for (; started < count && !failed; started += !failed) {
    members[started] = (member){.crew = &c, .number = started};
    failed = start(&members[started], processors);
  }
  c.dissolved = failed != 0;
  pthread_mutex_unlock(&c.gate);
  if (!failed)
    work(argument, 0);
  for (int i = 1; i < started; i++)
    pthread_join(members[i].thread, NULL);
  n2v_free(members);
  if (failed)
    return n2v_fail(err, N2V_EINTERNAL, "`threads = %d`: cannot start thread %d: %s; %s", count,
                    started + 1, strerror(failed), processors ? "leave out `pin`" : "lower it");
  return N2V_OK;
}

n2v_status n2v_threads_run(n2v_team_size size, void (*work)(void *argument, int i), void *argument,
                           n2v_error *err) {
  n2v_processors processors;
  if (!size.pin)
    return run(size.threads, NULL, work, argument, err);
  n2v_status status = n2v_processors_find(&processors, err);
  if (status != N2V_OK)
    return status;
  status = run(size.threads, &processors, work, argument, err);
  n2v_processors_return(&processors);
  n2v_processors_free(&processors);
  return status;
}
