/* n2v-train: a graph (or a corpus of walks) to vectors.
 *
 * The order is that of what a mistake costs: what the arguments alone say to be wrong, then the
 * places of the outputs, then the input, then names that the output cannot hold, then memory, and
 * only then the training. Nothing is shown of the outputs before all of them are written. */
#include "cli.h"
#include "metrics.h"
#include "n2v_peers.h"
#include "options/params.h"

#include <math.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The same program twice. Compiled with N2V_MPI it trains together with the other processes that
 * mpirun has started: each reads the input for itself, the first one writes and speaks for all. */
#ifdef N2V_MPI
#include "mpi/peers.h"
#define PROGRAM  "n2v-train-mpi"
#define BUILT    "built with MPI"
#define SYNOPSIS "mpirun -n N n2v-train-mpi -input GRAPH -output VECTORS [option...]"
#else
/* With nobody. */
#define mpi_peers_agree_early            n2v_peers_agree
#define mpi_peers_stop_code(peers, code) (code)
#define mpi_peers_watch(peers, progress) (progress)
#define mpi_peers_check_pipe(...)        N2V_OK
#define PROGRAM                          "n2v-train"
#define BUILT                            "one process (n2v-train-mpi: several)"
#define SYNOPSIS                         "n2v-train -input GRAPH -output VECTORS [option...]"
#endif

static const cli me = {
    .name = PROGRAM,
    .program = N2V_PROGRAM_TRAIN,
    .synopsis = SYNOPSIS,
    .about =
        "Turns the nodes of a graph into vectors, by node2vec walks and skip-gram with negative "
        "sampling. The input may be a list of edges or another table, MovieLens ratings, "
        "MatrixMarket, or a binary graph of n2v-graph: its content tells which.",
    .built = BUILT,
};

/* One run, filled stage by stage. train_main makes it and frees what is there. */
typedef struct job {
  const n2v_config *config;
  const n2v_progress *progress;
  n2v_run run;
  n2v_walk_params walk;
  n2v_train_params params;
  n2v_graph *graph;
  n2v_corpus *corpus;                 /* of -walks; otherwise the graph's */
  n2v_embedding *init, *init_context; /* of -init and -init-context */
  n2v_embedding *vectors, *contexts;
  n2v_train_report report;
  double start, load_seconds; /* start: by cli_now */
} job;

/* A run that does not go on from the checkpoint that is there will replace it. That is what the
 * command says, but hours of another run may be in it: a note, while there is time to stop. */
static void note_older_checkpoint(const job *j) {
  const n2v_config *c = j->config;
  if (*c->checkpoint && !*c->resume && n2v_checkpoint_probe(c->checkpoint, NULL) == N2V_OK)
    cli_note(j->progress, N2V_PHASE_LOAD,
             "checkpoint: %s is of an earlier run and will be replaced; -resume %s would go on "
             "from it",
             c->checkpoint, c->checkpoint);
}

/* word2vec's own flags, where they ask for what is not there, or for nothing. They are taken at all
 * so that its command lines run; doing something else than what they ask for would be silently
 * wrong. */
static n2v_status check_training(const n2v_config *c, n2v_error *err) {
  if (c->cbow)
    return n2v_fail(err, N2V_EUSAGE, "-cbow 1: there is skip-gram only: -cbow 0, or leave it out");
  if (c->hs)
    return n2v_fail(err, N2V_EUSAGE,
                    "-hs 1: there is negative sampling only, no hierarchical softmax: -hs 0");
  if (c->min_count > 1 && !*c->walks &&
      strcmp(c->source[N2V_OPTION_min_count], "command line") == 0)
    return n2v_fail(err, N2V_EUSAGE,
                    "-min-count goes with -walks: the nodes of a graph all get a vector");
  if (!*c->walks && c->walk_length < 2)
    return n2v_fail(err, N2V_EUSAGE,
                    "-walk-length 1: walks of one node have no pairs to train on; 2 is the least");
  return N2V_OK;
}

