/* A round goes in steps, for walks too long to be trained at once: every walk is trained on its
 * next centres, then the changes are added to the model, each thread adding those of its own part
 * of the nodes. Barriers divide the two. The calling thread is member 0, who does what is left to
 * one: it counts and prepares the next step; between training and adding it exchanges what walks
 * have changed with the other processes. A change is the same number, whoever has made it, and is
 * added in the same order: so are the sums. */
#include "train/lockstep.h"

#include "base/memory.h"
#include "base/progress.h"
#include "base/status.h"
#include "base/threads.h"

#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

/* Changes that several walks of a round make to one row are all reckoned from the same start. Those
 * of input rows are combined (n2v_kernel.combine), those of output rows add up, to too much where
 * each alone is near its goal. The bound is on alpha times the visits of the most visited node in a
 * round. At 0.4 and at 1 the loss after two epochs was that of rounds of one walk, or below it by
 * 0.1% (BlogCatalog and MovieLens, alpha 0.025 to 0.1); at 2.6 training diverged on MovieLens at
 * 0.1. With sums on both sides 0.1 was the most, and 0.8 diverged. Above 0.1 alpha counts once
 * more, as it does in a call of the kernel (calls.c).
 *
 * Five negatives of each pair go with that, drawn no less evenly than nodes are visited. Where they
 * are more, or meet few nodes (a negative ns_exponent), five of a node's negatives count as one of
 * its visits: without, 20 negatives at exponent 1, and 10 at -1, diverged (tests/zoo.py). */
static const double MOST_PULL = 0.4, BOLD_ALPHA = 0.1, USUAL_NEGATIVES = 5;
/* Tokens of a round for each node, at most: what is combined is learned more slowly. On a cycle of
 * 800 nodes at p = 0.001 the loss was 1.11 with 1.6 of them, 0.98 with 0.5, 0.95 with 0.25 and 0.92
 * with a walk alone. */
static const double MOST_TOKENS = 0.25;

typedef struct step {
  uint64_t first;
  uint32_t count; /* walks; 0: all go home */
  n2v_pace pace;
  bool begins; /* the first of its round */
} step;

typedef struct lockstep {
  n2v_crew crew; /* first */
  n2v_job *job;
  n2v_worker **workers; /* one for each walk of a round */
  step step;            /* written by member 0 between the barriers behind training and merging */
  atomic_uint next;
  atomic_bool unfinished; /* a walk of the round has centres left */
  pthread_barrier_t barrier;
  n2v_tally *totals; /* of the walks of this step */
  char *mine, *all;  /* changes of this process' walks, of everyone's */
  size_t mine_bytes, all_bytes;
} lockstep;

/* The most that a node's output row is trained in the corpus, in visits. */
static double most_visits(uint32_t nodes, const uint64_t *counts, double tokens,
                          const n2v_train_params *params) {
  double most = 1, most_noise = 0, noise = 0;
  for (uint32_t node = 0; node < nodes; node++) {
    if (!counts[node])
      continue;
    const double visits = (double)counts[node], drawn = pow(visits, params->ns_exponent);
    most = fmax(most, visits);
    most_noise = fmax(most_noise, drawn);
    noise += drawn;
  }
  return fmax(most, params->negative / USUAL_NEGATIVES * tokens * most_noise / fmax(noise, 1e-300));
}

uint32_t n2v_lockstep_walks(const n2v_corpus *corpus, const uint64_t *counts,
                            const n2v_train_params *params) {
  double tokens = 1, nodes = 0;
  for (uint32_t node = 0; node < corpus->nodes; node++) {
    tokens += (double)counts[node];
    nodes += counts[node] > 0;
  }
  const double visits = most_visits(corpus->nodes, counts, tokens, params);
  const double pull = MOST_PULL * fmin(1, BOLD_ALPHA / params->alpha);
  const double walks =
      (double)corpus->walks * fmin(pull / (params->alpha * visits), MOST_TOKENS * nodes / tokens);
  return walks < 1                         ? 1
         : walks > N2V_MOST_LOCKSTEP_WALKS ? N2V_MOST_LOCKSTEP_WALKS
                                           : (uint32_t)walks;
}

/* ------------------------------------------------------------------------ member 0, alone */

