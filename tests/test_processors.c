/* The order in which threads are bound to processors, and threads that are. */
#include "unit.h"

#include "base/processors.h"
#include "base/threads.h"

#include <sched.h>
#include <sys/stat.h>

static void describe(int number, const char *siblings, int socket) {
  char path[64], text[32];
  snprintf(path, sizeof path, "cpu%d", number);
  mkdir(path, 0755);
  snprintf(path, sizeof path, "cpu%d/topology", number);
  mkdir(path, 0755);
  snprintf(path, sizeof path, "cpu%d/topology/thread_siblings_list", number);
  unit_write(path, siblings);
  snprintf(path, sizeof path, "cpu%d/topology/physical_package_id", number);
  snprintf(text, sizeof text, "%d\n", socket);
  unit_write(path, text);
}

/* Two sockets of two cores of two threads, numbered as Linux often does: sockets in turns, the
 * second threads behind the first. */
static void order(void **state) {
  (void)state;
  int all[] = {0, 1, 2, 3, 4, 5, 6, 7}, some[] = {1, 4, 5}, unknown[] = {20, 30, 40};
  const int all_sorted[] = {0, 2, 1, 3, 4, 6, 5, 7}, some_sorted[] = {4, 1, 5};
  for (int core = 0; core < 4; core++) {
    char siblings[32];
    snprintf(siblings, sizeof siblings, "%d,%d\n", core, core + 4);
    describe(core, siblings, core % 2);
    describe(core + 4, siblings, core % 2);
  }
  n2v_processors_sort(all, 8, ".");
  assert_memory_equal(all, all_sorted, sizeof all);
  n2v_processors_sort(some, 3, "."); /* of a core only the second thread is ours: it is the first */
  assert_memory_equal(some, some_sorted, sizeof some);
  n2v_processors_sort(unknown, 3, ".");
  assert_int_equal(unknown[0], 20);
  assert_int_equal(unknown[2], 40);
}

/* The one processor that a thread may run on; -1 when there are more. */
static void note_place(void *argument, int i) {
  cpu_set_t set;
  int *places = argument;
  places[i] = -1;
  if (sched_getaffinity(0, sizeof set, &set) == 0 && CPU_COUNT(&set) == 1)
    for (places[i] = 0; !CPU_ISSET((size_t)places[i], &set);)
      places[i]++;
}

/* Each time the same place, in turns where threads are more than processors. */
static void bound(void **state) {
  (void)state;
  enum { THREADS = 7 };
  n2v_error err;
  cpu_set_t before, after;
  n2v_processors processors;
  int places[THREADS];
  if (sched_getaffinity(0, sizeof before, &before) != 0)
    skip(); /* over 1,024 processors */
  assert_ok(n2v_processors_find(&processors, &err), &err);
  assert_int_equal(processors.count, CPU_COUNT(&before));
  for (int run = 0; run < 2; run++) {
    assert_ok(n2v_threads_run((n2v_team_size){THREADS, true}, note_place, places, &err), &err);
    for (int i = 0; i < THREADS; i++)
      assert_int_equal(places[i], processors.numbers[i % processors.count]);
    assert_int_equal(sched_getaffinity(0, sizeof after, &after), 0);
    assert_true(CPU_EQUAL(&before, &after)); /* the calling thread is where it was */
  }
  n2v_processors_free(&processors);
}

/* `taskset`, or a container: there are no others. */
static void within_a_set(void **state) {
  (void)state;
  n2v_error err;
  cpu_set_t before, one;
  n2v_processors processors;
  int places[2];
  if (sched_getaffinity(0, sizeof before, &before) != 0)
    skip();
  size_t last = CPU_SETSIZE - 1;
  while (!CPU_ISSET(last, &before))
    last--;
  CPU_ZERO(&one);
  CPU_SET(last, &one);
  assert_int_equal(sched_setaffinity(0, sizeof one, &one), 0);
  assert_ok(n2v_processors_find(&processors, &err), &err);
  assert_int_equal(processors.count, 1);
  assert_ok(n2v_threads_run((n2v_team_size){2, true}, note_place, places, &err), &err);
  assert_int_equal(places[0], (int)last);
  assert_int_equal(places[1], (int)last);
  assert_int_equal(sched_setaffinity(0, sizeof before, &before), 0);
  n2v_processors_free(&processors);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(order),
      cmocka_unit_test(bound),
      cmocka_unit_test(within_a_set),
  };
  return cmocka_run_group_tests(tests, unit_enter_folder, unit_leave_folder);
}
