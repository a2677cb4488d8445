#include "sgns/team.h"

#include "base/memory.h"
#include "base/progress.h"
#include "base/status.h"

#include <pthread.h>
#include <string.h>

typedef struct member {
  n2v_team *team;
  n2v_worker *worker;
  pthread_t thread;
} member;

struct n2v_team {
  n2v_job *job;
  uint32_t block; /* walks */
  member *members;
  pthread_mutex_t lock; /* of the job; taken once for a block of some thousand tokens */
  bool dissolved;       /* a thread could not be started */
};

static void report(n2v_team *team) {
  n2v_progress_event event;
  if (!n2v_job_report_due(team->job, &event))
    return;
  pthread_mutex_unlock(&team->lock); /* a terminal may be slow: the others need not wait */
  n2v_report(team->job->progress, &event);
  pthread_mutex_lock(&team->lock);
}

/* Takes and trains blocks. The calling thread is member 0, who also reports. */
static void *member_main(void *argument) {
  member *m = argument;
  n2v_team *team = m->team;
  n2v_job *job = team->job;
  uint64_t walks = job->training.corpus->walks, pairs, tokens;
  double loss;
  pthread_mutex_lock(&team->lock);
  while (!team->dissolved && n2v_job_goes_on(job)) {
    uint32_t epoch = (uint32_t)job->state.epoch;
    uint64_t first = job->state.walk, left = walks - first;
    uint32_t count = left < team->block ? (uint32_t)left : team->block;
    float alpha = n2v_job_alpha(job, first);
    job->state.walk += count;
    pthread_mutex_unlock(&team->lock);
    n2v_worker_train(m->worker, epoch, first, count, alpha);
    n2v_worker_take(m->worker, &loss, &pairs, &tokens);
    pthread_mutex_lock(&team->lock);
    n2v_job_account(job, loss, pairs, tokens);
    if (m == team->members)
      report(team);
  }
  pthread_mutex_unlock(&team->lock);
  return NULL;
}

n2v_status n2v_team_run(n2v_team *team, n2v_error *err) {
  int size = team->job->threads, started = 1, failed = 0;
  for (; started < size && !failed; started += !failed)
    failed =
        pthread_create(&team->members[started].thread, NULL, member_main, &team->members[started]);
  if (failed) {
    pthread_mutex_lock(&team->lock);
    team->dissolved = true;
    pthread_mutex_unlock(&team->lock);
  } else {
    member_main(&team->members[0]);
  }
  for (int i = 1; i < started; i++)
    pthread_join(team->members[i].thread, NULL);
  if (failed)
    return n2v_fail(err, N2V_EINTERNAL, "cannot start thread %d of %d: %s", started + 1, size,
                    strerror(failed));
  return N2V_OK;
}

n2v_status n2v_team_new(n2v_job *job, n2v_team **out, n2v_error *err) {
  n2v_team *team = n2v_calloc(1, sizeof *team);
  size_t size = (size_t)job->threads;
  *out = team;
  if (!team)
    return n2v_fail_memory(err, "the team", sizeof *team);
  pthread_mutex_init(&team->lock, NULL);
  team->job = job;
  team->block = n2v_worker_block(job->training.corpus);
  team->members = n2v_calloc(size, sizeof *team->members);
  n2v_status status =
      team->members ? N2V_OK : n2v_fail_memory(err, "the team", size * sizeof *team->members);
  for (size_t i = 0; i < size && status == N2V_OK; i++) {
    team->members[i].team = team;
    status = n2v_worker_new(&job->training, &team->members[i].worker, err);
  }
  if (status != N2V_OK) {
    n2v_team_free(team);
    *out = NULL;
  }
  return status;
}

void n2v_team_free(n2v_team *team) {
  if (!team)
    return;
  for (int i = 0; team->members && i < team->job->threads; i++)
    n2v_worker_free(team->members[i].worker);
  n2v_free(team->members);
  pthread_mutex_destroy(&team->lock);
  n2v_free(team);
}
