/* Pieces made side by side are handed over in order, and nobody waits behind an end. */
#include "unit.h"

#include "base/threads.h"
#include "base/turns.h"

#include <sched.h>

enum { THREADS = 5, PIECES = 20000 };

typedef struct work {
  n2v_turns turns;
  uint64_t end_at;                 /* the piece whose turn ends it */
  uint64_t handed, wrong, refused; /* by whose turn it is; by those who were told that it ended */
} work;

static void hand_over(void *argument, int member) {
  work *w = argument;
  for (uint64_t piece; n2v_turns_take(&w->turns, &piece);) {
    if ((piece + (uint64_t)member) % 7 == 0)
      sched_yield();
    if (!n2v_turns_await(&w->turns, piece)) {
      __atomic_fetch_add(&w->refused, 1, __ATOMIC_RELAXED);
      continue;
    }
    w->wrong += w->handed++ != piece;
    if (piece == w->end_at)
      n2v_turns_end(&w->turns);
    else
      n2v_turns_pass(&w->turns);
  }
}

static work run(uint64_t count, uint64_t end_at) {
  work w = {.end_at = end_at};
  n2v_error err;
  n2v_turns_start(&w.turns, count);
  assert_ok(n2v_threads_run((n2v_team_size){.threads = THREADS}, hand_over, &w, &err), &err);
  n2v_turns_stop(&w.turns);
  return w;
}

static void in_order(void **state) {
  (void)state;
  const work w = run(PIECES, UINT64_MAX);
  assert_int_equal(w.handed, PIECES);
  assert_int_equal(w.wrong, 0);
  assert_int_equal(w.refused, 0);
  assert_int_equal(run(0, UINT64_MAX).handed, 0);
}

/* Whatever is left: here so many pieces that their turns alone would take hours. */
static void nothing_behind_the_end(void **state) {
  (void)state;
  const work w = run(UINT64_MAX, PIECES);
  assert_int_equal(w.handed, PIECES + 1);
  assert_int_equal(w.wrong, 0);
  assert_in_range(w.refused, 0, THREADS - 1);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(in_order),
      cmocka_unit_test(nothing_behind_the_end),
  };
  return cmocka_run_group_tests_name("turns", tests, NULL, NULL);
}
