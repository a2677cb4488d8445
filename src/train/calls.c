/* A kernel call takes as many of the contexts it is asked for as it can trust (n2v_group.trust);
 * the rest is wasted arithmetic. So the next call is asked for one more than the last one took, or,
 * where that took all, two more. */
#include "train/calls.h"

#include <math.h>
#include <string.h>

/* Chosen on a sparse power law of 100,000 nodes (p 0.25 and 0.001, alpha 0.1 and 0.25), MovieLens
 * and BlogCatalog: the largest whose losses are those of pairs trained one by one. What staleness
 * costs grows with the learning rate once more. */
float n2v_trust(float alpha) {
  return fminf(8, 0.8f / alpha);
}

float n2v_trust_repeats(float alpha) {
  return fminf(1, 0.1f / alpha);
}

static void train(n2v_calls *c, n2v_group *group, size_t most) {
  for (size_t left = group->context_count; left;) {
    const size_t asked = left < c->batch ? left : c->batch;
    group->context_count = asked;
    const size_t done = c->train(group, &c->loss);
    c->batch = done < asked ? done + 1 : c->batch + 2;
    c->batch = c->batch < most ? c->batch : most;
    c->asked += c->batch;
    c->count++;
    left -= done;
    group->contexts += done;
    group->since += group->since ? done : 0;
    group->ahead_count = 0;
  }
}

static bool stands_in(float *const *rows, size_t count, const float *row) {
  for (size_t i = 0; i < count; i++)
    if (rows[i] == row)
      return true;
  return false;
}

/* Moves the first of equal rows to `distinct`, the others to the front; how many of the others. */
static size_t separate(float **rows, size_t count, float **distinct, size_t *distinct_count) {
  size_t again = 0;
  *distinct_count = 0;
  for (size_t i = 0; i < count; i++)
    if (stands_in(distinct, *distinct_count, rows[i]))
      rows[again++] = rows[i];
    else
      distinct[(*distinct_count)++] = rows[i];
  return again;
}

void n2v_calls_train(n2v_calls *c, n2v_group *group, size_t most, bool distinct) {
  if (distinct) {
    train(c, group, most);
    return;
  }
  float *rows[N2V_MOST_OUTPUTS], *once[N2V_MOST_OUTPUTS];
  const n2v_group whole = *group;
  size_t count = whole.output_count;
  memcpy(rows, whole.outputs, count * sizeof *rows);
  group->outputs = once;
  while (count) {
    count = separate(rows, count, once, &group->output_count);
    group->contexts = whole.contexts;
    group->context_count = whole.context_count;
    group->since = whole.since;
    train(c, group, most);
    group->positive = false;
  }
  group->outputs = whole.outputs;
}
