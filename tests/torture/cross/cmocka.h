/* As much of cmocka as the tests of training's kernels need, for processors that Debian's cmocka
 * here is not built for. */
#ifndef N2V_TESTS_CROSS_CMOCKA_H
#define N2V_TESTS_CROSS_CMOCKA_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct CMUnitTest {
  const char *name;
  void (*run)(void **state);
};

#define cmocka_unit_test(function)                                                                 \
  { #function, function }

#define fail_msg(...)                                                                              \
  do {                                                                                             \
    printf("not ok - line %d: ", __LINE__);                                                        \
    printf(__VA_ARGS__);                                                                           \
    putchar('\n');                                                                                 \
    exit(1);                                                                                       \
  } while (0)

#define assert_true(condition)                                                                     \
  do {                                                                                             \
    if (!(condition))                                                                              \
      fail_msg("%s", #condition);                                                                  \
  } while (0)

#define assert_null(pointer)              assert_true((pointer) == NULL)
#define assert_non_null(pointer)          assert_true((pointer) != NULL)
#define assert_int_equal(a, b)            assert_true((a) == (b))
#define assert_int_not_equal(a, b)        assert_true((a) != (b))
#define assert_in_range(value, low, high) assert_true((value) >= (low) && (value) <= (high))
#define assert_memory_equal(a, b, size)   assert_true(memcmp(a, b, size) == 0)
#define assert_ptr_equal(a, b)            assert_true((a) == (b))

static inline int run_tests(const struct CMUnitTest *tests, size_t count) {
  void *state = NULL;
  for (size_t i = 0; i < count; i++) {
    tests[i].run(&state);
    printf("ok %zu - %s\n", i + 1, tests[i].name);
  }
  return 0;
}

#define cmocka_run_group_tests(tests, setup, teardown)                                             \
  run_tests(tests, sizeof(tests) / sizeof *(tests))
#define cmocka_run_group_tests_name(group, tests, setup, teardown)                                 \
  cmocka_run_group_tests(tests, setup, teardown)

#endif
