/* How long to train, and at which rate.
 *
 * With a number of epochs given the rate falls linearly to nothing over them, as in word2vec. Where
 * none is (0, auto) the end is not known at the start: the rate stays until an epoch gains little
 * in held-out loss, then falls linearly over as many epochs again. (At a constant rate the loss
 * stops where the steps' noise outweighs what they learn: only a lower rate learns more.) A ceiling
 * in pairs keeps large graphs, which are good after two passes, at these, where the rate falls from
 * the start.
 *
 * The schedule has no state of its own: the same losses give the same plan, so that a run that goes
 * on from a checkpoint, or with other threads, does as the first would have done. */
#ifndef N2V_TRAIN_SCHEDULE_H
#define N2V_TRAIN_SCHEDULE_H

#include <stdint.h>

typedef struct n2v_schedule {
  double alpha;         /* the rate at the start */
  uint32_t epochs;      /* 0: auto */
  uint32_t most_epochs; /* of auto, see n2v_schedule_most */
  uint32_t most_idle;   /* epochs in a row without a gain that end the training; 0: none do */
} n2v_schedule;

/* Why training ends, and how to say so. */
#define N2V_ENDING_LIST(ROW)                                                                       \
  ROW(GIVEN, "as many as asked for")                                                               \
  ROW(IDLE, "the loss gained too little too often")                                                \
  ROW(SETTLED, "the loss settled")                                                                 \
  ROW(CEILING, "the most that auto makes of a graph of this size")

typedef enum n2v_ending {
#define N2V_ENDING_ENUM(name, text) N2V_ENDING_##name,
  N2V_ENDING_LIST(N2V_ENDING_ENUM)
#undef N2V_ENDING_ENUM
} n2v_ending;

const char *n2v_ending_text(n2v_ending ending);

/* What is known after some epochs: the rate falls from the beginning of epoch `decay_from`,
 * 0-based, to the end of training, after `epochs` of them; until decay_from both may still change.
 */
typedef struct n2v_plan {
  uint32_t decay_from, epochs;
  n2v_ending ending;
} n2v_plan;

/* losses[done]: held out, after each epoch so far. idle: epochs in a row, up to now, that lowered
 * the best loss by less than 0.1%. */
n2v_plan n2v_schedule_plan(const n2v_schedule *schedule, const double *losses, uint32_t done,
                           uint32_t idle);

/* No plan has more epochs than this. */
uint32_t n2v_schedule_bound(const n2v_schedule *schedule);

/* The rate when `position` epochs are done. Never below a ten thousandth of the start's. */
double n2v_plan_alpha(const n2v_plan *plan, const n2v_schedule *schedule, double position);

/* The most epochs that auto makes of so many pairs each: 2 at least. */
uint32_t n2v_schedule_most(double pairs_in_epoch);

#endif
