/* Limits of control groups, in folders that look like both versions' file systems. */
#include "unit.h"

#include "base/cgroup.h"

#include <sys/stat.h>

static void make_folders(char *path) {
  for (char *slash = strchr(path, '/'); slash; slash = strchr(slash + 1, '/')) {
    *slash = '\0';
    mkdir(path, 0755);
    *slash = '/';
  }
}

static void limit_in(const char *path, const char *text) {
  char copy[256];
  snprintf(copy, sizeof copy, "%s", path);
  make_folders(copy);
  unit_write(path, text);
}

static void none(void **state) {
  (void)state;
  assert_true(n2v_cgroup_limit("missing", "missing") == UINT64_MAX);
  unit_write("groups", "0::/a\n4:memory:/b\nnonsense\n");
  assert_true(n2v_cgroup_limit("groups", "missing") == UINT64_MAX);
  limit_in("none/a/memory.max", "max\n");
  assert_true(n2v_cgroup_limit("groups", "none") == UINT64_MAX);
}

/* The lowest on the way up counts. */
static void version_2(void **state) {
  (void)state;
  unit_write("groups", "0::/user.slice/job.scope\n");
  limit_in("v2/user.slice/job.scope/memory.max", "max\n");
  limit_in("v2/user.slice/memory.max", "3000000\n");
  assert_int_equal(n2v_cgroup_limit("groups", "v2"), 3000000);
  limit_in("v2/user.slice/job.scope/memory.max", "2000000\n");
  assert_int_equal(n2v_cgroup_limit("groups", "v2"), 2000000);
  limit_in("v2/memory.max", "1000000\n"); /* a container's own */
  assert_int_equal(n2v_cgroup_limit("groups", "v2"), 1000000);
  assert_int_equal(n2v_cgroup_limit("missing", "v2"), 1000000);
}

static void version_1(void **state) {
  (void)state;
  unit_write("groups", "8:pids:/job\n4:memory:/all/job\n1:cpu:/job\n");
  limit_in("v1/memory/memory.limit_in_bytes", "9223372036854771712\n");
  limit_in("v1/memory/all/memory.limit_in_bytes", "7000000\n");
  limit_in("v1/memory/all/job/memory.limit_in_bytes", "8000000\n");
  limit_in("v1/pids/job/memory.limit_in_bytes", "1\n");
  assert_int_equal(n2v_cgroup_limit("groups", "v1"), 7000000);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(none),
      cmocka_unit_test(version_2),
      cmocka_unit_test(version_1),
  };
  return cmocka_run_group_tests(tests, unit_enter_folder, unit_leave_folder);
}
