/* Every kernel against double precision, and the reference's gradient against finite differences.
 */
#include "base/memory.h"
#include "base/random.h"
#include "sgns/kernel.h"
#include "wide_kernel.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

enum { ROWS = 40, MOST_CONTEXTS = 700 };

typedef struct rows {
  size_t width;
  float *x, *y;
  double *xd, *yd;
} rows;

static double softplus(double z) {
  return z > 0 ? z + log1p(exp(-z)) : log1p(exp(z));
}

static double dot(const double *a, const double *b, size_t n) {
  double sum = 0;
  for (size_t i = 0; i < n; i++)
    sum += a[i] * b[i];
  return sum;
}

/* The group's loss: -log sigmoid(z) for the positive, -log sigmoid(-z) for negatives. */
static double reference_loss(const rows *r, const int *xs, size_t g, const int *ys, size_t n) {
  double loss = 0;
  for (size_t c = 0; c < g; c++)
    for (size_t o = 0; o < n; o++) {
      double z = dot(r->xd + (size_t)xs[c] * r->width, r->yd + (size_t)ys[o] * r->width, r->width);
      loss += softplus(o == 0 ? -z : z);
    }
  return loss;
}

/* The logits are of the rows as they were; the updates go one context after the other. */
static void reference_train(rows *r, const int *xs, size_t g, const int *ys, size_t n,
                            double alpha) {
  double *errors = n2v_alloc(g * n, sizeof *errors), *x = n2v_alloc(r->width, sizeof *x);
  for (size_t c = 0; c < g; c++)
    for (size_t o = 0; o < n; o++) {
      double z = dot(r->xd + (size_t)xs[c] * r->width, r->yd + (size_t)ys[o] * r->width, r->width);
      errors[c * n + o] = alpha * ((o == 0) - 1 / (1 + exp(-z)));
    }
  for (size_t c = 0; c < g; c++) {
    double *row = r->xd + (size_t)xs[c] * r->width;
    memcpy(x, row, r->width * sizeof *x);
    for (size_t o = 0; o < n; o++)
      for (size_t d = 0; d < r->width; d++) {
        double *y = r->yd + (size_t)ys[o] * r->width + d;
        row[d] += errors[c * n + o] * *y;
        *y += errors[c * n + o] * x[d];
      }
  }
  n2v_free(errors);
  n2v_free(x);
}

static rows make_rows(size_t width, double scale, uint64_t seed) {
  n2v_rng rng = n2v_rng_seed(seed, width, 0);
  rows r = {.width = width};
  size_t floats = ROWS * width;
  r.x = n2v_alloc(floats, sizeof *r.x);
  r.y = n2v_alloc(floats, sizeof *r.y);
  r.xd = n2v_alloc(floats, sizeof *r.xd);
  r.yd = n2v_alloc(floats, sizeof *r.yd);
  for (size_t i = 0; i < floats; i++) {
    r.xd[i] = r.x[i] = (float)scale * (n2v_rng_float(&rng) - 0.5f);
    r.yd[i] = r.y[i] = (float)scale * (n2v_rng_float(&rng) - 0.5f);
  }
  return r;
}

static void free_rows(rows *r) {
  n2v_free(r->x);
  n2v_free(r->y);
  n2v_free(r->xd);
  n2v_free(r->yd);
}

/* Trains the group's first contexts; how many. */
static size_t run_trusting(const n2v_kernel *kernel, rows *r, const int *xs, size_t g,
                           const int *ys, size_t n, float alpha, float trust, n2v_loss *loss) {
  float *contexts[MOST_CONTEXTS], *outputs[ROWS * 2];
  uint32_t since[MOST_CONTEXTS] = {0};
  for (size_t c = 0; c < g; c++) {
    contexts[c] = r->x + (size_t)xs[c] * r->width;
    for (size_t before = 0; before < c; before++)
      if (xs[before] == xs[c])
        since[c] = (uint32_t)(c - before);
  }
  for (size_t o = 0; o < n; o++)
    outputs[o] = r->y + (size_t)ys[o] * r->width;
  n2v_squares squares = {0};
  size_t scratch = n2v_kernel_scratch(g, n);
  float *memory = n2v_alloc(scratch + N2V_ROW_UNIT, sizeof *memory);
  memory[scratch] = 12345.0f; /* must survive */
  n2v_group group = {.contexts = contexts,
                     .outputs = outputs,
                     .context_count = g,
                     .output_count = n,
                     .positive = true,
                     .width = r->width,
                     .alpha = alpha,
                     .trust = trust,
                     .trust_repeats = trust,
                     .squares = &squares,
                     .since = since,
                     .scratch = memory};
  n2v_loss_start(loss);
  size_t trained = kernel->train(&group, loss);
  assert_true(memory[scratch] == 12345.0f);
  n2v_free(memory);
  return trained;
}

