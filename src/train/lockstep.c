/* A round goes in steps, for walks too long to be trained at once: every walk is trained on its
 * next centres, then the changes are added to the model, each thread adding those of its own part
 * of the nodes. Barriers divide the two. The calling thread is member 0, who does what is left to
 * one: it counts and prepares the next step. */
#include "train/lockstep.h"

#include "base/memory.h"
#include "base/progress.h"
#include "base/status.h"
#include "base/threads.h"

#include <pthread.h>
#include <stdatomic.h>

/* Changes that several walks of a round make to one row are all reckoned from the same start, and
 * add up to too much where each alone is near its goal. The bound is on alpha times the visits of
 * the most visited node in a round. At 0.1 the loss of the first epoch was above that of rounds of
 * one walk by 0.1% (BlogCatalog, MovieLens) and 0.5% (Facebook), at 0.2 by 0.3 to 2.5%, at 0.4 by
 * 4 to 43%, at 0.8 training diverged on two of the three. */
static const double MOST_PULL = 0.08;

typedef struct step {
  uint64_t first;
  uint32_t count; /* walks; 0: all go home */
  n2v_pace pace;
  bool begins; /* the first of its round */
} step;

struct n2v_lockstep {
  n2v_job *job;
  n2v_worker **workers; /* one for each walk of a round */
  step step;            /* written by member 0 between the barriers behind training and merging */
  atomic_uint next;
  atomic_bool unfinished; /* a walk of the round has centres left */
  pthread_barrier_t barrier;
};

uint32_t n2v_lockstep_walks(const n2v_corpus *corpus, const uint64_t *counts, double alpha) {
  uint64_t most = 1;
  for (uint32_t node = 0; node < corpus->nodes; node++)
    most = counts[node] > most ? counts[node] : most;
  double walks = MOST_PULL * (double)corpus->walks / (alpha * (double)most);
  return walks < 1                         ? 1
         : walks > N2V_MOST_LOCKSTEP_WALKS ? N2V_MOST_LOCKSTEP_WALKS
                                           : (uint32_t)walks;
}

/* ------------------------------------------------------------------------ member 0, alone */

static void begin_round(n2v_lockstep *l) {
  n2v_job *job = l->job;
  uint64_t left = job->training.corpus->walks - job->state.walk;
  l->step = (step){.first = job->state.walk,
                   .count = left < l->job->round ? (uint32_t)left : l->job->round,
                   .pace = n2v_job_pace(job, job->state.walk),
                   .begins = true};
  if (!n2v_job_goes_on(job))
    l->step.count = 0;
}

static void end_round(n2v_lockstep *l) {
  uint64_t pairs, tokens;
  double loss;
  n2v_progress_event event;
  for (uint32_t i = 0; i < l->step.count; i++) {
    n2v_worker_take(l->workers[i], &loss, &pairs, &tokens);
    n2v_job_account(l->job, loss, pairs, tokens);
  }
  l->job->state.walk += l->step.count;
  if (n2v_job_report_due(l->job, &event))
    n2v_report(l->job->progress, &event);
}

static void prepare_next(n2v_lockstep *l) {
  atomic_store(&l->next, 0);
  l->step.begins = !atomic_exchange(&l->unfinished, false);
  if (l->step.begins) {
    end_round(l);
    begin_round(l);
  }
}

/* ---------------------------------------------------------------------------- all members */

static void train(n2v_lockstep *l, const step *s) {
  for (unsigned i; (i = atomic_fetch_add(&l->next, 1)) < s->count;) {
    if (s->begins)
      n2v_worker_begin(l->workers[i], (uint32_t)l->job->state.epoch, s->first + i, s->pace);
    if (n2v_worker_step(l->workers[i]))
      atomic_store(&l->unfinished, true);
  }
}

/* Member i merges part i of the nodes. */
static void take_part(void *argument, int member) {
  n2v_lockstep *l = argument;
  for (;;) {
    const step s = l->step;
    if (!s.count)
      return;
    train(l, &s);
    pthread_barrier_wait(&l->barrier);
    if (member == 0)
      prepare_next(l);
    for (uint32_t i = 0; i < s.count; i++)
      n2v_worker_merge(l->workers[i], (uint32_t)member, (uint32_t)l->job->threads);
    pthread_barrier_wait(&l->barrier);
  }
}

n2v_status n2v_lockstep_run(n2v_lockstep *l, n2v_error *err) {
  begin_round(l);
  return n2v_threads_run(l->job->threads, take_part, l, err);
}

/* ------------------------------------------------------------------------------ allocation */

static n2v_status make_workers(n2v_lockstep *l, n2v_error *err) {
  n2v_status status = N2V_OK;
  l->workers = n2v_calloc(l->job->round, sizeof(n2v_worker *));
  if (!l->workers)
    return n2v_fail_memory(err, "the workers", l->job->round * sizeof(n2v_worker *));
  for (uint32_t i = 0; i < l->job->round && status == N2V_OK; i++)
    status = n2v_worker_new(&l->job->training, &l->workers[i], err);
  return status;
}

n2v_status n2v_lockstep_new(n2v_job *job, n2v_lockstep **out, n2v_error *err) {
  n2v_lockstep *l = n2v_calloc(1, sizeof *l);
  *out = l;
  if (!l)
    return n2v_fail_memory(err, "the workers", sizeof *l);
  l->job = job;
  pthread_barrier_init(&l->barrier, NULL, (unsigned)job->threads);
  n2v_status status = make_workers(l, err);
  if (status != N2V_OK) {
    n2v_lockstep_free(l);
    *out = NULL;
  }
  return status;
}

void n2v_lockstep_free(n2v_lockstep *lockstep) {
  if (!lockstep)
    return;
  for (uint32_t i = 0; lockstep->workers && i < lockstep->job->round; i++)
    n2v_worker_free(lockstep->workers[i]);
  n2v_free(lockstep->workers);
  pthread_barrier_destroy(&lockstep->barrier);
  n2v_free(lockstep);
}
