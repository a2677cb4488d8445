/* For the targets that read graphs: what comes out is sound, or refused with a message that fits.
 */
#ifndef N2V_TESTS_FUZZ_GRAPH_H
#define N2V_TESTS_FUZZ_GRAPH_H

#include "fuzz.h"

#include "options/params.h"
#include "../set_option.h"
#include "graph/csr.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static inline void must(int condition) {
  if (!condition)
    abort();
}

/* Options with an absurd memory cut off: a header may promise anything. */
static inline n2v_config *fuzz_config(const char *path, const char *format) {
  n2v_config *config;
  must(n2v_config_new(&config, NULL) == N2V_OK);
  must(set_option(config, "input", path, NULL) == N2V_OK);
  must(set_option(config, "format", format, NULL) == N2V_OK);
  must(set_option(config, "memory", "64M", NULL) == N2V_OK);
  must(set_option(config, "threads", "2", NULL) == N2V_OK);
  return config;
}

static inline void fuzz_check_graph(const n2v_graph *g) {
  uint64_t loops = 0;
  must(g->offsets[0] == 0 && g->offsets[g->nodes] == g->arcs);
  for (uint32_t v = 0; v < g->nodes; v++) {
    size_t length;
    const char *name = n2v_names_get(g->names, v, &length);
    must(length > 0 && !memchr(name, ' ', length) && !memchr(name, '\n', length));
    must(g->offsets[v] <= g->offsets[v + 1]);
    for (uint64_t i = g->offsets[v]; i < g->offsets[v + 1]; i++) {
      must(g->neighbours[i] < g->nodes);
      must(i == g->offsets[v] || g->neighbours[i - 1] < g->neighbours[i]);
      must(!g->weights || (isfinite(g->weights[i]) && g->weights[i] > 0));
      loops += g->neighbours[i] == v;
    }
  }
  must(g->loops == loops);
  must(g->edges == (g->directed ? g->arcs : (g->arcs + loops) / 2));
}

/* Reads; the graph, checked, or NULL. Frees the options. */
static inline n2v_graph *fuzz_read_graph(n2v_config *config) {
  n2v_graph *graph;
  n2v_error err = {0};
  n2v_read_params params = n2v_config_read_params(config);
  n2v_run run = n2v_config_run(config, NULL);
  n2v_status status = n2v_graph_read(config->input, &params, &run, &graph, &err);
  n2v_config_free(config);
  if (status != N2V_OK) {
    must(graph == NULL && err.code == status && *err.msg && !strchr(err.msg, '\n'));
    return NULL;
  }
  fuzz_check_graph(graph);
  return graph;
}

#endif
