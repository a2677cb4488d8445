/* How good predictions are. */
#ifndef N2V_EVAL_METRICS_H
#define N2V_EVAL_METRICS_H

#include "n2v_eval.h"

#include <stddef.h>
#include <stdint.h>

/* Of one label: right and wrong assignments, and missed ones. */
typedef struct n2v_confusion {
  uint64_t true_positives, false_positives, false_negatives;
} n2v_confusion;

n2v_f1 n2v_f1_scores(const n2v_confusion *labels, size_t count);

/* Area under the ROC curve: the part of (positive, negative) pairs in which the positive scores
 * higher, ties counted half. Sorts both arrays in place. NaN when either is empty. */
double n2v_auc(double *positives, size_t positive_count, double *negatives, size_t negative_count);

#endif
