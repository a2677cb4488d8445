/* An epoch goes in rounds. The walks of a round are written to a file; then each bucket, the pairs
 * of one part of the input rows with one of the output rows, is trained by a pass over them. The
 * next bucket shares a part with the one before: a round with K parts reads and writes about K / 2
 * times the model. (Lerer et al., "PyTorch-BigGraph", SysML 2019, and Zhu et al., "GraphVite", WWW
 * 2019, train parts of nodes in turn; Mohoney et al., "Marius", OSDI 2021, orders buckets so that
 * few parts move.) Rounds, not epochs, because what is trained late in an epoch must not forget
 * what was trained early, nor be trained at another rate.
 *
 * Several processes share out the parts of the input rows. They go by diagonals: in the t-th of P,
 * part i of the input rows meets part (i + t) % P of the output rows, so that no two processes want
 * the same part; then each passes its parts of the output rows on. Buckets of a diagonal have no
 * row in common: how many processes there are makes no difference to the vectors. */
#include "train/rotation.h"

#include "base/clock.h"
#include "base/memory.h"
#include "base/progress.h"
#include "base/status.h"
#include "train/bucket.h"
#include "train/exchange.h"
#include "train/round.h"

#include <stdatomic.h>

typedef struct rotation {
  n2v_crew crew; /* first */
  n2v_job *job;
  n2v_parts *parts;
  n2v_bucket_worker **workers; /* of each thread */
  n2v_team_size team;
  n2v_round *round;
  n2v_exchange *exchange; /* NULL: this process is alone */
  n2v_tally *mine, *all;  /* of the round's buckets: of this process, of all */
  n2v_bucket bucket;      /* that the threads train */
  double done;            /* of the round's buckets */
  atomic_bool stops;
} rotation;

/* ------------------------------------------------------------------------------------ buckets */

static void report(rotation *r) {
  n2v_job *job = r->job;
  n2v_progress_event event;
  if (!n2v_job_report_due(job, &event))
    return;
  event.fraction +=
      r->done * r->round->walks / (double)job->training.corpus->walks / job->plan.epochs;
  n2v_report(job->progress, &event);
}

static void train_bucket(void *argument, int member) {
  rotation *r = argument;
  n2v_round *round = r->round;
  const n2v_job *job = r->job;
  const uint32_t width = job->training.shape.max_length;
  for (uint32_t first, count; (count = n2v_round_take(round, &first)) > 0;) {
    const n2v_pace pace = n2v_job_pace(job, round->first + first);
    /* Apart, the round is trained to its end: what goes on from there is then the same. */
    if (!job->training.shape.apart && n2v_stop_requested(job->progress))
      atomic_store(&r->stops, true);
    if (atomic_load(&r->stops))
      break;
    for (uint32_t i = first; i < first + count; i++)
      n2v_bucket_train(r->workers[member], r->bucket, round->epoch, round->first + i,
                       round->tokens + (size_t)i * width, round->part_of + (size_t)i * width,
                       round->lengths[i], pace);
    n2v_round_leave(round, first, count);
    if (member == 0)
      report(r);
  }
}

static uint32_t processes(const rotation *r) {
  const n2v_peers *peers = r->job->peers;
  return peers && peers->count > 1 ? (uint32_t)peers->count : 1;
}

/* Buckets of this process in a round. */
static uint32_t steps_of(const rotation *r) {
  return r->parts->count * r->parts->count / processes(r);
}

/* Alone, to and fro over the parts of the input rows, once for each part of the output rows: of two
 * buckets one part stays. Otherwise by diagonals. */
static n2v_bucket bucket_at(const rotation *r, uint32_t step) {
  const uint32_t count = r->parts->count, own = count / processes(r);
  if (!r->exchange && !r->job->training.shape.apart) {
    const uint32_t outputs = step / count, at = step % count;
    return (n2v_bucket){outputs % 2 ? count - 1 - at : at, outputs};
  }
  const uint32_t rank = r->exchange ? (uint32_t)r->job->peers->rank : 0;
  /* NOLINTNEXTLINE(clang-analyzer-core.DivideZero): parts are a multiple of the processes. */
  const uint32_t inputs = rank + step % own * processes(r);
  return (n2v_bucket){inputs, (inputs + step / own) % count};
}

