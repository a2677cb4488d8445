/* Label files, logistic regression and classification. */
#include "unit.h"

#include "base/memory.h"
#include "base/random.h"
#include "eval/classify.h"
#include "eval/logistic.h"

#include <math.h>

enum { NODES = 300, DIMS = 4, LABELS = 3 };

/* --------------------------------------------------------------------------------- labels */

static void label_is(const n2v_label_sets *sets, uint64_t item, const char *expected) {
  size_t length;
  const char *name = n2v_names_get(sets->labels, sets->items[item], &length);
  assert_int_equal(length, strlen(expected));
  assert_memory_equal(name, expected, length);
}

static void label_files(void **state) {
  (void)state;
  n2v_label_sets *sets;
  n2v_error err;
  unit_write("labels.txt", "\xef\xbb\xbf# comment\nn1 b a\r\n\nn2 c,a;a\nlonely\nn1 c b");
  assert_ok(n2v_label_sets_read("labels.txt", &sets, &err), &err);
  assert_int_equal(sets->nodes->count, 2);
  assert_int_equal(sets->labels->count, 3);
  assert_int_equal(sets->offsets[1], 3);
  assert_int_equal(sets->offsets[2], 5);
  label_is(sets, 0, "b");
  label_is(sets, 1, "a");
  label_is(sets, 2, "c");
  label_is(sets, 3, "a");
  label_is(sets, 4, "c");
  n2v_label_sets_free(sets);
}

static void bad_label_files(void **state) {
  (void)state;
  static const char *const texts[] = {"", "\n\n", "# a b\n", "n1\nn2\n"};
  n2v_label_sets *sets;
  n2v_error err;
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
    unit_write("labels.txt", texts[i]);
    assert_int_equal(n2v_label_sets_read("labels.txt", &sets, &err), N2V_EINPUT);
    assert_null(sets);
    assert_contains(err.msg, "labels.txt: no labels");
  }
  assert_int_equal(n2v_label_sets_read("missing.txt", &sets, &err), N2V_EINPUT);
}

/* ----------------------------------------------------------------------------- regression */

/* The gradient of the objective at liblinear's answer, by plain sums, is near zero. */
static void regression_is_a_minimum(void **state) {
  (void)state;
  n2v_design design;
  n2v_error err;
  n2v_rng rng = n2v_rng_seed(7, 0, 0);
  float values[NODES][DIMS];
  double y[NODES], weights[DIMS + 1], gradient[DIMS + 1];
  uint32_t rows[NODES];
  const double c = 0.5;
  assert_ok(n2v_design_new(&design, NODES, DIMS, &err), &err);
  for (uint32_t i = 0; i < NODES; i++) {
    for (int d = 0; d < DIMS; d++)
      values[i][d] = 2 * n2v_rng_float(&rng) - 1;
    y[i] = values[i][0] + 0.3 * values[i][1] + n2v_rng_float(&rng) > 0.7 ? 1 : -1;
    rows[i] = i;
    n2v_design_set(&design, i, values[i]);
  }
  assert_ok(n2v_logistic_fit(&design, rows, y, NODES, c, weights, &err), &err);
  memcpy(gradient, weights, sizeof gradient);
  for (uint32_t i = 0; i < NODES; i++) {
    double pull = -c * y[i] / (1 + exp(y[i] * n2v_logistic_score(&design, i, weights)));
    for (int d = 0; d < DIMS; d++)
      gradient[d] += pull * values[i][d];
    gradient[DIMS] += pull;
  }
  for (int d = 0; d <= DIMS; d++)
    assert_float_equal(gradient[d], 0, 0.02);
  assert_true(weights[0] > 1 && weights[0] > weights[1] && weights[1] > 0);
  n2v_design_free(&design);
}

static void one_class_only(void **state) {
  (void)state;
  n2v_design design;
  n2v_error err;
  double y[] = {-1, -1}, weights[2];
  const uint32_t rows[] = {0, 1};
  assert_ok(n2v_design_new(&design, 2, 1, &err), &err);
  assert_ok(n2v_logistic_fit(&design, rows, y, 2, 1, weights, &err), &err);
  assert_true(n2v_logistic_score(&design, 0, weights) == -INFINITY);
  y[0] = y[1] = 1;
  assert_ok(n2v_logistic_fit(&design, rows, y, 2, 1, weights, &err), &err);
  assert_true(n2v_logistic_score(&design, 1, weights) == INFINITY);
  n2v_design_free(&design);
}

/* ------------------------------------------------------------------------- classification */

/* Node i, named by its number, has label i % 3, every fourth one the next as well; its vector says
 * so plainly or, when `random`, nothing at all. */
