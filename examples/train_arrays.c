/* Trains on a graph given as arrays of ids, and prints the nearest nodes of node 0.
 *
 *   cc train_arrays.c $(pkg-config --cflags --libs n2v) -o train_arrays */
#include <n2v.h>
#include <stdio.h>

enum { GROUP = 12, K = 5 };

static int fail(const n2v_error *err) {
  fprintf(stderr, "%s\n", err->msg);
  return 1;
}

int main(void) {
  uint32_t sources[2 * GROUP * GROUP], targets[2 * GROUP * GROUP];
  n2v_edge_list edges = {.size = sizeof edges, .sources = sources, .targets = targets};
  n2v_train_params train;
  n2v_graph *graph;
  n2v_embedding *vectors;
  n2v_neighbour nearest[K];
  uint32_t found;
  uint64_t row;
  n2v_error err;
  for (uint32_t group = 0; group < 2; group++) /* two groups, all linked within */
    for (uint32_t i = 0; i < GROUP; i++)
      for (uint32_t j = 0; j < i; j++) {
        sources[edges.count] = group * GROUP + i;
        targets[edges.count++] = group * GROUP + j;
      }
  sources[edges.count] = 0; /* and one edge between them */
  targets[edges.count++] = GROUP;
  /* All is copied. An edge stands once; the library adds its way back. */
  if (n2v_graph_from_edges(&edges, NULL, &graph, &err) != N2V_OK)
    return fail(&err);
  n2v_train_params_init(&train, sizeof train);
  train.dims = 16;
  n2v_status status = n2v_train(graph, NULL, &train, NULL, &vectors, NULL, NULL, &err);
  n2v_graph_free(graph); /* the vectors do not need it */
  if (status != N2V_OK)
    return fail(&err);
  if (n2v_embedding_find(vectors, "0", 1, &row, &err) != N2V_OK ||
      n2v_nearest(vectors, N2V_COSINE, K, &row, 1, NULL, nearest, &found, &err) != N2V_OK)
    return fail(&err);
  for (uint32_t i = 0; i < found; i++) {
    size_t length;
    const char *name = n2v_embedding_name(vectors, nearest[i].row, &length);
    printf("%.*s %.3f\n", (int)length, name, nearest[i].score);
  }
  n2v_embedding_free(vectors);
  return 0;
}
