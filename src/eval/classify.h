/* Node classification: how well vectors predict the labels of nodes.
 *
 * The protocol of Perozzi, Al-Rfou and Skiena, "DeepWalk: online learning of social
 * representations", KDD 2014, section 5.1, and of Grover and Leskovec, KDD 2016, section 4.3: a
 * part of the labelled nodes is drawn at random; one-vs-rest logistic regression (L2, C = 1) is
 * fitted on it; each of the others gets as many labels as it has, the most probable ones; F1 over
 * all labels. Repeated over independent splits. */
#ifndef N2V_EVAL_CLASSIFY_H
#define N2V_EVAL_CLASSIFY_H

#include "embedding/embedding.h"
#include "eval/label_sets.h"
#include "eval/metrics.h"
#include "n2v_eval.h"

typedef struct n2v_classify_settings {
  double train_fraction; /* of the labelled nodes that have a vector; rounded down */
  uint32_t repeats;
  uint64_t seed; /* split r is a Fisher-Yates shuffle with n2v_rng_seed(seed, r, 0) */
  int threads;   /* the result does not depend on it */
  const n2v_progress *progress; /* N2V_ESTOPPED soon after it asks to stop; may be NULL */
} n2v_classify_settings;

/* Makes the index of the embedding's names, unless there is one; otherwise reads only. */
n2v_status n2v_classify(const n2v_embedding *embedding, const n2v_label_sets *sets,
                        const n2v_classify_settings *settings, n2v_classify_report *report,
                        n2v_error *err);

#endif