static void begin_round(lockstep *l) {
  n2v_job *job = l->job;
  uint64_t left = job->training.corpus->walks - job->state.walk;
  l->step = (step){.first = job->state.walk,
                   .count = left < l->job->round ? (uint32_t)left : l->job->round,
                   .pace = n2v_job_pace(job, job->state.walk),
                   .begins = true};
  if (!n2v_job_goes_on(job))
    l->step.count = 0;
}

/* Enters the step; the round ends with it when no walk has centres left. */
static void end_step(lockstep *l) {
  n2v_progress_event event;
  for (uint32_t i = 0; i < l->step.count; i++)
    n2v_job_account(l->job, &l->totals[i]);
  if (n2v_job_report_due(l->job, &event))
    n2v_report(l->job->progress, &event);
}

static void prepare_next(lockstep *l) {
  atomic_store(&l->next, 0);
  end_step(l);
  l->step.begins = !atomic_exchange(&l->unfinished, false);
  if (l->step.begins) {
    l->job->state.walk += l->step.count;
    begin_round(l);
  }
  if (l->job->lost.code != N2V_OK)
    l->step.count = 0;
}

/* --------------------------------------------------------------------------- other processes */

static bool is_mine(const lockstep *l, uint32_t walk) {
  const n2v_peers *p = l->job->peers;
  return !p || walk % (uint32_t)p->count == (uint32_t)p->rank;
}

static void take_totals(lockstep *l) {
  for (uint32_t i = 0; i < l->step.count; i++)
    if (is_mine(l, i))
      l->totals[i] = n2v_worker_take(l->workers[i]);
}

static n2v_status make_room(char **buffer, size_t *room, size_t bytes, n2v_error *err) {
  if (bytes <= *room)
    return N2V_OK;
  n2v_free(*buffer);
  *buffer = n2v_alloc(bytes, 2);
  *room = *buffer ? 2 * bytes : 0;
  return *buffer ? N2V_OK : n2v_fail_memory(err, "the changes of a round", 2 * bytes);
}

/* A parcel: whether walks have centres left, then for each of the process' walks its total, how
 * many bytes, its changes. */
static n2v_status pack(lockstep *l, size_t *bytes, n2v_error *err) {
  bool unfinished = atomic_load(&l->unfinished);
  *bytes = sizeof unfinished;
  for (uint32_t i = 0; i < l->step.count; i++)
    if (is_mine(l, i))
      *bytes += sizeof(n2v_tally) + sizeof(size_t) + n2v_worker_changes_bytes(l->workers[i]);
  n2v_status status = make_room(&l->mine, &l->mine_bytes, *bytes, err);
  if (status != N2V_OK)
    return status;
  char *to = l->mine;
  memcpy(to, &unfinished, sizeof unfinished);
  to += sizeof unfinished;
  for (uint32_t i = 0; i < l->step.count; i++)
    if (is_mine(l, i)) {
      size_t changes = n2v_worker_changes_bytes(l->workers[i]);
      memcpy(to, &l->totals[i], sizeof(n2v_tally));
      memcpy(to + sizeof(n2v_tally), &changes, sizeof changes);
      n2v_worker_get_changes(l->workers[i], to + sizeof(n2v_tally) + sizeof changes);
      to += sizeof(n2v_tally) + sizeof changes + changes;
    }
  return N2V_OK;
}

static void unpack(lockstep *l, int rank, const char *from) {
  bool unfinished;
  memcpy(&unfinished, from, sizeof unfinished);
  from += sizeof unfinished;
  if (unfinished)
    atomic_store(&l->unfinished, true);
  for (uint32_t i = (uint32_t)rank; i < l->step.count; i += (uint32_t)l->job->peers->count) {
    size_t changes;
    memcpy(&l->totals[i], from, sizeof(n2v_tally));
    memcpy(&changes, from + sizeof(n2v_tally), sizeof changes);
    from += sizeof(n2v_tally) + sizeof changes;
    n2v_worker_set_changes(l->workers[i], from);
    from += changes;
  }
}

