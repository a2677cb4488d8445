/* Corpora by the public interface alone: walks into arrays, one by one, and made by the caller. */
#include "unit.h"

static n2v_error err;

static n2v_graph *ring(void) {
  enum { NODES = 30 };
  uint32_t sources[NODES], targets[NODES];
  n2v_graph *graph;
  for (uint32_t v = 0; v < NODES; v++) {
    sources[v] = v;
    targets[v] = (v + 1) % NODES;
  }
  n2v_edge_list list = {
      .size = sizeof list, .count = NODES, .sources = sources, .targets = targets};
  assert_ok(n2v_graph_from_edges(&list, NULL, &graph, &err), &err);
  return graph;
}

static n2v_corpus *walks_of(const n2v_graph *graph, uint32_t num_walks) {
  n2v_walk_params params;
  n2v_corpus *corpus;
  n2v_walk_params_init(&params, sizeof params);
  params.walk_length = 7;
  params.num_walks = num_walks;
  params.q = 0.5;
  assert_ok(n2v_corpus_from_graph(graph, &params, NULL, &corpus, &err), &err);
  return corpus;
}

typedef struct seen {
  const n2v_corpus *corpus;
  uint64_t walks, most;
} seen;

/* Each walk of the stream is the one of that number. */
static int compare(void *user, const uint32_t *nodes, uint32_t length) {
  seen *s = user;
  uint32_t tokens[7], expected;
  uint64_t all = n2v_corpus_walks(s->corpus), number = s->walks++;
  assert_ok(
      n2v_corpus_get(s->corpus, (uint32_t)(number / all), number % all, 1, tokens, &expected, &err),
      &err);
  assert_int_equal(length, expected);
  assert_memory_equal(nodes, tokens, length * sizeof *nodes);
  return s->walks == s->most;
}

static void streams_are_in_order(void **state) {
  (void)state;
  n2v_graph *graph = ring();
  n2v_corpus *corpus = walks_of(graph, 1000);
  assert_int_equal(n2v_corpus_nodes(corpus), 30);
  assert_int_equal(n2v_corpus_walks(corpus), 30000);
  assert_int_equal(n2v_corpus_max_length(corpus), 7);
  assert_non_null(n2v_corpus_sampler(corpus));
  for (int threads = 1; threads <= 3; threads += 2) {
    const n2v_run run = {.size = sizeof run, .threads = threads};
    seen s = {.corpus = corpus};
    assert_ok(n2v_corpus_stream(corpus, 2, &run, compare, &s, &err), &err);
    assert_int_equal(s.walks, 60000);
    s = (seen){.corpus = corpus, .most = 17};
    assert_int_equal(n2v_corpus_stream(corpus, 2, &run, compare, &s, &err), N2V_ESTOPPED);
    assert_int_equal(s.walks, 17);
  }
  uint32_t tokens[7], length;
  assert_int_equal(n2v_corpus_get(corpus, 0, 30000, 1, tokens, &length, &err), N2V_EUSAGE);
  n2v_corpus_free(corpus);
  n2v_graph_free(graph);
}

static void saved_walks_are_the_same_corpus(void **state) {
  (void)state;
  n2v_graph *graph = ring();
  n2v_corpus *corpus = walks_of(graph, 3), *read;
  assert_ok(n2v_corpus_write(corpus, 1, "walks", NULL, NULL, &err), &err);
  assert_ok(n2v_corpus_read("walks", 0, NULL, &read, &err), &err);
  assert_int_equal(n2v_corpus_walks(read), n2v_corpus_walks(corpus));
  assert_null(n2v_corpus_sampler(read));
  for (uint64_t walk = 0; walk < n2v_corpus_walks(corpus); walk++) {
    uint32_t a[7], b[7], na, nb;
    assert_ok(n2v_corpus_get(corpus, 0, walk, 1, a, &na, &err), &err);
    assert_ok(n2v_corpus_get(read, 0, walk, 1, b, &nb, &err), &err);
    assert_int_equal(na, nb);
    for (uint32_t i = 0; i < na; i++) {
      size_t m, n;
      const char *x = n2v_corpus_name(corpus, a[i], &m), *y = n2v_corpus_name(read, b[i], &n);
      assert_true(m == n && memcmp(x, y, n) == 0);
    }
  }
  n2v_corpus_free(read);
  n2v_corpus_free(corpus);
  n2v_graph_free(graph);
}

