/* n2v-graph: reads or generates a graph, writes it, prints what it is like. */
#include "base/clock.h"
#include "base/figures.h"
#include "base/packer.h"
#include "base/parallel.h"
#include "base/params.h"
#include "base/progress.h"
#include "base/status.h"
#include "cli.h"
#include "graph/components.h"
#include "graph/csr_file.h"
#include "input/edge_writer.h"
#include "input/external_edges.h"
#include "graph/generate.h"
#include "metrics.h"
#include "options/params.h"
#include "walk/choose.h"
#include "walk/walker.h"

#include <stdlib.h>
#include <string.h>

static const cli program = {
    .name = "n2v-graph",
    .program = N2V_PROGRAM_GRAPH,
    .synopsis = "n2v-graph -input FILE [options] [-stats] [-output g.csr]\n"
                "       n2v-graph -generate powerlaw|er|sbm -nodes N -edges M [options]",
    .about =
        "Reads a graph as n2v-train does, or makes a random one, and writes it as a binary CSR\n"
        "(opens at once; any tool of n2v reads it) or, when the output's name ends in .txt,\n"
        ".edges, .tsv or .csv, as an edge list. -stats prints `key value` lines.",
};

static n2v_status node_count(const n2v_config *config, uint64_t *count, n2v_error *err) {
  char *end;
  double value = strtod(config->nodes, &end);
  if (end == config->nodes || *end || value < 2 || value > N2V_NAMES_MAX ||
      value != (double)(uint64_t)value)
    return n2v_fail(err, N2V_EUSAGE, "with -generate, -nodes is a number from 2 to %u, not '%s'",
                    N2V_NAMES_MAX, config->nodes);
  *count = (uint64_t)value;
  return N2V_OK;
}

/* The binary CSR that was just written, for what else is asked for. */
static n2v_status reopen(const n2v_config *config, n2v_graph **graph, n2v_error *err) {
  n2v_run run = n2v_config_run(config, NULL);
  if (!config->stats && !*config->metrics)
    return N2V_OK;
  return n2v_graph_read(config->output, NULL, &run, graph, err);
}

/* Whether a graph that memory does not hold may be made in files. */
static bool may_be_external(const n2v_config *config) {
  return *config->output && !n2v_edges_separator(config->output) && !config->largest_component &&
         strcmp(config->output, "-") != 0;
}

/* *written: the output is there already; *graph is then NULL unless it is asked for. */
static n2v_status generate(const n2v_config *config, const n2v_progress *progress,
                           n2v_graph **graph, bool *written, n2v_error *err) {
  n2v_generator generator = {.model = config->text[N2V_OPTION_generate],
                             .edges = (uint64_t)config->edges,
                             .communities = (uint64_t)config->communities,
                             .mixing = config->mixing,
                             .seed = (uint64_t)config->seed,
                             .memory = config->memory,
                             .threads = n2v_thread_count(config->threads)};
  if (*config->input)
    return n2v_fail(err, N2V_EUSAGE, "-generate makes a graph: leave -input out");
  if (config->directed == N2V_DIRECTED_YES)
    return n2v_fail(err, N2V_EUSAGE, "-generate makes an undirected graph: leave -directed out");
  if (config->edges == 0)
    return n2v_fail(err, N2V_EUSAGE, "-generate needs -edges");
  n2v_status status = node_count(config, &generator.nodes, err);
  if (status != N2V_OK)
    return status;
  *written = may_be_external(config) && n2v_generate_bytes(&generator) > config->memory;
  if (!*written)
    return n2v_generate(&generator, progress, graph, err);
  status = n2v_generate_file(&generator, config->output, progress, err);
  return status == N2V_OK ? reopen(config, graph, err) : status;
}

static n2v_status keep_largest(n2v_graph **graph, n2v_error *err) {
  n2v_graph *largest;
  n2v_status status = n2v_largest_component(*graph, &largest, err);
  if (status == N2V_OK) {
    n2v_graph_free(*graph);
    *graph = largest;
  }
  return status;
}

static n2v_status write_graph(const n2v_graph *graph, const char *path,
                              const n2v_progress *progress, n2v_outputs *outputs, n2v_error *err) {
  char separator = n2v_edges_separator(path);
  n2v_components components;
  if (!separator)
    return n2v_csr_add(graph, path, outputs, err);
  n2v_status status = n2v_components_find(graph, &components, err);
  if (status != N2V_OK)
    return status;
  n2v_components_free(&components);
  status = n2v_edges_add(graph, path, separator, outputs, err);
  if (status == N2V_OK && components.isolated)
    n2v_report_note(progress, N2V_PHASE_LOAD,
                    "%u isolated nodes have no line in %s: a list for -nodes, or .csr, keeps them",
                    components.isolated, path);
  return status;
}

/* A self-loop has two ends, both at its node. */
static uint64_t count_ends(const n2v_graph *graph, uint32_t node) {
  uint64_t degree = n2v_degree(graph, node);
  for (uint64_t i = graph->offsets[node]; !graph->directed && i < graph->offsets[node + 1]; i++)
    if (graph->neighbours[i] == node)
      return degree + 1;
  return degree;
}

