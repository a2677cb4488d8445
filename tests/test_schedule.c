/* The schedule: fixed numbers of epochs, and the ends that auto finds. */
#include "train/schedule.h"
#include "unit.h"

#include <math.h>
#include <stdbool.h>

static bool near(double a, double b) {
  return fabs(a - b) < 1e-12;
}

/* Losses that fall by `gain` of themselves an epoch. */
static void falling(double *losses, uint32_t count, double gain) {
  losses[0] = 2;
  for (uint32_t e = 1; e < count; e++)
    losses[e] = losses[e - 1] * (1 - gain);
}

static void given_epochs_fall_linearly(void **state) {
  (void)state;
  n2v_schedule s = {.alpha = 0.04, .epochs = 4, .most_epochs = 9};
  double losses[4] = {2, 2, 2, 2};
  for (uint32_t done = 0; done < 4; done++) {
    n2v_plan plan = n2v_schedule_plan(&s, losses, done, 0);
    assert_int_equal(plan.epochs, 4);
    assert_int_equal(plan.ending, N2V_ENDING_GIVEN);
    assert_true(near(n2v_plan_alpha(&plan, &s, 0), 0.04));
    assert_true(near(n2v_plan_alpha(&plan, &s, 1), 0.03));
    assert_true(near(n2v_plan_alpha(&plan, &s, 3.5), 0.005));
    assert_true(near(n2v_plan_alpha(&plan, &s, 4), 0.04 * 1e-4));
  }
}

static void idle_epochs_end_it(void **state) {
  (void)state;
  n2v_schedule s = {.alpha = 0.04, .epochs = 40, .most_idle = 2};
  double losses[10] = {0};
  assert_int_equal(n2v_schedule_plan(&s, losses, 10, 1).epochs, 40);
  n2v_plan plan = n2v_schedule_plan(&s, losses, 10, 2);
  assert_int_equal(plan.epochs, 10);
  assert_int_equal(plan.ending, N2V_ENDING_IDLE);
}

/* The rate stays, then falls to nothing at the end, which comes no later than the ceiling. */
static void auto_ends_at_the_ceiling(void **state) {
  (void)state;
  double losses[100];
  falling(losses, 100, 0.02);
  for (uint32_t most = 2; most < 100; most++) {
    n2v_schedule s = {.alpha = 0.04, .most_epochs = most};
    n2v_plan first = n2v_schedule_plan(&s, losses, 0, 0);
    assert_int_equal(first.decay_from, most > 2 ? most / 2 : 0);
    for (uint32_t done = 0; done <= most; done++) {
      n2v_plan plan = n2v_schedule_plan(&s, losses, done, 0);
      assert_int_equal(plan.epochs, most);
      assert_int_equal(plan.decay_from, first.decay_from);
      assert_int_equal(plan.ending, N2V_ENDING_CEILING);
    }
    assert_true(near(n2v_plan_alpha(&first, &s, first.decay_from), 0.04));
    assert_true(n2v_plan_alpha(&first, &s, most - 0.01) < 0.001);
  }
}

/* As soon as an epoch gains little; what losses do in the decay changes nothing. */
static void auto_settles(void **state) {
  (void)state;
  n2v_schedule s = {.alpha = 0.04, .most_epochs = 60};
  double losses[60];
  falling(losses, 60, 0.02);
  for (uint32_t e = 10; e < 60; e++)
    losses[e] = losses[9] * (e % 2 ? 0.98 : 1.02);
  for (uint32_t done = 0; done <= 10; done++)
    assert_int_equal(n2v_schedule_plan(&s, losses, done, 0).ending, N2V_ENDING_CEILING);
  for (uint32_t done = 11; done < 60; done++) {
    n2v_plan plan = n2v_schedule_plan(&s, losses, done, 0);
    assert_int_equal(plan.ending, N2V_ENDING_SETTLED);
    assert_int_equal(plan.decay_from, 11);
    assert_int_equal(plan.epochs, 22);
  }
}

/* Losses that settle at once, or late, never make it end behind the ceiling. */
static void auto_never_passes_the_ceiling(void **state) {
  (void)state;
  double losses[50];
  for (uint32_t most = 2; most < 50; most++)
    for (uint32_t at = 1; at < 50; at++) {
      n2v_schedule s = {.alpha = 0.04, .most_epochs = most};
      falling(losses, 50, 0.02);
      for (uint32_t e = at; e < 50; e++)
        losses[e] = losses[at - 1];
      for (uint32_t done = 0; done < most; done++) {
        n2v_plan plan = n2v_schedule_plan(&s, losses, done, 0);
        assert_true(plan.epochs <= most && plan.epochs > plan.decay_from);
        assert_true(plan.epochs > done || plan.ending == N2V_ENDING_SETTLED);
      }
    }
}

static void ceilings(void **state) {
  (void)state;
  assert_int_equal(n2v_schedule_most(1e12), 2);
  assert_int_equal(n2v_schedule_most(INFINITY), 2);
  assert_true(n2v_schedule_most(0) > 2 && n2v_schedule_most(1) <= 1000);
  for (double pairs = 1; pairs < 1e12; pairs *= 1.5)
    assert_true(n2v_schedule_most(pairs) >= n2v_schedule_most(1.5 * pairs));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(given_epochs_fall_linearly),    cmocka_unit_test(idle_epochs_end_it),
      cmocka_unit_test(auto_ends_at_the_ceiling),      cmocka_unit_test(auto_settles),
      cmocka_unit_test(auto_never_passes_the_ceiling), cmocka_unit_test(ceilings)};
  return cmocka_run_group_tests_name("schedule", tests, NULL, NULL);
}
