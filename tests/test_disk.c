/* Arrays in files without a name: zeros, whole after their pages have left memory, nothing kept. */
#include "unit.h"

#include "base/disk.h"

static n2v_error err;

static void what_left_is_there(void **state) {
  (void)state;
  const uint64_t words = 1 << 17, bytes = words * sizeof(uint64_t);
  void *array;
  assert_ok(n2v_disk_alloc(bytes, "words", &array, &err), &err);
  uint64_t *word = array;
  assert_int_equal((uintptr_t)array % N2V_DISK_BLOCK, 0);
  for (uint64_t i = 0; i < words; i++) {
    assert_int_equal(word[i], 0);
    word[i] = i * i;
  }
  n2v_disk_leave(array, bytes);
  n2v_disk_want(word + 1, bytes / 2);
  for (uint64_t i = 0; i < words; i++)
    assert_int_equal(word[i], i * i);
  n2v_disk_free(array, bytes);
  n2v_disk_free(NULL, 0);
}

static void nothing_is_kept(void **state) {
  (void)state;
  void *array;
  assert_int_equal(setenv("TMPDIR", ".", 1), 0);
  const int before = unit_entries("/proc/self/fd"), files = unit_entries(".");
  for (int i = 0; i < 3; i++) {
    assert_ok(n2v_disk_alloc(1 << 20, "a piece", &array, &err), &err);
    assert_int_equal(unit_entries("."), files);
    n2v_disk_free(array, 1 << 20);
  }
  assert_int_equal(unit_entries("/proc/self/fd"), before);
  assert_int_equal(setenv("TMPDIR", "no/such/folder", 1), 0);
  assert_int_equal(n2v_disk_alloc(1 << 20, "a piece", &array, &err), N2V_EIO);
  assert_contains(err.msg, "no/such/folder");
  assert_int_equal(setenv("TMPDIR", ".", 1), 0);
  assert_int_not_equal(n2v_disk_alloc(UINT64_MAX / 4, "all there is", &array, &err), N2V_OK);
  assert_int_equal(unit_entries("/proc/self/fd"), before);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_left_is_there),
      cmocka_unit_test(nothing_is_kept),
  };
  return cmocka_run_group_tests_name("disk", tests, unit_enter_folder, unit_leave_folder);
}
