/* Where the numbers come from: docs/quality.md. */
#include "train/schedule.h"

#include <math.h>
#include <stdbool.h>

static const double LEAST_ALPHA = 1e-4; /* of the starting rate, as word2vec */
static const double SETTLED = 1e-3;     /* of the loss: what an epoch gains at least */
static const double MOST_PAIRS = 2.5e8; /* of auto: some 10 seconds of two cores */
enum { LEAST_EPOCHS = 2, MOST_EPOCHS = 1000 };

const char *n2v_ending_text(n2v_ending ending) {
  static const char *const texts[] = {
#define ENDING_TEXT(name, text) text,
      N2V_ENDING_LIST(ENDING_TEXT)
#undef ENDING_TEXT
  };
  return texts[ending];
}

/* auto: as many epochs of decay as come before it, unless the ceiling is near. A graph whose
 * ceiling is the least has its end known from the start, and falls from the start as with epochs
 * given. */
static n2v_plan plan_auto(uint32_t most, const double *losses, uint32_t done) {
  uint32_t latest = most > LEAST_EPOCHS ? most / 2 : 0;
  for (uint32_t e = 1; e < done && e + 1 < latest; e++)
    if (losses[e] > losses[e - 1] * (1 - SETTLED))
      return (n2v_plan){e + 1, 2 * (e + 1), N2V_ENDING_SETTLED};
  return (n2v_plan){latest, most, N2V_ENDING_CEILING};
}

n2v_plan n2v_schedule_plan(const n2v_schedule *s, const double *losses, uint32_t done,
                           uint32_t idle) {
  n2v_plan plan = {.epochs = s->epochs, .ending = N2V_ENDING_GIVEN};
  if (!s->epochs)
    plan = plan_auto(s->most_epochs, losses, done);
  if (s->most_idle && idle >= s->most_idle && done < plan.epochs)
    plan = (n2v_plan){plan.decay_from, done, N2V_ENDING_IDLE};
  return plan;
}

uint32_t n2v_schedule_bound(const n2v_schedule *s) {
  return s->epochs ? s->epochs : s->most_epochs;
}

double n2v_plan_alpha(const n2v_plan *plan, const n2v_schedule *s, double position) {
  double from = plan->decay_from, to = plan->epochs;
  double left = position < from ? 1 : (to - position) / (to - from);
  return s->alpha * fmax(left, LEAST_ALPHA);
}

uint32_t n2v_schedule_most(double pairs_in_epoch) {
  double epochs = MOST_PAIRS / fmax(pairs_in_epoch, 1);
  return epochs < LEAST_EPOCHS  ? LEAST_EPOCHS
         : epochs > MOST_EPOCHS ? MOST_EPOCHS
                                : (uint32_t)epochs;
}
