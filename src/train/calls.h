/* Kernel calls on a group: how many contexts to ask for at a time, and outputs that stand in it
 * twice. */
#ifndef N2V_TRAIN_CALLS_H
#define N2V_TRAIN_CALLS_H

#include "sgns/kernel.h"

/* Bounds on how stale a logit may be within a kernel call (n2v_group): by contexts whose rows
 * differ, and by contexts of one row. */
float n2v_trust(float alpha);
float n2v_trust_repeats(float alpha);

typedef struct n2v_calls {
  n2v_group_trainer *train;
  n2v_loss loss;
  size_t batch;          /* contexts to ask of a call, by how many the last ones took */
  uint64_t asked, count; /* sum of batches, calls; for the owner to set to 0 */
} n2v_calls;

/* Trains a group in as few calls as keep its errors fresh, each of at most `most` contexts; changes
 * what the group points to. distinct: whether its outputs are known to be; those that stand in it
 * twice come once more, after the others. */
void n2v_calls_train(n2v_calls *calls, n2v_group *group, size_t most, bool distinct);

#endif
