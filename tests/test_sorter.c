/* The external sort against qsort, in memory and in runs. */
#include "base/random.h"
#include "base/sorter.h"
#include "unit.h"

#include <stdlib.h>
#include <string.h>

typedef struct item {
  uint64_t key;
  uint32_t size, number; /* when it came */
  char bytes[24];
} item;

static int by_arrival(const void *left, const void *right) {
  const item *a = left, *b = right;
  if (a->key != b->key)
    return a->key < b->key ? -1 : 1;
  return (a->number > b->number) - (a->number < b->number);
}

static int by_bytes(const void *left, const void *right) {
  const item *a = left, *b = right;
  if (a->key != b->key)
    return a->key < b->key ? -1 : 1;
  int order = memcmp(a->bytes, b->bytes, a->size < b->size ? a->size : b->size);
  if (order || a->size != b->size)
    return order ? order : (a->size > b->size) - (a->size < b->size);
  return (a->number > b->number) - (a->number < b->number);
}

/* Reads all and compares with the sorted items. */
static void check(n2v_sorter *sorter, const item *items, size_t count, bool unique) {
  n2v_sorter_record record;
  bool more;
  assert_int_equal(n2v_sorter_rewind(sorter, NULL), N2V_OK);
  for (size_t i = 0; i < count; i++) {
    if (unique && i && items[i].key == items[i - 1].key && items[i].size == items[i - 1].size &&
        memcmp(items[i].bytes, items[i - 1].bytes, items[i].size) == 0)
      continue;
    assert_int_equal(n2v_sorter_next(sorter, &record, &more, NULL), N2V_OK);
    assert_true(more);
    assert_int_equal(record.key, items[i].key);
    assert_int_equal(record.size, items[i].size);
    assert_memory_equal(record.bytes, items[i].bytes, record.size);
  }
  assert_int_equal(n2v_sorter_next(sorter, &record, &more, NULL), N2V_OK);
  assert_false(more);
}

typedef struct trial {
  size_t count;
  uint64_t memory, keys; /* different ones */
  bool fixed, by_bytes, unique;
} trial;

static void sort_trial(const trial *t) {
  n2v_rng rng = {7};
  item *items = calloc(t->count + 1, sizeof *items);
  n2v_sorter *sorter;
  n2v_sorter_rules rules = {.memory = t->memory,
                            .path = "sorted.csr",
                            .fixed = t->fixed,
                            .size = 8,
                            .by_bytes = t->by_bytes,
                            .unique = t->unique};
  assert_int_equal(n2v_sorter_new(&rules, &sorter, NULL), N2V_OK);
  for (size_t i = 0; i < t->count; i++) {
    item *x = &items[i];
    x->key = n2v_rng_next(&rng) % t->keys * 0x9e3779b97f4a7c15u;
    x->number = (uint32_t)i;
    x->size = t->fixed ? 8 : n2v_rng_below(&rng, 24);
    for (uint32_t b = 0; b < x->size; b++)
      x->bytes[b] = (char)n2v_rng_below(&rng, t->unique ? 2 : 256);
    assert_int_equal(n2v_sorter_add(sorter, x->key, x->bytes, x->size, NULL), N2V_OK);
    if (i == t->count / 2) { /* read between two additions */
      item *half = malloc((i + 1) * sizeof *half);
      memcpy(half, items, (i + 1) * sizeof *half);
      qsort(half, i + 1, sizeof *half, t->by_bytes ? by_bytes : by_arrival);
      check(sorter, half, i + 1, t->unique);
      free(half);
    }
  }
  qsort(items, t->count, sizeof *items, t->by_bytes ? by_bytes : by_arrival);
  check(sorter, items, t->count, t->unique);
  check(sorter, items, t->count, t->unique);
  if (t->count * sizeof *items > 2 * t->memory)
    assert_true(n2v_sorter_spilled(sorter) > 0);
  n2v_sorter_free(sorter);
  free(items);
}

static void sorts(void **state) {
  (void)state;
  const uint64_t least = 4 << 20;
  const trial trials[] = {
      {0, least, 1, false, false, false},       {1, least, 1, false, false, false},
      {1000, least, 10, false, false, false},   {1000, least, 1000000, true, true, true},
      {1000, least, 10, false, true, true},     {300000, least, 100, false, false, false},
      {300000, least, 100, true, false, false}, {300000, least, 1u << 31, false, true, false},
      {300000, least, 3, false, true, true},    {1000000, least, 1u << 20, true, false, false},
  };
  for (size_t i = 0; i < sizeof trials / sizeof trials[0]; i++)
    sort_trial(&trials[i]);
}

