/* The rate, the pace and the reports all follow from the position alone, which is part of the
 * state in a checkpoint: a run that is resumed does what it would have done. */
#include "train/job.h"

#include "base/clock.h"
#include "base/progress.h"

#include <math.h>

static const double REPORT_SECONDS = 0.2;

/* Times the loss by chance: a block of walks that is worse does not come back. Large rates on hubs
 * reach twice the chance in the first epoch and end well. */
static const double HOPELESS = 20;

double n2v_chance(const n2v_training *training) {
  return training->shape.objective->chance(training->shape.negatives);
}

/* Epochs done at this walk. */
static double position_at(const n2v_job *job, uint64_t walk) {
  return (double)job->state.epoch + (double)walk / (double)job->training.corpus->walks;
}

float n2v_job_alpha(const n2v_job *job, uint64_t walk) {
  return (float)n2v_plan_alpha(&job->plan, &job->schedule, position_at(job, walk));
}

/* What shared negatives do wrong, all contexts of a group get at once. It shows where little is
 * left to learn and steps are large: on a cycle at alpha 0.1 groups of 20 ended at a loss of .53,
 * of 2 at .46, as pairs trained one by one; on a power law of average degree 4, 3% worse at 0.025;
 * while MovieLens and BlogCatalog, at 0.6 of the loss by chance, lose less than 0.5% at 0.1. */
static const double SHARING = 2;

n2v_pace n2v_job_pace(const n2v_job *job, uint64_t walk) {
  const n2v_train_state *s = &job->state;
  const float alpha = n2v_job_alpha(job, walk);
  double loss = s->epoch_pairs ? s->epoch_loss / (double)s->epoch_pairs
                               : (s->epoch ? s->best_loss : n2v_chance(&job->training));
  double most = SHARING * loss / n2v_chance(&job->training) / (double)alpha;
  uint32_t group = job->training.shape.group;
  return (n2v_pace){alpha, most < 1 ? 1 : most < group ? (uint32_t)most : group};
}

void n2v_job_account(n2v_job *job, const n2v_tally *done) {
  n2v_train_state *s = &job->state;
  s->tokens += done->tokens;
  s->pairs += done->pairs;
  s->epoch_pairs += done->pairs;
  s->epoch_loss += done->loss;
  job->tally.pairs += done->pairs;
  job->tally.shared_rows += done->shared_rows;
  if (done->pairs || !isfinite(done->loss))
    job->recent_loss = done->loss / (double)done->pairs;
  if (!(done->loss <= HOPELESS * n2v_chance(&job->training) * (double)done->pairs))
    job->diverged = true; /* NaN, too */
}

static bool wants_save(const n2v_job *job) {
  if (!job->saver || !n2v_saver_idle(job->saver) || job->state.tokens == job->saved_tokens)
    return false;
  return n2v_save_requested(job->progress) ||
         (job->save_every > 0 && n2v_now() - job->saved >= job->save_every);
}

/* What one of the processes wants, all do. */
static void agree(n2v_job *job, bool wishes[2]) {
  enum { MOST_PROCESSES = 4096 };
  bool all[2 * MOST_PROCESSES];
  if (job->lost.code != N2V_OK ||
      job->peers->gather(job->peers, wishes, 2 * sizeof *wishes, all, &job->lost) != N2V_OK)
    return;
  for (int i = 0; i < 2 * job->peers->count; i++)
    wishes[i % 2] |= all[i];
}

bool n2v_job_goes_on(n2v_job *job) {
  if (job->diverged || job->paused || job->state.walk == job->end)
    return false;
  if (job->part)
    return !n2v_stop_requested(job->progress);
  bool wishes[2] = {n2v_stop_requested(job->progress), wants_save(job)};
  if (job->peers)
    agree(job, wishes);
  job->stops = wishes[0];
  job->paused = wishes[0] || wishes[1];
  return !job->paused && job->lost.code == N2V_OK;
}

bool n2v_job_report_due(n2v_job *job, n2v_progress_event *event) {
  const n2v_train_state *s = &job->state;
  double now = n2v_now();
  if (now - job->reported < REPORT_SECONDS)
    return false;
  job->reported = now;
  *event = (n2v_progress_event){.phase = N2V_PHASE_TRAIN,
                                .fraction = position_at(job, s->walk) / (double)job->plan.epochs,
                                .walks = s->epoch * job->training.corpus->walks + s->walk,
                                .steps = s->tokens,
                                .pairs = s->pairs,
                                .seconds = now - job->started,
                                .loss = job->recent_loss,
                                .alpha = (double)n2v_job_alpha(job, s->walk),
                                .epoch = (uint32_t)s->epoch + 1};
  return true;
}
