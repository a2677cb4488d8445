/* Graphs from a caller's arrays and buffers. */
#include "unit.h"

#include <math.h>

static n2v_error err;

static const char *name_of(const n2v_graph *graph, uint32_t node, char text[32]) {
  size_t length;
  const char *name = n2v_graph_name(graph, node, &length);
  snprintf(text, 32, "%.*s", (int)length, name);
  return text;
}

static void ids_are_kept(void **state) {
  (void)state;
  const uint32_t sources[] = {0, 3, 3, 3}, targets[] = {3, 1, 0, 3};
  const float weights[] = {2, 0.5f, 4, 1};
  n2v_edge_list list = {.size = sizeof list,
                        .count = 4,
                        .sources = sources,
                        .targets = targets,
                        .weights = weights,
                        .nodes = 5};
  n2v_graph *graph;
  char text[32];
  assert_ok(n2v_graph_from_edges(&list, NULL, &graph, &err), &err);
  n2v_csr csr = n2v_graph_csr(graph);
  assert_int_equal(csr.nodes, 5);
  assert_int_equal(n2v_graph_edges(graph), 3); /* 0 - 3 was listed both ways */
  assert_int_equal(n2v_graph_degree(graph, 3), 3);
  assert_int_equal(n2v_graph_degree(graph, 4), 0);
  assert_string_equal(name_of(graph, 4, text), "4");
  assert_int_equal(csr.neighbours[csr.offsets[3]], 0);
  assert_true(csr.weights[csr.offsets[3]] == 4);
  n2v_graph_free(graph);
}

static void names_come_by_degree(void **state) {
  (void)state;
  const char *const sources[] = {"a", "b", "b"}, *const targets[] = {"b", "c", "d"};
  n2v_edge_list list = {
      .size = sizeof list, .count = 3, .source_names = sources, .target_names = targets};
  n2v_graph *graph;
  char text[32];
  assert_ok(n2v_graph_from_edges(&list, NULL, &graph, &err), &err);
  assert_string_equal(name_of(graph, 0, text), "b");
  assert_string_equal(name_of(graph, 1, text), "a");
  n2v_graph_free(graph);
}

/* The same edges, close together (an array of ids), far apart (a table), and as text. */
static void numbers_are_names(void **state) {
  (void)state;
  for (int far = 0; far < 2; far++) {
    uint64_t top = far ? 9999999999999999999u : 40;
    const uint64_t sources[] = {7, 7, 3, top}, targets[] = {3, 9, 9, 7}, alone[] = {5, 3};
    n2v_edge_list list = {.size = sizeof list,
                          .count = 4,
                          .nodes = 2,
                          .source_numbers = sources,
                          .target_numbers = targets,
                          .node_numbers = alone};
    n2v_graph *graph;
    const char *const wanted[] = {"7", "3", "9", far ? "9999999999999999999" : "40", "5"};
    char text[32];
    assert_ok(n2v_graph_from_edges(&list, NULL, &graph, &err), &err);
    assert_int_equal(n2v_graph_nodes(graph), 5);
    for (uint32_t v = 0; v < 5; v++)
      assert_string_equal(name_of(graph, v, text), wanted[v]);
    n2v_csr csr = n2v_graph_csr(graph);
    const uint32_t rows[] = {1, 2, 3, 0, 2, 0, 1, 0};
    assert_memory_equal(csr.neighbours, rows, sizeof rows);
    n2v_graph_free(graph);
  }
}

/* Enough edges for two threads, numbers with gaps between them, arcs that lead to nodes without a
 * row: the graph is that of the same names as strings. */
