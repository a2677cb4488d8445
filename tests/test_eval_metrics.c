/* F1 and AUC against values worked out by hand. */
#include "unit.h"

#include "base/random.h"
#include "eval/metrics.h"

#include <math.h>

static void f1_by_hand(void **state) {
  (void)state;
  /* F1: 2*2/(4+1+1) = 2/3, 0/(0+0+3) = 0, 2*1/(2+2+0) = 1/2. Sums: TP 3, FP 3, FN 4: 6/13. */
  const n2v_confusion labels[] = {{2, 1, 1}, {0, 0, 3}, {1, 2, 0}};
  n2v_f1 f1 = n2v_f1_scores(labels, 3);
  assert_float_equal(f1.macro, (2.0 / 3 + 0 + 0.5) / 3, 1e-12);
  assert_float_equal(f1.micro, 6.0 / 13, 1e-12);
}

static void f1_of_nothing(void **state) {
  (void)state;
  const n2v_confusion absent = {0, 0, 0};
  n2v_f1 f1 = n2v_f1_scores(&absent, 1);
  assert_float_equal(f1.macro, 0, 0);
  assert_float_equal(f1.micro, 0, 0);
  f1 = n2v_f1_scores(NULL, 0);
  assert_float_equal(f1.macro, 0, 0);
}

static void auc_by_hand(void **state) {
  (void)state;
  double positives[] = {0.9, 0.4, 0.35}, negatives[] = {0.8, 0.1};
  /* Won: 0.9 both, 0.4 and 0.35 one each: 4 of 6. */
  assert_float_equal(n2v_auc(positives, 3, negatives, 2), 4.0 / 6, 1e-12);
  double best[] = {3, 2}, worst[] = {1, 0};
  assert_float_equal(n2v_auc(best, 2, worst, 2), 1, 0);
  assert_float_equal(n2v_auc(worst, 2, best, 2), 0, 0);
}

static void auc_counts_ties_half(void **state) {
  (void)state;
  double same[] = {5, 5, 5}, as_well[] = {5, 5};
  assert_float_equal(n2v_auc(same, 3, as_well, 2), 0.5, 0);
  /* 2 beats 1 and ties with 2: 1.5; 3 beats both: 2; of 4. */
  double positives[] = {3, 2}, negatives[] = {2, 1};
  assert_float_equal(n2v_auc(positives, 2, negatives, 2), 3.5 / 4, 1e-12);
  double lowest[] = {-INFINITY}, also[] = {-INFINITY};
  assert_float_equal(n2v_auc(lowest, 1, also, 1), 0.5, 0);
}

static void auc_of_nothing(void **state) {
  (void)state;
  double one[] = {1};
  assert_true(isnan(n2v_auc(NULL, 0, one, 1)));
  assert_true(isnan(n2v_auc(one, 1, NULL, 0)));
}

static void auc_against_all_pairs(void **state) {
  (void)state;
  enum { P = 300, N = 200 };
  double positives[P], negatives[N], wins = 0;
  n2v_rng rng = n2v_rng_seed(1, 2, 3);
  for (int i = 0; i < P; i++)
    positives[i] = n2v_rng_below(&rng, 40);
  for (int i = 0; i < N; i++)
    negatives[i] = n2v_rng_below(&rng, 30);
  for (int i = 0; i < P; i++)
    for (int j = 0; j < N; j++)
      wins += positives[i] > negatives[j] ? 1 : positives[i] == negatives[j] ? 0.5 : 0;
  assert_float_equal(n2v_auc(positives, P, negatives, N), wins / (P * N), 1e-12);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(f1_by_hand),     cmocka_unit_test(f1_of_nothing),
      cmocka_unit_test(auc_by_hand),    cmocka_unit_test(auc_counts_ties_half),
      cmocka_unit_test(auc_of_nothing), cmocka_unit_test(auc_against_all_pairs),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
