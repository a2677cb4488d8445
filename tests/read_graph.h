/* Reading graphs in tests, and asking them by name. */
#ifndef N2V_TESTS_READ_GRAPH_H
#define N2V_TESTS_READ_GRAPH_H

#include "unit.h"

#include "options/params.h"
#include "set_option.h"
#include "graph/csr.h"

/* options: "name", "value", ..., NULL. note (may be NULL): the last note, 512 bytes. */
static inline void read_graph_note(void *user, const n2v_progress_event *event) {
  if (event->note && user)
    snprintf(user, 512, "%s", event->note);
}

static inline n2v_status read_graph(const char *path, const char *const *options, char *note,
                                    n2v_graph **graph, n2v_error *err) {
  n2v_config *config;
  n2v_progress progress = {.report = read_graph_note, .user = note};
  assert_ok(n2v_config_new(&config, err), err);
  for (; options && *options; options += 2)
    assert_ok(set_option(config, options[0], options[1], err), err);
  n2v_read_params params = n2v_config_read_params(config);
  n2v_run run = n2v_config_run(config, &progress);
  n2v_status status = n2v_graph_read(path, &params, &run, graph, err);
  n2v_config_free(config);
  return status;
}

#define OPTIONS(...) ((const char *const[]){__VA_ARGS__, NULL})

/* Reads `text` as the file graph.txt of the current folder. */
static inline n2v_graph *graph_of(const char *text, const char *const *options) {
  n2v_graph *graph;
  n2v_error err;
  unit_write("graph.txt", text);
  if (read_graph("graph.txt", options, NULL, &graph, &err) != N2V_OK)
    fail_msg("%s", err.msg);
  return graph;
}

static inline bool node_of(const n2v_graph *graph, const char *name, uint32_t *node) {
  n2v_error err;
  assert_ok(n2v_names_index(graph->names, &err), &err);
  return n2v_names_find(graph->names, name, strlen(name), node);
}

/* The weight of the arc between two names, 0: there is none. */
static inline double weight_of(const n2v_graph *graph, const char *from, const char *to) {
  uint32_t v, x;
  assert_true(node_of(graph, from, &v));
  assert_true(node_of(graph, to, &x));
  for (uint64_t i = graph->offsets[v]; i < graph->offsets[v + 1]; i++)
    if (graph->neighbours[i] == x)
      return graph->weights ? (double)graph->weights[i] : 1;
  return 0;
}

#endif
