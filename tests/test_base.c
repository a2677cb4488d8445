/* Allocation, sizes, thread counts, messages. */
#include "unit.h"

#include "base/memory.h"
#include "base/parallel.h"
#include "base/progress.h"
#include "base/status.h"
#include "base/utf8.h"
#include "base/threads.h"

#include <errno.h>
#include <sched.h>
#include <stdatomic.h>

static void alignment(void **state) {
  (void)state;
  static const size_t sizes[] = {
      0, 1, 63, 64, 65, 4096, N2V_HUGE_PAGE - 1, N2V_HUGE_PAGE, 3 * (size_t)N2V_HUGE_PAGE + 5};
  for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
    char *p = n2v_alloc(sizes[i], 1);
    assert_non_null(p);
    assert_int_equal((uintptr_t)p % N2V_CACHE_LINE, 0);
    if (sizes[i] >= N2V_HUGE_PAGE)
      assert_int_equal((uintptr_t)p % N2V_HUGE_PAGE, 0);
    memset(p, 1, sizes[i]);
    n2v_free(p);
  }
  n2v_free(NULL);
}

static void zeroed(void **state) {
  (void)state;
  for (size_t count = 1; count <= 1 << 20; count *= 32) {
    char *dirty = n2v_alloc(count, 8);
    assert_non_null(dirty);
    memset(dirty, 0xff, count * 8);
    n2v_free(dirty);
    uint64_t *p = n2v_calloc(count, 8);
    assert_non_null(p);
    for (size_t i = 0; i < count; i++)
      assert_true(p[i] == 0);
    n2v_free(p);
  }
}

static void overflow(void **state) {
  (void)state;
  assert_null(n2v_alloc(SIZE_MAX, 2));
  assert_null(n2v_alloc(SIZE_MAX / 2 + 1, 2));
  assert_null(n2v_alloc(SIZE_MAX, 1));
  assert_null(n2v_alloc(SIZE_MAX - 64, 1));
  assert_null(n2v_calloc(SIZE_MAX / 4, 8));
}

static void machine(void **state) {
  (void)state;
  assert_true(n2v_physical_memory() > 1 << 20);
  assert_true(n2v_peak_rss() > 1 << 16);
  assert_true(n2v_cores() >= 1);
  assert_int_equal(n2v_thread_count(0), n2v_cores());
  assert_int_equal(n2v_thread_count(32), 32);
  assert_int_equal(n2v_pass_threads(1, 1000000, 1), 1);
  assert_int_equal(n2v_pass_threads(64, 0, 100), 1);
  assert_int_equal(n2v_pass_threads(64, 1000000, 0), n2v_cores() < 64 ? n2v_cores() : 64);
  assert_true(n2v_pass_threads(64, 150, 100) <= 2);
}

static void messages(void **state) {
  (void)state;
  n2v_error err = {0};
  char long_text[3000];
  memset(long_text, 'y', sizeof long_text - 1);
  long_text[sizeof long_text - 1] = 0;
  assert_int_equal(n2v_fail(&err, N2V_EINPUT, "%s", long_text), N2V_EINPUT);
  assert_int_equal(strlen(err.msg), sizeof err.msg - 1);
  assert_int_equal(n2v_fail(NULL, N2V_EIO, "nobody listens"), N2V_EIO);
  errno = ENOENT;
  assert_int_equal(n2v_fail_errno(&err, "a.txt", "cannot read"), N2V_EIO);
  assert_string_equal(err.msg, "a.txt: cannot read: No such file or directory");
  assert_int_equal(n2v_fail_memory(&err, "the table", 1500000), N2V_ENOMEM);
  assert_contains(err.msg, "the table needs 1.5 MB");
  assert_string_equal(n2v_status_text(N2V_EINPUT), "wrong input");
  assert_string_equal(n2v_status_text((n2v_status)99), "unknown status");
  assert_string_equal(n2v_version(), N2V_VERSION);
}

typedef struct roll {
  atomic_int present, each[5];
} roll;

/* Returns only when all five are there: they run at the same time. */
static void answer(void *argument, int i) {
  roll *r = argument;
  atomic_fetch_add(&r->each[i], 1);
  atomic_fetch_add(&r->present, 1);
  while (atomic_load(&r->present) < 5)
    sched_yield();
}

static void threads(void **state) {
  (void)state;
  n2v_error err;
  roll r = {0};
  assert_ok(n2v_threads_run((n2v_team_size){5, false}, answer, &r, &err), &err);
  for (int i = 0; i < 5; i++)
    assert_int_equal(atomic_load(&r.each[i]), 1);
}

static void record(void *user, const n2v_progress_event *event) {
  snprintf(user, 64, "%d %s", (int)event->phase, event->note ? event->note : "");
}

static void progress(void **state) {
  (void)state;
  char seen[64] = "";
  volatile sig_atomic_t stop = 0;
  n2v_progress p = {.report = record, .user = seen, .stop = &stop};
  n2v_report_note(&p, N2V_PHASE_WALK, "%d walks", 7);
  assert_string_equal(seen, "2 7 walks");
  n2v_report_note(&p, N2V_PHASE_WALK, "%s", "a\n\x1b\xff");
  assert_string_equal(seen, "2 a\\n\\x1b\\xff");
  assert_false(n2v_stop_requested(&p));
  stop = 1;
  assert_true(n2v_stop_requested(&p));
  n2v_report_note(NULL, N2V_PHASE_WALK, "nobody listens");
  n2v_report_phase(NULL, N2V_PHASE_WALK, 1);
  assert_false(n2v_stop_requested(NULL));
}

static void messages_are_one_safe_line(void **state) {
  (void)state;
  n2v_error err;
  n2v_fail(&err, N2V_EIO, "%s", "a\nb\x1b[31m\x7f\t\xc3\xa9\xff\xc2\x85");
  assert_string_equal(err.msg, "a\\nb\\x1b[31m\\x7f\\t\xc3\xa9\\xff\\xc2\\x85");
  n2v_fail_more(&err, "; %s", "\r");
  assert_contains(err.msg, "\\x85; \\r");
  char out[6];
  n2v_utf8_printable("ab\xc3\xa9\xc3\xa9", out, sizeof out); /* the last one does not fit */
  assert_string_equal(out, "ab\xc3\xa9");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(messages_are_one_safe_line),
      cmocka_unit_test(alignment),
      cmocka_unit_test(zeroed),
      cmocka_unit_test(overflow),
      cmocka_unit_test(machine),
      cmocka_unit_test(messages),
      cmocka_unit_test(progress),
      cmocka_unit_test(threads),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
