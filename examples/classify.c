/* Trains on a graph, and says how well the vectors predict the labels of its nodes.
 *
 *   cc classify.c $(pkg-config --cflags --libs n2v) -o classify
 *   ./classify karate.txt karate.labels
 *
 * A call is made only when all before it went well; what there is by then is freed at the end. */
#include <n2v_eval.h>
#include <stdio.h>

int main(int argc, char **argv) {
  n2v_train_params train;
  n2v_classify_params params;
  n2v_classify_report report = {.size = sizeof report};
  n2v_graph *graph = NULL;
  n2v_embedding *vectors = NULL;
  n2v_label_sets *labels = NULL;
  n2v_error err;
  if (argc != 3) {
    fprintf(stderr, "usage: %s GRAPH LABELS\n", argv[0]);
    return 2;
  }
  n2v_train_params_init(&train, sizeof train);
  train.dims = 16;
  n2v_classify_params_init(&params, sizeof params);
  params.train_fraction = 0.3; /* of the labelled nodes; the others are predicted */
  params.repeats = 20;
  n2v_status status = n2v_graph_read(argv[1], NULL, NULL, &graph, &err);
  if (status == N2V_OK)
    status = n2v_label_sets_read(argv[2], &labels, &err);
  if (status == N2V_OK)
    status = n2v_train(graph, NULL, &train, NULL, &vectors, NULL, NULL, &err);
  if (status == N2V_OK)
    status = n2v_eval_classify(vectors, labels, &params, NULL, &report, &err);
  if (status == N2V_OK)
    printf("%u nodes, %u labels: Macro-F1 %.3f +- %.3f\n", report.nodes, report.labels,
           report.mean.macro, report.deviation.macro);
  else
    fprintf(stderr, "%s\n", err.msg);
  n2v_embedding_free(vectors);
  n2v_label_sets_free(labels);
  n2v_graph_free(graph);
  return status != N2V_OK;
}
