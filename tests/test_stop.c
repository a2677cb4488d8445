/* A request to stop that is there from the start ends each part of a run, with nothing left. */
#include "read_graph.h"

#include "corpus/corpus.h"
#include "walk/walker.h"

static volatile sig_atomic_t stop = 1;
static const n2v_progress stopping = {.stop = &stop};
static n2v_error err;

static const n2v_run watched = {.size = sizeof watched, .progress = &stopping};

static void reading_a_graph(void **state) {
  (void)state;
  n2v_graph *graph;
  static const char *const files[][2] = {
      {"edges", "1 2\n2 3\n"},
      {"ratings", "userId,movieId,rating,timestamp\n1,1,5,0\n1,2,5,0\n"},
      {"mtx", "%%MatrixMarket matrix coordinate pattern general\n2 2 1\n1 2\n"}};
  for (size_t i = 0; i < 3; i++) {
    unit_write(files[i][0], files[i][1]);
    assert_int_equal(n2v_graph_read(files[i][0], NULL, &watched, &graph, &err), N2V_ESTOPPED);
    assert_null(graph);
    assert_contains(err.msg, "stopped while reading");
  }
}

static void reading_walks(void **state) {
  (void)state;
  n2v_corpus *corpus;
  unit_write("walks", "a b c\nb c a\n");
  assert_int_equal(n2v_corpus_read("walks", 0, &watched, &corpus, &err), N2V_ESTOPPED);
  assert_contains(err.msg, "stopped while reading walks");
}

static void building_tables(void **state) {
  (void)state;
  n2v_graph *graph = graph_of("1 2\n2 3\n3 1\n", NULL);
  for (int i = N2V_SAMPLER_PRECOMPUTED; i <= N2V_SAMPLER_FIRST_ORDER; i++) {
    n2v_walker *walker;
    n2v_walk_params params;
    n2v_walk_params_init(&params, sizeof params);
    params.sampler = (n2v_sampler_kind)i;
    params.q = i == N2V_SAMPLER_FIRST_ORDER ? 1 : 2;
    assert_int_equal(n2v_walker_new(graph, &params, 2, UINT64_MAX, &stopping, &walker, &err),
                     N2V_ESTOPPED);
    assert_null(walker);
  }
  n2v_graph_free(graph);
}

static void saving_walks_and_training(void **state) {
  (void)state;
  n2v_embedding *vectors;
  n2v_walker *walker;
  n2v_corpus_stats stats;
  n2v_graph *graph = graph_of("1 2\n2 3\n3 1\n", NULL);
  n2v_walk_params walk;
  n2v_walk_params_init(&walk, sizeof walk);
  assert_ok(n2v_walker_new(graph, &walk, 2, UINT64_MAX, NULL, &walker, &err), &err);
  assert_int_equal(n2v_corpus_save(n2v_walker_corpus(walker), graph->names, 1, "saved", 1,
                                   &stopping, &stats, &err),
                   N2V_ESTOPPED);
  assert_int_not_equal(access("saved", F_OK), 0);
  assert_int_equal(n2v_train(graph, NULL, NULL, &watched, &vectors, NULL, NULL, &err),
                   N2V_ESTOPPED);
  assert_null(vectors);
  n2v_walker_free(walker);
  n2v_graph_free(graph);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(reading_a_graph),
      cmocka_unit_test(reading_walks),
      cmocka_unit_test(building_tables),
      cmocka_unit_test(saving_walks_and_training),
  };
  return cmocka_run_group_tests(tests, unit_enter_folder, unit_leave_folder);
}
