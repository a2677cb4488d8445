#include "sgns/trainer.h"

#include "base/clock.h"
#include "base/memory.h"
#include "base/parallel.h"
#include "base/progress.h"
#include "base/status.h"
#include "sgns/noise.h"
#include "sgns/worker.h"

#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

enum { MOST_REPORTED_EPOCHS = 1024 };
static const double REPORT_SECONDS = 0.2;
/* A group's dot products are all taken before its updates: over some dozens of contexts the
 * centre's row would overshoot. 20 is a whole window at the default radius. */
enum { MOST_GROUP = 20 };
static const double LEAST_ALPHA = 1e-4; /* of the starting rate, as word2vec */
static const double LEAST_GAIN = 1e-3;  /* of the loss: an epoch that gains less is idle */

typedef struct team team;

typedef struct member {
  team *team;
  n2v_worker *worker;
  pthread_t thread;
  double loss; /* of this epoch */
  uint64_t pairs, tokens;
} member;

struct team {
  n2v_training training;
  const n2v_progress *progress;
  member *members;
  int size;
  double alpha;
  uint32_t epochs, epoch;
  double best_loss;         /* of an epoch */
  uint32_t idle, most_idle; /* epochs in a row; how many end the training, 0: none do */
  uint32_t block;
  /* One cache line for what all threads write; once a block of some thousand tokens. */
  _Alignas(N2V_CACHE_LINE) atomic_uint_fast64_t next; /* block of this epoch */
  atomic_uint_fast64_t pairs, walks, tokens;          /* over all epochs */
  _Alignas(N2V_CACHE_LINE) atomic_int status;         /* n2v_status; not OK: all stop */
  double started, reported;                           /* seconds; member 0's */
  double recent_loss;
};

static uint64_t blocks_of(const team *t) {
  return (t->training.corpus->walks + t->block - 1) / t->block;
}

static double alpha_at(const team *t, uint64_t block) {
  double done = ((double)t->epoch + (double)block / (double)blocks_of(t)) / (double)t->epochs;
  return t->alpha * fmax(1 - done, LEAST_ALPHA);
}

static void report(team *t, double alpha) {
  double now = n2v_now();
  if (now - t->reported < REPORT_SECONDS)
    return;
  t->reported = now;
  uint64_t walks = atomic_load_explicit(&t->walks, memory_order_relaxed);
  n2v_report(t->progress,
             &(n2v_progress_event){.phase = N2V_PHASE_TRAIN,
                                   .fraction = (double)walks /
                                               ((double)t->training.corpus->walks * t->epochs),
                                   .walks = walks,
                                   .steps = atomic_load_explicit(&t->tokens, memory_order_relaxed),
                                   .pairs = atomic_load_explicit(&t->pairs, memory_order_relaxed),
                                   .seconds = now - t->started,
                                   .loss = t->recent_loss,
                                   .alpha = alpha,
                                   .epoch = t->epoch + 1});
}

/* One block of walks; false when there is none left or the team has to stop. */
static int train_block(member *m) {
  team *t = m->team;
  uint64_t block = atomic_fetch_add_explicit(&t->next, 1, memory_order_relaxed);
  if (block >= blocks_of(t) || atomic_load_explicit(&t->status, memory_order_relaxed) != N2V_OK)
    return 0;
  uint64_t first = block * t->block, left = t->training.corpus->walks - first, pairs, tokens;
  uint32_t count = left < t->block ? (uint32_t)left : t->block;
  double alpha = alpha_at(t, block), loss;
  n2v_worker_train(m->worker, t->epoch, first, count, (float)alpha);
  n2v_worker_take(m->worker, &loss, &pairs, &tokens);
  m->loss += loss;
  m->pairs += pairs;
  m->tokens += tokens;
  atomic_fetch_add_explicit(&t->pairs, pairs, memory_order_relaxed);
  atomic_fetch_add_explicit(&t->tokens, tokens, memory_order_relaxed);
  atomic_fetch_add_explicit(&t->walks, count, memory_order_relaxed);
  if (!isfinite(loss))
    atomic_store_explicit(&t->status, N2V_EDIVERGED, memory_order_relaxed);
  else if (n2v_stop_requested(t->progress))
    atomic_store_explicit(&t->status, N2V_ESTOPPED, memory_order_relaxed);
  if (m == t->members) {
    t->recent_loss = pairs ? loss / (double)pairs : t->recent_loss;
    report(t, alpha);
  }
  return 1;
}

