/* The lock guards the position and the figures, not the model: rows are read and written without
 * (sgns/hogwild.h says why that is sound). */
#include "train/team.h"

#include "base/memory.h"
#include "base/progress.h"
#include "base/status.h"
#include "base/threads.h"

#include <pthread.h>

/* Blocks of an epoch, at least, and the least tokens of one. The learning rate is a block's, so few
 * blocks would end the training at a high one, all threads at once: on ten cliques of 20 nodes (2
 * walks of 40 each, 2 epochs at 0.05, two threads, 3 seeds) the loss was 1.03 to 1.10 in blocks of
 * 4,096 tokens, 0.98 to 1.02 in those of 512. In still shorter ones the size of groups, which is
 * learned within a block, is not: a star at 0.3 had 2.06 with 16 threads, 1.93 to 2.02 in blocks of
 * 512. Threads do not count: random numbers are a block's, too. */
enum { BLOCKS = 512, LEAST_TOKENS = 512 };

typedef struct team {
  n2v_crew crew; /* first */
  n2v_job *job;
  uint32_t block;       /* walks */
  n2v_worker **workers; /* of each thread */
  pthread_mutex_t lock; /* of the job; taken once for a block */
} team;

static void report(team *t) {
  n2v_progress_event event;
  if (!n2v_job_report_due(t->job, &event))
    return;
  pthread_mutex_unlock(&t->lock); /* a terminal may be slow: the others need not wait */
  n2v_report(t->job->progress, &event);
  pthread_mutex_lock(&t->lock);
}

/* Takes and trains blocks. Member 0 is the calling thread, who also reports. */
static void train(void *argument, int member) {
  team *t = argument;
  n2v_job *job = t->job;
  pthread_mutex_lock(&t->lock);
  while (n2v_job_goes_on(job)) {
    uint32_t epoch = (uint32_t)job->state.epoch;
    uint64_t first = job->state.walk, left = job->end - first;
    uint32_t count = left < t->block ? (uint32_t)left : t->block;
    n2v_pace pace = n2v_job_pace(job, first);
    job->state.walk += count;
    pthread_mutex_unlock(&t->lock);
    n2v_worker_train(t->workers[member], epoch, first, count, pace);
    const n2v_tally done = n2v_worker_take(t->workers[member]);
    pthread_mutex_lock(&t->lock);
    n2v_job_account(job, &done);
    if (member == 0)
      report(t);
  }
  pthread_mutex_unlock(&t->lock);
}

static n2v_status run(n2v_crew *crew, n2v_error *err) {
  team *t = (team *)crew;
  return n2v_threads_run(t->job->team, train, t, err);
}

static void release(n2v_crew *crew) {
  team *t = (team *)crew;
  for (int i = 0; t->workers && i < t->job->team.threads; i++)
    n2v_worker_free(t->workers[i]);
  n2v_free(t->workers);
  pthread_mutex_destroy(&t->lock);
  n2v_free(t);
}

static uint32_t block_of(const n2v_corpus *corpus) {
  const uint64_t share = corpus->walks / BLOCKS, least = LEAST_TOKENS / corpus->max_length + 1;
  const uint32_t most = n2v_worker_block(corpus->max_length);
  const uint64_t walks = share < least ? least : share;
  return walks < most ? (uint32_t)walks : most;
}

n2v_status n2v_team_new(n2v_job *job, n2v_crew **out, n2v_error *err) {
  team *t = n2v_calloc(1, sizeof *t);
  size_t size = (size_t)job->team.threads;
  *out = NULL;
  if (!t)
    return n2v_fail_memory(err, "the team", sizeof *t);
  t->crew = (n2v_crew){run, release};
  pthread_mutex_init(&t->lock, NULL);
  t->job = job;
  t->block = block_of(job->training.corpus);
  t->workers = n2v_calloc(size, sizeof *t->workers);
  n2v_status status =
      t->workers ? N2V_OK : n2v_fail_memory(err, "the team", size * sizeof *t->workers);
  for (size_t i = 0; i < size && status == N2V_OK; i++)
    status = n2v_worker_new(&job->training, &t->workers[i], err);
  if (status == N2V_OK)
    *out = &t->crew;
  else
    release(&t->crew);
  return status;
}
