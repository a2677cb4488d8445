/* A round is so long that the exchange behind it costs little beside it, and so short that copies
 * do not part far: see ROUND. Nodes with the lowest ids are those of the highest degree; their rows
 * change in every walk, on every process, and are exchanged in each round, those of all nodes in
 * every WHOLE-th, and whenever training pauses (Ji et al., "Parallelizing word2vec in multi-core
 * and many-core architectures", arXiv 1611.06172, exchange frequent words more often, too). The
 * lengths are those of docs/cluster.md, which has what others cost. */
#include "train/cluster.h"

#include "base/clock.h"
#include "base/memory.h"
#include "base/progress.h"
#include "base/status.h"
#include "train/replicas.h"
#include "train/team.h"

#include <string.h>

enum {
  ROUND_TOKENS = 1 << 16, /* of each process */
  HUBS = 64,              /* one node in so many is one */
  WHOLE = 1               /* rounds */
};

typedef struct cluster {
  n2v_crew crew; /* first */
  n2v_job *job;
  n2v_crew *team;
  n2v_replicas *replicas;
  uint64_t round;  /* walks of all processes */
  uint64_t rounds; /* done */
  uint32_t hubs;
  double apart; /* seconds spent in exchange */
} cluster;

/* What a process has done in a round. */
typedef struct part {
  double loss;
  uint64_t pairs, tokens;
  int status;
} part;

static void count_from_zero(n2v_train_state *s) {
  s->tokens = s->pairs = s->epoch_pairs = 0;
  s->epoch_loss = 0;
}

/* Enters what all processes have done, in order of rank. */
static n2v_status add_parts(cluster *c, const n2v_train_state *before, n2v_status status,
                            n2v_error *err) {
  n2v_job *job = c->job;
  n2v_train_state *s = &job->state;
  part mine = {s->epoch_loss, s->epoch_pairs, s->tokens, (int)status}, *all;
  bool failed = false;
  all = n2v_alloc((size_t)job->peers->count, sizeof *all);
  if (!all)
    return n2v_fail_memory(err, "the round's figures", (size_t)job->peers->count * sizeof *all);
  n2v_status met = job->peers->gather(job->peers, &mine, sizeof mine, all, err);
  uint64_t walk = s->walk;
  *s = *before;
  s->walk = walk;
  for (int rank = 0; rank < job->peers->count && met == N2V_OK; rank++) {
    n2v_job_account(job, all[rank].loss, all[rank].pairs, all[rank].tokens);
    failed |= all[rank].status != N2V_OK;
  }
  n2v_free(all);
  return met == N2V_OK && failed ? n2v_peers_agree(job->peers, status, err) : met;
}

/* This process' part of the round at [first, last). */
static n2v_status train_part(cluster *c, uint64_t first, uint64_t last, n2v_error *err) {
  n2v_job *job = c->job;
  const n2v_train_state before = job->state;
  const uint64_t rank = (uint64_t)job->peers->rank, count = (uint64_t)job->peers->count;
  job->state.walk = first + (last - first) * rank / count;
  job->end = first + (last - first) * (rank + 1) / count;
  job->part = true;
  count_from_zero(&job->state);
  n2v_status status = c->team->run(c->team, err);
  job->part = false;
  job->diverged = false; /* told by the sum of losses: the same for all */
  job->end = job->training.corpus->walks;
  job->state.walk = last;
  return add_parts(c, &before, status, err);
}

static n2v_status lost(const n2v_job *job, n2v_error *err) {
  return n2v_fail(err, job->lost.code, "%s", job->lost.msg);
}

static n2v_status run(n2v_crew *crew, n2v_error *err) {
  cluster *c = (cluster *)crew;
  n2v_job *job = c->job;
  const uint32_t nodes = job->training.model->nodes;
  n2v_status status = N2V_OK;
  bool together = true; /* all rows are the same */
  while (status == N2V_OK && n2v_job_goes_on(job)) {
    uint64_t first = job->state.walk, left = job->end - first;
    status = train_part(c, first, first + (left < c->round ? left : c->round), err);
    together = ++c->rounds % WHOLE == 0;
    double start = n2v_now();
    if (status == N2V_OK)
      status = n2v_replicas_meet(c->replicas, together ? nodes : c->hubs, err);
    c->apart += n2v_now() - start;
  }
  if (status == N2V_OK && job->lost.code != N2V_OK)
    return lost(job, err);
  if (status == N2V_OK && !together)
    status = n2v_replicas_meet(c->replicas, nodes, err);
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
  c->hubs = job->training.model->nodes / HUBS + 1;
  c->round = (ROUND_TOKENS / corpus->max_length + 1) * (uint64_t)job->peers->count;
  n2v_status status = n2v_team_new(job, &c->team, err);
  if (status == N2V_OK)
    status =
        n2v_replicas_new(job->training.model, job->peers, N2V_COMBINE_ADASUM, &c->replicas, err);
  if (status == N2V_OK)
    *out = &c->crew;
  else
    release(&c->crew);
  return status;
}
