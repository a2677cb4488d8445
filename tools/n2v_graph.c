/* n2v-graph: reads or generates a graph, writes it, prints what it is like.
 *
 * Either way has a second one for a graph that memory does not hold: then a binary file is made by
 * sorting on disk, and the graph is opened from it, mapped, for what else was asked for. */
#include "cli.h"
#include "metrics.h"
#include "options/params.h"

#include <stdlib.h>
#include <string.h>

static const cli program = {
    .name = "n2v-graph",
    .program = N2V_PROGRAM_GRAPH,
    .synopsis = "n2v-graph -input FILE [options] [-stats] [-output g.csr]\n"
                "       n2v-graph -generate powerlaw|er|sbm -nodes N -edges M [options]",
    .about = "Reads a graph as n2v-train does, or makes a random one. -output writes it as a "
             "binary CSR, "
             "which every program of n2v opens at once, or, when the name ends in .txt, .edges, "
             ".edgelist, .tsv or .csv, as an edge list. -stats prints what the graph is like, in "
             "lines of "
             "`key value`.",
};

enum { MOST_NODES = 0x7fffffff }; /* ids have 31 bits in the library */

/* With -generate, -nodes is no file but a number; 1e6 is one, too. */
static n2v_status node_count(const n2v_config *config, uint64_t *count, n2v_error *err) {
  char *end;
  double value = strtod(config->nodes, &end);
  if (end == config->nodes || *end || value < 2 || value > MOST_NODES ||
      value != (double)(uint64_t)value)
    return n2v_fail(err, N2V_EUSAGE, "with -generate, -nodes is a number from 2 to %d, not '%s'",
                    MOST_NODES, config->nodes);
  *count = (uint64_t)value;
  return N2V_OK;
}

/* The binary CSR that was just written, for what else is asked for. It is mapped, so pages that
 * nobody reads take no memory. *graph stays NULL where nothing is asked for. */
static n2v_status reopen(const n2v_config *config, n2v_graph **graph, n2v_error *err) {
  n2v_run run = n2v_config_run(config, NULL);
  if (!config->stats && !*config->metrics)
    return N2V_OK;
  return n2v_graph_read(config->output, NULL, &run, graph, err);
}

/* Whether a graph that memory does not hold may be made in files: what comes out is a binary file,
 * whole, under a name. Components need all edges at hand. */
static bool may_be_external(const n2v_config *config) {
  return *config->output && n2v_graph_writes_binary(config->output) && !config->largest_component &&
         strcmp(config->output, "-") != 0;
}

/* *written: the output is there already; *graph is then NULL unless it is asked for. -input and
 * -directed are refused, not ignored. */
static n2v_status generate(const n2v_config *config, const n2v_progress *progress,
                           n2v_graph **graph, bool *written, n2v_error *err) {
  n2v_generate_params params;
  n2v_run run = n2v_config_run(config, progress);
  n2v_generate_params_init(&params, sizeof params);
  params.model = config->text[N2V_OPTION_generate];
  params.edges = (uint64_t)config->edges;
  params.communities = (uint64_t)config->communities;
  params.mixing = config->mixing;
  params.seed = (uint64_t)config->seed;
  if (*config->input)
    return n2v_fail(err, N2V_EUSAGE, "-generate makes a graph: leave -input out");
  if (config->directed == N2V_DIRECTED_YES)
    return n2v_fail(err, N2V_EUSAGE, "-generate makes an undirected graph: leave -directed out");
  if (config->edges == 0)
    return n2v_fail(err, N2V_EUSAGE, "-generate needs -edges");
  n2v_status status = node_count(config, &params.nodes, err);
  if (status != N2V_OK)
    return status;
  *written = may_be_external(config) && !n2v_graph_generate_fits(&params, &run);
  if (!*written)
    return n2v_graph_generate(&params, &run, graph, err);
  status = n2v_graph_generate_file(&params, config->output, &run, err);
  return status == N2V_OK ? reopen(config, graph, err) : status;
}

/* Both graphs are in memory for a moment. */
static n2v_status keep_largest(n2v_graph **graph, n2v_error *err) {
  n2v_graph *largest;
  n2v_status status = n2v_graph_largest(*graph, &largest, err);
  if (status == N2V_OK) {
    n2v_graph_free(*graph);
    *graph = largest;
  }
  return status;
}

