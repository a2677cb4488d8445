#include "train/team.h"

#include "base/memory.h"
#include "base/progress.h"
#include "base/status.h"
#include "base/threads.h"

#include <pthread.h>

struct n2v_team {
  n2v_job *job;
  uint32_t block;       /* walks */
  n2v_worker **workers; /* of each thread */
  pthread_mutex_t lock; /* of the job; taken once for a block of some thousand tokens */
};

static void report(n2v_team *team) {
  n2v_progress_event event;
  if (!n2v_job_report_due(team->job, &event))
    return;
  pthread_mutex_unlock(&team->lock); /* a terminal may be slow: the others need not wait */
  n2v_report(team->job->progress, &event);
  pthread_mutex_lock(&team->lock);
}

/* Takes and trains blocks. Member 0 is the calling thread, who also reports. */
static void train(void *argument, int member) {
  n2v_team *team = argument;
  n2v_job *job = team->job;
  uint64_t walks = job->training.corpus->walks, pairs, tokens;
  double loss;
  pthread_mutex_lock(&team->lock);
  while (n2v_job_goes_on(job)) {
    uint32_t epoch = (uint32_t)job->state.epoch;
    uint64_t first = job->state.walk, left = walks - first;
    uint32_t count = left < team->block ? (uint32_t)left : team->block;
    n2v_pace pace = n2v_job_pace(job, first);
    job->state.walk += count;
    pthread_mutex_unlock(&team->lock);
    n2v_worker_train(team->workers[member], epoch, first, count, pace);
    n2v_worker_take(team->workers[member], &loss, &pairs, &tokens);
    pthread_mutex_lock(&team->lock);
    n2v_job_account(job, loss, pairs, tokens);
    if (member == 0)
      report(team);
  }
  pthread_mutex_unlock(&team->lock);
}

n2v_status n2v_team_run(n2v_team *team, n2v_error *err) {
  return n2v_threads_run(team->job->threads, train, team, err);
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
  team->workers = n2v_calloc(size, sizeof *team->workers);
  n2v_status status =
      team->workers ? N2V_OK : n2v_fail_memory(err, "the team", size * sizeof *team->workers);
  for (size_t i = 0; i < size && status == N2V_OK; i++)
    status = n2v_worker_new(&job->training, &team->workers[i], err);
  if (status != N2V_OK) {
    n2v_team_free(team);
    *out = NULL;
  }
  return status;
}

void n2v_team_free(n2v_team *team) {
  if (!team)
    return;
  for (int i = 0; team->workers && i < team->job->threads; i++)
    n2v_worker_free(team->workers[i]);
  n2v_free(team->workers);
  pthread_mutex_destroy(&team->lock);
  n2v_free(team);
}
