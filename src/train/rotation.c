/* An epoch goes in rounds. The walks of a round are written to a file; then each bucket, the pairs
 * of one part of the input rows with one of the output rows, is trained by a pass over them. The
 * next bucket shares a part with the one before: a round with K parts reads and writes about K / 2
 * times the model. (Lerer et al., "PyTorch-BigGraph", SysML 2019, and Zhu et al., "GraphVite", WWW
 * 2019, train parts of nodes in turn; Mohoney et al., "Marius", OSDI 2021, orders buckets so that
 * few parts move.) Rounds, not epochs, because what is trained late in an epoch must not forget
 * what was trained early, nor be trained at another rate. */
#include "train/rotation.h"

#include "base/disk.h"
#include "base/memory.h"
#include "base/progress.h"
#include "base/status.h"
#include "base/threads.h"
#include "train/bucket.h"

#include <stdatomic.h>

/* A round has at least some tokens for each node: what the disk moves for a node takes as long as
 * training a few of them. */
enum { ROUNDS = 16, LEAST_TOKENS_A_NODE = 8, BLOCK_TOKENS = 1 << 15 };

typedef struct rotation {
  n2v_crew crew; /* first */
  n2v_job *job;
  n2v_parts *parts;
  n2v_bucket_worker **workers; /* of each thread */
  int threads;
  /* The round's walks: each has a row of max_length tokens, and one of their parts. */
  uint32_t walks, most, block; /* walks at hand, in any round, in a block */
  uint32_t *tokens, *lengths;
  uint8_t *part_of;
  /* While threads work: */
  atomic_uint next;
  atomic_ullong counted; /* tokens, before subsampling */
  atomic_bool stops;
  n2v_bucket bucket;
  double done; /* of the round's buckets */
} rotation;

static uint64_t row_bytes(const n2v_train_shape *shape) {
  return (uint64_t)shape->max_length * sizeof(uint32_t);
}

/* ---------------------------------------------------------------------------- walks of a round */

static uint32_t subsample(n2v_rng *rng, const float *keep, uint32_t *walk, uint32_t length) {
  uint32_t kept = 0;
  for (uint32_t i = 0; i < length; i++)
    if (n2v_rng_float(rng) < keep[walk[i]])
      walk[kept++] = walk[i];
  return kept;
}

static void block_leaves(rotation *r, uint32_t first, uint32_t count) {
  const uint32_t width = r->job->training.corpus->max_length;
  n2v_disk_leave(r->tokens + (size_t)first * width, (uint64_t)count * width * sizeof(uint32_t));
  n2v_disk_leave(r->part_of + (size_t)first * width, (uint64_t)count * width);
}

/* The next block of the round; its size, 0 when there is none. */
static uint32_t take_block(rotation *r, uint32_t *first) {
  const uint32_t blocks = (r->walks + r->block - 1) / r->block;
  const uint32_t number = atomic_fetch_add(&r->next, 1);
  if (number >= blocks)
    return 0;
  *first = number * r->block;
  return r->walks - *first < r->block ? r->walks - *first : r->block;
}

static void read_walks(void *argument, int member) {
  rotation *r = argument;
  const n2v_training *t = &r->job->training;
  const uint32_t epoch = (uint32_t)r->job->state.epoch, width = t->corpus->max_length;
  (void)member;
  for (uint32_t first, count; (count = take_block(r, &first)) > 0; block_leaves(r, first, count)) {
    uint64_t walk = r->job->state.walk + first, counted = 0;
    t->corpus->read(t->corpus, epoch, walk, count, r->tokens + (size_t)first * width,
                    r->lengths + first);
    n2v_rng rng = n2v_rng_seed(t->seed, walk, (uint64_t)UINT32_MAX << 32 | epoch);
    for (uint32_t i = first; i < first + count; i++) {
      uint32_t *tokens = r->tokens + (size_t)i * width;
      counted += r->lengths[i];
      if (t->keep)
        r->lengths[i] = subsample(&rng, t->keep, tokens, r->lengths[i]);
      for (uint32_t j = 0; j < r->lengths[i]; j++)
        r->part_of[(size_t)i * width + j] = (uint8_t)n2v_part_of(r->parts, tokens[j]);
    }
    atomic_fetch_add(&r->counted, counted);
  }
}