/* Of the processes that train together, the one that writes and speaks for all. */
static bool is_first(const job *j) {
  return !j->run.peers || j->run.peers->rank == 0;
}

static bool is_standard_input(const char *path) {
  struct stat place, standard;
  return strcmp(path, "-") == 0 ||
         (stat(path, &place) == 0 && S_ISFIFO(place.st_mode) && /* as /dev/stdin */
          fstat(STDIN_FILENO, &standard) == 0 && place.st_dev == standard.st_dev &&
          place.st_ino == standard.st_ino);
}

/* What several processes cannot read. mpirun hands standard input to one of them, and the others
 * would read an empty file; a pipe gives each line to one reader. All call it. */
static n2v_status check_shared(const job *j, n2v_peers *peers, n2v_error *err) {
  const n2v_config *c = j->config;
  const char *const inputs[][2] = {{"-input", c->input},
                                   {"-walks", c->walks},
                                   {"-nodes", c->nodes},
                                   {"-init", c->init},
                                   {"-init-context", c->init_context}};
  n2v_status status = N2V_OK;
  for (size_t i = 0; status == N2V_OK && peers && i < sizeof inputs / sizeof *inputs; i++) {
    const char *option = inputs[i][0], *path = inputs[i][1];
    if (is_first(j) && peers->count > 1 && is_standard_input(path))
      status = n2v_fail(err, N2V_EUSAGE,
                        "%s %s: standard input reaches the first process only; give a file that "
                        "all of them can read",
                        option, path);
    status = n2v_peers_agree(peers, status, err);
    if (status == N2V_OK)
      status = mpi_peers_check_pipe(peers, option, path, err);
  }
  return status;
}

/* Everything that can be known to be wrong before the work starts. files: where the outputs' places
 * are held from here on. */
static n2v_status check(const n2v_config *c, n2v_files *files, n2v_error *err) {
  bool corpus = *c->walks;
  if (!*c->input == !corpus)
    return n2v_fail(err, N2V_EUSAGE,
                    corpus ? "-input and -walks exclude each other"
                           : "nothing to read: give -input GRAPH (or -walks CORPUS)");
  if (!*c->output)
    return n2v_fail(err, N2V_EUSAGE, "nowhere to write: give -output FILE");
  if (!*c->init && (c->freeze || *c->init_context))
    return n2v_fail(err, N2V_EUSAGE, "-freeze and -init-context go with -init FILE");
  if (corpus && *c->save_walks)
    return n2v_fail(err, N2V_EUSAGE, "-save-walks: the walks are there already, in %s", c->walks);
  n2v_status status = check_training(c, err);
  /* The checkpoint's header only; whether it is of this graph and these options training finds out,
   * when it knows them. */
  if (status == N2V_OK && *c->resume)
    status = n2v_checkpoint_probe(c->resume, err);
  if (status == N2V_OK && *c->checkpoint)
    status = n2v_checkpoint_check_target(c->checkpoint, err);
  return status == N2V_OK ? cli_check_outputs(&me, c, files, err) : status;
}

/* The graph or the walks, and the vectors to start from: nodes are matched by name. */
static n2v_status load(job *j, n2v_error *err) {
  n2v_status status;
  if (*j->config->walks) {
    status =
        n2v_corpus_read(j->config->walks, (uint64_t)j->config->min_count, &j->run, &j->corpus, err);
  } else {
    n2v_read_params params = n2v_config_read_params(j->config);
    status = n2v_graph_read(j->config->input, &params, &j->run, &j->graph, err);
    if (status == N2V_OK)
      cli_progress_nodes(n2v_graph_nodes(j->graph));
  }
  if (status == N2V_OK && *j->config->init)
    status = n2v_embedding_read(j->config->init, &j->run, &j->init, err);
  if (status == N2V_OK && *j->config->init_context)
    status = n2v_embedding_read(j->config->init_context, &j->run, &j->init_context, err);
  j->params.init = j->init;
  j->params.init_context = j->init_context;
  j->load_seconds = cli_now() - j->start;
  return status;
}