/* Everyone's changes into everyone's workers. */
static n2v_status share(lockstep *l, n2v_error *err) {
  n2v_peers *peers = l->job->peers;
  size_t mine, all = 0, *sizes = n2v_alloc((size_t)peers->count, sizeof *sizes);
  n2v_status status = sizes ? pack(l, &mine, err) : n2v_fail_memory(err, "sizes", sizeof *sizes);
  if (status == N2V_OK)
    status = peers->gather(peers, &mine, sizeof mine, sizes, err);
  for (int rank = 0; rank < peers->count && status == N2V_OK; rank++)
    all += sizes[rank];
  if (status == N2V_OK)
    status = make_room(&l->all, &l->all_bytes, all, err);
  if (status == N2V_OK)
    status = peers->gather_all(peers, l->mine, l->all, sizes, err);
  const char *from = l->all;
  for (int rank = 0; rank < peers->count && status == N2V_OK; from += sizes[rank++])
    if (rank != peers->rank)
      unpack(l, rank, from);
  n2v_free(sizes);
  return status;
}

/* ---------------------------------------------------------------------------- all members */

static void train(lockstep *l, const step *s) {
  for (unsigned i; (i = atomic_fetch_add(&l->next, 1)) < s->count;) {
    if (!is_mine(l, i))
      continue;
    if (s->begins)
      n2v_worker_begin(l->workers[i], (uint32_t)l->job->state.epoch, s->first + i, s->pace);
    if (n2v_worker_step(l->workers[i]))
      atomic_store(&l->unfinished, true);
  }
}

/* Member i merges part i of the nodes. */
static void take_part(void *argument, int member) {
  lockstep *l = argument;
  for (;;) {
    const step s = l->step;
    if (!s.count)
      return;
    train(l, &s);
    pthread_barrier_wait(&l->barrier);
    if (member == 0)
      take_totals(l);
    if (l->job->peers) { /* a failure ends the training: what it leaves is of no use */
      if (member == 0)
        share(l, &l->job->lost);
      pthread_barrier_wait(&l->barrier);
    }
    if (member == 0)
      prepare_next(l);
    for (uint32_t i = 0; i < s.count; i++)
      n2v_worker_merge(l->workers[i], (uint32_t)member, (uint32_t)l->job->team.threads);
    pthread_barrier_wait(&l->barrier);
  }
}

static n2v_status run(n2v_crew *crew, n2v_error *err) {
  lockstep *l = (lockstep *)crew;
  begin_round(l);
  n2v_status status = n2v_threads_run(l->job->team, take_part, l, err);
  if (status == N2V_OK && l->job->lost.code != N2V_OK)
    return n2v_fail(err, l->job->lost.code, "%s", l->job->lost.msg);
  return status;
}

/* ------------------------------------------------------------------------------ allocation */

static n2v_status make_workers(lockstep *l, n2v_error *err) {
  n2v_status status = N2V_OK;
  l->workers = n2v_calloc(l->job->round, sizeof(n2v_worker *));
  l->totals = n2v_calloc(l->job->round, sizeof *l->totals);
  if (!l->workers || !l->totals)
    return n2v_fail_memory(err, "the workers", l->job->round * sizeof(n2v_worker *));
  for (uint32_t i = 0; i < l->job->round && status == N2V_OK; i++)
    status = n2v_worker_new(&l->job->training, &l->workers[i], err);
  return status;
}

static void release(n2v_crew *crew) {
  lockstep *l = (lockstep *)crew;
  for (uint32_t i = 0; l->workers && i < l->job->round; i++)
    n2v_worker_free(l->workers[i]);
  n2v_free(l->workers);
  n2v_free(l->totals);
  n2v_free(l->mine);
  n2v_free(l->all);
  pthread_barrier_destroy(&l->barrier);
  n2v_free(l);
}

n2v_status n2v_lockstep_new(n2v_job *job, n2v_crew **out, n2v_error *err) {
  lockstep *l = n2v_calloc(1, sizeof *l);
  *out = NULL;
  if (!l)
    return n2v_fail_memory(err, "the workers", sizeof *l);
  l->crew = (n2v_crew){run, release};
  l->job = job;
  pthread_barrier_init(&l->barrier, NULL, (unsigned)job->team.threads);
  n2v_status status = make_workers(l, err);
  if (status == N2V_OK)
    *out = &l->crew;
  else
    release(&l->crew);
  return status;
}
