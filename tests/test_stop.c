/* A request to stop that is there from the start ends each part of a run, with nothing left. */
#include "read_graph.h"

#include "corpus/corpus.h"
#include "n2v_eval.h"
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

static void generating_graphs(void **state) {
  (void)state;
  n2v_graph *graph;
  n2v_generate_params params;
  n2v_generate_params_init(&params, sizeof params);
  params.nodes = 100;
  params.edges = 300;
  assert_int_equal(n2v_graph_generate(&params, &watched, &graph, &err), N2V_ESTOPPED);
  assert_null(graph);
  assert_int_equal(n2v_graph_generate_file(&params, "g.csr", &watched, &err), N2V_ESTOPPED);
  assert_int_not_equal(access("g.csr", F_OK), 0);
}

/* Two groups of six, all linked within: enough to hide edges of, to classify and to search. */
static n2v_graph *two_groups(void) {
  char text[1024];
  size_t used = 0;
  for (int i = 0; i < 12; i++)
    for (int j = 0; j < i; j++)
      if (i / 6 == j / 6)
        used += (size_t)snprintf(text + used, sizeof text - used, "%d %d\n", i, j);
  return graph_of(text, NULL);
}

static n2v_embedding *vectors_of(const n2v_graph *graph) {
  n2v_embedding *vectors;
  n2v_train_params params;
  n2v_train_params_init(&params, sizeof params);
  params.dims = 8;
  params.epochs = 1;
  assert_ok(n2v_train(graph, NULL, &params, NULL, &vectors, NULL, NULL, &err), &err);
  return vectors;
}

static void searching(void **state) {
  (void)state;
  n2v_graph *graph = two_groups();
  n2v_embedding *vectors = vectors_of(graph);
  const uint64_t row = 0;
  n2v_neighbour nearest[3];
  uint32_t found;
  assert_int_equal(n2v_nearest(vectors, N2V_COSINE, 3, &row, 1, &watched, nearest, &found, &err),
                   N2V_ESTOPPED);
  assert_contains(err.msg, "stopped while neighbours were searched");
  n2v_embedding_free(vectors);
  n2v_graph_free(graph);
}

static void evaluating(void **state) {
  (void)state;
  n2v_graph *graph = two_groups();
  n2v_embedding *vectors = vectors_of(graph);
  n2v_label_sets *labels;
  n2v_link_task *links;
  n2v_recall_task *hidden;
  n2v_classify_report classified = {.size = sizeof classified};
  n2v_recall_report recalled = {.size = sizeof recalled};
  double auc[N2V_LINK_SCORES];
  unit_write("labels", "0 a\n1 a\n2 a\n3 b\n6 b\n7 b\n");
  assert_ok(n2v_label_sets_read("labels", &labels, &err), &err);
  assert_int_equal(n2v_eval_classify(vectors, labels, NULL, &watched, &classified, &err),
                   N2V_ESTOPPED);
  assert_ok(n2v_link_task_new(graph, 0.5, 1, NULL, &links, &err), &err);
  assert_int_equal(n2v_eval_links(links, vectors, &watched, auc, &err), N2V_ESTOPPED);
  assert_ok(n2v_graph_write(graph, "g.txt", NULL, &err), &err);
  assert_ok(n2v_recall_task_read("g.txt", NULL, NULL, NULL, &hidden, &err), &err);
  assert_int_equal(n2v_eval_recall(hidden, vectors, NULL, 3, &watched, &recalled, &err),
                   N2V_ESTOPPED);
  assert_contains(err.msg, "stopped while nodes were ranked");
  n2v_recall_task_free(hidden);
  n2v_link_task_free(links);
  n2v_label_sets_free(labels);
  n2v_embedding_free(vectors);
  n2v_graph_free(graph);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(reading_a_graph),   cmocka_unit_test(reading_walks),
      cmocka_unit_test(building_tables),   cmocka_unit_test(saving_walks_and_training),
      cmocka_unit_test(generating_graphs), cmocka_unit_test(searching),
      cmocka_unit_test(evaluating),
  };
  return cmocka_run_group_tests(tests, unit_enter_folder, unit_leave_folder);
}
