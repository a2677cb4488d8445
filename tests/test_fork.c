/* The library in a child of a program that has used it, and on a small stack. */
#include "unit.h"

#include "n2v.h"

#include <pthread.h>
#include <sys/wait.h>

enum { NODES = 3000, STACK = 256 << 10 };

/* A ring with chords, from its text to vectors, by two threads. */
static n2v_status train(n2v_error *err) {
  static char text[NODES * 2 * 16];
  size_t size = 0;
  for (int i = 0; i < NODES; i++)
    size += (size_t)sprintf(text + size, "%d %d\n%d %d\n", i, (i + 1) % NODES, i, i * 7 % NODES);
  n2v_graph *graph = NULL;
  n2v_embedding *vectors = NULL;
  n2v_run run;
  n2v_walk_params walk;
  n2v_train_params params;
  n2v_run_init(&run, sizeof run);
  n2v_walk_params_init(&walk, sizeof walk);
  n2v_train_params_init(&params, sizeof params);
  run.threads = 2;
  params.dims = 8;
  params.epochs = 1;
  walk.num_walks = 1;
  n2v_status status = n2v_graph_parse(text, size, "ring", NULL, &run, &graph, err);
  if (status == N2V_OK)
    status = n2v_train(graph, &walk, &params, &run, &vectors, NULL, NULL, err);
  n2v_embedding_free(vectors);
  n2v_graph_free(graph);
  return status;
}

static void works_after_fork(void **state) {
  (void)state;
  n2v_error err;
  for (int round = 0; round < 3; round++) {
    assert_ok(train(&err), &err);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
      alarm(60); /* it used to wait for threads that only the parent has */
      _exit(train(NULL) == N2V_OK ? 0 : 1);
    }
    int code = -1;
    assert_int_equal(waitpid(child, &code, 0), child);
    assert_true(WIFEXITED(code));
    assert_int_equal(WEXITSTATUS(code), 0);
  }
}

static void *train_there(void *err) {
  return train(err) == N2V_OK ? err : NULL;
}

static void a_small_stack_is_enough(void **state) {
  (void)state;
  n2v_error err;
  pthread_t thread;
  pthread_attr_t attributes;
  void *done = NULL;
  pthread_attr_init(&attributes);
  assert_int_equal(pthread_attr_setstacksize(&attributes, STACK), 0);
  assert_int_equal(pthread_create(&thread, &attributes, train_there, &err), 0);
  assert_int_equal(pthread_join(thread, &done), 0);
  pthread_attr_destroy(&attributes);
  assert_non_null(done);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(works_after_fork),
                                     cmocka_unit_test(a_small_stack_is_enough)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
