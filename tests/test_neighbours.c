/* Nearest rows against a plain search in double precision. */
#include "vectors.h"

#include "embedding/neighbours.h"
#include "base/isa.h"
#include "embedding/scores.h"

#include <math.h>

static double dot(const float *a, const float *b, uint32_t dims) {
  double sum = 0;
  for (uint32_t d = 0; d < dims; d++)
    sum += (double)a[d] * b[d];
  return sum;
}

static double score(const float *a, const float *b, uint32_t dims, bool cosine) {
  double norms = cosine ? sqrt(dot(a, a, dims) * dot(b, b, dims)) : 1;
  return norms > 0 ? dot(a, b, dims) / norms : 0;
}

static int better(const void *a, const void *b) {
  const n2v_neighbour *x = a, *y = b;
  if (x->score != y->score)
    return x->score < y->score ? 1 : -1;
  return (x->row > y->row) - (x->row < y->row);
}

/* All rows but those not allowed, best first. */
static uint64_t reference(const n2v_embedding *e, const n2v_search *s, const n2v_target *t,
                          n2v_neighbour *all) {
  uint64_t count = 0;
  for (uint64_t row = 0; row < e->rows; row++) {
    bool answer = !s->allowed || s->allowed[row];
    for (uint32_t i = 0; i < t->excluded_count; i++)
      answer = answer && t->excluded[i] != row;
    double value = score(t->vector, n2v_embedding_row(e, row), e->dims, s->cosine);
    if (answer)
      all[count++] = (n2v_neighbour){value, row};
  }
  qsort(all, count, sizeof *all, better);
  return count;
}

static void compare(const n2v_embedding *e, const n2v_search *s, size_t targets) {
  n2v_error err;
  n2v_target *t = calloc(targets, sizeof *t);
  uint64_t *self = calloc(targets, sizeof *self);
  uint32_t *found = calloc(targets, sizeof *found);
  n2v_neighbour *results = calloc(targets * s->k, sizeof *results);
  n2v_neighbour *all = calloc(e->rows, sizeof *all);
  assert_true(t && self && found && results && all);
  for (size_t i = 0; i < targets; i++) {
    self[i] = i * 7 % e->rows;
    t[i] = (n2v_target){n2v_embedding_row(e, self[i]), &self[i], i % 3 ? 1 : 0};
  }
  assert_ok(n2v_neighbours(e, s, t, targets, results, found, &err), &err);
  for (size_t i = 0; i < targets; i++) {
    uint64_t count = reference(e, s, &t[i], all);
    assert_int_equal(found[i], count < s->k ? count : s->k);
    for (uint32_t j = 0; j < found[i]; j++) {
      const n2v_neighbour *got = &results[i * s->k + j];
      assert_int_equal(got->row, all[j].row);
      assert_true(fabs(got->score - all[j].score) < 1e-12);
    }
  }
  free(t);
  free(self);
  free(found);
  free(results);
  free(all);
}

static void as_the_plain_search(void **state) {
  (void)state;
  static const struct {
    uint64_t rows;
    uint32_t dims, k;
    size_t targets;
  } cases[] = {{1, 1, 1, 1},       {5, 3, 10, 5},      {47, 16, 3, 17},  {1000, 33, 10, 40},
               {9001, 20, 10, 16}, {700, 100, 700, 3}, {300, 8, 5, 1100}};
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
    for (int variant = 0; variant < 4; variant++) {
      n2v_embedding *e =
          vectors_make(NULL, cases[i].rows, cases[i].dims, cases[i].dims + (size_t)variant);
      n2v_search s = {.k = cases[i].k, .cosine = variant & 1, .threads = variant & 2 ? 3 : 1};
      compare(e, &s, cases[i].targets);
      n2v_embedding_free(e);
    }
}

static void only_allowed_rows(void **state) {
  (void)state;
  bool allowed[500];
  for (int i = 0; i < 500; i++)
    allowed[i] = i % 60 == 1;
  n2v_embedding *e = vectors_make(NULL, 500, 10, 10);
  compare(e, &(n2v_search){.k = 20, .cosine = true, .allowed = allowed, .threads = 1}, 20);
  n2v_embedding_free(e);
}

