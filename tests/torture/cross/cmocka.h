/* As much of cmocka as tests/test_kernel.c needs, for processors that Debian's cmocka here is not
 * built for. */
#ifndef N2V_TESTS_CROSS_CMOCKA_H
#define N2V_TESTS_CROSS_CMOCKA_H

#include <stdio.h>
#include <stdlib.h>

struct CMUnitTest {
  const char *name;
  void (*run)(void **state);
};

#define cmocka_unit_test(function)                                                                 \
  { #function, function }

#define assert_true(condition)                                                                     \
  do {                                                                                             \
    if (!(condition)) {                                                                            \
      printf("not ok - line %d: %s\n", __LINE__, #condition);                                      \
      exit(1);                                                                                     \
    }                                                                                              \
  } while (0)

#define assert_int_equal(a, b)            assert_true((a) == (b))
#define assert_in_range(value, low, high) assert_true((value) >= (low) && (value) <= (high))

static inline int run_tests(const struct CMUnitTest *tests, size_t count) {
  void *state = NULL;
  for (size_t i = 0; i < count; i++) {
    tests[i].run(&state);
    printf("ok %zu - %s\n", i + 1, tests[i].name);
  }
  return 0;
}

#define cmocka_run_group_tests_name(group, tests, setup, teardown)                                 \
  run_tests(tests, sizeof(tests) / sizeof *(tests))

#endif