static n2v_status print_stats(const n2v_graph *graph, FILE *to, n2v_error *err) {
  n2v_components components;
  uint64_t max_degree = 0;
  n2v_status status = n2v_components_find(graph, &components, err);
  if (status != N2V_OK)
    return status;
  n2v_components_free(&components);
  for (uint32_t v = 0; v < graph->nodes; v++) {
    uint64_t degree = count_ends(graph, v);
    max_degree = degree > max_degree ? degree : max_degree;
  }
  double ends = graph->directed ? 1 : 2; /* an undirected edge counts for both its nodes */
  fprintf(to, "nodes %u\n", graph->nodes);
  fprintf(to, "edges %llu\n", (unsigned long long)graph->edges);
  fprintf(to, "average_degree %.2f\n", ends * (double)graph->edges / graph->nodes);
  fprintf(to, "max_degree %llu\n", (unsigned long long)max_degree);
  fprintf(to, "components %u\n", components.count);
  fprintf(to, "largest_component %u\n", components.largest_nodes);
  fprintf(to, "self_loops %llu\n", (unsigned long long)graph->loops);
  fprintf(to, "isolated %u\n", components.isolated);
  fprintf(to, "directed %d\n", graph->directed);
  fprintf(to, "weighted %d\n", graph->weights != NULL);
  fprintf(to, "graph_bytes %llu\n", (unsigned long long)n2v_graph_bytes(graph));
  for (int i = 0; i < N2V_SAMPLERS; i++)
    fprintf(to, "%s_bytes %llu\n", n2v_samplers[i]->name,
            (unsigned long long)n2v_sampler_bytes(graph, n2v_samplers[i]->name));
  return N2V_OK;
}

/* Text that memory does not hold becomes a binary CSR all the same. */
static n2v_status read_graph(const n2v_config *config, const n2v_progress *progress,
                             n2v_graph **graph, bool *written, n2v_error *err) {
  n2v_read_params params = n2v_config_read_params(config);
  n2v_run given = n2v_config_run(config, progress), run;
  if (!*config->input)
    return n2v_fail(err, N2V_EUSAGE, "no input: say which graph with -input FILE");
  n2v_status status = n2v_run_take(&given, &run, err);
  if (status != N2V_OK)
    return status;
  *written = may_be_external(config) && n2v_edges_are_external(config->input, &params, run.memory);
  if (!*written)
    return n2v_graph_read(config->input, &params, &run, graph, err);
  n2v_report_note(progress, N2V_PHASE_LOAD,
                  "%s: sorted in files beside %s: %.1f MB of memory may not hold it", config->input,
                  config->output, (double)config->memory / 1e6);
  status = n2v_edges_external(config->input, &params, &run, config->output, err);
  return status == N2V_OK ? reopen(config, graph, err) : status;
}

static void print_summary(const n2v_config *config, const n2v_graph *graph) {
  bool text = n2v_edges_separator(config->output) != 0;
  const char *path = strcmp(config->output, "-") == 0 ? "standard output" : config->output;
  if (config->quiet || !*config->output)
    return;
  fprintf(stderr, "%s: %s (%s%s)", program.name, path, text ? "edge list" : "binary CSR",
          config->output[n2v_packed_stem(config->output)] ? ", packed" : "");
  if (graph)
    fprintf(stderr, ": %s nodes, %s edges", n2v_thousands(graph->nodes).text,
            n2v_thousands(graph->edges).text);
  fputc('\n', stderr);
}

static n2v_status run(const n2v_config *config, n2v_graph **graph, n2v_error *err) {
  double start = n2v_now();
  bool written = false, generated = config->generate != N2V_GENERATE_NONE;
  if (!config->stats && !*config->output && !*config->metrics)
    return n2v_fail(err, N2V_EUSAGE, "nothing to do: say -stats or -output FILE");
  const n2v_progress *progress = cli_progress(&program, config);
  n2v_outputs outputs = {.stop = progress->stop};
  n2v_status status = cli_check_outputs(&program, config, &outputs, err);
  if (status == N2V_OK)
    status = generated ? generate(config, progress, graph, &written, err)
                       : read_graph(config, progress, graph, &written, err);
  double loaded = n2v_now();
  if (status == N2V_OK && config->largest_component)
    status = keep_largest(graph, err);
  if (status == N2V_OK && !written && cli_stop_signal())
    status = n2v_fail(err, N2V_ESTOPPED, "stopped before anything was written");
  cli_progress_end();
  if (status == N2V_OK && config->stats)
    status = print_stats(*graph, cli_summary_stream(config), err);
  if (status == N2V_OK && *config->output && !written)
    status = write_graph(*graph, config->output, progress, &outputs, err);
  if (status == N2V_OK && *config->metrics) {
    metrics figures = cli_metrics_none();
    figures.nodes = (*graph)->nodes;
    figures.edges = (*graph)->edges;
    figures.threads = (uint64_t)n2v_thread_count(config->threads);
    figures.seed = (uint64_t)config->seed;
    figures.load_seconds = loaded - start;
    figures.total_seconds = n2v_now() - start;
    status = cli_metrics_write(&figures, config->metrics, &outputs, err);
  }
  status = n2v_outputs_end(&outputs, status, err);
  if (status == N2V_OK)
    print_summary(config, *graph);
  return status;
}

int main(int argc, char **argv) {
  n2v_config *config;
  n2v_graph *graph = NULL;
  n2v_error err;
  int code = cli_start(&program, argc, argv, &config, NULL);
  if (code >= 0)
    return code;
  n2v_status status = run(config, &graph, &err);
  n2v_graph_free(graph);
  n2v_config_free(config);
  return status == N2V_OK ? cli_done(&program) : cli_fail(&program, &err);
}