/* Names that the output cannot hold stop the run before it trains; others deserve a note. */
static n2v_status check_names(const job *j, n2v_error *err) {
  const n2v_names *names = j->corpus ? n2v_corpus_names(j->corpus) : n2v_graph_names(j->graph);
  char note[256];
  n2v_status status = n2v_names_check(names, j->config->output, cli_output_format(j->config), note,
                                      sizeof note, err);
  if (*note)
    cli_note(j->progress, N2V_PHASE_LOAD, "names: %s", note);
  return status;
}

/* A pass of its own over the same corpus: training does not keep its walks. */
static n2v_status save_walks(job *j, uint32_t epochs, n2v_error *err) {
  return n2v_corpus_write(j->corpus, epochs, j->config->save_walks, &j->run, NULL, err);
}

/* Memory is checked first, model included: the sampler's tables may take a while. */
static n2v_status check_fits(job *j, n2v_error *err) {
  return j->corpus ? N2V_OK : n2v_train_check(j->graph, &j->walk, &j->params, &j->run, err);
}

/* The walks over the graph, where no file gives them. */
static n2v_status make_corpus(job *j, n2v_error *err) {
  if (j->corpus)
    return N2V_OK;
  n2v_status status = n2v_corpus_from_graph(j->graph, &j->walk, &j->run, &j->corpus, err);
  if (status == N2V_OK && *j->config->save_walks && j->config->epochs && is_first(j))
    status = save_walks(j, (uint32_t)j->config->epochs, err);
  return status;
}

/* On a resumed run no pair may be left to train, and its vectors are right all the same. */
static n2v_status train(job *j, n2v_error *err) {
  const n2v_config *c = j->config;
  if (c->negative == 0 && is_first(j)) /* -quiet does not silence it */
    fprintf(stderr,
            "%s: warning: -negative 0: nothing pushes vectors apart, they will hardly differ; 5 is "
            "usual\n",
            me.name);
  n2v_status status =
      n2v_train_corpus(j->corpus, &j->params, &j->run, &j->vectors,
                       *c->context || c->keep_context ? &j->contexts : NULL, &j->report, err);
  if (status == N2V_OK && j->report.pairs == 0 && !*c->resume)
    status =
        n2v_fail(err, N2V_EINPUT,
                 "%s: nothing to train on: no two nodes come together in a walk (are there any "
                 "edges, or is -sample too small?)",
                 *c->walks ? c->walks : c->input);
  if (status == N2V_OK && *c->save_walks && !c->epochs && is_first(j)) /* auto: known only now */
    status = save_walks(j, j->report.epochs, err);
  return status;
}

/* Figures are of the whole job, what a run before a -resume did included; load_seconds and
 * total_seconds are this process's. */
static n2v_status write_metrics(job *j, n2v_error *err) {
  const n2v_train_report *r = &j->report;
  metrics m = cli_metrics_none();
  m.nodes = n2v_embedding_rows(j->vectors);
  if (j->graph)
    m.edges = n2v_graph_edges(j->graph);
  m.walks = r->walks;
  m.steps = r->steps;
  m.pairs = r->pairs;
  m.epochs = r->epochs;
  m.ending = r->ending;
  m.threads = (uint64_t)r->threads;
  m.simd = r->simd;
  m.sampler = r->sampler;
  m.load_seconds = j->load_seconds;
  m.preprocess_seconds = r->preprocess_seconds;
  m.train_seconds = r->train_seconds;
  m.total_seconds = cli_now() - j->start;
  m.walks_per_second = r->walks_per_second;
  m.steps_per_second = r->steps_per_second;
  m.pairs_per_second = r->pairs_per_second;
  m.shared_lines_per_pair = r->shared_lines_per_pair;
  m.loss = (metrics_list){r->loss, r->epochs};
  m.seed = (uint64_t)j->config->seed;
  m.options = j->config;
  return cli_metrics_write(&m, j->config->metrics, j->run.files, err);
}

/* Each becomes one of the run's files, shown when all are written. Rows of both matrices are in the
 * same order. */
