/* F1 from counts, and AUC from ranks, which takes no curve: it is the chance that a positive stands
 * above a negative, ties counting half (Mann and Whitney, "On a test of whether one of two random
 * variables is stochastically larger than the other", 1947). Two sorts and one pass, O(n log n). */
#include "eval/metrics.h"

#include <math.h>
#include <stdlib.h>

/* The harmonic mean of precision and recall, without computing either: both may be 0 / 0. */
static double f1(const n2v_confusion *c) {
  uint64_t assigned = 2 * c->true_positives + c->false_positives + c->false_negatives;
  return assigned ? 2.0 * (double)c->true_positives / (double)assigned : 0;
}

n2v_f1 n2v_f1_scores(const n2v_confusion *labels, size_t count) {
  n2v_confusion sum = {0};
  double macro = 0;
  for (size_t i = 0; i < count; i++) {
    sum.true_positives += labels[i].true_positives;
    sum.false_positives += labels[i].false_positives;
    sum.false_negatives += labels[i].false_negatives;
    macro += f1(&labels[i]);
  }
  return (n2v_f1){.macro = count ? macro / (double)count : 0, .micro = f1(&sum)};
}

static int ascending(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

double n2v_auc(double *positives, size_t positive_count, double *negatives, size_t negative_count) {
  if (!positive_count || !negative_count)
    return NAN;
  qsort(positives, positive_count, sizeof *positives, ascending);
  qsort(negatives, negative_count, sizeof *negatives, ascending);
  /* Positives ascend, so that both places only move forward. Half of (below + up_to) is the number
   * below plus half of the equal ones; wins are exact, multiples of a half, up to 2^52. */
  double wins = 0;
  size_t below = 0, up_to = 0; /* negatives below the positive; below or equal to it */
  for (size_t i = 0; i < positive_count; i++) {
    while (below < negative_count && negatives[below] < positives[i])
      below++;
    while (up_to < negative_count && negatives[up_to] <= positives[i])
      up_to++;
    wins += 0.5 * (double)(below + up_to);
  }
  return wins / ((double)positive_count * (double)negative_count);
}
