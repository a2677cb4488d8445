/* Nodes that stand in a window more than once: against a look at every pair of places. And rows
 * trained where they are against copies of them, which one worker must make no difference to. */
#include "unit.h"

#include "base/memory.h"
#include "base/random.h"
#include "train/repeats.h"
#include "train/worker.h"

#include <math.h>

enum { NODES = 7, DIMS = 5, LENGTH = 60, WALKS = 40, WINDOW = 9, SEED = 4 };

static void read_walks(const n2v_corpus *corpus, uint32_t epoch, uint64_t first, uint32_t count,
                       uint32_t *tokens, uint32_t *lengths) {
  for (uint32_t i = 0; i < count; i++) {
    n2v_rng rng = n2v_rng_seed(SEED, first + i, epoch);
    lengths[i] = 1 + n2v_rng_below(&rng, corpus->max_length);
    for (uint32_t j = 0; j < lengths[i]; j++)
      tokens[(size_t)i * LENGTH + j] = n2v_rng_below(&rng, NODES);
  }
}

static const n2v_corpus corpus = {
    .nodes = NODES, .walks = WALKS, .max_length = LENGTH, .read = read_walks};

static void places_are_found(void **state) {
  uint32_t walk[500], back[500], slots[1024];
  n2v_rng rng = {SEED};
  (void)state;
  for (uint32_t nodes = 1; nodes < 600; nodes += 13)
    for (uint32_t count = 0; count <= 500; count += 125) {
      assert_true(n2v_repeats_slots(count) <= sizeof slots / sizeof *slots);
      for (uint32_t i = 0; i < count; i++)
        walk[i] = n2v_rng_below(&rng, nodes) * (nodes % 2 ? 1u : 1u << 22);
      n2v_repeats_find(walk, count, slots, back);
      for (uint32_t i = 0; i < count; i++) {
        uint32_t last = N2V_NOT_BEFORE;
        for (uint32_t j = 0; j < i; j++)
          last = walk[j] == walk[i] ? i - j : last;
        assert_int_equal(back[i], last);
      }
    }
}

/* Instead of the kernel. */
static uint64_t repeated;

static size_t look(const n2v_group *group, n2v_loss *loss) {
  bool any = false;
  (void)loss;
  for (size_t c = 0; c < group->context_count; c++) {
    size_t since = 0;
    for (size_t b = 0; b < c; b++)
      since = group->contexts[b] == group->contexts[c] ? c - b : since;
    any |= since > 0;
    if (group->since && group->since[c] <= c)
      assert_int_equal(group->since[c], since);
    else
      assert_int_equal(since, 0); /* none, or in an earlier part of the window */
  }
  repeated += any;
  return group->context_count;
}

static n2v_training training(const n2v_kernel *kernel, void **table) {
  static const uint64_t counts[NODES] = {3, 1, 4, 1, 5, 9, 2};
  n2v_error err;
  n2v_training t = {.shape = {.nodes = NODES,
                              .max_length = LENGTH,
                              .dims = DIMS,
                              .window = WINDOW,
                              .negatives = 3,
                              .group = 6,
                              .objective = &n2v_sgns},
                    .corpus = &corpus,
                    .kernel = kernel,
                    .train = n2v_sgns.trainer(kernel),
                    .shrink_window = true,
                    .seed = SEED};
  assert_ok(n2v_sgns.make_table(counts, NODES, 0.75, table, &err), &err);
  assert_ok(n2v_model_new(NODES, DIMS, SEED, (n2v_team_size){1, false}, &t.model, &err), &err);
  t.table = *table;
  return t;
}

static void train(const n2v_training *t) {
  n2v_worker *worker;
  n2v_error err;
  assert_ok(n2v_worker_new(t, &worker, &err), &err);
  for (uint32_t first = 0; first < WALKS; first++)
    n2v_worker_train(worker, 0, first, 1, (n2v_pace){.alpha = 0.025f, .group = 6});
  n2v_worker_free(worker);
}

static void kernels_are_told_of_repeats(void **state) {
  (void)state;
  for (int in_place = 0; in_place < 2; in_place++) {
    void *table;
    n2v_training t = training(n2v_kernel_find("auto"), &table);
    t.shape.in_place = in_place;
    t.train = look;
    repeated = 0;
    train(&t);
    assert_true(repeated > 100);
    n2v_model_free(t.model);
    n2v_free(table);
  }
}

/* Sums are rounded elsewhere, no more. */
static void copies_make_no_difference(void **state) {
  n2v_training t[2];
  void *tables[2];
  (void)state;
  for (int in_place = 0; in_place < 2; in_place++) {
    t[in_place] = training(n2v_kernel_find("auto"), &tables[in_place]);
    t[in_place].shape.in_place = in_place;
    train(&t[in_place]);
  }
  float moved = 0;
  for (size_t i = 0; i < NODES * t[0].model->stride; i++) {
    assert_true(fabsf(t[0].model->input[i] - t[1].model->input[i]) < 1e-4f);
    assert_true(fabsf(t[0].model->output[i] - t[1].model->output[i]) < 1e-4f);
    moved = fmaxf(moved, fabsf(t[0].model->output[i]));
  }
  assert_true(moved > 0.1f);
  for (int i = 0; i < 2; i++) {
    n2v_model_free(t[i].model);
    n2v_free(tables[i]);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(places_are_found),
      cmocka_unit_test(kernels_are_told_of_repeats),
      cmocka_unit_test(copies_make_no_difference),
  };
  return cmocka_run_group_tests_name("repeats", tests, NULL, NULL);
}
