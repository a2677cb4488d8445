/* One writer at a time, and nothing left of the lock. */
#include "unit.h"

#include "base/file_lock.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>

static n2v_error err;

static void the_second_is_refused(void **state) {
  (void)state;
  n2v_file_lock first, second;
  const int before = unit_entries("/proc/self/fd");
  for (int i = 0; i < 3; i++) {
    assert_ok(n2v_file_lock_take("c.ckpt", &first, &err), &err);
    assert_int_equal(access("c.ckpt.lock", F_OK), 0);
    assert_int_equal(n2v_file_lock_take("./c.ckpt", &second, &err), N2V_EUSAGE);
    assert_contains(err.msg, "./c.ckpt: another run writes it");
    n2v_file_lock_drop(&second); /* harmless */
    assert_int_equal(access("c.ckpt.lock", F_OK), 0);
    n2v_file_lock_drop(&first);
    n2v_file_lock_drop(&first);
    assert_int_not_equal(access("c.ckpt.lock", F_OK), 0);
    assert_int_not_equal(access("c.ckpt", F_OK), 0);
  }
  assert_int_equal(unit_entries("/proc/self/fd"), before);
}

/* What is called FILE.lock and is no lock stays. */
static void foreign_files_stay(void **state) {
  (void)state;
  n2v_file_lock lock;
  char text[16];
  const int before = unit_entries("/proc/self/fd");
  unit_write("a.lock", "mine");
  assert_int_equal(n2v_file_lock_take("a", &lock, &err), N2V_EUSAGE);
  assert_contains(err.msg, "a.lock is there and locks nothing");
  assert_string_equal(unit_read("a.lock", text, sizeof text), "mine");
  unit_write("empty", "");
  assert_int_equal(symlink("empty", "b.lock"), 0);
  assert_int_equal(n2v_file_lock_take("b", &lock, &err), N2V_EIO);
  assert_int_equal(mkdir("d.lock", 0777), 0);
  assert_int_equal(n2v_file_lock_take("d", &lock, &err), N2V_EIO);
  assert_int_equal(n2v_file_lock_take("-", &lock, &err), N2V_EUSAGE);
  assert_int_equal(n2v_file_lock_take("no/folder", &lock, &err), N2V_EIO);
  assert_int_equal(access("empty", F_OK), 0);
  assert_int_equal(unit_entries("/proc/self/fd"), before);
}

/* A killed program's lock is empty, and free. */
static void a_killed_one_locks_nothing(void **state) {
  (void)state;
  n2v_file_lock lock;
  unit_write("k.lock", "");
  assert_ok(n2v_file_lock_take("k", &lock, &err), &err);
  n2v_file_lock_drop(&lock);
  assert_int_not_equal(access("k.lock", F_OK), 0);
}

/* Processes that take it and give it back all the time, each looking whether it is alone. */
static void never_two_at_once(void **state) {
  (void)state;
  enum { PROCESSES = 4, TIMES = 300 };
  int *inside = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  assert_true(inside != MAP_FAILED);
  for (int p = 0; p < PROCESSES; p++)
    if (fork() == 0) {
      int bad = 0;
      for (int taken = 0, tries = 0; taken < TIMES && tries < 1000 * TIMES && !bad; tries++) {
        n2v_file_lock lock;
        if (n2v_file_lock_take("many", &lock, &err) != N2V_OK)
          continue;
        bad = __atomic_add_fetch(inside, 1, __ATOMIC_SEQ_CST) != 1;
        taken++;
        __atomic_sub_fetch(inside, 1, __ATOMIC_SEQ_CST);
        n2v_file_lock_drop(&lock);
      }
      _exit(bad);
    }
  for (int p = 0, status; p < PROCESSES; p++) {
    assert_true(wait(&status) > 0);
    assert_int_equal(status, 0);
  }
  munmap(inside, 4096);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_second_is_refused),
      cmocka_unit_test(foreign_files_stay),
      cmocka_unit_test(a_killed_one_locks_nothing),
      cmocka_unit_test(never_two_at_once),
  };
  return cmocka_run_group_tests_name("file lock", tests, unit_enter_folder, unit_leave_folder);
}