static double run_kernel(const n2v_kernel *kernel, rows *r, const int *xs, size_t g, const int *ys,
                         size_t n, float alpha) {
  n2v_loss loss;
  assert_int_equal(run_trusting(kernel, r, xs, g, ys, n, alpha, INFINITY, &loss), g);
  return n2v_loss_fold(&loss);
}

/* NaN if one is NaN. */
static double largest_difference(const rows *r) {
  double most = 0;
  for (size_t i = 0; i < ROWS * r->width; i++) {
    const double x = fabs((double)r->x[i] - r->xd[i]), y = fabs((double)r->y[i] - r->yd[i]);
    most = x > most || isnan(x) ? x : most;
    most = y > most || isnan(y) ? y : most;
  }
  return most;
}

/* NULL: not on this processor. In AVX-512's place stands then one as wide. */
static const n2v_kernel *kernel_of(size_t number) {
  static const char *const names[] = {"portable", "avx2", "avx512", "neon"};
  const n2v_kernel *kernel = n2v_kernel_find(names[number]);
  return !kernel && number == 2 ? &wide_kernel : kernel;
}

/* Distinct rows; all counts of contexts and outputs around the tile sizes. */
static void all_shapes_match_the_reference(void **state) {
  static const size_t widths[] = {16, 32, 64, 112, 128, 304};
  int xs[32], ys[32];
  (void)state;
  for (int i = 0; i < 32; i++)
    xs[i] = ys[i] = (i * 7) % ROWS;
  for (size_t w = 0; w < sizeof widths / sizeof *widths; w++)
    for (size_t g = 1; g <= 21; g++)
      for (size_t n = 1; n <= 26; n++) {
        rows r = make_rows(widths[w], 0.8, g * 100 + n),
             start = make_rows(widths[w], 0.8, g * 100 + n);
        const double expected = reference_loss(&r, xs, g, ys, n);
        reference_train(&r, xs, g, ys, n, (double)0.1f);
        for (size_t k = 0; k < 4; k++) {
          const n2v_kernel *kernel = kernel_of(k);
          if (!kernel)
            continue;
          memcpy(r.x, start.x, ROWS * r.width * sizeof *r.x);
          memcpy(r.y, start.y, ROWS * r.width * sizeof *r.y);
          double loss = run_kernel(kernel, &r, xs, g, ys, n, 0.1f);
          assert_true(fabs(loss - expected) < 1e-5 * expected);
          assert_true(largest_difference(&r) < 3e-6);
        }
        free_rows(&r);
        free_rows(&start);
      }
}

/* A row twice among the contexts: both updates arrive. The order of the two may show in second
 * order (alpha^2), nothing more. */
static void repeated_rows_lose_no_update(void **state) {
  const int xs[] = {1, 2, 1, 3, 2}, ys[] = {5, 6, 7, 8, 9, 10, 11, 12, 4};
  (void)state;
  for (size_t k = 0; k < 4; k++)
    for (size_t n = 2; n <= 9; n++) {
      const n2v_kernel *kernel = kernel_of(k);
      if (!kernel)
        continue;
      rows r = make_rows(64, 0.5, 3);
      run_kernel(kernel, &r, xs, 5, ys, n, 0.01f);
      reference_train(&r, xs, 5, ys, n, (double)0.01f);
      assert_true(largest_difference(&r) < 2e-4); /* a lost update would be 1e-3 */
      free_rows(&r);
    }
}

static void extreme_logits_stay_finite(void **state) {
  const int xs[] = {0, 1, 2}, ys[] = {0, 1, 2, 3, 4, 5};
  (void)state;
  for (size_t k = 0; k < 4; k++) {
    const n2v_kernel *kernel = kernel_of(k);
    if (!kernel)
      continue;
    rows r = make_rows(16, 60, 5); /* |z| up to thousands */
    double expected = reference_loss(&r, xs, 3, ys, 6);
    double loss = run_kernel(kernel, &r, xs, 3, ys, 6, 0.025f);
    reference_train(&r, xs, 3, ys, 6, (double)0.025f);
    assert_true(fabs(loss - expected) < 1e-4 * expected);
    assert_true(largest_difference(&r) < 1e-4);
    free_rows(&r);
  }
}

/* The loss is a product of factors of up to 2, of which float holds 127: large groups have more. */
static void losses_of_large_groups_are_finite(void **state) {
  int xs[MOST_CONTEXTS], ys[] = {0, 1, 2, 3, 4, 5};
  (void)state;
  for (int i = 0; i < MOST_CONTEXTS; i++)
    xs[i] = i % ROWS;
  for (size_t k = 0; k < 4; k++) {
    const n2v_kernel *kernel = kernel_of(k);
    for (size_t g = 60; kernel && g <= MOST_CONTEXTS; g += 80) {
      rows r = make_rows(16, 0.01, g);
      double expected = reference_loss(&r, xs, g, ys, 6);
      assert_true(fabs(run_kernel(kernel, &r, xs, g, ys, 6, 0) - expected) < 1e-5 * expected);
      free_rows(&r);
    }
  }
}

