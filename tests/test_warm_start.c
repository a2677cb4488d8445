/* Training that goes on from earlier vectors. */
#include "unit.h"

#include "options/params.h"
#include "set_option.h"

#include "embedding/embedding.h"
#include "train/warm_start.h"

#include <math.h>

static n2v_config *options(const char *const *pairs) {
  n2v_config *config;
  n2v_error err;
  static const char *const common[] = {"input", "edges", "size", "2", "threads", "1", NULL};
  assert_ok(n2v_config_new(&config, &err), &err);
  for (const char *const *p = common; *p; p += 2)
    assert_ok(set_option(config, p[0], p[1], &err), &err);
  for (const char *const *p = pairs; *p; p += 2)
    assert_ok(set_option(config, p[0], p[1], &err), &err);
  return config;
}

#define OPTIONS(...) options((const char *const[]){__VA_ARGS__, NULL})

typedef struct fixture {
  n2v_config *config;
  n2v_graph *graph;
  n2v_start start;
} fixture;

static n2v_graph *graph_of(const n2v_config *config) {
  n2v_read_params params = n2v_config_read_params(config);
  n2v_graph *graph;
  n2v_error err;
  assert_ok(n2v_graph_read(config->input, &params, NULL, &graph, &err), &err);
  return graph;
}

static n2v_embedding *read_vectors(const char *path) {
  n2v_embedding *vectors;
  n2v_error err;
  assert_ok(n2v_embedding_read(path, NULL, &vectors, &err), &err);
  return vectors;
}

/* From old.txt and, where the options name one, the contexts. */
static fixture warm(n2v_config *config) {
  fixture f = {.config = config, .graph = graph_of(config)};
  n2v_embedding *old = read_vectors("old.txt");
  n2v_embedding *context = *config->init_context ? read_vectors(config->init_context) : NULL;
  n2v_train_params params = n2v_config_train_params(config);
  n2v_error err;
  params.init = old;
  params.init_context = context;
  assert_ok(n2v_names_index(f.graph->names, &err), &err);
  assert_ok(n2v_warm_start(&params, f.graph, f.graph->names, (n2v_team_size){1, false}, NULL,
                           &f.start, &err),
            &err);
  n2v_embedding_free(old);
  n2v_embedding_free(context);
  return f;
}

static void cool(fixture *f) {
  n2v_model_free(f->start.model);
  n2v_warm_start_free(&f->start);
  n2v_graph_free(f->graph);
  n2v_config_free(f->config);
}

static uint32_t node_of(const fixture *f, const char *name) {
  uint32_t node;
  assert_true(n2v_names_find(f->graph->names, name, strlen(name), &node));
  return node;
}

static void check_row(const fixture *f, const char *name, const float *matrix, float x, float y) {
  size_t at = node_of(f, name) * f->start.model->stride;
  if (fabsf(matrix[at] - x) > 1e-6f || fabsf(matrix[at + 1] - y) > 1e-6f)
    fail_msg("%s starts at (%g, %g), not (%g, %g)", name, (double)matrix[at],
             (double)matrix[at + 1], (double)x, (double)y);
}

/* Old: a, b. New: n next to both, m next to n alone, s to itself and n, lone pair u v. */
static void new_nodes_start_from_their_neighbours(void **state) {
  (void)state;
  unit_write("edges", "a b 1\nn a 1\nb n 3\nm n 5\ns s 9\ns n 2\nu v 1\n");
  unit_write("old.txt", "3 2\na 4 0\nb 0 8\ngone 7 7\n");
  unit_write("context.txt", "1 2\nb 5 6\n");
  fixture f = warm(OPTIONS("init-context", "context.txt"));
  const float *input = f.start.model->input, *output = f.start.model->output;
  check_row(&f, "a", input, 4, 0);
  check_row(&f, "b", input, 0, 8);
  check_row(&f, "n", input, 1, 6);
  check_row(&f, "m", input, 1, 6);
  check_row(&f, "s", input, 1, 6);
  check_row(&f, "b", output, 5, 6);
  check_row(&f, "n", output, 0, 0);
  const float *u = input + node_of(&f, "u") * f.start.model->stride;
  assert_true(fabsf(u[0]) <= 0.25f && u[0] != 0); /* as a cold start */
  assert_null(f.start.frozen);
  cool(&f);
}