static n2v_status print_stats(const n2v_graph *graph, FILE *to, n2v_error *err) {
  n2v_graph_stats stats = {.size = sizeof stats};
  const n2v_csr csr = n2v_graph_csr(graph);
  n2v_status status = n2v_graph_describe(graph, &stats, err);
  if (status != N2V_OK)
    return status;
  /* An undirected edge counts for both its nodes, a loop for its own node twice. */
  double ends = csr.directed ? 1 : 2;
  fprintf(to, "nodes %u\n", csr.nodes);
  fprintf(to, "edges %llu\n", (unsigned long long)n2v_graph_edges(graph));
  fprintf(to, "average_degree %.2f\n", ends * (double)n2v_graph_edges(graph) / csr.nodes);
  fprintf(to, "max_degree %llu\n", (unsigned long long)stats.max_degree);
  fprintf(to, "components %u\n", stats.components);
  fprintf(to, "largest_component %u\n", stats.largest_component);
  fprintf(to, "self_loops %llu\n", (unsigned long long)stats.self_loops);
  fprintf(to, "isolated %u\n", stats.isolated);
  fprintf(to, "directed %d\n", csr.directed);
  fprintf(to, "weighted %d\n", csr.weights != NULL);
  fprintf(to, "graph_bytes %llu\n", (unsigned long long)stats.bytes);
  /* What each sampler would take beside the graph: to choose -memory by. */
  for (n2v_sampler_kind kind = N2V_SAMPLER_AUTO + 1; n2v_sampler_name(kind); kind++)
    fprintf(to, "%s_bytes %llu\n", n2v_sampler_name(kind),
            (unsigned long long)n2v_sampler_bytes(graph, kind));
  return N2V_OK;
}

/* Text that memory does not hold becomes a binary CSR all the same. Whether it fits is a guess from
 * the file's size, on the safe side: hence "may not hold it". */
static n2v_status read_graph(const n2v_config *config, const n2v_progress *progress,
                             n2v_graph **graph, bool *written, n2v_error *err) {
  n2v_read_params params = n2v_config_read_params(config);
  n2v_run run = n2v_config_run(config, progress);
  if (!*config->input)
    return n2v_fail(err, N2V_EUSAGE, "no input: say which graph with -input FILE");
  *written = may_be_external(config) && !n2v_graph_fits(config->input, &params, &run);
  if (!*written)
    return n2v_graph_read(config->input, &params, &run, graph, err);
  cli_note(progress, N2V_PHASE_LOAD,
           "%s: sorted in files beside %s: %.1f MB of memory may not hold it", config->input,
           config->output, (double)config->memory / 1e6);
  n2v_status status = n2v_graph_convert(config->input, &params, &run, config->output, err);
  return status == N2V_OK ? reopen(config, graph, err) : status;
}

/* On standard error: standard output has the figures of -stats. graph: NULL when it was made on
 * disk and nobody wanted its figures. */
static void print_summary(const n2v_config *config, const n2v_graph *graph) {
  bool text = !n2v_graph_writes_binary(config->output);
  const char *path = strcmp(config->output, "-") == 0 ? "standard output" : config->output;
  if (config->quiet || !*config->output)
    return;
  fprintf(stderr, "%s: %s (%s%s)", program.name, cli_printable(path).msg,
          text ? "edge list" : "binary CSR", n2v_is_packed(config->output) ? ", packed" : "");
  if (graph)
    fprintf(stderr, ": %s nodes, %s edges", cli_thousands(n2v_graph_nodes(graph)).text,
            cli_thousands(n2v_graph_edges(graph)).text);
  fputc('\n', stderr);
}

static n2v_status run(const n2v_config *config, n2v_graph **graph, n2v_error *err) {
  double start = cli_now();
  bool written = false, generated = config->generate != N2V_GENERATE_NONE;
  if (!config->stats && !*config->output && !*config->metrics)
    return n2v_fail(err, N2V_EUSAGE, "nothing to do: say -stats or -output FILE");
  const n2v_progress *progress = cli_progress(&program, config);
  n2v_run resources = n2v_config_run(config, progress);
  n2v_status status = n2v_files_new(progress->stop, &resources.files, err);
  if (status == N2V_OK)
    status = cli_check_outputs(&program, config, resources.files, err);
  if (status == N2V_OK)
    status = generated ? generate(config, progress, graph, &written, err)
                       : read_graph(config, progress, graph, &written, err);
  double loaded = cli_now(); /* metrics: load_seconds is reading or generating, sorting included */
  if (status == N2V_OK && config->largest_component)
    status = keep_largest(graph, err);
  /* A signal may come when reading no longer looks. What is on disk already is whole, and stays. */
  if (status == N2V_OK && !written && cli_stop_signal())
    status = n2v_fail(err, N2V_ESTOPPED, "stopped before anything was written");
  cli_progress_end();
  if (!*config->output && !*config->metrics)
    cli_signals_at_once(); /* there is nothing to be written */
  if (status == N2V_OK && config->stats)
    status = print_stats(*graph, cli_summary_stream(config), err);
  if (status == N2V_OK && *config->output && !written)
    status = n2v_graph_write(*graph, config->output, &resources, err);
  if (status == N2V_OK && *config->metrics) {
    metrics figures = cli_metrics_none();
    figures.nodes = n2v_graph_nodes(*graph);
    figures.edges = n2v_graph_edges(*graph);
    figures.threads = (uint64_t)cli_threads(config->threads);
    figures.seed = (uint64_t)config->seed;
    figures.load_seconds = loaded - start;
    figures.total_seconds = cli_now() - start;
    status = cli_metrics_write(&figures, config->metrics, resources.files, err);
  }
  status = n2v_files_end(resources.files, status, err);
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