/* So many runs that they are merged into one on the way. */
static void merges_runs(void **state) {
  (void)state;
  n2v_sorter *sorter;
  n2v_sorter_rules rules = {.memory = 4 << 20, .path = "sorted.csr", .fixed = true};
  enum { COUNT = 9000000 };
  assert_int_equal(n2v_sorter_new(&rules, &sorter, NULL), N2V_OK);
  for (uint64_t i = 0; i < COUNT; i++)
    assert_int_equal(n2v_sorter_add(sorter, i * 7919 % COUNT, NULL, 0, NULL), N2V_OK);
  n2v_sorter_record record;
  bool more = true;
  assert_int_equal(n2v_sorter_rewind(sorter, NULL), N2V_OK);
  for (uint64_t i = 0; i < COUNT; i++) {
    assert_int_equal(n2v_sorter_next(sorter, &record, &more, NULL), N2V_OK);
    assert_true(more && record.key == i);
  }
  assert_int_equal(n2v_sorter_next(sorter, &record, &more, NULL), N2V_OK);
  assert_false(more);
  assert_true(n2v_sorter_spilled(sorter) > (uint64_t)COUNT * 8);
  n2v_sorter_free(sorter);
}

static void says_where_it_cannot_write(void **state) {
  (void)state;
  n2v_sorter *sorter;
  n2v_error err;
  n2v_sorter_rules rules = {.memory = 4 << 20, .path = "/nowhere/at/all", .fixed = true};
  n2v_status status = N2V_OK;
  assert_int_equal(n2v_sorter_new(&rules, &sorter, NULL), N2V_OK);
  for (uint64_t i = 0; i < 1000000 && status == N2V_OK; i++)
    status = n2v_sorter_add(sorter, i, NULL, 0, &err);
  assert_int_equal(status, N2V_EIO);
  assert_non_null(strstr(err.msg, "/nowhere/at/all"));
  n2v_sorter_free(sorter);
}

/* In memory and in runs; while records are added, sorted, and read. */
static void a_stop_ends_it(void **state) {
  (void)state;
  for (int i = 0; i < 6; i++) {
    volatile sig_atomic_t stop = 0;
    const n2v_progress progress = {.stop = &stop};
    n2v_sorter *sorter;
    n2v_sorter_record record;
    n2v_error err;
    bool more = true, by_bytes = i % 2;
    n2v_sorter_rules rules = {.memory = 4 << 20,
                              .path = "sorted.csr",
                              .fixed = true,
                              .by_bytes = by_bytes,
                              .progress = &progress};
    const uint64_t count = i / 2 == 0 ? 100000 : 700000;
    n2v_status status = N2V_OK;
    assert_int_equal(n2v_sorter_new(&rules, &sorter, NULL), N2V_OK);
    for (uint64_t k = 0; k < count && status == N2V_OK; k++) {
      stop = i / 2 == 2 && n2v_sorter_spilled(sorter) > 0;
      status = n2v_sorter_add(sorter, by_bytes ? 7 : k * 7919 % count, NULL, 0, &err);
    }
    if (i / 2 < 2) { /* while it is read */
      assert_int_equal(status, N2V_OK);
      assert_int_equal(n2v_sorter_rewind(sorter, &err), N2V_OK);
      stop = 1;
      for (uint64_t k = 0; k < 70000 && status == N2V_OK && more; k++)
        status = n2v_sorter_next(sorter, &record, &more, &err);
    }
    assert_int_equal(status, N2V_ESTOPPED);
    assert_non_null(strstr(err.msg, "stopped while sorting"));
    if (i / 2 == 0) { /* and while it is sorted, which says so */
      assert_int_equal(n2v_sorter_add(sorter, 1, NULL, 0, NULL), N2V_OK);
      assert_int_equal(n2v_sorter_rewind(sorter, NULL), N2V_ESTOPPED);
    }
    n2v_sorter_free(sorter);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(sorts),
      cmocka_unit_test(merges_runs),
      cmocka_unit_test(a_stop_ends_it),
      cmocka_unit_test(says_where_it_cannot_write),
  };
  return cmocka_run_group_tests(tests, unit_enter_folder, unit_leave_folder);
}