static void many_numbers_are_names(void **state) {
  (void)state;
  enum { EDGES = 60000, NAME = 12 };
  uint64_t *sources = malloc(2 * EDGES * sizeof *sources), *targets = sources + EDGES;
  char(*text)[NAME] = malloc(2 * EDGES * sizeof *text);
  const char **names = malloc(2 * EDGES * sizeof *names);
  float *weights = malloc(EDGES * sizeof *weights);
  uint64_t random = 1;
  for (int i = 0; i < 2 * EDGES; i++) {
    random = random * 6364136223846793005u + 1442695040888963407u;
    sources[i] = 5 + 3 * ((random >> 40) % (i < EDGES ? 20000 : 60000));
    snprintf(text[i], NAME, "%u", (unsigned)sources[i]);
    names[i] = text[i];
    weights[i % EDGES] = (float)(1 + i % 7);
  }
  for (int kind = 0; kind < 8; kind++) {
    n2v_edge_list numbers = {.size = sizeof numbers,
                             .count = EDGES,
                             .source_numbers = sources,
                             .target_numbers = targets,
                             .weights = kind & 1 ? weights : NULL,
                             .directed = (kind & 2) != 0};
    n2v_edge_list strings = numbers;
    strings.source_numbers = strings.target_numbers = NULL;
    strings.source_names = names;
    strings.target_names = names + EDGES;
    n2v_run run;
    n2v_run_init(&run, sizeof run);
    run.threads = kind & 4 ? 2 : 1;
    n2v_graph *a, *b;
    assert_ok(n2v_graph_from_edges(&numbers, &run, &a, &err), &err);
    assert_ok(n2v_graph_from_edges(&strings, &run, &b, &err), &err);
    n2v_csr x = n2v_graph_csr(a), y = n2v_graph_csr(b);
    assert_int_equal(x.nodes, y.nodes);
    assert_memory_equal(x.offsets, y.offsets, (x.nodes + 1) * sizeof *x.offsets);
    uint64_t arcs = x.offsets[x.nodes];
    assert_memory_equal(x.neighbours, y.neighbours, arcs * sizeof *x.neighbours);
    assert_int_equal(x.weights != NULL, y.weights != NULL);
    if (x.weights)
      assert_memory_equal(x.weights, y.weights, arcs * sizeof *x.weights);
    for (uint32_t v = 0; v < x.nodes; v++) {
      char one[32], other[32];
      assert_string_equal(name_of(a, v, one), name_of(b, v, other));
    }
    n2v_graph_free(a);
    n2v_graph_free(b);
  }
  free(sources);
  free(text);
  free(names);
  free(weights);
}

static void ids_by_degree(void **state) {
  (void)state;
  const uint32_t sources[] = {0, 1, 1}, targets[] = {1, 2, 3};
  const char *const names[] = {"a", "b", "c", "d"};
  n2v_edge_list list = {.size = sizeof list,
                        .count = 3,
                        .sources = sources,
                        .targets = targets,
                        .nodes = 4,
                        .names = names,
                        .by_degree = true};
  n2v_graph *graph;
  char text[32];
  assert_ok(n2v_graph_from_edges(&list, NULL, &graph, &err), &err);
  assert_string_equal(name_of(graph, 0, text), "b");
  assert_string_equal(name_of(graph, 3, text), "d");
  n2v_graph_free(graph);
}

static void wrong_edges_are_refused(void **state) {
  (void)state;
  const uint32_t ids[] = {0, 1}, far[] = {1, 7};
  const uint64_t large[] = {10000000000000000000u};
  const uint64_t small[] = {0, 1};
  const float zero[] = {1, 0}, nan[] = {NAN, 1}, tiny[] = {1e-40f, 1};
  const char *const names[] = {"a", "a b"}, *const twice[] = {"x", "x"},
                    *const none[] = {"a", NULL};
  const struct {
    n2v_edge_list list;
    const char *message;
  } wrong[] = {
      {{.count = 0}, "no edges and no nodes"},
      {{.count = 2}, "give sources and targets"},
      {{.count = 2, .sources = ids, .targets = far, .nodes = 3}, "edge 1: 7 is no id"},
      {{.count = 2, .sources = ids, .targets = ids, .weights = zero}, "weights[1] = 0"},
      {{.count = 2, .sources = ids, .targets = ids, .weights = nan}, "weights[0] = nan"},
      {{.count = 2, .sources = ids, .targets = ids, .weights = tiny}, "at least 1.18e-38"},
      {{.count = 2, .nodes = 2, .sources = ids, .targets = ids, .node_numbers = small},
       "`node_numbers` goes with source_numbers"},
      {{.count = 1, .source_numbers = large, .target_numbers = large}, "at most 19 digits"},
      {{.count = 2, .source_names = names, .target_names = names}, "'a b' has white space"},
      {{.count = 2, .source_names = none, .target_names = none}, "name 1 is NULL"},
      {{.count = 2, .sources = ids, .targets = ids, .nodes = 2, .names = twice}, "the same name"},
      {{.count = 2, .sources = ids, .targets = ids, .names = twice}, "say how many"},
      {{.count = 2, .sources = ids, .targets = ids, .duplicates = (n2v_duplicates)9},
       "`duplicates = 9`"},
  };
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    n2v_edge_list list = wrong[i].list;
    n2v_graph *graph;
    list.size = sizeof list;
    assert_int_not_equal(n2v_graph_from_edges(&list, NULL, &graph, &err), N2V_OK);
    assert_null(graph);
    assert_contains(err.msg, wrong[i].message);
  }
}

/* A triangle with a loop at 0. */
static const uint64_t offsets[] = {0, 3, 5, 7};
static const uint32_t neighbours[] = {0, 1, 2, 0, 2, 0, 1};