static void *member_main(void *argument) {
  while (train_block(argument))
    ;
  return NULL;
}

/* The calling thread is member 0. A thread that cannot start stops the whole team. */
static n2v_status run_epoch(team *t, n2v_error *err) {
  int started = 1, failed = 0;
  atomic_store(&t->next, 0);
  for (; started < t->size && !failed; started += !failed)
    failed = pthread_create(&t->members[started].thread, NULL, member_main, &t->members[started]);
  if (failed)
    atomic_store(&t->status, N2V_EINTERNAL);
  else
    member_main(&t->members[0]);
  for (int i = 1; i < started; i++)
    pthread_join(t->members[i].thread, NULL);
  switch (atomic_load(&t->status)) {
  case N2V_OK:
    return N2V_OK;
  case N2V_EDIVERGED:
    return n2v_fail(err, N2V_EDIVERGED,
                    "training diverged in epoch %u: the loss is not finite; use an -alpha below %g",
                    t->epoch + 1, t->alpha);
  case N2V_ESTOPPED:
    return n2v_fail(err, N2V_ESTOPPED, "stopped in epoch %u", t->epoch + 1);
  default:
    return n2v_fail(err, N2V_EINTERNAL, "cannot start thread %d of %d: %s", started + 1, t->size,
                    strerror(failed));
  }
}

/* Gives the epoch's mean loss. */
static double end_epoch(team *t, n2v_train_report *r) {
  double loss = 0;
  uint64_t pairs = 0;
  for (int i = 0; i < t->size; i++) {
    member *m = &t->members[i];
    loss += m->loss;
    pairs += m->pairs;
    r->steps += m->tokens;
    m->loss = 0;
    m->pairs = m->tokens = 0;
  }
  double mean = pairs ? loss / (double)pairs : 0;
  r->pairs += pairs;
  r->walks += t->training.corpus->walks;
  if (t->epoch < MOST_REPORTED_EPOCHS)
    r->loss[t->epoch] = mean;
  n2v_report_note(t->progress, N2V_PHASE_TRAIN, "epoch %u of %u: loss %.4f, %.2f M pairs",
                  t->epoch + 1, t->epochs, mean, (double)pairs / 1e6);
  return mean;
}

static bool on_plateau(team *t, double loss) {
  bool gains = t->epoch == 0 || loss < t->best_loss * (1 - LEAST_GAIN);
  if (gains)
    t->best_loss = loss;
  t->idle = gains ? 0 : t->idle + 1;
  return t->most_idle && t->idle >= t->most_idle;
}

static n2v_status check_finite(const n2v_model *model, n2v_error *err) {
  size_t floats = (size_t)model->nodes * model->stride;
  for (size_t i = 0; i < floats; i++)
    if (!isfinite(model->input[i]) || !isfinite(model->output[i]))
      return n2v_fail(err, N2V_EDIVERGED,
                      "training diverged: a vector is not finite; use a smaller -alpha");
  return N2V_OK;
}

static void fill_training(n2v_training *t, const n2v_corpus *corpus, const n2v_config *config) {
  t->corpus = corpus;
  t->window = (uint32_t)config->window;
  t->negatives = (uint32_t)config->negative;
  t->group = config->group ? (uint32_t)config->group : MOST_GROUP;
  t->shrink_window = config->shrink_window;
  t->seed = (uint64_t)config->seed;
}

