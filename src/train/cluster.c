/* An epoch is cut into ROUNDS, so that copies do not part far, but none is shorter than
 * LEAST_TOKENS for each process, so that small graphs do not meet all the time. docs/cluster.md has
 * what other lengths cost in quality and in bytes. */
#include "train/cluster.h"

#include "base/clock.h"
#include "base/memory.h"
#include "base/progress.h"
#include "base/status.h"
#include "train/replicas.h"
#include "train/team.h"

#include <math.h>

enum { ROUNDS = 16, LEAST_TOKENS = 1 << 14 };
static const double PATIENCE = 60; /* seconds, beside twice what this process' longest part took */

typedef struct cluster {
  n2v_crew crew; /* first */
  n2v_job *job;
  n2v_crew *team;
  n2v_replicas *replicas;
  uint64_t round;  /* walks of all processes */
  uint64_t rounds; /* done */
  double apart;    /* seconds spent in exchange */
  double longest;  /* seconds that a part has taken */
} cluster;

/* What a process has done in a round. */
typedef struct part {
  n2v_tally done;
  int status;
  bool diverged, cut;
} part;

/* Enters what all processes have done, in order of rank. A round that one of them has cut short,
 * asked to stop, counts for nothing: it is trained again when the job goes on. */
static n2v_status add_parts(cluster *c, const n2v_train_state *before, const n2v_tally *tally,
                            n2v_status status, n2v_error *err) {
  n2v_job *job = c->job;
  n2v_train_state *s = &job->state;
  part *all = n2v_alloc((size_t)job->peers->count, sizeof *all);
  part mine = {.done = {.loss = s->epoch_loss - before->epoch_loss,
                        .pairs = s->epoch_pairs - before->epoch_pairs,
                        .tokens = s->tokens - before->tokens,
                        .shared_rows = job->tally.shared_rows - tally->shared_rows},
               .status = (int)status,
               .diverged = job->diverged,
               .cut = s->walk < job->end && !job->diverged};
  bool failed = false, cut = false;
  if (!all)
    return n2v_fail_memory(err, "the round's figures", (size_t)job->peers->count * sizeof *all);
  n2v_status met = job->peers->gather(job->peers, &mine, sizeof mine, all, err);
  *s = *before;
  job->tally = *tally;
  job->diverged = false;
  for (int rank = 0; rank < job->peers->count && met == N2V_OK; rank++) {
    cut |= all[rank].cut;
    failed |= all[rank].status != N2V_OK;
  }
  job->stops = job->paused = cut;
  for (int rank = 0; rank < job->peers->count && met == N2V_OK && !cut; rank++) {
    n2v_job_account(job, &all[rank].done);
    job->diverged |= all[rank].diverged;
  }
  n2v_free(all);
  return met == N2V_OK && failed ? n2v_peers_agree(job->peers, status, err) : met;
}

/* This process' part of the round at [first, last). */
static n2v_status train_part(cluster *c, uint64_t first, uint64_t last, n2v_error *err) {
  n2v_job *job = c->job;
  const n2v_train_state before = job->state;
  const n2v_tally tally = job->tally;
  const uint64_t rank = (uint64_t)job->peers->rank, count = (uint64_t)job->peers->count;
  job->state.walk = first + (last - first) * rank / count;
  job->end = first + (last - first) * (rank + 1) / count;
  job->part = true;
  const double begun = n2v_now();
  n2v_status status = c->team->run(c->team, err);
  c->longest = fmax(c->longest, n2v_now() - begun);
  job->peers->patience = PATIENCE + 2 * c->longest;
  status = add_parts(c, &before, &tally, status, err);
  job->part = false;
  job->end = job->training.corpus->walks;
  job->state.walk = job->stops ? first : last;
  return status;
}

static n2v_status run(n2v_crew *crew, n2v_error *err) {
  cluster *c = (cluster *)crew;
  n2v_job *job = c->job;
  n2v_status status = N2V_OK;
  while (status == N2V_OK && n2v_job_goes_on(job)) {
    uint64_t first = job->state.walk, left = job->end - first;
    status = train_part(c, first, first + (left < c->round ? left : c->round), err);
    double start = n2v_now();
    if (status == N2V_OK && job->stops)
      n2v_replicas_return(c->replicas);
    else if (status == N2V_OK)
      status = n2v_replicas_meet(c->replicas, err);
    c->apart += n2v_now() - start;
    c->rounds++;
  }
  if (status == N2V_OK && job->lost.code != N2V_OK)
    return n2v_fail(err, job->lost.code, "%s", job->lost.msg);
  return status;
}

static void release(n2v_crew *crew) {
  cluster *c = (cluster *)crew;
  if (c->replicas && c->job->state.tokens)
    n2v_report_note(c->job->progress, N2V_PHASE_TRAIN,
                    "%llu rounds; sent and received by each process: %.1f bytes a token, in %.1f s",
                    (unsigned long long)c->rounds,
                    (double)n2v_replicas_traffic(c->replicas) / (double)c->job->state.tokens,
                    c->apart);
  n2v_replicas_free(c->replicas);
  n2v_crew_free(c->team);
  n2v_free(c);
}

uint64_t n2v_cluster_bytes(uint32_t nodes, uint32_t dims, int processes) {
  return n2v_replicas_bytes(nodes, dims, processes);
}

n2v_status n2v_cluster_new(n2v_job *job, n2v_crew **out, n2v_error *err) {
  cluster *c = n2v_calloc(1, sizeof *c);
  const n2v_corpus *corpus = job->training.corpus;
  *out = NULL;
  if (!c)
    return n2v_fail_memory(err, "the cluster", sizeof *c);
  c->crew = (n2v_crew){run, release};
  c->job = job;
  const uint64_t processes = (uint64_t)job->peers->count;
  const uint64_t least = (LEAST_TOKENS / corpus->max_length + 1) * processes;
  c->round = corpus->walks / ROUNDS > least ? corpus->walks / ROUNDS : least;
  n2v_status status = n2v_team_new(job, &c->team, err);
  if (status == N2V_OK)
    status = n2v_replicas_new(job->training.model, job->peers, &c->replicas, err);
  if (status == N2V_OK)
    *out = &c->crew;
  else
    release(&c->crew);
  return status;
}