static void an_arc_counts_either_way(void **state) {
  (void)state;
  unit_write("edges", "n a\nb n\n");
  unit_write("old.txt", "2 2\na 4 0\nb 0 8\n");
  fixture f = warm(OPTIONS("directed", "1"));
  check_row(&f, "n", f.start.model->input, 2, 4);
  cool(&f);
}

static void frozen_rows_stay_to_the_bit(void **state) {
  (void)state;
  unit_write("edges", "a b\nb c\nc a\nn a\nn b\nm n\n");
  unit_write("old.txt", "3 2\na 0.1 -0\nb 0.3 0.7\nc -0.2 0.4\n");
  n2v_config *config = OPTIONS("freeze", "1", "epochs", "3", "group", "1");
  n2v_error err;
  n2v_graph *graph = graph_of(config);
  n2v_embedding *old = read_vectors("old.txt"), *vectors;
  n2v_train_params params = n2v_config_train_params(config);
  n2v_run one = n2v_config_run(config, NULL);
  params.init = old;
  assert_ok(n2v_train(graph, NULL, &params, &one, &vectors, NULL, NULL, &err), &err);
  assert_ok(n2v_names_index(old->names, &err), &err);
  int kept = 0, trained = 0;
  for (uint64_t row = 0; row < n2v_embedding_rows(vectors); row++) {
    size_t length;
    uint32_t id;
    const char *name = n2v_embedding_name(vectors, row, &length);
    const float *now = n2v_embedding_row(vectors, row);
    if (n2v_names_find(old->names, name, length, &id)) {
      assert_memory_equal(now, n2v_embedding_row(old, id), 8);
      kept++;
    } else {
      trained += fabsf(now[0] - 0.2f) > 1e-3f; /* where both means begin */
    }
  }
  assert_int_equal(kept, 3);
  assert_int_equal(trained, 2);
  n2v_embedding_free(old);
  n2v_embedding_free(vectors);
  n2v_graph_free(graph);
  n2v_config_free(config);
}

static void refuses_files_that_do_not_fit(void **state) {
  (void)state;
  static const struct {
    const char *file, *message;
    n2v_status status;
  } wrong[] = {
      {"1 3\na 1 2 3\n", "`init`: its vectors have 3 dimensions: give `dims = 3`", N2V_EUSAGE},
      {"1 2\nx 1 2\n", "`init`: none of its names is a node here", N2V_EINPUT},
      {"3 2\na 1 2\nb 1 2\na 3 4\n", "init: the name 'a' is there twice", N2V_EINPUT},
  };
  unit_write("edges", "a b\n");
  for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
    n2v_config *config = options((const char *const[]){NULL});
    n2v_error err;
    n2v_start start;
    n2v_train_params params = n2v_config_train_params(config);
    unit_write("old.txt", wrong[i].file);
    n2v_graph *graph = graph_of(config);
    n2v_embedding *old = read_vectors("old.txt");
    params.init = old;
    assert_int_equal(
        n2v_warm_start(&params, graph, graph->names, (n2v_team_size){1, false}, NULL, &start, &err),
        wrong[i].status);
    assert_contains(err.msg, wrong[i].message);
    assert_null(start.model);
    n2v_embedding_free(old);
    n2v_graph_free(graph);
    n2v_config_free(config);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(new_nodes_start_from_their_neighbours),
      cmocka_unit_test(an_arc_counts_either_way),
      cmocka_unit_test(frozen_rows_stay_to_the_bit),
      cmocka_unit_test(refuses_files_that_do_not_fit),
  };
  return cmocka_run_group_tests(tests, unit_enter_folder, unit_leave_folder);
}