uint64_t n2v_trainer_bytes(const n2v_config *config, const n2v_corpus *corpus, int threads) {
  n2v_training t = {0};
  uint32_t dims = (uint32_t)config->size;
  fill_training(&t, corpus, config);
  n2v_model shape = {.stride = (size_t)(n2v_model_bytes(1, dims) / (2 * sizeof(float)))};
  t.model = &shape;
  uint64_t tables = corpus->nodes * (sizeof(n2v_alias) + (config->sample > 0 ? sizeof(float) : 0));
  return n2v_model_bytes(corpus->nodes, dims) + tables + (uint64_t)threads * n2v_worker_bytes(&t);
}

static n2v_status make_members(team *t, n2v_error *err) {
  t->members = n2v_calloc((size_t)t->size, sizeof *t->members);
  if (!t->members)
    return n2v_fail_memory(err, "the team", (size_t)t->size * sizeof *t->members);
  for (int i = 0; i < t->size; i++) {
    t->members[i].team = t;
    n2v_status status = n2v_worker_new(&t->training, &t->members[i].worker, err);
    if (status != N2V_OK)
      return status;
  }
  return N2V_OK;
}

static void free_members(team *t) {
  for (int i = 0; t->members && i < t->size; i++)
    n2v_worker_free(t->members[i].worker);
  n2v_free(t->members);
}

static n2v_status run_team(team *t, n2v_train_report *r, n2v_error *err) {
  n2v_status status = N2V_OK;
  bool done = false;
  t->started = n2v_now();
  for (t->epoch = 0; t->epoch < t->epochs && status == N2V_OK && !done; t->epoch++) {
    status = run_epoch(t, err);
    if (status == N2V_OK)
      done = on_plateau(t, end_epoch(t, r));
  }
  r->epochs = t->epoch;
  r->train_seconds = n2v_now() - t->started;
  r->pairs_per_second = r->train_seconds > 0 ? (double)r->pairs / r->train_seconds : 0;
  return status;
}

n2v_status n2v_trainer_run(const n2v_corpus *corpus, const uint64_t *counts,
                           const n2v_config *config, const n2v_start *start,
                           const n2v_progress *progress, n2v_model **out,
                           n2v_train_report *report_out, n2v_error *err) {
  n2v_alias *noise = NULL;
  float *keep = NULL;
  team t = {.progress = progress,
            .size = n2v_thread_count((long)config->threads),
            .alpha = config->alpha,
            .epochs = (uint32_t)config->epochs,
            .most_idle = (uint32_t)config->stop_after,
            .block = n2v_worker_block(corpus)};
  n2v_status status = N2V_OK;
  *out = start ? start->model : NULL;
  fill_training(&t.training, corpus, config);
  t.training.frozen = start ? start->frozen : NULL;
  t.training.kernel = n2v_kernel_find(config->simd);
  if (!t.training.kernel)
    status = n2v_fail(err, N2V_EUSAGE, "simd = %s: this processor or build has none", config->simd);
  else
    report_out->simd = t.training.kernel->name;
  report_out->threads = t.size;
  if (status == N2V_OK)
    status = n2v_noise_new(counts, corpus->nodes, config->ns_exponent, &noise, err);
  if (status == N2V_OK && config->sample > 0)
    status = n2v_keep_new(counts, corpus->nodes, config->sample, &keep, err);
  if (status == N2V_OK && !*out)
    status =
        n2v_model_new(corpus->nodes, (uint32_t)config->size, t.training.seed, t.size, out, err);
  t.training.noise = noise;
  t.training.keep = keep;
  t.training.model = *out;
  if (status == N2V_OK)
    status = make_members(&t, err);
  if (status == N2V_OK)
    status = run_team(&t, report_out, err);
  if (status == N2V_OK)
    status = check_finite(*out, err);
  free_members(&t);
  n2v_free(noise);
  n2v_free(keep);
  if (status != N2V_OK) {
    n2v_model_free(*out);
    *out = NULL;
  }
  return status;
}
