/* What n2v.h says a graph is like, and the random graphs that it makes: each parameter is checked
 * here, and in generate.c whether they go together. */
#include "base/params.h"
#include "base/status.h"
#include "graph/components.h"
#include "graph/generate.h"

#include <string.h>

/* A self-loop has two ends, both at its node: it stands once in the row, but counts two in an
 * undirected degree (the sum of degrees is twice the number of edges). The walk treats it as the
 * one entry that it is. */
static uint64_t count_ends(const n2v_graph *graph, uint32_t node) {
  uint64_t degree = n2v_degree(graph, node);
  for (uint64_t i = graph->offsets[node]; !graph->directed && i < graph->offsets[node + 1]; i++)
    if (graph->neighbours[i] == node)
      return degree + 1;
  return degree;
}

n2v_status n2v_graph_describe(const n2v_graph *graph, n2v_graph_stats *stats, n2v_error *err) {
  const size_t size = stats->size;
  n2v_components components;
  if (size < sizeof size)
    return n2v_fail(err, N2V_EUSAGE, "n2v_graph_stats.size = %zu: set it to the struct's size",
                    size);
  n2v_status status = n2v_components_find(graph, &components, err);
  if (status != N2V_OK)
    return status;
  n2v_graph_stats own = {.size = size,
                         .self_loops = graph->loops,
                         .components = components.count,
                         .largest_component = components.largest_nodes,
                         .isolated = components.isolated,
                         .bytes = n2v_graph_bytes(graph)};
  n2v_components_free(&components);
  for (uint32_t v = 0; v < graph->nodes; v++) {
    uint64_t ends = count_ends(graph, v);
    own.max_degree = ends > own.max_degree ? ends : own.max_degree;
  }
  memcpy(stats, &own, size < sizeof own ? size : sizeof own);
  return N2V_OK;
}

n2v_status n2v_graph_components(const n2v_graph *graph, uint32_t *component, n2v_error *err) {
  n2v_components found;
  n2v_status status = n2v_components_find(graph, &found, err);
  if (status == N2V_OK)
    memcpy(component, found.of, graph->nodes * sizeof *component);
  n2v_components_free(&found);
  return status;
}

/* ------------------------------------------------------------------------------- random graphs */

static const n2v_generate_params defaults = {
    .size = sizeof defaults, .model = "powerlaw", .communities = 10, .mixing = 0.2, .seed = 1};

void n2v_generate_params_init(n2v_generate_params *params, size_t size) {
  memset(params, 0, size);
  memcpy(params, &defaults, size < sizeof defaults ? size : sizeof defaults);
  params->size = size;
}

static n2v_status check_model(const char *model, n2v_error *err) {
  static const char *const models[] = {"powerlaw", "er", "sbm"};
  for (size_t i = 0; model && i < sizeof models / sizeof *models; i++)
    if (strcmp(model, models[i]) == 0)
      return N2V_OK;
  return n2v_fail(err, N2V_EUSAGE, "`model = %s`: must be powerlaw, er or sbm",
                  model ? model : "NULL");
}

static n2v_status take(const n2v_generate_params *given, const n2v_run *run_given,
                       n2v_generator *out, n2v_run *run, n2v_error *err) {
  n2v_generate_params own = defaults;
  n2v_status status = n2v_params_take(&own, sizeof own, given, "n2v_generate_params", err);
  const n2v_range ranges[] = {{"nodes", (double)own.nodes, 2, N2V_NAMES_MAX},
                              {"edges", (double)own.edges, 1, 1e12},
                              {"communities", (double)own.communities, 1, N2V_NAMES_MAX},
                              {"mixing", own.mixing, 0, 1}};
  if (status == N2V_OK)
    status = n2v_in_ranges(ranges, sizeof ranges / sizeof *ranges, err);
  if (status == N2V_OK)
    status = check_model(own.model, err);
  if (status == N2V_OK)
    status = n2v_run_take(run_given, run, err);
  if (status == N2V_OK)
    *out = (n2v_generator){.model = own.model,
                           .nodes = own.nodes,
                           .edges = own.edges,
                           .communities = own.communities,
                           .mixing = own.mixing,
                           .seed = own.seed,
                           .threads = run->threads,
                           .memory = run->memory};
  return status;
}

n2v_status n2v_graph_generate(const n2v_generate_params *params, const n2v_run *run,
                              n2v_graph **out, n2v_error *err) {
  n2v_generator generator;
  n2v_run own;
  *out = NULL;
  n2v_status status = take(params, run, &generator, &own, err);
  return status == N2V_OK ? n2v_generate(&generator, own.progress, out, err) : status;
}

n2v_status n2v_graph_generate_file(const n2v_generate_params *params, const char *path,
                                   const n2v_run *run, n2v_error *err) {
  n2v_generator generator;
  n2v_run own;
  n2v_status status = take(params, run, &generator, &own, err);
  return status == N2V_OK ? n2v_generate_file(&generator, path, own.progress, err) : status;
}

bool n2v_graph_generate_fits(const n2v_generate_params *params, const n2v_run *run) {
  n2v_generator generator;
  n2v_run own;
  return take(params, run, &generator, &own, NULL) != N2V_OK || /* which making it will tell */
         n2v_generate_bytes(&generator) <= own.memory;
}
