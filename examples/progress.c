/* Trains with a progress line; Ctrl-C ends it.
 *
 *   cc progress.c $(pkg-config --cflags --libs n2v) -o progress
 *   ./progress karate.txt vectors.bin */
#include <n2v.h>
#include <signal.h>
#include <stdio.h>

static volatile sig_atomic_t stop;

static void on_interrupt(int number) {
  (void)number;
  __atomic_store_n(&stop, 1, __ATOMIC_RELAXED); /* threads look at it */
}

/* Called some times a second, from one of the training's threads; never from two at once. */
static void report(void *user, const n2v_progress_event *event) {
  (void)user;
  if (event->phase == N2V_PHASE_TRAIN && event->fraction >= 0 && !event->note)
    fprintf(stderr, "\r%3.0f%%  loss %.4f ", 100 * event->fraction, event->loss);
}

int main(int argc, char **argv) {
  const n2v_progress progress = {.report = report, .stop = &stop};
  n2v_run run;
  n2v_graph *graph;
  n2v_embedding *vectors;
  n2v_error err;
  if (argc != 3) {
    fprintf(stderr, "usage: %s GRAPH VECTORS\n", argv[0]);
    return 2;
  }
  signal(SIGINT, on_interrupt);
  n2v_run_init(&run, sizeof run);
  run.progress = &progress;
  n2v_status status = n2v_graph_read(argv[1], NULL, &run, &graph, &err);
  if (status == N2V_OK)
    status = n2v_train(graph, NULL, NULL, &run, &vectors, NULL, NULL, &err);
  n2v_graph_free(graph);
  if (status == N2V_OK) { /* not when it was stopped: n2v_train then gives no vectors */
    status = n2v_embedding_write(vectors, argv[2], "auto", NULL, &err);
    n2v_embedding_free(vectors);
  }
  fprintf(stderr, "\n%s\n", status == N2V_OK ? "done" : err.msg);
  return status != N2V_OK;
}