/* 300 equal rows: the lowest row numbers, whatever the number of threads. */
static void ties_go_by_row(void **state) {
  (void)state;
  n2v_embedding *e = vectors_make(NULL, 20000, 4, 4);
  for (uint64_t i = 0; i < 300; i++)
    memcpy(e->data + (i * 61 + 5) * 4, (float[]){1, 2, 3, 4}, 16);
  for (int threads = 1; threads <= 4; threads++)
    compare(e, &(n2v_search){.k = 12, .cosine = true, .threads = threads}, 3);
  float same[] = {2, 4, 6, 8};
  n2v_target t = {.vector = same};
  n2v_neighbour results[10];
  uint32_t found;
  n2v_error err;
  assert_ok(n2v_neighbours(e, &(n2v_search){.k = 10, .cosine = true, .threads = 2}, &t, 1, results,
                           &found, &err),
            &err);
  for (uint64_t i = 0; i < 10; i++)
    assert_int_equal(results[i].row, i * 61 + 5);
  n2v_embedding_free(e);
}

static void zeros_and_nans(void **state) {
  (void)state;
  n2v_embedding *e = vectors_make(NULL, 6, 3, 3);
  n2v_target targets[2];
  n2v_neighbour results[12];
  uint32_t found[2];
  n2v_error err;
  memset(e->data + 5 * 3, 0, 3 * sizeof(float));
  e->data[4 * 3] = NAN;
  targets[0] = (n2v_target){.vector = n2v_embedding_row(e, 0)};
  targets[1] = (n2v_target){.vector = n2v_embedding_row(e, 5)};
  assert_ok(n2v_neighbours(e, &(n2v_search){.k = 6, .cosine = true, .threads = 1}, targets, 2,
                           results, found, &err),
            &err);
  assert_int_equal(found[0], 5);
  assert_int_equal(results[0].row, 0);
  assert_int_equal(found[1], 5);
  for (int j = 0; j < 5; j++) {
    assert_int_not_equal(results[j].row, 4);
    assert_true(results[6 + j].score == 0);
  }
  n2v_embedding_free(e);
}

/* Lengths from 1e-35 to 1e37, whose squares no float holds: angles do not depend on them. */
static void any_length(void **state) {
  (void)state;
  n2v_embedding *e = vectors_make(NULL, 1000, 20, 20);
  for (uint64_t i = 0; i < 1000; i++)
    for (int d = 0; d < 20; d++)
      e->data[i * 20 + (uint64_t)d] *= powf(10, (float)(i * 7 % 72) - 35);
  compare(e, &(n2v_search){.k = 10, .cosine = true, .threads = 1}, 50);
  n2v_embedding_free(e);
}

static void every_kernel(void **state) {
  (void)state;
  static const uint32_t dims[] = {1, 2, 31, 128};
  static float scores[N2V_SCORE_ROWS][N2V_SCORE_LANES];
  for (int i = 0; i < N2V_ISAS; i++)
    for (size_t j = 0; j < 4; j++) {
      n2v_score_kernel *kernel = n2v_score_kernel_get(n2v_isa_name((n2v_isa)i));
      if (!kernel)
        continue;
      uint32_t n = dims[j];
      n2v_embedding *e = vectors_make(NULL, N2V_SCORE_ROWS, n, n);
      n2v_embedding *group = vectors_make(NULL, n, N2V_SCORE_LANES, N2V_SCORE_LANES);
      const float *rows[N2V_SCORE_ROWS];
      for (uint64_t r = 0; r < N2V_SCORE_ROWS; r++)
        rows[r] = n2v_embedding_row(e, r);
      kernel(rows, group->data, n, scores);
      for (int r = 0; r < N2V_SCORE_ROWS; r++)
        for (int lane = 0; lane < N2V_SCORE_LANES; lane++) {
          double sum = 0;
          for (uint32_t d = 0; d < n; d++)
            sum += (double)rows[r][d] * group->data[d * N2V_SCORE_LANES + (uint32_t)lane];
          assert_true(fabs(sum - scores[r][lane]) < 1e-5);
        }
      n2v_embedding_free(e);
      n2v_embedding_free(group);
    }
  assert_null(n2v_score_kernel_get("mmx"));
#define SIMD_TEXT(name, text) " " text
  for (int i = 0; i < N2V_ISAS; i++) /* each has a value of the parameter */
    assert_non_null(strstr(N2V_SIMD_LIST(SIMD_TEXT), n2v_isa_name((n2v_isa)i)));
  assert_non_null(n2v_score_kernel_get("auto"));
  assert_ptr_equal(n2v_score_kernel_get("auto"), n2v_score_kernel_get(NULL));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(as_the_plain_search), cmocka_unit_test(only_allowed_rows),
      cmocka_unit_test(ties_go_by_row),      cmocka_unit_test(zeros_and_nans),
      cmocka_unit_test(any_length),          cmocka_unit_test(every_kernel),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