/* At the end of a diagonal the parts that each process had go to the one before it. */
static n2v_status pass_on(rotation *r, uint32_t diagonal, n2v_error *err) {
  const uint32_t count = r->parts->count, others = processes(r);
  const uint32_t rank = (uint32_t)r->job->peers->rank, next = (rank + 1) % others;
  n2v_status status = N2V_OK;
  for (uint32_t i = 0; i < count && status == N2V_OK; i += others)
    status = n2v_exchange_pass(r->exchange, (rank + i + diagonal) % count,
                               (next + i + diagonal) % count, err);
  return status;
}

static void change_parts(rotation *r, n2v_bucket from, n2v_bucket to) {
  const n2v_model *m = r->parts->model;
  if (from.inputs != to.inputs) {
    n2v_part_leave(r->parts, m->input, from.inputs);
    n2v_part_want(r->parts, m->input, to.inputs);
  }
  if (from.outputs != to.outputs) {
    n2v_part_leave(r->parts, m->output, from.outputs);
    n2v_part_want(r->parts, m->output, to.outputs);
  }
}

static void add(n2v_tally *sum, n2v_tally tally) {
  sum->loss += tally.loss;
  sum->pairs += tally.pairs;
  sum->shared_rows += tally.shared_rows;
}

/* What the threads have done in a bucket. */
static n2v_tally take_tally(rotation *r) {
  n2v_tally sum = {0};
  for (int i = 0; i < r->team.threads; i++)
    add(&sum, n2v_bucket_take(r->workers[i]));
  return sum;
}

/* A process that is asked to stop trains no more, but goes on passing parts: at the round's end
 * each has those of its own. */
static n2v_status train_buckets(rotation *r, n2v_error *err) {
  const uint32_t steps = steps_of(r), own = r->parts->count / processes(r);
  n2v_status status = N2V_OK;
  double begun = n2v_now();
  for (uint32_t step = 0;
       step < steps && status == N2V_OK && (r->exchange || !atomic_load(&r->stops)); step++) {
    r->bucket = bucket_at(r, step);
    r->done = (double)step / steps;
    status = n2v_round_share(r->round, train_bucket, r, err);
    r->mine[step] = take_tally(r);
    if (r->exchange && (step + 1) % own == 0) {
      status = n2v_exchange_agree(r->exchange, begun, status, err);
      if (status == N2V_OK)
        status = pass_on(r, step / own, err);
      begun = n2v_now();
    }
    if (step + 1 < steps)
      change_parts(r, r->bucket, bucket_at(r, step + 1));
  }
  n2v_model_leave(r->parts->model, 0, r->parts->model->nodes);
  return status;
}

/* Enters what the round has done, diagonal by diagonal: then any number of processes gets the same
 * sum. A round that was stopped counts for nothing: it is trained again. */
static n2v_status account(rotation *r, n2v_error *err) {
  n2v_job *job = r->job;
  const uint32_t steps = steps_of(r), own = r->parts->count / processes(r);
  const n2v_tally *all = r->mine;
  n2v_tally sum = {.tokens = r->round->counted};
  uint64_t stops = atomic_load(&r->stops);
  n2v_status status = n2v_peers_sum(job->peers, &stops, 1, err);
  if (status != N2V_OK)
    return status;
  if (stops) {
    job->stops = job->paused = true;
    return N2V_OK;
  }
  if (r->exchange) {
    status = job->peers->gather(job->peers, r->mine, steps * sizeof *r->mine, r->all, err);
    if (status != N2V_OK)
      return status;
    all = r->all;
  }
  for (uint32_t step = 0; step < steps; step++)
    for (uint32_t rank = 0; rank < processes(r); rank++) {
      /* Of a diagonal, part i is the i / processes-th of process i % processes. */
      const uint32_t part = step % own * processes(r) + rank;
      add(&sum, all[part % processes(r) * steps + step / own * own + part / processes(r)]);
    }
  n2v_job_account(job, &sum);
  job->state.walk += r->round->walks;
  return N2V_OK;
}

