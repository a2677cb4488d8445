/* The course of a training: what it needs is made, epochs are run by a crew, each is judged by the
 * held-out loss, and the state is kept where a checkpoint is asked for. Whoever trains, threads,
 * processes or parts in turn, is a crew (crew.h); nothing here knows which. */
#include "train/trainer.h"

#include "base/clock.h"
#include "base/memory.h"
#include "base/params.h"
#include "base/progress.h"
#include "base/status.h"
#include "train/cluster.h"
#include "train/held_out.h"
#include "train/job.h"
#include "train/lockstep.h"
#include "train/rotation.h"
#include "sgns/kernel.h"
#include "sgns/noise.h"
#include "train/team.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Contexts that share their negatives, at most: a whole window at the default radius. */
enum { MOST_GROUP = 20 };
/* Nodes for each worker, from which on they train input rows in place: with fewer they meet. */
enum { CROWD = 128 };
static const double PATIENCE = 60;     /* seconds; rounds take far less */
static const double LEAST_GAIN = 1e-3; /* of the loss: an epoch that gains less is idle */

/* ------------------------------------------------------------------------------ checkpoints */

static double percent_done(const n2v_job *job) {
  double epochs =
      (double)job->state.epoch + (double)job->state.walk / (double)job->training.corpus->walks;
  return 100 * epochs / (double)job->plan.epochs;
}

/* What came of the last write, as a note. */
static void collect_checkpoint(n2v_job *job, n2v_train_report *r) {
  if (!job->saver)
    return;
  n2v_status status = n2v_saver_finish(job->saver, &r->checkpoint);
  if (status == N2V_OK)
    r->checkpoint = (n2v_error){0};
  else
    n2v_report_note(job->progress, N2V_PHASE_TRAIN, "checkpoint failed, training goes on: %s",
                    r->checkpoint.msg);
}

static void begin_checkpoint(n2v_job *job, n2v_train_report *r) {
  if (!job->saver) /* another process has it */
    return;
  collect_checkpoint(job, r);
  job->saved = n2v_now();
  job->state.seconds = job->saved - job->started;
  if (n2v_save_requested(job->progress))
    __atomic_store_n(job->progress->save, 0, __ATOMIC_RELAXED);
  n2v_saver_start(job->saver, job->training.model, &job->state, job->team.threads);
  job->saved = n2v_now();
  job->saved_tokens = job->state.tokens;
  n2v_report_note(job->progress, N2V_PHASE_TRAIN, "checkpoint at %.1f%%", percent_done(job));
}

static n2v_status stopped(n2v_job *job, const n2v_train_params *params, n2v_error *err) {
  n2v_error why;
  if (!job->saver)
    return n2v_fail(err, N2V_ESTOPPED,
                    "stopped in epoch %u of %u; nothing is kept (`checkpoint = FILE` would)",
                    (uint32_t)job->state.epoch + 1, job->plan.epochs);
  job->state.seconds = n2v_now() - job->started;
  if (n2v_saver_write(job->saver, job->training.model, &job->state, &why) != N2V_OK)
    return n2v_fail(err, N2V_ESTOPPED, "stopped at %.1f%%; no checkpoint: %s", percent_done(job),
                    why.msg);
  return n2v_fail(err, N2V_ESTOPPED,
                  "stopped at %.1f%%: the same with `resume = %s` goes on from here",
                  percent_done(job), params->checkpoint);
}

/* ----------------------------------------------------------------------------------- epochs */

static void make_plan(n2v_job *job) {
  const n2v_train_state *s = &job->state;
  job->plan = n2v_schedule_plan(&job->schedule, s->loss, (uint32_t)s->epoch, (uint32_t)s->idle);
}

/* Vectors whose held-out loss is above chance are worse than none. Rates so large that they begin
 * so may still end well as they fall, which some margin allows for while epochs are left. */
static bool above_chance(const n2v_job *job, double loss) {
  const bool last = job->state.epoch + 1 >= job->plan.epochs;
  return !(loss <= n2v_chance(&job->training) * (last ? 1.02 : 2));
}

/* What the first process says: others may have other vector instructions, and all must go on, or
 * end, as one. */
