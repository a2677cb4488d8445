/* Alias tables give the distribution they were built for. */
#include "base/random.h"
#include "chi_square.h"
#include "walk/alias.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Probability that a table gives each outcome, summed from its slots. */
static void outcomes(const n2v_alias *table, uint32_t n, double *probability) {
  memset(probability, 0, n * sizeof *probability);
  for (uint32_t i = 0; i < n; i++) {
    double own = table[i].threshold == UINT32_MAX ? 1 : table[i].threshold * 0x1p-32;
    probability[i] += own / n;
    assert_in_range(table[i].other, 0, n - 1);
    probability[table[i].other] += (1 - own) / n;
  }
}

static void check(const double *mass, uint32_t n) {
  double *scratch = malloc(n * sizeof *scratch), *given = malloc(n * sizeof *given), total = 0;
  n2v_alias *table = malloc(n * sizeof *table);
  for (uint32_t i = 0; i < n; i++)
    total += scratch[i] = mass[i];
  n2v_alias_build(scratch, n, table);
  outcomes(table, n, given);
  for (uint32_t i = 0; i < n; i++) {
    assert_true(fabs(given[i] - mass[i] / total) < 1e-9);
    if (mass[i] == 0)
      assert_true(given[i] == 0);
  }
  free(scratch);
  free(given);
  free(table);
}

static void small_tables(void **state) {
  (void)state;
  check((double[]){3}, 1);
  check((double[]){1, 1}, 2);
  check((double[]){0, 5}, 2);
  check((double[]){5, 0}, 2);
  check((double[]){1, 2, 3, 4}, 4);
  check((double[]){4, 3, 2, 1}, 4);
  check((double[]){0, 0, 1e-300, 0}, 4);
  check((double[]){1e300, 1e-300, 1e300}, 3);
  check((double[]){0.1, 0.2, 0.3, 0.1, 0.1, 0.1, 0.1}, 7);
}

static void random_tables(void **state) {
  (void)state;
  n2v_rng rng = n2v_rng_seed(1, 2, 3);
  double mass[300];
  for (int trial = 0; trial < 3000; trial++) {
    uint32_t n = 1 + n2v_rng_below(&rng, 300);
    double power = 8 * n2v_rng_double(&rng);
    for (uint32_t i = 0; i < n; i++)
      mass[i] = n2v_rng_below(&rng, 4) ? pow(n2v_rng_double(&rng), power) : 0;
    mass[n2v_rng_below(&rng, n)] = 1;
    check(mass, n);
  }
}

static double drawn(const double *mass, const double *claimed, uint32_t n) {
  double scratch[16], probability[16], total = 0;
  n2v_alias table[16];
  uint64_t counts[16] = {0}, draws = 1000000;
  n2v_rng rng = n2v_rng_seed(7, 0, 0);
  for (uint32_t i = 0; i < n; i++) {
    scratch[i] = mass[i];
    total += claimed[i];
  }
  for (uint32_t i = 0; i < n; i++)
    probability[i] = claimed[i] / total;
  n2v_alias_build(scratch, n, table);
  for (uint64_t i = 0; i < draws; i++)
    counts[n2v_alias_draw(table, n, n2v_rng_next(&rng))]++;
  return chi_square_z(counts, probability, n, draws);
}

static void draws_follow_the_table(void **state) {
  (void)state;
  double mass[] = {1, 2, 3, 4, 0, 10, 0.5, 7}, wrong[] = {1, 2, 3.1, 3.9, 0, 10, 0.5, 7};
  assert_true(drawn(mass, mass, 8) < 4);
  assert_true(drawn(mass, wrong, 8) > 5); /* the test can fail */
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(small_tables),
      cmocka_unit_test(random_tables),
      cmocka_unit_test(draws_follow_the_table),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