static void rows_are_borrowed_or_copied(void **state) {
  (void)state;
  for (int borrow = 0; borrow < 2; borrow++) {
    n2v_csr csr = {.size = sizeof csr,
                   .nodes = 3,
                   .borrow = borrow,
                   .offsets = offsets,
                   .neighbours = neighbours};
    n2v_graph *graph;
    assert_ok(n2v_graph_from_csr(&csr, NULL, &graph, &err), &err);
    assert_int_equal(n2v_graph_edges(graph), 4);
    n2v_csr own = n2v_graph_csr(graph);
    assert_int_equal(own.neighbours == neighbours, borrow);
    assert_memory_equal(own.neighbours, neighbours, sizeof neighbours);
    n2v_embedding *vectors;
    n2v_train_params params;
    n2v_train_params_init(&params, sizeof params);
    params.dims = 8;
    assert_ok(n2v_train(graph, NULL, &params, NULL, &vectors, NULL, NULL, &err), &err);
    assert_int_equal(n2v_embedding_rows(vectors), 3);
    n2v_embedding_free(vectors);
    n2v_graph_free(graph);
  }
}

static void wrong_rows_are_refused(void **state) {
  (void)state;
  static const uint64_t falling[] = {0, 3, 2, 7}, late[] = {1, 3, 5, 7};
  static const uint32_t far[] = {0, 1, 9, 0, 2, 0, 1}, unsorted[] = {0, 2, 1, 0, 2, 0, 1},
                        one_way[] = {0, 1, 2, 0, 1, 0, 1};
  static const float lopsided[] = {1, 2, 1, 3, 1, 1, 1}, negative[] = {1, 1, 1, 1, 1, 1, -1};
  const struct {
    n2v_csr csr;
    const char *message;
  } wrong[] = {
      {{.nodes = 3}, "give offsets and neighbours"},
      {{.nodes = 0, .offsets = offsets, .neighbours = neighbours}, "`nodes = 0`"},
      {{.nodes = 3, .offsets = late, .neighbours = neighbours}, "offsets[0] = 1"},
      {{.nodes = 3, .offsets = falling, .neighbours = neighbours}, "offsets[2] is below"},
      {{.nodes = 3, .offsets = offsets, .neighbours = far}, "row 0: neighbour 9"},
      {{.nodes = 3, .offsets = offsets, .neighbours = unsorted}, "row 0: neighbours must ascend"},
      {{.nodes = 3, .offsets = offsets, .neighbours = one_way}, "is it `directed`?"},
      {{.nodes = 3, .offsets = offsets, .neighbours = neighbours, .weights = lopsided}, "weighs"},
      {{.nodes = 3, .offsets = offsets, .neighbours = neighbours, .weights = negative},
       "weights[6] = -1"},
  };
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    n2v_csr csr = wrong[i].csr;
    n2v_graph *graph;
    csr.size = sizeof csr;
    assert_int_not_equal(n2v_graph_from_csr(&csr, NULL, &graph, &err), N2V_OK);
    assert_null(graph);
    assert_contains(err.msg, wrong[i].message);
  }
}

static void buffers_are_read_as_files(void **state) {
  (void)state;
  char text[] = "a b 2\nb c 1"; /* no newline at its end */
  n2v_graph *graph;
  assert_ok(n2v_graph_parse(text, strlen(text), "here", NULL, NULL, &graph, &err), &err);
  memset(text, 0, sizeof text); /* no longer needed */
  assert_int_equal(n2v_graph_nodes(graph), 3);
  assert_non_null(n2v_graph_csr(graph).weights);
  n2v_graph_free(graph);
  assert_int_equal(n2v_graph_parse("a b x\na b\n", 10, "here", NULL, NULL, &graph, &err),
                   N2V_EINPUT);
  assert_contains(err.msg, "here:");
  assert_int_equal(n2v_graph_parse("", 0, "here", NULL, NULL, &graph, &err), N2V_EINPUT);
}

static void parameters_are_checked(void **state) {
  (void)state;
  n2v_graph *graph;
  n2v_embedding *vectors;
  n2v_walk_params walk;
  n2v_train_params train;
  n2v_run run = {.size = sizeof run, .threads = -1};
  assert_ok(n2v_graph_parse("a b\n", 4, "here", NULL, NULL, &graph, &err), &err);
  n2v_walk_params_init(&walk, sizeof walk);
  n2v_train_params_init(&train, sizeof train);
  walk.p = NAN;
  assert_int_equal(n2v_train(graph, &walk, NULL, NULL, &vectors, NULL, NULL, &err), N2V_EUSAGE);
  assert_contains(err.msg, "`p = nan`: must be from 1e-06 to 1000000");
  walk.p = 1;
  train.dims = 0;
  assert_int_equal(n2v_train(graph, &walk, &train, NULL, &vectors, NULL, NULL, &err), N2V_EUSAGE);
  assert_contains(err.msg, "`dims = 0`");
  assert_int_equal(n2v_train(graph, &walk, NULL, &run, &vectors, NULL, NULL, &err), N2V_EUSAGE);
  assert_contains(err.msg, "`threads = -1`");
  walk.size = 0;
  assert_int_equal(n2v_train(graph, &walk, NULL, NULL, &vectors, NULL, NULL, &err), N2V_EUSAGE);
  assert_contains(err.msg, "n2v_walk_params_init");
  n2v_graph_free(graph);
}