static n2v_status write_outputs(job *j, n2v_error *err) {
  const n2v_config *c = j->config;
  const char *format = cli_output_format(c);
  n2v_status status = n2v_embedding_write(j->vectors, c->output, format, &j->run, err);
  if (status == N2V_OK && *c->context)
    status = n2v_embedding_write(j->contexts, c->context, format, &j->run, err);
  if (status == N2V_OK && c->keep_context)
    status = cli_write_contexts(c, j->contexts, &j->run, err);
  if (status == N2V_OK && *c->vocab)
    status = n2v_counts_write(j->vectors, c->vocab, &j->run, err);
  if (status == N2V_OK && *c->metrics)
    status = write_metrics(j, err);
  return status;
}

/* Errors in all likelihood, so -quiet does not silence them. A pair moves two vectors: with fewer
 * pairs than nodes most have hardly left where they started. */
static void warn_of_little(const job *j) {
  const unsigned long long pairs = j->report.pairs, rows = n2v_embedding_rows(j->vectors);
  if (!pairs)
    fprintf(
        stderr,
        "%s: warning: no pair was trained, the vectors are random: every walk is one node long, "
        "or -sample leaves one of it\n",
        me.name);
  else if (pairs < rows)
    fprintf(stderr,
            "%s: warning: %llu pairs were trained for %llu nodes, most vectors are random: give "
            "more -epochs or -num-walks, longer walks, or a larger -sample\n",
            me.name, pairs, rows);
}

/* One line, after all is written: a run whose line is there has its files. */
static void print_summary(const job *j) {
  const n2v_train_report *r = &j->report;
  warn_of_little(j);
  if (j->config->quiet)
    return;
  FILE *to = cli_summary_stream(j->config);
  cli_print_form(to, j->config->output, cli_output_format(j->config));
  fprintf(to,
          "%llu vectors of %u from %llu walks, %.1f M pairs at %.2f M/s (%s, %d thread%s), loss "
          "%.4f after %u epochs (%s); %.2f s in all, %.0f MB\n",
          (unsigned long long)n2v_embedding_rows(j->vectors), n2v_embedding_dims(j->vectors),
          (unsigned long long)r->walks, (double)r->pairs / 1e6, r->pairs_per_second / 1e6, r->simd,
          r->threads, r->threads == 1 ? "" : "s", r->loss[r->epochs - 1], r->epochs, r->ending,
          cli_now() - j->start, (double)cli_peak_bytes() / 1e6);
}

/* The stages in order. Between them the processes agree: each call of n2v_peers_agree is made by
 * all of them, whatever became of their own stage, and gives all the first failure. A process that
 * left early would have the others wait for it. Without peers it gives the status back. */
static n2v_status run(job *j, const n2v_run *given, n2v_error *err) {
  j->start = cli_now();
  n2v_peers *peers = given->peers;
  n2v_status status = n2v_run_resolve(given, &j->run, err);
  if (status == N2V_OK)
    status = n2v_files_new(j->progress->stop, &j->run.files, err);
  if (status == N2V_OK && is_first(j))
    status = check(j->config, j->run.files, err);
  if (status == N2V_OK && is_first(j))
    note_older_checkpoint(j);
  status = mpi_peers_agree_early(peers, status, err);
  if (status == N2V_OK)
    status = check_shared(j, peers, err);
  if (status == N2V_OK)
    status = load(j, err);
  if (status == N2V_OK)
    status = check_names(j, err);
  if (status == N2V_OK)
    status = check_fits(j, err);
  status = mpi_peers_agree_early(peers, status, err);
  if (status == N2V_OK)
    status = make_corpus(j, err);
  status = mpi_peers_agree_early(peers, status, err);
  if (status == N2V_OK)
    status = train(j, err);
  if (!peers || !peers->lost) /* the others are gone: nobody to agree with */
    status = n2v_peers_agree(peers, status, err);
  if (status == N2V_OK && is_first(j))
    status = write_outputs(j, err);
  status = n2v_files_end(j->run.files, status, err);
  if (!peers || !peers->lost)
    status = n2v_peers_agree(peers, status, err);
  cli_progress_end();
  if (j->report.checkpoint.code != N2V_OK) /* an error, so -quiet does not silence it */
    fprintf(stderr, "%s: warning: checkpoint: %s\n", me.name, j->report.checkpoint.msg);
  if (status == N2V_OK)
    print_summary(j);
  return status;
}

