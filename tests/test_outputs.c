/* Output files that belong together: all of them appear, or none. */
#include "unit.h"

#include "base/outputs.h"

static n2v_error err;
static char text[64];

static n2v_status add(n2v_outputs *outputs, const char *path, const char *what) {
  n2v_atomic_file *file;
  n2v_status status = n2v_outputs_open(outputs, path, &file, &err);
  if (status == N2V_OK)
    fputs(what, file->stream);
  return status;
}

static void none_is_there_before_the_end(void **state) {
  (void)state;
  static const n2v_status statuses[] = {N2V_EINPUT, N2V_OK};
  unit_write("a", "old");
  unit_write("b", "old");
  for (int i = 0; i < 2; i++) {
    n2v_outputs outputs = {0};
    assert_ok(add(&outputs, "a", "new"), &err);
    assert_ok(add(&outputs, "b", "new"), &err);
    assert_string_equal(unit_read("a", text, sizeof text), "old");
    assert_int_equal(n2v_outputs_end(&outputs, statuses[i], &err), statuses[i]);
    assert_int_equal(outputs.count, 0);
    const char *wanted = statuses[i] == N2V_OK ? "new" : "old";
    assert_string_equal(unit_read("a", text, sizeof text), wanted);
    assert_string_equal(unit_read("b", text, sizeof text), wanted);
  }
}

/* Whichever of three cannot be written, the others stay as they were. */
static void one_that_fails_stops_all(void **state) {
  (void)state;
  for (int full = 0; full < 3; full++) {
    static const char *const paths[] = {"x", "y", "z"};
    n2v_outputs outputs = {0};
    n2v_status status = N2V_OK;
    for (int i = 0; i < 3; i++)
      unit_write(paths[i], "old");
    for (int i = 0; i < 3 && status == N2V_OK; i++)
      status = add(&outputs, i == full ? "/dev/full" : paths[i], "new");
    assert_int_equal(n2v_outputs_end(&outputs, status, &err), N2V_EIO);
    assert_contains(err.msg, "/dev/full");
    for (int i = 0; i < 3; i++)
      assert_string_equal(unit_read(paths[i], text, sizeof text), "old");
  }
}

/* As many as there is room for, one of them never asked for again. */
static void all_places_are_taken(void **state) {
  (void)state;
  char path[16];
  n2v_outputs outputs = {0};
  assert_ok(n2v_outputs_reserve(&outputs, "never", &err), &err);
  for (int i = 1; i < N2V_OUTPUTS_MAX; i++) {
    snprintf(path, sizeof path, "of-%d", i);
    assert_ok(n2v_outputs_reserve(&outputs, path, &err), &err);
  }
  for (int i = N2V_OUTPUTS_MAX - 1; i > 0; i--) {
    snprintf(path, sizeof path, "of-%d", i);
    assert_ok(add(&outputs, path, path), &err);
  }
  assert_int_equal(outputs.count, N2V_OUTPUTS_MAX);
  assert_ok(n2v_outputs_end(&outputs, N2V_OK, &err), &err);
  assert_int_not_equal(access("never", F_OK), 0);
  for (int i = 1; i < N2V_OUTPUTS_MAX; i++) {
    snprintf(path, sizeof path, "of-%d", i);
    assert_string_equal(unit_read(path, text, sizeof text), path);
  }
}

static void one_that_cannot_be_opened_stops_all(void **state) {
  (void)state;
  n2v_outputs outputs = {0};
  unit_write("first", "old");
  assert_ok(add(&outputs, "first", "new"), &err);
  n2v_status status = add(&outputs, "no/such/folder", "new");
  assert_int_equal(status, N2V_EIO);
  assert_int_equal(n2v_outputs_end(&outputs, status, &err), N2V_EIO);
  assert_contains(err.msg, "no/such/folder");
  assert_string_equal(unit_read("first", text, sizeof text), "old");
}

/* What two files write to one pipe comes one behind the other. */
static void a_pipe_given_twice(void **state) {
  (void)state;
  int ends[2];
  char path[32];
  n2v_outputs outputs = {0};
  assert_int_equal(pipe(ends), 0);
  snprintf(path, sizeof path, "/dev/fd/%d", ends[1]);
  assert_ok(add(&outputs, path, "one "), &err);
  assert_ok(add(&outputs, path, "two"), &err);
  assert_ok(n2v_outputs_end(&outputs, N2V_OK, &err), &err);
  close(ends[1]);
  assert_int_equal(read(ends[0], text, sizeof text), 7);
  assert_memory_equal(text, "one two", 7);
  close(ends[0]);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(none_is_there_before_the_end),
      cmocka_unit_test(one_that_fails_stops_all),
      cmocka_unit_test(all_places_are_taken),
      cmocka_unit_test(one_that_cannot_be_opened_stops_all),
      cmocka_unit_test(a_pipe_given_twice),
  };
  return cmocka_run_group_tests(tests, unit_enter_folder, unit_leave_folder);
}