static n2v_status agree_on_loss(n2v_job *job, double *loss, n2v_error *err) {
  double *all;
  if (!job->peers)
    return N2V_OK;
  all = n2v_alloc((size_t)job->peers->count, sizeof *all);
  n2v_status status = all ? job->peers->gather(job->peers, loss, sizeof *loss, all, err)
                          : n2v_fail_memory(err, "losses", sizeof *all);
  if (status == N2V_OK)
    *loss = all[0];
  n2v_free(all);
  return status;
}

static n2v_status end_epoch(n2v_job *job, n2v_worker *examiner, n2v_error *err) {
  n2v_train_state *s = &job->state;
  double trained = s->epoch_pairs ? s->epoch_loss / (double)s->epoch_pairs : 0;
  double held_out = n2v_held_out_loss(&job->training, examiner);
  n2v_status status = agree_on_loss(job, &held_out, err);
  if (status != N2V_OK)
    return status;
  double loss = held_out == 0 ? trained : held_out; /* a few walks may have no pairs */
  bool gains = s->epoch == 0 || loss < s->best_loss * (1 - LEAST_GAIN);
  s->best_loss = gains ? loss : s->best_loss;
  s->idle = gains ? 0 : s->idle + 1;
  s->loss[s->epoch] = loss;
  n2v_report_note(job->progress, N2V_PHASE_TRAIN,
                  "epoch %u of %u: loss %.4f (while training %.4f), %.2f M pairs",
                  (uint32_t)s->epoch + 1, job->plan.epochs, loss, trained,
                  (double)s->epoch_pairs / 1e6);
  job->recent_loss = loss;
  if (above_chance(job, loss)) {
    job->diverged = true;
    return N2V_OK;
  }
  s->epoch++;
  s->walk = s->epoch_pairs = 0;
  s->epoch_loss = 0;
  make_plan(job);
  return N2V_OK;
}

/* Infinite where a value is not finite. */
static double longest_row(const n2v_model *model) {
  _Alignas(64) float room[N2V_MOST_WIDTH];
  double most = 0;
  for (uint32_t node = 0; node < model->nodes; node++)
    for (int m = 0; m < 2; m++) {
      const float *row = n2v_model_read(model, m, node, room);
      double square = 0;
      for (size_t d = 0; d < model->stride; d++)
        square += (double)row[d] * (double)row[d];
      if (!isfinite(square))
        return INFINITY;
      most = fmax(most, square);
    }
  return sqrt(most);
}

static const char *figure(double value, char *text, size_t size) {
  snprintf(text, size, isfinite(value) ? "%.3g" : "not finite", value);
  return text;
}

/* A quarter of the rate is a remedy: what a step may overshoot by falls with the square. */
static n2v_status diverged(const n2v_job *job, n2v_error *err) {
  char loss[32], length[32];
  return n2v_fail(err, N2V_EDIVERGED,
                  "training diverged in epoch %u: the loss is %s where vectors that say nothing "
                  "have %.3g, and the length of the longest vector is %s; use an "
                  "`alpha` of %.2g (it was %g)",
                  (uint32_t)job->state.epoch + 1, figure(job->recent_loss, loss, sizeof loss),
                  n2v_chance(&job->training),
                  figure(longest_row(job->training.model), length, sizeof length),
                  job->schedule.alpha / 4, job->schedule.alpha);
}

/* The crew does the work, the examiner measures the loss of what it did. */
static n2v_status run_epochs(n2v_job *job, n2v_crew *crew, n2v_worker *examiner,
                             const n2v_train_params *params, n2v_train_report *r, n2v_error *err) {
  while (job->state.epoch < job->plan.epochs) {
    job->paused = false;
    n2v_status status = crew->run(crew, err);
    if (status != N2V_OK)
      return status;
    const bool ended = job->state.walk == job->training.corpus->walks;
    if (ended && !job->diverged)
      status = end_epoch(job, examiner, err);
    if (status != N2V_OK)
      return status;
    if (job->diverged)
      return diverged(job, err);
    if (ended)
      continue;
    if (job->stops)
      return stopped(job, params, err);
    begin_checkpoint(job, r);
  }
  return N2V_OK;
}