/* cli_start in all processes: -1 to go on, otherwise the exit code. The first one reads the
 * arguments before the others do: so -help and what is wrong with the arguments are printed once.
 * The others read them only when there is nothing to be said, and may still fail by themselves: a
 * -config FILE need not be on every machine. */
static int start(int argc, char **argv, n2v_peers *peers, n2v_config **config) {
  const bool first = !peers || peers->rank == 0;
  int code = -1;
  *config = NULL;
  if (first)
    code = cli_start(&me, argc, argv, config, NULL);
  n2v_status status = n2v_peers_agree(peers,
                                      code < 0 ? N2V_OK
                                      : code   ? N2V_EUSAGE
                                               : N2V_ESTOPPED,
                                      NULL);
  if (status != N2V_OK) {
    n2v_config_free(*config);
    return code >= 0 ? code : status == N2V_ESTOPPED ? 0 : cli_exit_code(status);
  }
  if (!first)
    code = cli_start(&me, argc, argv, config, NULL);
  if (n2v_peers_agree(peers, code < 0 ? N2V_OK : N2V_EUSAGE, NULL) == N2V_OK)
    return -1;
  n2v_config_free(*config);
  return code < 0 ? cli_exit_code(N2V_EUSAGE) : code;
}

/* peers: NULL, or the other processes, `here` of which are on this machine and share its memory
 * and, where nobody has bound them, its cores. */
static int train_main(int argc, char **argv, n2v_peers *peers, int here) {
  n2v_config *config;
  n2v_error err;
  int code = start(argc, argv, peers, &config);
  if (code >= 0)
    return code;
  if (peers && peers->rank > 0)
    config->quiet = true;
  if (peers && strcmp(config->source[N2V_OPTION_memory], "default") == 0)
    config->memory /= (uint64_t)here;
  /* mpirun may have bound this process to its cores: then it sees fewer than the machine has, and
   * they are its own. */
  const int cores = cli_threads(0);
  if (peers && config->threads == 0 && cores == (int)sysconf(_SC_NPROCESSORS_ONLN))
    config->threads = cores > here ? cores / here : 1;
  job j = {.config = config, .progress = cli_progress(&me, config), .report.size = sizeof j.report};
  if (peers)
    j.progress = mpi_peers_watch(peers, j.progress);
  n2v_run given = n2v_config_run(config, j.progress);
  given.peers = peers;
  j.walk = n2v_config_walk_params(config);
  j.params = n2v_config_train_params(config);
  n2v_status status = run(&j, &given, &err);
  n2v_embedding_free(j.vectors);
  n2v_embedding_free(j.contexts);
  n2v_embedding_free(j.init);
  n2v_embedding_free(j.init_context);
  n2v_corpus_free(j.corpus);
  n2v_graph_free(j.graph);
  if (status == N2V_OK)
    code = cli_done(&me);
  else if (!peers || peers->rank == 0 || peers->lost)
    code = cli_fail(&me, &err);
  else /* the first process speaks for all */
    code = cli_exit_code(status);
  if (status == N2V_ESTOPPED && peers) /* whichever of them got the signal */
    code = mpi_peers_stop_code(peers, code);
  n2v_config_free(config);
  return code;
}

#ifdef N2V_MPI
int main(int argc, char **argv) {
  n2v_peers *peers = mpi_peers_open(&argc, &argv);
  int code = train_main(argc, argv, peers, mpi_peers_here(peers));
  mpi_peers_close(peers, code);
  return code;
}
#else
int main(int argc, char **argv) {
  return train_main(argc, argv, NULL, 1);
}
#endif