/* Walks of two nodes, 0 1 or 2 3; user: tokens to spoil. */
static void read_pairs(void *user, uint32_t epoch, uint64_t first, uint32_t count, uint32_t *tokens,
                       uint32_t *lengths) {
  (void)epoch;
  for (uint32_t i = 0; i < count; i++) {
    uint32_t side = (uint32_t)(first + i) % 2 * 2;
    tokens[2 * i] = side;
    tokens[2 * i + 1] = user ? 99 : side + 1;
    lengths[i] = user && i == 0 ? 3 : 2;
  }
}

static void callers_make_walks(void **state) {
  (void)state;
  const char *const names[] = {"a", "b", "c", "d"};
  n2v_walk_source source = {.size = sizeof source,
                            .nodes = 4,
                            .names = names,
                            .walks = 400,
                            .max_length = 2,
                            .read = read_pairs};
  n2v_corpus *corpus;
  n2v_embedding *vectors;
  n2v_train_params params;
  n2v_train_params_init(&params, sizeof params);
  params.dims = 8;
  assert_ok(n2v_corpus_from_callback(&source, &corpus, &err), &err);
  assert_ok(n2v_train_corpus(corpus, &params, NULL, &vectors, NULL, NULL, &err), &err);
  n2v_corpus_free(corpus);
  uint64_t row;
  assert_int_equal(n2v_embedding_rows(vectors), 4);
  assert_ok(n2v_embedding_find(vectors, "d", 1, &row, &err), &err);
  assert_int_equal(n2v_embedding_counts(vectors)[row], 200);
  n2v_embedding_free(vectors);
  uint32_t tokens[4], lengths[2];
  source.user = &source; /* what is no node or no length does no harm */
  assert_ok(n2v_corpus_from_callback(&source, &corpus, &err), &err);
  assert_ok(n2v_corpus_get(corpus, 0, 0, 2, tokens, lengths, &err), &err);
  assert_true(lengths[0] == 1 && tokens[0] == 0);
  assert_true(lengths[1] == 2 && tokens[2] == 2 && tokens[3] == 0);
  n2v_corpus_free(corpus);
  source.read = NULL;
  assert_int_equal(n2v_corpus_from_callback(&source, &corpus, &err), N2V_EUSAGE);
  source.read = read_pairs;
  source.max_length = 0;
  assert_int_equal(n2v_corpus_from_callback(&source, &corpus, &err), N2V_EUSAGE);
  assert_contains(err.msg, "`max_length = 0`");
}

/* Whoever walks, a limit gives one sampler: training reports what the corpus alone has. */
static void one_sampler_at_every_limit(void **state) {
  (void)state;
  n2v_graph *graph = ring();
  n2v_train_params params;
  n2v_walk_params walk;
  int both = 0;
  n2v_train_params_init(&params, sizeof params);
  n2v_walk_params_init(&walk, sizeof walk);
  params.dims = 1;
  params.window = params.negative = params.epochs = 1;
  walk.q = 2;
  walk.walk_length = 5;
  walk.num_walks = 1;
  walk.epochs = 1;
  for (uint64_t memory = 1000; memory < 2000000; memory += memory / 16) {
    const n2v_run run = {.size = sizeof run, .threads = 1, .memory = memory};
    n2v_corpus *corpus;
    n2v_embedding *vectors;
    n2v_train_report report = {.size = sizeof report};
    n2v_status alone = n2v_corpus_from_graph(graph, &walk, &run, &corpus, &err);
    n2v_status trained = n2v_train(graph, &walk, &params, &run, &vectors, NULL, &report, &err);
    assert_true(trained == N2V_OK || trained == N2V_ELIMIT);
    if (trained == N2V_OK) {
      assert_int_equal(alone, N2V_OK);
      assert_string_equal(report.sampler, n2v_corpus_sampler(corpus));
      n2v_embedding_free(vectors);
      both++;
    }
    n2v_corpus_free(corpus);
  }
  assert_true(both > 0);
  n2v_graph_free(graph);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(streams_are_in_order),
      cmocka_unit_test(saved_walks_are_the_same_corpus),
      cmocka_unit_test(callers_make_walks),
      cmocka_unit_test(one_sampler_at_every_limit),
  };
  return cmocka_run_group_tests(tests, unit_enter_folder, unit_leave_folder);
}
