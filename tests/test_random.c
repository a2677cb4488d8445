/* Random numbers: known values, uniformity, independence of streams. */
#include "unit.h"

#include "base/random.h"

#include <math.h>

enum { CELLS = 256, DRAWS = 1 << 20 };

/* Chi-square of counts against equal shares, in standard deviations from its mean (Wilson and
 * Hilferty's cube root makes it nearly normal). */
static double chi_square_z(const uint64_t *counts, int cells, double draws) {
  double expected = draws / cells, sum = 0, freedom = cells - 1;
  for (int i = 0; i < cells; i++)
    sum += ((double)counts[i] - expected) * ((double)counts[i] - expected) / expected;
  double variance = 2 / (9 * freedom);
  return (cbrt(sum / freedom) - (1 - variance)) / sqrt(variance);
}

/* The first outputs for state 1234567, as in the generator's other implementations. */
static void known_values(void **state) {
  (void)state;
  static const uint64_t expected[] = {6457827717110365317u, 3203168211198807973u,
                                      9817491932198370423u, 4593380528125082431u,
                                      16408922859458223821u};
  n2v_rng rng = {1234567};
  for (int i = 0; i < 5; i++)
    assert_true(n2v_rng_next(&rng) == expected[i]);
}

static void below_is_uniform(void **state) {
  (void)state;
  static const uint32_t sizes[] = {2, 3, 7, 100, 255, 256};
  for (int s = 0; s < 6; s++) {
    uint64_t counts[CELLS] = {0};
    n2v_rng rng = n2v_rng_seed(1, (uint64_t)s, 0);
    for (int i = 0; i < DRAWS; i++) {
      uint32_t x = n2v_rng_below(&rng, sizes[s]);
      assert_true(x < sizes[s]);
      counts[x]++;
    }
    assert_true(fabs(chi_square_z(counts, (int)sizes[s], DRAWS)) < 4);
  }
  assert_int_equal(n2v_scale32(UINT32_MAX, UINT32_MAX), UINT32_MAX - 1);
  assert_int_equal(n2v_scale32(UINT32_MAX, 1), 0);
}

static void reals_are_uniform(void **state) {
  (void)state;
  uint64_t floats[CELLS] = {0}, doubles[CELLS] = {0};
  n2v_rng rng = n2v_rng_seed(2, 0, 0);
  for (int i = 0; i < DRAWS; i++) {
    float f = n2v_rng_float(&rng);
    double d = n2v_rng_double(&rng);
    assert_true(f >= 0 && f < 1 && d >= 0 && d < 1);
    floats[(int)(f * CELLS)]++;
    doubles[(int)(d * CELLS)]++;
  }
  assert_true(fabs(chi_square_z(floats, CELLS, DRAWS)) < 4);
  assert_true(fabs(chi_square_z(doubles, CELLS, DRAWS)) < 4);
}

/* First draws of neighbouring streams: what walks of neighbouring nodes start with. */
static void streams_are_independent(void **state) {
  (void)state;
  for (int which = 0; which < 3; which++) {
    uint64_t counts[CELLS] = {0}, pairs[CELLS] = {0};
    uint64_t before = 0;
    for (uint64_t i = 0; i < DRAWS; i++) {
      n2v_rng rng = n2v_rng_seed(which == 0 ? i : 1, which == 1 ? i : 1, which == 2 ? i : 1);
      uint64_t x = n2v_rng_next(&rng);
      counts[x >> 56]++;
      pairs[(x >> 60) << 4 | before >> 60]++;
      before = x;
    }
    assert_true(fabs(chi_square_z(counts, CELLS, DRAWS)) < 4);
    assert_true(fabs(chi_square_z(pairs, CELLS, DRAWS)) < 4);
  }
}

/* Swapped or shifted arguments must not give the same stream. */
static void seeds_differ(void **state) {
  (void)state;
  enum { SIDE = 12, ALL = SIDE * SIDE * SIDE };
  static uint64_t seen[ALL];
  int n = 0;
  for (uint64_t seed = 0; seed < SIDE; seed++)
    for (uint64_t a = 0; a < SIDE; a++)
      for (uint64_t b = 0; b < SIDE; b++)
        seen[n++] = n2v_rng_seed(seed, a, b).state;
  for (int i = 0; i < ALL; i++)
    for (int j = 0; j < i; j++)
      assert_true(seen[i] != seen[j]);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(known_values),      cmocka_unit_test(below_is_uniform),
      cmocka_unit_test(reals_are_uniform), cmocka_unit_test(streams_are_independent),
      cmocka_unit_test(seeds_differ),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