/* A row of floats is as many lines as its stride has units, one of bfloat16 touches half as many.
 */
static double shared_lines(const n2v_job *job) {
  const n2v_training *t = &job->training;
  const size_t units = t->model->stride / N2V_ROW_UNIT,
               lines = t->shape.narrow ? (units + 1) / 2 : units;
  return (double)lines * (double)job->tally.shared_rows / (double)job->tally.pairs;
}

static void fill_report(const n2v_job *job, n2v_train_report *r) {
  const n2v_train_state *s = &job->state;
  r->epochs = (uint32_t)s->epoch;
  r->ending = n2v_ending_text(job->plan.ending);
  r->walks = s->epoch * job->training.corpus->walks;
  r->steps = s->tokens;
  r->pairs = s->pairs;
  r->train_seconds = s->seconds;
  r->pairs_per_second = s->seconds > 0 ? (double)s->pairs / s->seconds : 0;
  r->shared_lines_per_pair = shared_lines(job);
  for (uint32_t i = 0; !s->pairs && i < r->epochs; i++)
    s->loss[i] = NAN; /* no loss is not the lowest one */
  r->loss = s->loss;
}

static n2v_status check_finite(const n2v_model *model, n2v_error *err) {
  _Alignas(64) float room[2][N2V_MOST_WIDTH];
  for (uint32_t node = 0; node < model->nodes; node++) {
    const float *input = n2v_model_read(model, 0, node, room[0]);
    const float *output = n2v_model_read(model, 1, node, room[1]);
    for (size_t d = 0; d < model->stride; d++)
      if (!isfinite(input[d]) || !isfinite(output[d]))
        return n2v_fail(err, N2V_EDIVERGED,
                        "training diverged: a vector is not finite; use a smaller `alpha`");
    if (node % (1 << 16) == 0)
      n2v_model_leave(model, 0, node);
  }
  n2v_model_leave(model, 0, model->nodes);
  return N2V_OK;
}

static n2v_train_shape shape_of(const n2v_train_params *params, const n2v_corpus_size *size,
                                int threads) {
  const bool uncrowded = threads == 1 || size->nodes >= (uint32_t)threads * CROWD;
  return (n2v_train_shape){.nodes = size->nodes,
                           .max_length = size->max_length,
                           .walks = size->walks,
                           .dims = params->dims,
                           .window = params->window,
                           .negatives = params->negative,
                           .group = params->group ? params->group : MOST_GROUP,
                           .apart = params->deterministic,
                           .in_place = uncrowded && !params->deterministic && !params->freeze &&
                                       params->precision == N2V_PRECISION_FLOAT32,
                           .narrow = params->precision == N2V_PRECISION_BF16,
                           .objective = n2v_objective_of(params->objective)};
}

/* What is drawn from, how often each node was counted, and the probabilities to keep a token. */
static uint64_t tables_bytes(const n2v_train_shape *shape, const n2v_train_params *params) {
  return shape->objective->table_bytes(shape->nodes) + shape->nodes * sizeof(uint64_t) +
         (params->sample > 0 ? shape->nodes * sizeof(float) : 0);
}

uint64_t n2v_trainer_bytes(const n2v_train_params *params, const n2v_corpus_size *size,
                           const n2v_run *run, bool contexts) {
  const n2v_train_shape shape = shape_of(params, size, run->threads);
  const uint32_t nodes = shape.nodes, dims = shape.dims;
  const bool saves = params->checkpoint && (!run->peers || run->peers->rank == 0);
  const uint64_t models = saves ? 2 : 1; /* a checkpoint is written from a copy */
  const uint64_t workers = shape.apart ? N2V_MOST_LOCKSTEP_WALKS : (uint64_t)run->threads;
  const uint64_t exchange =
      run->peers && !shape.apart ? n2v_cluster_bytes(nodes, dims, run->peers->count) : 0;
  const uint64_t model = n2v_model_bytes(nodes, dims) / (shape.narrow ? 2 : 1);
  const uint64_t floats = n2v_model_bytes(nodes, dims) / (contexts ? 1 : 2); /* in the end */
  const uint64_t training = models * model + tables_bytes(&shape, params) + exchange +
                            (workers + 1) * n2v_worker_bytes(&shape);
  return training > floats ? training : floats;
}

