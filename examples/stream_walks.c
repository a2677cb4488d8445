/* Counts how often the walks of a graph visit each node, without keeping a walk.
 *
 *   cc stream_walks.c $(pkg-config --cflags --libs n2v) -o stream_walks
 *   ./stream_walks karate.txt */
#include <n2v.h>
#include <stdio.h>
#include <stdlib.h>

/* The nodes are the library's, and valid during the call. */
static int count(void *user, const uint32_t *nodes, uint32_t length) {
  uint64_t *visits = user;
  for (uint32_t i = 0; i < length; i++)
    visits[nodes[i]]++;
  return 0; /* go on */
}

int main(int argc, char **argv) {
  n2v_walk_params walk;
  n2v_graph *graph = NULL;
  n2v_corpus *corpus = NULL;
  uint64_t *visits = NULL;
  n2v_error err = {.msg = "out of memory"};
  n2v_walk_params_init(&walk, sizeof walk);
  walk.q = 0.5; /* walks that explore */
  walk.epochs = 1;
  n2v_status status = n2v_graph_read(argc > 1 ? argv[1] : "karate.txt", NULL, NULL, &graph, &err);
  if (status == N2V_OK)
    status = n2v_corpus_from_graph(graph, &walk, NULL, &corpus, &err);
  if (status == N2V_OK && !(visits = calloc(n2v_graph_nodes(graph), sizeof *visits)))
    status = N2V_ENOMEM;
  if (status == N2V_OK)
    status = n2v_corpus_stream(corpus, 1, NULL, count, visits, &err);
  for (uint32_t node = 0; status == N2V_OK && node < n2v_graph_nodes(graph); node++) {
    size_t length;
    const char *name = n2v_graph_name(graph, node, &length);
    printf("%.*s %llu\n", (int)length, name, (unsigned long long)visits[node]);
  }
  if (status != N2V_OK)
    fprintf(stderr, "%s\n", err.msg);
  free(visits);
  n2v_corpus_free(corpus); /* before the graph that it walks */
  n2v_graph_free(graph);
  return status != N2V_OK;
}