/* A call trains a prefix of its group, as the reference does, and counts only its losses. Pair by
 * pair, as word2vec trains, no logit of the prefix is off by more than the two bounds together. */
static void stale_errors_end_a_call(void **state) {
  static const float trusts[] = {0, 0.05f, 0.3f, 1, 4};
  int xs[20], ys[13];
  size_t ended = 0;
  (void)state;
  for (size_t run = 0; run < 4 * 5 * 24; run++) {
    const n2v_kernel *kernel = kernel_of(run % 4);
    const float trust = trusts[run / 4 % 5], alpha = run % 3 ? 0.25f : 0.05f;
    const size_t n = 2 + run % 12, distinct = run % 2 ? 20 : 4;
    if (!kernel)
      continue;
    for (size_t i = 0; i < 20; i++)
      xs[i] = (int)(i * 7 % distinct);
    for (int i = 0; i < 13; i++)
      ys[i] = i;
    rows r = make_rows(32, 2.0, run), exact = make_rows(32, 2.0, run), stale;
    n2v_loss loss;
    size_t count = run_trusting(kernel, &r, xs, 20, ys, n, alpha, trust, &loss);
    stale = make_rows(32, 2.0, run);
    assert_in_range(count, 1, 20);
    assert_true(trust > 0 || count == 1);
    ended += count < 20;
    double expected = reference_loss(&stale, xs, count, ys, n);
    assert_true(fabs(n2v_loss_fold(&loss) - expected) < 1e-5 * expected);
    for (size_t c = 0; c < count; c++) {
      for (size_t o = 0; o < n; o++) {
        const double *x = stale.xd + (size_t)xs[c] * 32, *y = stale.yd + (size_t)ys[o] * 32;
        const double *xe = exact.xd + (size_t)xs[c] * 32, *ye = exact.yd + (size_t)ys[o] * 32;
        assert_true(fabs(dot(x, y, 32) - dot(xe, ye, 32)) <= 2 * (double)trust + 1e-4);
      }
      reference_train(&exact, xs + c, 1, ys, n, (double)alpha);
    }
    reference_train(&r, xs, count, ys, n, (double)alpha);
    assert_true(largest_difference(&r) < 1e-5);
    free_rows(&r);
    free_rows(&exact);
    free_rows(&stale);
  }
  assert_true(ended > 100);
}

static void nan_is_seen_in_the_loss(void **state) {
  const int xs[] = {0}, ys[] = {0, 1};
  (void)state;
  for (size_t k = 0; k < 4; k++) {
    const n2v_kernel *kernel = kernel_of(k);
    if (!kernel)
      continue;
    rows r = make_rows(16, 1, 5);
    r.x[3] = NAN;
    assert_true(isnan(run_kernel(kernel, &r, xs, 1, ys, 2, 0.025f)));
    free_rows(&r);
  }
}

/* The reference's update is -alpha times the gradient of the reference's loss, for a small alpha.
 */
static void update_is_the_gradient(void **state) {
  const int xs[] = {1, 4, 6}, ys[] = {2, 3, 5, 7};
  const double alpha = 1e-7, h = 1e-5;
  (void)state;
  rows r = make_rows(16, 1.5, 9), moved = make_rows(16, 1.5, 9);
  reference_train(&moved, xs, 3, ys, 4, alpha);
  for (int i = 0; i < 16 * ROWS; i++) {
    double *parameters[] = {r.xd, r.yd}, *after[] = {moved.xd, moved.yd};
    for (int m = 0; m < 2; m++) {
      double *parameter = parameters[m] + i, kept = *parameter;
      *parameter = kept + h;
      double above = reference_loss(&r, xs, 3, ys, 4);
      *parameter = kept - h;
      double below = reference_loss(&r, xs, 3, ys, 4);
      *parameter = kept;
      double gradient = (above - below) / (2 * h), step = (after[m][i] - kept) / alpha;
      assert_true(fabs(step + gradient) < 1e-7 + 1e-6 * fabs(gradient));
    }
  }
  free_rows(&r);
  free_rows(&moved);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(all_shapes_match_the_reference),
      cmocka_unit_test(repeated_rows_lose_no_update),
      cmocka_unit_test(extreme_logits_stay_finite),
      cmocka_unit_test(losses_of_large_groups_are_finite),
      cmocka_unit_test(stale_errors_end_a_call),
      cmocka_unit_test(nan_is_seen_in_the_loss),
      cmocka_unit_test(update_is_the_gradient),
  };
  return cmocka_run_group_tests_name("kernel", tests, NULL, NULL);
}
