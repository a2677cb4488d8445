/* n2v-walk: the walks of a graph, one a line. n2v-train makes the same ones: both take the corpus
 * that n2v_corpus_from_graph gives for the same parameters and memory limit, and a walk depends on
 * the sampler, the seed, its epoch and its number alone. */
#include "cli.h"
#include "metrics.h"
#include "options/params.h"

#include <string.h>

static const cli me = {
    .name = "n2v-walk",
    .program = N2V_PROGRAM_WALK,
    .synopsis = "n2v-walk -input GRAPH -output WALKS [option...]",
    .about =
        "Writes node2vec walks, one a line, as names of nodes: -num-walks from every node in each "
        "of -epochs. The walks are those that n2v-train makes with the same options, for any "
        "number of threads. With -output /dev/null nothing is written, and -metrics tells how "
        "fast the walks alone are.",
};

/* One run, filled stage by stage; main frees what is there. */
typedef struct job {
  const n2v_config *config;
  const n2v_progress *progress;
  n2v_graph *graph;
  n2v_corpus *corpus;
  n2v_walk_report stats;
  n2v_files *files;
  uint32_t epochs;                                /* that are written */
  double start, load_seconds, preprocess_seconds; /* start: by cli_now */
} job;

/* What can be known to be wrong before the graph is read; the outputs' places are held from here
 * on. */
static n2v_status check(const n2v_config *c, n2v_files *files, n2v_error *err) {
  if (!*c->input)
    return n2v_fail(err, N2V_EUSAGE, "nothing to read: give -input GRAPH");
  if (!*c->output)
    return n2v_fail(err, N2V_EUSAGE, "nowhere to write: give -output FILE (or /dev/null)");
  return cli_check_outputs(&me, c, files, err);
}

static n2v_status load(job *j, n2v_error *err) {
  n2v_read_params params = n2v_config_read_params(j->config);
  n2v_run resources = n2v_config_run(j->config, j->progress);
  n2v_status status = n2v_graph_read(j->config->input, &params, &resources, &j->graph, err);
  if (status == N2V_OK)
    cli_progress_nodes(n2v_graph_nodes(j->graph));
  j->load_seconds = cli_now() - j->start;
  return status;
}

/* Builds the sampler's tables; N2V_ELIMIT when none fits -memory. */
static n2v_status prepare(job *j, n2v_error *err) {
  double start = cli_now();
  const n2v_walk_params params = n2v_config_walk_params(j->config);
  n2v_run run = n2v_config_run(j->config, j->progress);
  n2v_status status = n2v_corpus_from_graph(j->graph, &params, &run, &j->corpus, err);
  j->preprocess_seconds = cli_now() - start;
  return status;
}

/* By all threads, in blocks, written in order: the file does not depend on -threads. */
static n2v_status walk(job *j, n2v_error *err) {
  n2v_run run = n2v_config_run(j->config, j->progress);
  run.files = j->files;
  return n2v_corpus_write(j->corpus, j->epochs, j->config->output, &run, &j->stats, err);
}

/* The rates are of the walking alone, its text and writing included (but for /dev/null, where the
 * library makes no text). */
static n2v_status write_metrics(job *j, n2v_error *err) {
  metrics m = cli_metrics_none();
  m.nodes = n2v_graph_nodes(j->graph);
  m.edges = n2v_graph_edges(j->graph);
  m.walks = j->stats.walks;
  m.steps = j->stats.steps;
  m.epochs = j->epochs;
  m.threads = (uint64_t)cli_threads(j->config->threads);
  m.sampler = n2v_corpus_sampler(j->corpus);
  m.load_seconds = j->load_seconds;
  m.preprocess_seconds = j->preprocess_seconds;
  m.total_seconds = cli_now() - j->start;
  m.walks_per_second = (double)j->stats.walks / j->stats.seconds;
  m.steps_per_second = (double)j->stats.steps / j->stats.seconds;
  m.seed = (uint64_t)j->config->seed;
  return cli_metrics_write(&m, j->config->metrics, j->files, err);
}

/* The closing line: on standard output, or on standard error where the walks went there. */
static void print_summary(const job *j) {
  if (j->config->quiet)
    return;
  fprintf(
      cli_summary_stream(j->config),
      "%s (text, a walk a line): %llu walks, %llu steps at %.1f M/s (%s); %.2f s in all, %.0f MB\n",
      strcmp(j->config->output, "-") == 0 ? "standard output"
                                          : cli_printable(j->config->output).msg,
      (unsigned long long)j->stats.walks, (unsigned long long)j->stats.steps,
      (double)j->stats.steps / j->stats.seconds / 1e6, n2v_corpus_sampler(j->corpus),
      cli_now() - j->start, (double)cli_peak_bytes() / 1e6);
}

/* The stages in order; the first failure skips the rest. Files are ended in any case: they appear
 * together, or not at all. */
static n2v_status run(job *j, n2v_error *err) {
  j->start = cli_now();
  n2v_status status = n2v_files_new(j->progress->stop, &j->files, err);
  if (status == N2V_OK)
    status = check(j->config, j->files, err);
  if (status == N2V_OK)
    status = load(j, err);
  if (status == N2V_OK)
    status = prepare(j, err);
  if (status == N2V_OK)
    status = walk(j, err);
  if (status == N2V_OK && *j->config->metrics)
    status = write_metrics(j, err);
  status = n2v_files_end(j->files, status, err);
  cli_progress_end();
  if (status == N2V_OK)
    print_summary(j);
  return status;
}

int main(int argc, char **argv) {
  n2v_config *config;
  n2v_error err;
  int code = cli_start(&me, argc, argv, &config, NULL);
  if (code >= 0)
    return code;
  /* With -epochs auto, one epoch: only training finds out how many it needs. The sampler is chosen
   * for as many steps as training expects then (options/params.c), so the walks are the same. */
  job j = {.config = config,
           .progress = cli_progress(&me, config),
           .epochs = config->epochs ? (uint32_t)config->epochs : 1,
           .stats.size = sizeof j.stats};
  n2v_status status = run(&j, &err);
  n2v_corpus_free(j.corpus);
  n2v_graph_free(j.graph);
  code = status == N2V_OK ? cli_done(&me) : cli_fail(&me, &err);
  n2v_config_free(config);
  return code;
}
