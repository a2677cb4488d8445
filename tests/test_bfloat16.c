/* bfloat16 rows: rounding against its exact distribution, and each kernel against plain C. */
#include "unit.h"

#include "base/memory.h"
#include "base/random.h"
#include "sgns/bfloat16.h"
#include "sgns/model.h"

#include <float.h>
#include <math.h>

static const char *const names[] = {"portable", "avx2", "avx512", "neon"};

/* All 65,536 of them. */
static void numbers_stay_as_they_are(void **state) {
  (void)state;
  for (uint32_t n = 0; n < 1 << 16; n++)
    for (uint32_t noise = 0; noise <= 0xffff; noise += 0xffff / 3)
      assert_int_equal(n2v_bf16_round(n2v_bf16_widen((uint16_t)n), noise), n);
}

static float of_bits(uint32_t bits) {
  float value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

static void what_is_not_finite_stays_so(void **state) {
  (void)state;
  /* NaNs whose payload lies in the lower half, in the upper one, everywhere. */
  const uint32_t nans[] = {0x7f800001, 0xff80ffff, 0x7fc00000, 0xffffffff};
  for (size_t i = 0; i < sizeof nans / sizeof *nans; i++)
    for (uint32_t noise = 0; noise <= 0xffff; noise += 0xffff)
      assert_true(isnan(n2v_bf16_widen(n2v_bf16_round(of_bits(nans[i]), noise))));
  assert_true(n2v_bf16_widen(n2v_bf16_round(INFINITY, 0xffff)) == INFINITY);
  assert_true(n2v_bf16_widen(n2v_bf16_round(-INFINITY, 0xffff)) == -INFINITY);
  assert_true(isfinite(n2v_bf16_widen(n2v_bf16_round(FLT_MAX, 0))));
}

/* The neighbours alone, and as often as the distances have it: within five standard deviations of
 * 16 * ROWS draws. */
static void rounding_is_unbiased(void **state) {
  (void)state;
  enum { ROWS = 4096, DRAWS = ROWS * N2V_ROW_UNIT };
  const float values[] = {1.001f, -1.001f, 0.3f, -0.0039f, 1e-30f, 3e-39f, 1234.5f, 0x1.01p0f};
  for (size_t v = 0; v < sizeof values / sizeof *values; v++) {
    float row[N2V_ROW_UNIT];
    uint16_t rounded[N2V_ROW_UNIT];
    const uint16_t down = n2v_bf16_round(values[v], 0);
    const float low = n2v_bf16_widen(down), high = n2v_bf16_widen((uint16_t)(down + 1));
    const double chance = ((double)values[v] - (double)low) / ((double)high - (double)low);
    double ups = 0;
    for (int i = 0; i < N2V_ROW_UNIT; i++)
      row[i] = values[v];
    for (uint32_t seed = 0; seed < ROWS; seed++) {
      n2v_bf16_narrow_row(row, rounded, N2V_ROW_UNIT, seed);
      for (int i = 0; i < N2V_ROW_UNIT; i++) {
        assert_true(rounded[i] == down || rounded[i] == down + 1);
        ups += rounded[i] != down;
      }
    }
    assert_true(fabs(ups / DRAWS - chance) <= 5 * sqrt(chance * (1 - chance) / DRAWS) + 1e-12);
  }
}

/* How often two roundings of one half, a distance apart within a row or in rows of two seeds, go
 * the same way: half of the time, were they independent. */
static void roundings_are_independent(void **state) {
  (void)state;
  enum { ROWS = 2000, WIDTH = 128 };
  const size_t distances[] = {1, 2, 8, 15, 16, 17, 64};
  float row[WIDTH];
  uint16_t now[WIDTH], before[WIDTH] = {0};
  double same[7] = {0}, in_time = 0;
  for (int i = 0; i < WIDTH; i++)
    row[i] = 1 + 0x1p-8f; /* halfway */
  for (uint32_t seed = 0; seed < ROWS; seed++, memcpy(before, now, sizeof now)) {
    n2v_bf16_narrow_row(row, now, WIDTH, seed);
    for (size_t d = 0; d < 7; d++)
      for (size_t i = 0; i + distances[d] < WIDTH; i++)
        same[d] += now[i] == now[i + distances[d]];
    for (size_t i = 0; seed && i < WIDTH; i++)
      in_time += now[i] == before[i];
  }
  for (size_t d = 0; d < 7; d++) {
    const double draws = (double)ROWS * (double)(WIDTH - distances[d]);
    assert_true(fabs(same[d] / draws - 0.5) <= 5 * sqrt(0.25 / draws));
  }
  assert_true(fabs(in_time / ((ROWS - 1.0) * WIDTH) - 0.5) <=
              5 * sqrt(0.25 / ((ROWS - 1.0) * WIDTH)));
}

typedef struct merged {
  uint16_t shared[N2V_MOST_WIDTH], old[N2V_MOST_WIDTH];
  float row[N2V_MOST_WIDTH];
} merged;

/* Shared rows as a worker finds them: others have changed some numbers since, it has changed
 * others.
 */
static void make(merged *m, size_t width, bool others, uint64_t seed) {
  n2v_rng rng = n2v_rng_seed(seed, width, 0);
  for (size_t d = 0; d < width; d++) {
    m->old[d] = m->shared[d] = n2v_bf16_round(n2v_rng_float(&rng) - 0.5f, 0x8000);
    m->row[d] = n2v_bf16_widen(m->old[d]);
    if (d % 3)
      m->row[d] += 0.01f * (n2v_rng_float(&rng) - 0.3f);
    if (others && d % 2)
      m->shared[d] =
          n2v_bf16_round(n2v_bf16_widen(m->old[d]) + 0.02f * n2v_rng_float(&rng), 0x8000);
  }
}

static void kernels_agree(void **state) {
  (void)state;
  static _Alignas(64) merged m, own;
  static uint16_t wanted[N2V_MOST_WIDTH];
  static float sum[N2V_MOST_WIDTH];
  for (size_t k = 0; k < sizeof names / sizeof *names; k++) {
    const n2v_kernel *kernel = n2v_kernel_find(names[k]);
    const size_t widths[] = {16, 32, 112, 128, 304, N2V_MOST_WIDTH};
    for (size_t w = 0; kernel && w < sizeof widths / sizeof *widths; w++) {
      const size_t width = widths[w];
      make(&m, width, true, 1);
      for (size_t d = 0; d < width; d++)
        sum[d] = n2v_bf16_widen(m.shared[d]) + (m.row[d] - n2v_bf16_widen(m.old[d]));
      n2v_bf16_narrow_row(sum, wanted, width, 7);
      own = m;
      kernel->write_back16(own.shared, own.row, own.old, width, 7);
      assert_memory_equal(own.shared, wanted, width * sizeof *wanted);
      for (size_t d = 0; d < width; d += 3) /* it has changed nothing there */
        assert_int_equal(own.shared[d], m.shared[d]);
      kernel->fetch16(m.shared, own.row, own.old, width);
      for (size_t d = 0; d < width; d++) {
        assert_int_equal(own.old[d], m.shared[d]);
        assert_true(own.row[d] == n2v_bf16_widen(m.shared[d]));
      }
    }
  }
}

/* Where nobody else has changed the row they are the same; otherwise combine16 is combine, rounded.
 */
static void changes_are_combined(void **state) {
  (void)state;
  enum { WIDTH = 128 };
  static _Alignas(64) merged m, a, b;
  static _Alignas(64) float now[WIDTH], before[WIDTH];
  for (size_t k = 0; k < sizeof names / sizeof *names; k++) {
    const n2v_kernel *kernel = n2v_kernel_find(names[k]);
    if (!kernel)
      continue;
    make(&m, WIDTH, false, 2);
    a = b = m;
    kernel->write_back16(a.shared, a.row, a.old, WIDTH, 3);
    kernel->combine16(b.shared, b.row, b.old, WIDTH, 3);
    assert_memory_equal(a.shared, b.shared, WIDTH * sizeof *a.shared);
    make(&m, WIDTH, true, 2);
    n2v_bf16_widen_row(m.shared, now, WIDTH);
    n2v_bf16_widen_row(m.old, before, WIDTH);
    kernel->combine(now, m.row, before, WIDTH);
    n2v_bf16_narrow_row(now, a.shared, WIDTH, 3);
    kernel->combine16(m.shared, m.row, m.old, WIDTH, 3);
    assert_memory_equal(a.shared, m.shared, WIDTH * sizeof *a.shared);
  }
}

/* A model begins as that of floats does, rounded, and ends as floats. */
static void models(void **state) {
  (void)state;
  enum { NODES = 70000, DIMS = 20 };
  n2v_error err;
  n2v_model *narrow, *wide;
  const n2v_team_size team = {2, false};
  assert_ok(n2v_model_new(NODES, DIMS, 5, team, &wide, &err), &err);
  for (int output = 0; output < 2; output++) {
    assert_ok(n2v_model_alloc(NODES, DIMS, N2V_PRECISION_BF16, &narrow, &err), &err);
    assert_ok(n2v_model_start(narrow, 5, team, &err), &err);
    assert_null(narrow->input);
    assert_int_equal(n2v_model_matrices(narrow).row_bytes, 32 * sizeof(uint16_t));
    narrow->output16[(NODES - 1) * 32ull] = n2v_bf16_round(2.5f, 0);
    assert_ok(n2v_model_widen(narrow, output, &err), &err);
    assert_null(narrow->input16);
    assert_null(narrow->output16);
    assert_int_equal(narrow->output != NULL, output);
    for (size_t i = 0; i < NODES * 32ull; i++) {
      const float step = fabsf(wide->input[i]) * 0x1p-7f;
      assert_true(fabsf(narrow->input[i] - wide->input[i]) <= step);
    }
    if (output)
      assert_true(narrow->output[(NODES - 1) * 32ull] == 2.5f && narrow->output[0] == 0);
    n2v_model_free(narrow);
  }
  n2v_model_free(wide);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(numbers_stay_as_they_are),
      cmocka_unit_test(what_is_not_finite_stays_so),
      cmocka_unit_test(rounding_is_unbiased),
      cmocka_unit_test(roundings_are_independent),
      cmocka_unit_test(kernels_agree),
      cmocka_unit_test(changes_are_combined),
      cmocka_unit_test(models),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