uint32_t n2v_trainer_parts(const n2v_train_params *params, const n2v_corpus_size *size,
                           const n2v_run *run, uint64_t limit, uint64_t *bytes) {
  const n2v_train_shape shape = shape_of(params, size, run->threads);
  const uint64_t fixed = tables_bytes(&shape, params) + n2v_worker_bytes(&shape);
  const int threads = shape.apart ? 1 : run->threads; /* as many parts for any number of them */
  const int processes = run->peers ? run->peers->count : 1;
  const uint32_t share = (uint32_t)processes, least = share < 2 ? 2 : share;
  for (uint32_t parts = least; parts <= N2V_MOST_PARTS; parts += share) {
    const uint64_t all = fixed + n2v_rotation_bytes(&shape, parts, threads, processes);
    if (all > limit)
      continue;
    *bytes = all;
    return parts;
  }
  return 0;
}

/* ------------------------------------------------------------------------------ preparation */

static n2v_status take_position(n2v_job *job, const n2v_train_state *state, n2v_error *err) {
  const uint32_t most = n2v_schedule_bound(&job->schedule);
  double *losses = n2v_calloc(most, sizeof *losses); /* never moves: a saver may be reading it */
  n2v_train_state *s = &job->state;
  s->loss = losses;
  if (!losses)
    return n2v_fail_memory(err, "the losses of the epochs", most * sizeof *losses);
  if (state && state->epoch <= most) {
    *s = *state;
    s->loss = memcpy(losses, state->loss, state->epoch * sizeof *losses);
    job->started -= state->seconds;
  }
  make_plan(job);
  if (state && (state->epoch > job->plan.epochs || state->walk >= job->training.corpus->walks ||
                (state->epoch == job->plan.epochs && state->walk)))
    return n2v_fail(err, N2V_EINPUT, "the checkpoint's position is outside of the training");
  return N2V_OK;
}

static n2v_status find_kernel(n2v_job *job, n2v_simd simd, n2v_error *err) {
  n2v_training *t = &job->training;
  t->kernel = n2v_kernel_find(n2v_simd_name(simd));
  if (!t->kernel)
    return n2v_fail(err, N2V_EUSAGE, "`simd = %s`: this processor or build has none",
                    n2v_simd_name(simd));
  t->train = t->shape.objective->trainer(t->kernel);
  return N2V_OK;
}

/* Trains and, at the end, keeps the state once more: the outputs are still to be written. */
static n2v_status run(n2v_job *job, const n2v_train_params *params, const uint64_t *counts,
                      uint32_t parts, n2v_train_report *r, n2v_error *err) {
  n2v_crew *crew = NULL;
  n2v_worker *examiner = NULL;
  uint64_t trained = job->state.tokens;
  n2v_status status = parts ? n2v_rotation_new(job, parts, counts, params->ns_exponent, &crew, err)
                      : job->training.shape.apart ? n2v_lockstep_new(job, &crew, err)
                      : job->peers                ? n2v_cluster_new(job, &crew, err)
                                                  : n2v_team_new(job, &crew, err);
  if (status == N2V_OK)
    status = n2v_worker_new(&job->training, &examiner, err);
  status = n2v_peers_agree(job->peers, status, err);
  if (job->peers)
    job->peers->patience = PATIENCE;
  if (status == N2V_OK)
    status = run_epochs(job, crew, examiner, params, r, err);
  if (job->peers)
    job->peers->patience = 0;
  n2v_worker_free(examiner);
  n2v_crew_free(crew);
  if (status == N2V_OK)
    status = check_finite(job->training.model, err);
  if (status != N2V_OK)
    return status;
  if (job->state.tokens != trained)
    job->state.seconds = n2v_now() - job->started;
  fill_report(job, r);
  if (job->saver && job->state.tokens != trained) {
    n2v_saver_write(job->saver, job->training.model, &job->state, NULL);
    collect_checkpoint(job, r);
  }
  return N2V_OK;
}