/* ------------------------------------------------------------------------------------ buckets */

static void report(rotation *r) {
  n2v_job *job = r->job;
  n2v_progress_event event;
  if (!n2v_job_report_due(job, &event))
    return;
  event.fraction += r->done * r->walks / (double)job->training.corpus->walks / job->plan.epochs;
  n2v_report(job->progress, &event);
}

static void train_bucket(void *argument, int member) {
  rotation *r = argument;
  const n2v_job *job = r->job;
  const uint32_t epoch = (uint32_t)job->state.epoch, width = job->training.corpus->max_length;
  for (uint32_t first, count; (count = take_block(r, &first)) > 0; block_leaves(r, first, count)) {
    const uint64_t walk = job->state.walk + first;
    const n2v_pace pace = n2v_job_pace(job, walk);
    /* Apart, the round is trained to its end: what goes on from there is then the same. */
    if (!job->training.shape.apart && n2v_stop_requested(job->progress))
      atomic_store(&r->stops, true);
    if (atomic_load(&r->stops))
      break;
    for (uint32_t i = 0; i < count; i++)
      n2v_bucket_train(r->workers[member], r->bucket, epoch, walk + i,
                       r->tokens + (size_t)(first + i) * width,
                       r->part_of + (size_t)(first + i) * width, r->lengths[first + i], pace);
    if (member == 0)
      report(r);
  }
}

static n2v_status on_all_threads(rotation *r, void (*work)(void *argument, int i), n2v_error *err) {
  atomic_store(&r->next, 0);
  return n2v_threads_run(r->threads, work, r, err);
}