/* A caller may know a shorter struct, or a longer one whose news it does not use. */
static void structs_may_grow(void **state) {
  (void)state;
  struct {
    n2v_train_params known;
    int news;
  } longer = {0};
  n2v_train_params shorter;
  n2v_graph *graph;
  n2v_embedding *vectors;
  const size_t old = offsetof(n2v_train_params, window);
  assert_ok(n2v_graph_parse("a b\n", 4, "here", NULL, NULL, &graph, &err), &err);
  memset(&shorter, 0xff, sizeof shorter);
  n2v_train_params_init(&shorter, old);
  assert_int_equal(shorter.window, UINT32_MAX); /* not touched, and not looked at */
  shorter.dims = 4;
  assert_ok(n2v_train(graph, NULL, &shorter, NULL, &vectors, NULL, NULL, &err), &err);
  assert_int_equal(n2v_embedding_dims(vectors), 4);
  n2v_embedding_free(vectors);
  n2v_train_params_init(&longer.known, sizeof longer);
  longer.known.dims = 4;
  assert_ok(n2v_train(graph, NULL, &longer.known, NULL, &vectors, NULL, NULL, &err), &err);
  n2v_embedding_free(vectors);
  longer.news = 1;
  assert_int_equal(n2v_train(graph, NULL, &longer.known, NULL, &vectors, NULL, NULL, &err),
                   N2V_EUSAGE);
  assert_contains(err.msg, "does not know");
  n2v_graph_free(graph);
}

/* The vectors have all they need when the graph is gone; both matrices stand row for row. */
static void vectors_outlive_the_graph(void **state) {
  (void)state;
  n2v_graph *graph;
  n2v_embedding *vectors, *contexts;
  n2v_train_params params;
  uint32_t node;
  n2v_train_params_init(&params, sizeof params);
  params.dims = 6;
  assert_ok(n2v_graph_parse("hub a\nhub b\nhub c\n", 18, "here", NULL, NULL, &graph, &err), &err);
  assert_ok(n2v_graph_find(graph, "b", 1, &node, &err), &err);
  assert_int_equal(n2v_graph_find(graph, "x", 1, &node, &err), N2V_EINPUT);
  assert_ok(n2v_train(graph, NULL, &params, NULL, &vectors, &contexts, NULL, &err), &err);
  n2v_graph_free(graph);
  size_t stride, length;
  const float *data = n2v_embedding_data(vectors, &stride);
  const uint64_t *counts = n2v_embedding_counts(vectors);
  for (uint64_t row = 0; row < 4; row++) {
    const char *name = n2v_embedding_name(vectors, row, &length);
    uint64_t found;
    assert_ptr_equal(n2v_embedding_row(vectors, row), data + row * stride);
    assert_ok(n2v_embedding_find(vectors, name, length, &found, &err), &err);
    assert_int_equal(found, row);
    assert_memory_equal(n2v_embedding_name(contexts, row, &length), name, length);
    assert_true(row == 0 || counts[row] <= counts[row - 1]);
  }
  assert_memory_equal(n2v_embedding_name(vectors, 0, &length), "hub", 3);
  n2v_embedding_free(vectors);
  assert_int_equal(n2v_embedding_rows(contexts), 4); /* and one matrix the other */
  assert_memory_equal(n2v_embedding_name(contexts, 0, &length), "hub", 3);
  n2v_embedding_free(contexts);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(vectors_outlive_the_graph), cmocka_unit_test(ids_are_kept),
      cmocka_unit_test(names_come_by_degree),      cmocka_unit_test(numbers_are_names),
      cmocka_unit_test(many_numbers_are_names),    cmocka_unit_test(ids_by_degree),
      cmocka_unit_test(wrong_edges_are_refused),   cmocka_unit_test(rows_are_borrowed_or_copied),
      cmocka_unit_test(wrong_rows_are_refused),    cmocka_unit_test(buffers_are_read_as_files),
      cmocka_unit_test(parameters_are_checked),    cmocka_unit_test(structs_may_grow),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