static n2v_status make_model(const n2v_job *job, uint32_t dims, bool on_disk, n2v_model **model,
                             n2v_error *err) {
  const uint32_t nodes = job->training.corpus->nodes;
  const n2v_precision precision =
      job->training.shape.narrow ? N2V_PRECISION_BF16 : N2V_PRECISION_FLOAT32;
  n2v_status status = on_disk ? n2v_model_alloc_on_disk(nodes, dims, model, err)
                              : n2v_model_alloc(nodes, dims, precision, model, err);
  if (status == N2V_OK)
    status = n2v_model_start(*model, job->training.seed, job->team, err);
  return status;
}

/* What training needs beside the corpus. The tables and the model are the caller's to free, also
 * when this fails. */
static n2v_status prepare(n2v_job *job, const uint64_t *counts, const n2v_train_params *params,
                          n2v_simd simd, const n2v_start *start, void **table, float **keep,
                          n2v_model **model, n2v_error *err) {
  const n2v_train_shape *shape = &job->training.shape;
  n2v_status status = find_kernel(job, simd, err);
  if (status == N2V_OK)
    status = take_position(job, start->state, err);
  if (status == N2V_OK)
    status = shape->objective->make_table(counts, shape->nodes, params->ns_exponent, table, err);
  if (status == N2V_OK && params->sample > 0)
    status = n2v_keep_new(counts, shape->nodes, params->sample, keep, err);
  if (status == N2V_OK && !*model)
    status = make_model(job, params->dims, start->parts > 0, model, err);
  job->training.table = *table;
  job->training.keep = *keep;
  job->training.model = *model;
  if (status == N2V_OK && params->checkpoint && (!job->peers || job->peers->rank == 0))
    status = n2v_saver_new(params->checkpoint, start->fingerprint, job->training.kernel->name,
                           *model, &job->saver, err);
  return status;
}

/* About so many: the ends of the walks have fewer contexts. */
static double pairs_in_epoch(const n2v_train_params *params, const uint64_t *counts,
                             uint32_t nodes) {
  double tokens = 0, window = params->window;
  for (uint32_t node = 0; node < nodes; node++)
    tokens += (double)counts[node];
  return tokens * (params->shrink_window ? window + 1 : 2 * window);
}

n2v_status n2v_trainer_run(const n2v_corpus *corpus, const uint64_t *counts,
                           const n2v_train_params *params, const n2v_run *resources,
                           const n2v_start *start, n2v_model **out, n2v_train_report *r,
                           n2v_error *err) {
  static const n2v_start from_nothing = {.fingerprint = ""};
  void *table = NULL;
  float *keep = NULL;
  n2v_job job = {
      .progress = resources->progress,
      .peers = resources->peers,
      .end = corpus->walks,
      .team = {resources->threads, resources->pin},
      .schedule = {.alpha = params->alpha,
                   .epochs = params->epochs,
                   .most_epochs = n2v_schedule_most(pairs_in_epoch(params, counts, corpus->nodes)),
                   .most_idle = params->stop_after},
      .save_every = params->checkpoint_every,
      .started = n2v_now(),
      .saved = n2v_now()};
  start = start ? start : &from_nothing;
  *out = start->model;
  job.training = (n2v_training){
      .shape =
          shape_of(params, &(n2v_corpus_size){corpus->nodes, corpus->max_length, corpus->walks},
                   resources->threads),
      .corpus = corpus,
      .shrink_window = params->shrink_window,
      .frozen = start->frozen,
      .seed = params->seed};
  if (params->deterministic)
    job.round = n2v_lockstep_walks(corpus, counts, params);
  n2v_status status =
      prepare(&job, counts, params, resources->simd, start, &table, &keep, out, err);
  status = n2v_peers_agree(job.peers, status, err);
  if (status == N2V_OK) {
    r->simd = job.training.kernel->name;
    r->threads = job.team.threads;
    status = run(&job, params, counts, start->parts, r, err);
  }
  n2v_saver_free(job.saver);
  n2v_free(table);
  n2v_free(keep);
  if (status != N2V_OK) {
    n2v_free(job.state.loss);
    r->loss = NULL;
    n2v_model_free(*out);
    *out = NULL;
  }
  return status;
}
