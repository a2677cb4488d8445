/* The graphs that benchmarks run on: made ones always, others where their files are. One is held at
 * a time, so benchmarks on the same graph should stand side by side. */
#ifndef N2V_BENCH_GRAPHS_H
#define N2V_BENCH_GRAPHS_H

#include "graph/csr.h"
#include "graph/generate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct bench_graph {
  const char *name;
  uint64_t nodes, edges; /* of a generated power law; 0: read from a file */
  const char *folder;    /* environment variable that says where it is */
  const char *file;
  uint32_t walks; /* from each node, for a round that is neither over at once nor takes for ever */
} bench_graph;

static const bench_graph bench_graphs[] = {
    {.name = "movielens", .folder = "MOVIELENS_DIR", .file = "ratings.csv", .walks = 100},
    {.name = "facebook", .folder = "N2V_DATA", .file = "facebook/edges.txt", .walks = 50},
    {.name = "blogcatalog", .folder = "N2V_DATA", .file = "blogcatalog/edges.txt", .walks = 20},
    {.name = "powerlaw-10k-300k", .nodes = 10000, .edges = 300000, .walks = 20},
    {.name = "powerlaw-1M-10M", .nodes = 1000000, .edges = 10000000, .walks = 1}};
enum { BENCH_GRAPHS = sizeof bench_graphs / sizeof *bench_graphs };

static inline void bench_graph_path(const bench_graph *b, char *path, size_t size) {
  const char *folder = b->folder ? getenv(b->folder) : NULL;
  snprintf(path, size, "%s/%s", folder ? folder : "", b->file ? b->file : "");
}

static inline bool bench_graph_there(const bench_graph *b) {
  char path[1024];
  bench_graph_path(b, path, sizeof path);
  return b->nodes || (getenv(b->folder) && access(path, R_OK) == 0);
}

/* From ratings, the graph of configs/movielens.ini. */
static inline n2v_status bench_graph_read(const bench_graph *b, n2v_graph **graph, n2v_error *err) {
  char path[1024];
  n2v_read_params params;
  bench_graph_path(b, path, sizeof path);
  n2v_read_params_init(&params, sizeof params);
  if (strcmp(b->folder, "MOVIELENS_DIR") == 0)
    params.format = N2V_FORMAT_RATINGS;
  return n2v_graph_read(path, &params, NULL, graph, err);
}

/* The graph, to be left alone by the caller; the one before is freed. */
static inline const n2v_graph *bench_graph_get(const bench_graph *b) {
  static const bench_graph *which;
  static n2v_graph *graph;
  n2v_error err;
  if (which == b)
    return graph;
  n2v_graph_free(graph);
  which = b;
  n2v_generator generator = {
      .model = "powerlaw", .nodes = b->nodes, .edges = b->edges, .seed = 1, .threads = 2};
  n2v_status status =
      b->nodes ? n2v_generate(&generator, NULL, &graph, &err) : bench_graph_read(b, &graph, &err);
  if (status != N2V_OK) {
    fprintf(stderr, "%s: %s\n", b->name, err.msg);
    exit(1);
  }
  return graph;
}

#endif
