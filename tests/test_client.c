/* The library as others use it: from two threads at once, and a thousand times. */
#include "unit.h"

#include <dirent.h>
#include <locale.h>
#include <pthread.h>
#include <sys/resource.h>

static n2v_graph *graph_of(uint32_t nodes, uint32_t step) {
  uint32_t sources[64], targets[64];
  n2v_graph *graph;
  n2v_error err;
  for (uint32_t v = 0; v < nodes; v++) {
    sources[v] = v;
    targets[v] = (v + step) % nodes;
  }
  n2v_edge_list list = {
      .size = sizeof list, .count = nodes, .sources = sources, .targets = targets};
  assert_ok(n2v_graph_from_edges(&list, NULL, &graph, &err), &err);
  return graph;
}

static n2v_embedding *train(uint32_t nodes, uint32_t step) {
  const n2v_run one = {.size = sizeof one, .threads = 1};
  n2v_train_params params;
  n2v_embedding *vectors;
  n2v_error err;
  n2v_graph *graph = graph_of(nodes, step);
  n2v_train_params_init(&params, sizeof params);
  params.dims = 8;
  params.epochs = 1;
  assert_ok(n2v_train(graph, NULL, &params, &one, &vectors, NULL, NULL, &err), &err);
  n2v_graph_free(graph);
  return vectors;
}

static void *train_in_thread(void *step) {
  return train(40, *(uint32_t *)step);
}

/* Each the same as if it were alone. */
static void two_threads_train_at_once(void **state) {
  (void)state;
  uint32_t steps[] = {1, 3};
  pthread_t threads[2];
  for (int i = 0; i < 2; i++)
    assert_int_equal(pthread_create(&threads[i], NULL, train_in_thread, &steps[i]), 0);
  for (int i = 0; i < 2; i++) {
    void *result;
    assert_int_equal(pthread_join(threads[i], &result), 0);
    n2v_embedding *together = result, *alone = train(40, steps[i]);
    for (uint64_t row = 0; row < 40; row++)
      assert_memory_equal(n2v_embedding_row(together, row), n2v_embedding_row(alone, row), 32);
    n2v_embedding_free(together);
    n2v_embedding_free(alone);
  }
}

static int open_files(void) {
  DIR *folder = opendir("/proc/self/fd");
  int count = 0;
  assert_non_null(folder);
  while (readdir(folder))
    count++;
  closedir(folder);
  return count;
}

static long peak_kilobytes(void) {
  struct rusage usage;
  assert_int_equal(getrusage(RUSAGE_SELF, &usage), 0);
  return usage.ru_maxrss;
}

/* Made here where the system has it not: Debian's package `locales` has the sources. */
static bool speak_german(void) {
  char folder[4096];
  if (setlocale(LC_ALL, "de_DE.UTF-8"))
    return true;
  return system("localedef -i de_DE -f UTF-8 ./de_DE.UTF-8 2>localedef.txt") == 0 &&
         getcwd(folder, sizeof folder) && setenv("LOCPATH", folder, 1) == 0 &&
         setlocale(LC_ALL, "de_DE.UTF-8");
}

static void a_thousand_trainings_leave_nothing(void **state) {
  const bool german = *state;
  if (german && !speak_german())
    skip();
  for (int i = 0; i < 50; i++)
    n2v_embedding_free(train(8, 1));
  int files = open_files();
  long before = peak_kilobytes();
  for (int i = 0; i < 1000; i++)
    n2v_embedding_free(train(8, 1));
  assert_int_equal(open_files(), files);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__) /* they keep what is freed */
  assert_true(peak_kilobytes() - before < 2048);
#else
  (void)before;
#endif
  if (german)
    setlocale(LC_ALL, "C");
}