/* Between runs process 0 writes checkpoints and measures losses, however long it takes. */
static n2v_status run(n2v_crew *crew, n2v_error *err) {
  rotation *r = (rotation *)crew;
  n2v_job *job = r->job;
  n2v_status status = N2V_OK;
  while (status == N2V_OK && n2v_job_goes_on(job)) {
    status = n2v_round_walk(r->round, (uint32_t)job->state.epoch, job->state.walk,
                            job->end - job->state.walk, r->exchange, err);
    if (status == N2V_OK)
      status = train_buckets(r, err);
    if (status == N2V_OK)
      status = account(r, err);
  }
  if (status == N2V_OK && r->exchange)
    status = n2v_exchange_collect(r->exchange, err);
  if (job->peers)
    job->peers->patience = 0;
  if (status == N2V_OK && job->lost.code != N2V_OK)
    return n2v_fail(err, job->lost.code, "%s", job->lost.msg);
  return status;
}

/* ---------------------------------------------------------------------------------- allocation */

static void release(n2v_crew *crew) {
  rotation *r = (rotation *)crew;
  for (int i = 0; r->workers && i < r->team.threads; i++)
    n2v_bucket_worker_free(r->workers[i]);
  n2v_free(r->workers);
  if (r->exchange && r->job->state.tokens)
    n2v_report_note(r->job->progress, N2V_PHASE_TRAIN,
                    "sent and received by each process: %.1f bytes a token",
                    (double)n2v_exchange_traffic(r->exchange) / (double)r->job->state.tokens);
  n2v_exchange_free(r->exchange);
  n2v_free(r->mine);
  n2v_free(r->all);
  n2v_round_free(r->round);
  n2v_parts_free(r->parts);
  n2v_free(r);
}

static n2v_status make_exchange(rotation *r, n2v_error *err) {
  const uint64_t buckets = (uint64_t)r->parts->count * r->parts->count;
  n2v_status status = N2V_OK;
  if (r->job->peers && r->job->peers->count > 1)
    status = n2v_exchange_new(r->job->peers, r->parts, r->job->training.corpus->max_length,
                              &r->exchange, err);
  r->mine = n2v_alloc(buckets, sizeof *r->mine);
  r->all = n2v_alloc(buckets, sizeof *r->all);
  if (status == N2V_OK && !(r->mine && r->all))
    status = n2v_fail_memory(err, "the buckets' figures", 2 * buckets * sizeof *r->mine);
  return status;
}

static n2v_status make_workers(rotation *r, n2v_error *err) {
  r->workers = n2v_calloc((size_t)r->team.threads, sizeof(n2v_bucket_worker *));
  n2v_status status = r->workers ? N2V_OK : n2v_fail_memory(err, "the workers", sizeof r->workers);
  for (int i = 0; i < r->team.threads && status == N2V_OK; i++)
    status = n2v_bucket_worker_new(&r->job->training, r->parts, &r->workers[i], err);
  return status;
}

uint64_t n2v_rotation_bytes(const n2v_train_shape *s, uint32_t parts, int threads, int processes) {
  const uint64_t resident = n2v_model_bytes(n2v_parts_most(s->nodes, s->dims, parts), s->dims);
  const uint64_t exchange =
      processes > 1 ? n2v_exchange_bytes(s->dims, s->max_length, processes) : 0;
  const uint64_t buckets = 2ull * parts * parts * sizeof(n2v_tally);
  return resident + n2v_round_bytes(s, threads) + exchange + buckets +
         s->objective->table_bytes(s->nodes) + (uint64_t)threads * n2v_bucket_worker_bytes(s);
}

n2v_status n2v_rotation_new(n2v_job *job, uint32_t parts, const uint64_t *counts, double exponent,
                            n2v_crew **out, n2v_error *err) {
  rotation *r = n2v_calloc(1, sizeof *r);
  const n2v_training *t = &job->training;
  *out = NULL;
  if (!r)
    return n2v_fail_memory(err, "the rotation", sizeof *r);
  r->crew = (n2v_crew){run, release};
  r->job = job;
  r->team = (n2v_team_size){t->shape.apart ? 1 : job->team.threads, job->team.pin};
  n2v_status status =
      n2v_parts_new(t->model, parts, t->shape.objective, counts, exponent, &r->parts, err);
  if (status == N2V_OK)
    status = make_exchange(r, err);
  if (status == N2V_OK)
    status = make_workers(r, err);
  if (status == N2V_OK)
    status = n2v_round_new(t, r->parts, r->team, &r->round, err);
  if (status == N2V_OK)
    *out = &r->crew;
  else
    release(&r->crew);
  return status;
}