static void make_files(bool random) {
  FILE *vectors = fopen("v.txt", "w"), *labels = fopen("l.txt", "w");
  n2v_rng rng = n2v_rng_seed(3, 0, 0);
  assert_non_null(vectors);
  assert_non_null(labels);
  fprintf(vectors, "%d %d\n", NODES, DIMS);
  for (int i = 0; i < NODES; i++) {
    fprintf(vectors, "%d", i);
    for (int d = 0; d < DIMS; d++) {
      bool has = d == i % LABELS || (i % 4 == 0 && d == (i + 1) % LABELS);
      fprintf(vectors, " %.3f", (random ? 0 : 5 * has) + (double)n2v_rng_float(&rng));
    }
    fprintf(vectors, "\n");
    fprintf(labels, i % 4 ? "%d x%d\n" : "%d x%d x%d\n", i, i % LABELS, (i + 1) % LABELS);
  }
  fclose(vectors);
  fclose(labels);
}

static n2v_status classify(n2v_classify_settings settings, n2v_classify_report *report,
                           n2v_error *err) {
  n2v_embedding *vectors;
  n2v_label_sets *sets;
  assert_ok(n2v_embedding_read("v.txt", NULL, &vectors, err), err);
  assert_ok(n2v_label_sets_read("l.txt", &sets, err), err);
  n2v_status status = n2v_classify(vectors, sets, &settings, report, err);
  n2v_label_sets_free(sets);
  n2v_embedding_free(vectors);
  return status;
}

static const n2v_classify_settings usual = {
    .train_fraction = 0.5, .repeats = 5, .seed = 1, .threads = 1};

static void plain_labels_are_found(void **state) {
  (void)state;
  n2v_classify_report r;
  n2v_error err;
  make_files(false);
  assert_ok(classify(usual, &r, &err), &err);
  assert_int_equal(r.nodes, NODES);
  assert_int_equal(r.without, 0);
  assert_int_equal(r.labels, LABELS);
  assert_true(r.mean.macro > 0.99 && r.mean.micro > 0.99);
  assert_true(r.deviation.macro < 0.01);
}

static void random_vectors_tell_nothing(void **state) {
  (void)state;
  n2v_classify_report r;
  n2v_error err;
  make_files(true);
  assert_ok(classify(usual, &r, &err), &err);
  /* A node has 1.25 of 3 labels: chance is near 0.42. */
  assert_true(r.mean.micro > 0.3 && r.mean.micro < 0.54);
  assert_true(r.deviation.micro > 0 && r.deviation.micro < 0.1);
}

static void threads_change_nothing(void **state) {
  (void)state;
  n2v_classify_report one, more;
  n2v_error err;
  n2v_classify_settings threaded = usual, other = usual;
  make_files(true);
  threaded.threads = 4;
  other.seed = 2;
  assert_ok(classify(usual, &one, &err), &err);
  assert_ok(classify(threaded, &more, &err), &err);
  assert_memory_equal(&one.mean, &more.mean, sizeof one.mean);
  assert_memory_equal(&one.deviation, &more.deviation, sizeof one.deviation);
  assert_ok(classify(other, &more, &err), &err);
  assert_true(one.mean.macro != more.mean.macro);
}

static void one_split_has_no_deviation(void **state) {
  (void)state;
  n2v_classify_report r;
  n2v_error err;
  n2v_classify_settings once = usual;
  once.repeats = 1;
  make_files(true);
  assert_ok(classify(once, &r, &err), &err);
  assert_float_equal(r.deviation.macro, 0, 0);
}

static void labels_without_vectors(void **state) {
  (void)state;
  n2v_classify_report r;
  n2v_error err;
  make_files(false);
  unit_write("l.txt", "0 a\n1 b\nnobody c\n2 a\n3 b\n");
  assert_ok(classify(usual, &r, &err), &err);
  assert_int_equal(r.nodes, 4);
  assert_int_equal(r.without, 1);
  assert_int_equal(r.labels, 2);
  unit_write("l.txt", "nobody a\n0 a\n");
  assert_int_equal(classify(usual, &r, &err), N2V_EINPUT);
  assert_contains(err.msg, "of 2 labelled nodes 1 have a vector");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(label_files),
      cmocka_unit_test(bad_label_files),
      cmocka_unit_test(regression_is_a_minimum),
      cmocka_unit_test(one_class_only),
      cmocka_unit_test(plain_labels_are_found),
      cmocka_unit_test(random_vectors_tell_nothing),
      cmocka_unit_test(threads_change_nothing),
      cmocka_unit_test(one_split_has_no_deviation),
      cmocka_unit_test(labels_without_vectors),
  };
  return cmocka_run_group_tests(tests, unit_enter_folder, unit_leave_folder);
}
