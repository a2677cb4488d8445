/* Names: ids, order, renumbering. */
#include "unit.h"

#include "base/random.h"
#include "graph/interner.h"
#include "graph/names.h"

#include <pthread.h>

static n2v_names *names_of(const char *const *list, uint32_t count) {
  n2v_names *names;
  n2v_error err;
  assert_ok(n2v_names_new(&names, &err), &err);
  for (uint32_t i = 0; i < count; i++) {
    uint32_t id;
    assert_ok(n2v_names_add(names, list[i], strlen(list[i]), &id, &err), &err);
    assert_int_equal(id, i);
  }
  return names;
}

static void assert_name(const n2v_names *names, uint32_t id, const char *wanted) {
  size_t length;
  const char *name = n2v_names_get(names, id, &length);
  assert_int_equal(length, strlen(wanted));
  assert_memory_equal(name, wanted, length);
}

static void added_names_are_found(void **state) {
  (void)state;
  n2v_names *names = names_of(NULL, 0);
  n2v_error err;
  char name[32];
  uint32_t id;
  for (uint32_t i = 0; i < 5000; i++) {
    int length = snprintf(name, sizeof name, "n%u", i * 7);
    assert_ok(n2v_names_add(names, name, (size_t)length, &id, &err), &err);
    assert_int_equal(id, i);
    assert_ok(n2v_names_add(names, "n0", 2, &id, &err), &err); /* is there already */
    assert_int_equal(id, 0);
  }
  assert_int_equal(names->count, 5000);
  assert_true(n2v_names_find(names, "n34993", 6, &id));
  assert_int_equal(id, 4999);
  assert_false(n2v_names_find(names, "n1", 2, &id));
  assert_false(n2v_names_find(names, "", 0, &id));
  n2v_names_free(names);
}

static void any_bytes_make_a_name(void **state) {
  (void)state;
  n2v_names *names = names_of(NULL, 0);
  n2v_error err;
  uint32_t a, b, c, found;
  assert_ok(n2v_names_add(names, "a\0", 2, &a, &err), &err);
  assert_ok(n2v_names_add(names, "a", 1, &b, &err), &err);
  assert_ok(n2v_names_add(names, "\xff\xfe", 2, &c, &err), &err);
  assert_true(a != b && b != c);
  assert_true(n2v_names_find(names, "a\0", 2, &found));
  assert_int_equal(found, a);
  n2v_names_free(names);
}

static void numbers_come_first_by_value(void **state) {
  (void)state;
  static const char *const list[] = {"b",
                                     "10",
                                     "007",
                                     "9",
                                     "a",
                                     "0",
                                     "ab",
                                     "-1",
                                     "9223372036854775808",
                                     "99999999999999999999",
                                     "abcdefgh2",
                                     "abcdefgh10",
                                     "2"};
  static const char *const sorted[] = {"0",
                                       "2",
                                       "9",
                                       "10",
                                       "9223372036854775808",
                                       "-1",
                                       "007",
                                       "99999999999999999999",
                                       "a",
                                       "ab",
                                       "abcdefgh10",
                                       "abcdefgh2",
                                       "b"};
  enum { COUNT = sizeof list / sizeof *list };
  n2v_names *names = names_of(list, COUNT), *permuted;
  uint32_t order[COUNT];
  n2v_error err;
  assert_ok(n2v_names_sort(names, 1, order, &err), &err);
  assert_ok(n2v_names_permute(names, order, COUNT, &permuted, &err), &err);
  for (uint32_t i = 0; i < COUNT; i++)
    assert_name(permuted, i, sorted[i]);
  uint32_t id; /* a permuted set can be searched and grow */
  assert_ok(n2v_names_add(permuted, "new", 3, &id, &err), &err);
  assert_int_equal(id, COUNT);
  assert_ok(n2v_names_add(permuted, "b", 1, &id, &err), &err);
  assert_int_equal(id, COUNT - 1);
  n2v_names_free(permuted);
  n2v_names_free(names);
}

static void order_does_not_depend_on_threads(void **state) {
  (void)state;
  enum { COUNT = 60000 };
  static uint32_t order[3][COUNT];
  n2v_names *names = names_of(NULL, 0);
  n2v_rng rng = n2v_rng_seed(5, 0, 0);
  n2v_error err;
  while (names->count < COUNT) {
    char name[40];
    uint32_t id;
    uint64_t r = n2v_rng_next(&rng);
    int length = snprintf(name, sizeof name, r & 1 ? "%llu" : "common-prefix-%llu",
                          (unsigned long long)(r >> (r & 62)));
    assert_ok(n2v_names_add(names, name, (size_t)length, &id, &err), &err);
  }
  static const int threads[] = {1, 2, 7};
  for (int i = 0; i < 3; i++)
    assert_ok(n2v_names_sort(names, threads[i], order[i], &err), &err);
  assert_memory_equal(order[0], order[1], sizeof order[0]);
  assert_memory_equal(order[0], order[2], sizeof order[0]);
  n2v_names_free(names);
}

/* The table that readers use: every name once, whatever its length and whoever comes first. */
enum { INTERNED = 3000, THREADS = 4 };

static int interned_name(int i, bool integers, char name[40]) {
  unsigned long long value = 1ull << (i % 60) | (unsigned)i;
  return snprintf(name, 40, "%.*s%llu", integers ? 0 : i % 9, "abcdefghi", value);
}

static void *intern_all(void *interner) {
  n2v_interner *table = interner;
  for (int i = 0; i < INTERNED * 20; i++) {
    char name[40];
    int length = interned_name(i % INTERNED, table->integers, name);
    uint64_t key = table->integers ? n2v_integer_key(strtoull(name, NULL, 10))
                                   : n2v_name_key(name, (size_t)length);
    n2v_interner_id(table, key, name, (uint32_t)length);
  }
  return NULL;
}

static void interner_keeps_names_apart(void **state) {
  (void)state;
  for (int integers = 0; integers < 2; integers++) {
    n2v_interner interner;
    n2v_error err;
    n2v_names *names, *wanted = names_of(NULL, 0);
    pthread_t threads[THREADS];
    assert_ok(n2v_interner_init(&interner, integers, &err), &err);
    assert_ok(n2v_interner_reserve(&interner, INTERNED, INTERNED * 30, 1, &err), &err);
    for (int t = 0; t < THREADS; t++)
      assert_int_equal(pthread_create(&threads[t], NULL, intern_all, &interner), 0);
    for (int t = 0; t < THREADS; t++)
      pthread_join(threads[t], NULL);
    assert_ok(n2v_interner_names(&interner, 1, &names, &err), &err);
    assert_ok(n2v_names_index(names, &err), &err);
    for (int i = 0; i < INTERNED; i++) {
      char name[40];
      uint32_t id;
      int length = interned_name(i, integers, name);
      assert_true(n2v_names_find(names, name, (size_t)length, &id));
      assert_ok(n2v_names_add(wanted, name, (size_t)length, &id, &err), &err);
    }
    assert_int_equal(names->count, wanted->count);
    n2v_names_free(wanted);
    n2v_names_free(names);
    n2v_interner_free(&interner);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(added_names_are_found),
      cmocka_unit_test(any_bytes_make_a_name),
      cmocka_unit_test(numbers_come_first_by_value),
      cmocka_unit_test(order_does_not_depend_on_threads),
      cmocka_unit_test(interner_keeps_names_apart),
  };
  return cmocka_run_group_tests_name("names", tests, NULL, NULL);
}