/* To and fro over the parts of the input rows, once for each part of the output rows. */
static n2v_bucket bucket_at(const rotation *r, uint32_t step) {
  const uint32_t count = r->parts->count, outputs = step / count, at = step % count;
  return (n2v_bucket){outputs % 2 ? count - 1 - at : at, outputs};
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

static n2v_status train_buckets(rotation *r, n2v_error *err) {
  const uint32_t steps = r->parts->count * r->parts->count;
  n2v_status status = N2V_OK;
  for (uint32_t step = 0; step < steps && status == N2V_OK && !atomic_load(&r->stops); step++) {
    r->bucket = bucket_at(r, step);
    r->done = (double)step / steps;
    status = on_all_threads(r, train_bucket, err);
    if (step + 1 < steps)
      change_parts(r, r->bucket, bucket_at(r, step + 1));
  }
  n2v_model_leave(r->parts->model, 0, r->parts->model->nodes);
  return status;
}

/* Enters what the round has done. One that was stopped counts for nothing: it is trained again. */
static void account(rotation *r) {
  n2v_job *job = r->job;
  double loss = 0;
  uint64_t pairs = 0;
  for (int i = 0; i < r->threads; i++) {
    double part;
    uint64_t count;
    n2v_bucket_take(r->workers[i], &part, &count);
    loss += part;
    pairs += count;
  }
  if (atomic_load(&r->stops)) {
    job->stops = job->paused = true;
    return;
  }
  n2v_job_account(job, loss, pairs, atomic_load(&r->counted));
  job->state.walk += r->walks;
}

static n2v_status run(n2v_crew *crew, n2v_error *err) {
  rotation *r = (rotation *)crew;
  n2v_job *job = r->job;
  n2v_status status = N2V_OK;
  while (status == N2V_OK && n2v_job_goes_on(job)) {
    const uint64_t left = job->end - job->state.walk;
    r->walks = left < r->most ? (uint32_t)left : r->most;
    atomic_store(&r->counted, 0);
    status = on_all_threads(r, read_walks, err);
    if (status == N2V_OK)
      status = train_buckets(r, err);
    if (status == N2V_OK)
      account(r);
  }
  return status;
}

/* ---------------------------------------------------------------------------------- allocation */

static void release(n2v_crew *crew) {
  rotation *r = (rotation *)crew;
  const uint64_t bytes = (uint64_t)r->most * row_bytes(&r->job->training.shape);
  for (int i = 0; r->workers && i < r->threads; i++)
    n2v_bucket_worker_free(r->workers[i]);
  n2v_free(r->workers);
  n2v_parts_free(r->parts);
  n2v_disk_free(r->tokens, bytes);
  n2v_disk_free(r->part_of, bytes / sizeof(uint32_t));
  n2v_free(r->lengths);
  n2v_free(r);
}

static n2v_status make_workers(rotation *r, n2v_error *err) {
  r->workers = n2v_calloc((size_t)r->threads, sizeof(n2v_bucket_worker *));
  n2v_status status = r->workers ? N2V_OK : n2v_fail_memory(err, "the workers", sizeof r->workers);
  for (int i = 0; i < r->threads && status == N2V_OK; i++)
    status = n2v_bucket_worker_new(&r->job->training, r->parts, &r->workers[i], err);
  return status;
}

/* Walks of a round: a share of the epoch, whose rows take no more of the disk than the model. */
static uint32_t round_of(const n2v_train_shape *s) {
  const uint64_t least = (uint64_t)LEAST_TOKENS_A_NODE * s->nodes / s->max_length + 1;
  const uint64_t part = (s->walks + ROUNDS - 1) / ROUNDS, share = part > least ? part : least;
  const uint64_t room = n2v_model_bytes(s->nodes, s->dims) / row_bytes(s) + 1;
  const uint64_t most = share < room ? share : room;
  return most < INT32_MAX ? (uint32_t)most : INT32_MAX;
}

static n2v_status make_room(rotation *r, n2v_error *err) {
  const uint64_t bytes = (uint64_t)r->most * row_bytes(&r->job->training.shape);
  void *tokens = NULL, *part_of = NULL;
  n2v_status status = n2v_disk_alloc(bytes, "a round of walks", &tokens, err);
  if (status == N2V_OK)
    status = n2v_disk_alloc(bytes / sizeof(uint32_t), "a round of walks", &part_of, err);
  r->tokens = tokens;
  r->part_of = part_of;
  r->lengths = n2v_alloc(r->most, sizeof *r->lengths);
  if (status == N2V_OK && !r->lengths)
    status = n2v_fail_memory(err, "a round of walks", r->most * sizeof *r->lengths);
  return status;
}

uint64_t n2v_rotation_bytes(const n2v_train_shape *s, uint32_t parts, int threads) {
  const uint64_t resident = n2v_model_bytes(n2v_parts_most(s->nodes, s->dims, parts), s->dims);
  const uint64_t lengths = (uint64_t)round_of(s) * sizeof(uint32_t);
  const uint64_t blocks = (uint64_t)threads * (BLOCK_TOKENS + s->max_length) * 5;
  return resident + lengths + blocks + s->objective->table_bytes(s->nodes) +
         (uint64_t)threads * n2v_bucket_worker_bytes(s);
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
  r->threads = t->shape.apart ? 1 : job->threads;
  r->most = round_of(&t->shape);
  /* NOLINTNEXTLINE(clang-analyzer-core.DivideZero): the longest walk has a token. */
  r->block = BLOCK_TOKENS / t->corpus->max_length + 1;
  n2v_status status =
      n2v_parts_new(t->model, parts, t->shape.objective, counts, exponent, &r->parts, err);
  if (status == N2V_OK)
    status = make_workers(r, err);
  if (status == N2V_OK)
    status = make_room(r, err);
  if (status == N2V_OK)
    *out = &r->crew;
  else
    release(&r->crew);
  return status;
}