/* The losses of all epochs, however many there are, live as long as the vectors. */
static void every_epoch_has_its_loss(void **state) {
  (void)state;
  enum { EPOCHS = 1500 };
  n2v_train_report report = {.size = sizeof report}, wrong = {.size = 0};
  n2v_train_params params;
  n2v_embedding *vectors;
  n2v_error err;
  n2v_graph *graph = graph_of(4, 1);
  n2v_train_params_init(&params, sizeof params);
  params.dims = 2;
  params.epochs = EPOCHS;
  params.alpha = 0.01;
  n2v_walk_params walk;
  n2v_walk_params_init(&walk, sizeof walk);
  walk.walk_length = 4;
  walk.num_walks = 1;
  assert_ok(n2v_train(graph, &walk, &params, NULL, &vectors, NULL, &report, &err), &err);
  n2v_graph_free(graph);
  assert_int_equal(report.epochs, EPOCHS);
  for (int e = 0; e < EPOCHS; e++)
    assert_true(report.loss[e] > 0.1 && report.loss[e] < 10);
  assert_true(report.loss[EPOCHS - 1] < report.loss[0]);
  n2v_embedding_free(vectors);
  graph = graph_of(4, 1);
  assert_int_equal(n2v_train(graph, &walk, &params, NULL, &vectors, NULL, &wrong, &err),
                   N2V_EUSAGE);
  assert_contains(err.msg, "n2v_train_report.size = 0");
  n2v_graph_free(graph);
}

/* A decimal comma in the program's locale changes no file, and no number that is read. */
static void commas_stay_out_of_files(void **state) {
  (void)state;
  static const char text[] = "a b 0.5\nb c 1.25\n";
  n2v_graph *graph;
  n2v_embedding *vectors, *read;
  n2v_train_params params;
  n2v_error err;
  if (!speak_german())
    skip();
  n2v_train_params_init(&params, sizeof params);
  params.dims = 3;
  params.checkpoint = "c"; /* its fingerprint holds numbers */
  assert_ok(n2v_graph_parse(text, strlen(text), "here", NULL, NULL, &graph, &err), &err);
  assert_true(n2v_graph_csr(graph).weights[0] == 0.5f || n2v_graph_csr(graph).weights[0] == 1.25f);
  assert_ok(n2v_train(graph, NULL, &params, NULL, &vectors, NULL, NULL, &err), &err);
  assert_ok(n2v_embedding_write(vectors, "v.txt", "text", NULL, &err), &err);
  setlocale(LC_ALL, "C");
  params.resume = "c";
  n2v_embedding *resumed;
  assert_ok(n2v_train(graph, NULL, &params, NULL, &resumed, NULL, NULL, &err), &err);
  n2v_embedding_free(resumed);
  assert_ok(n2v_embedding_read("v.txt", NULL, &read, &err), &err);
  for (uint64_t row = 0; row < 3; row++)
    assert_memory_equal(n2v_embedding_row(read, row), n2v_embedding_row(vectors, row), 12);
  n2v_embedding_free(read);
  n2v_embedding_free(vectors);
  n2v_graph_free(graph);
}

/* Small and large floats, which text holds with an exponent. */
static void commas_stay_out_of_exponents(void **state) {
  (void)state;
  static const char text[] = "2 2\na 1.5e-07 0.5\nb 2.5e+10 -1.25e-38\n";
  n2v_embedding *vectors;
  n2v_error err;
  char *written = NULL;
  size_t size = 0;
  if (!speak_german())
    skip();
  assert_ok(n2v_embedding_parse(text, strlen(text), "here", NULL, &vectors, &err), &err);
  FILE *stream = open_memstream(&written, &size);
  assert_ok(n2v_embedding_print(vectors, "text", stream, NULL, &err), &err);
  fclose(stream);
  setlocale(LC_ALL, "C");
  assert_null(strchr(written, ','));
  assert_contains(written, "e-0");
  assert_contains(written, "e+10");
  free(written);
  n2v_embedding_free(vectors);
}

int main(void) {
  static char german[] = "german";
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(two_threads_train_at_once),
      cmocka_unit_test(every_epoch_has_its_loss),
      cmocka_unit_test(commas_stay_out_of_files),
      cmocka_unit_test(commas_stay_out_of_exponents),
      cmocka_unit_test(a_thousand_trainings_leave_nothing),
      {"a_thousand_more_with_a_decimal_comma", a_thousand_trainings_leave_nothing, NULL, NULL,
       german},
  };
  return cmocka_run_group_tests(tests, unit_enter_folder, unit_leave_folder);
}
