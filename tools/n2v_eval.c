/* How good vectors are: node classification, link prediction, and finding what was hidden. Three
 * tasks, each a program of its own to the option table, under one name. The measures are those of
 * n2v_eval.h, which gives their definitions and sources.
 *
 * Results go to standard output as `key value` lines, which tools/tune.py reads. Everything else
 * goes to standard error. */
#include "cli.h"
#include "n2v_eval.h"

#include "options/params.h"

#include <inttypes.h>
#include <string.h>

/* -------------------------------------------------------------------------------- classify */

/* deviation: of the F1 over the splits, so it tells what another seed would change, not how sure
 * the mean is. */
static n2v_status print_classification(const cli *me, const n2v_config *config,
                                       n2v_embedding *vectors, const n2v_label_sets *sets,
                                       n2v_error *err) {
  n2v_classify_params params;
  n2v_classify_report r = {.size = sizeof r};
  n2v_run run = n2v_config_run(config, NULL);
  n2v_classify_params_init(&params, sizeof params);
  params.train_fraction = config->train_fraction;
  params.repeats = (uint32_t)config->repeats;
  params.seed = (uint64_t)config->seed;
  n2v_status status = n2v_eval_classify(vectors, sets, &params, &run, &r, err);
  if (status != N2V_OK)
    return status;
  if (r.without && !config->quiet)
    fprintf(stderr, "%s: %" PRIu32 " labelled nodes have no vector and are left out\n", me->name,
            r.without);
  printf("macro_f1 %.6f\nmicro_f1 %.6f\n", r.mean.macro, r.mean.micro);
  printf("macro_f1_deviation %.6f\nmicro_f1_deviation %.6f\n", r.deviation.macro,
         r.deviation.micro);
  printf("nodes %" PRIu32 "\nlabels %" PRIu32 "\n", r.nodes, r.labels);
  return N2V_OK;
}

/* Trains nothing: the vectors come from -model. Nothing is written, so a signal may end the program
 * as it ends any. */
static n2v_status classify(const cli *me, const n2v_config *config, n2v_error *err) {
  n2v_label_sets *sets = NULL;
  n2v_embedding *vectors = NULL;
  n2v_run run = n2v_config_run(config, NULL);
  if (!*config->model || !*config->labels)
    return n2v_fail(err, N2V_EUSAGE, "give the vectors by -model FILE, the labels by -labels FILE");
  n2v_status status = n2v_label_sets_read(config->labels, &sets, err);
  if (status == N2V_OK)
    status = n2v_embedding_read(config->model, &run, &vectors, err);
  if (status == N2V_OK) /* two rows of one name: which one has the labels? */
    status = cli_index(vectors, config->model, err);
  if (status == N2V_OK)
    status = print_classification(me, config, vectors, sets, err);
  n2v_embedding_free(vectors);
  n2v_label_sets_free(sets);
  return status;
}

/* -------------------------------------------------------------------------------- linkpred */

/* The vectors are of the graph that is left, and are not kept: a score says how good the settings
 * are, not a file of vectors. Behind training there is nothing to tidy up, so that a signal may end
 * the program at once. */
static n2v_status train_and_print(const n2v_config *config, const n2v_graph *graph,
                                  const n2v_link_task *task, const n2v_progress *progress,
                                  n2v_error *err) {
  double auc[N2V_LINK_SCORES];
  n2v_embedding *vectors = NULL;
  n2v_walk_params walk = n2v_config_walk_params(config);
  n2v_train_params params = n2v_config_train_params(config);
  n2v_run resources = n2v_config_run(config, progress);
  n2v_status status =
      n2v_train(n2v_link_task_rest(task), &walk, &params, &resources, &vectors, NULL, NULL, err);
  cli_signals_at_once();
  if (status == N2V_OK)
    status = n2v_eval_links(task, vectors, &resources, auc, err);
  n2v_embedding_free(vectors);
  if (status != N2V_OK)
    return status;
  cli_progress_end();
  for (int i = 0; i < N2V_LINK_SCORES; i++)
    printf("%s auc %.6f\n", n2v_link_score_name((unsigned)i), auc[i]);
  printf("nodes %" PRIu32 "\nedges %" PRIu64 "\nremoved %" PRIu64 "\n", n2v_graph_nodes(graph),
         n2v_graph_edges(graph), n2v_link_task_removed(task));
  return N2V_OK;
}

/* -save-rest is written before the training, for other programs to train on. The same seed
 * takes the same edges out again. */
static n2v_status linkpred(const cli *me, const n2v_config *config, n2v_error *err) {
  const n2v_progress *progress = cli_progress(me, config);
  n2v_graph *graph = NULL;
  n2v_link_task *task = NULL;
  if (!*config->input)
    return n2v_fail(err, N2V_EUSAGE, "nothing to read: give -input GRAPH");
  n2v_read_params params = n2v_config_read_params(config);
  n2v_run resources = n2v_config_run(config, progress);
  n2v_status status = cli_check_outputs(me, config, NULL, err);
  if (status == N2V_OK)
    status = n2v_graph_read(config->input, &params, &resources, &graph, err);
  if (status == N2V_OK && n2v_graph_csr(graph).directed)
    status =
        n2v_fail(err, N2V_EINPUT, "%s: link prediction wants an undirected graph", config->input);
  if (status == N2V_OK)
    cli_progress_nodes(n2v_graph_nodes(graph));
  if (status == N2V_OK)
    status =
        n2v_link_task_new(graph, config->remove, (uint64_t)config->seed, &resources, &task, err);
  if (status == N2V_OK && *config->save_rest)
    status = n2v_link_task_write_rest(task, config->save_rest, err);
  if (status == N2V_OK)
    status = train_and_print(config, graph, task, progress, err);
  n2v_link_task_free(task);
  n2v_graph_free(graph);
  return status;
}

/* ---------------------------------------------------------------------------------- recall */

/* What is read, what is hidden of it, and the vectors of what is left. */
typedef struct recall_job {
  const n2v_config *config;
  n2v_files *files; /* places are held for the vectors while they are trained */
  n2v_recall_task *task;
  n2v_embedding *vectors, *contexts;
} recall_job;

/* Reads the input and hides a part of it. */
static n2v_status hide(recall_job *j, const n2v_progress *progress, n2v_error *err) {
  const n2v_config *c = j->config;
  n2v_read_params read = n2v_config_read_params(c);
  n2v_run run = n2v_config_run(c, progress);
  n2v_recall_params params;
  n2v_recall_params_init(&params, sizeof params);
  params.least = (uint32_t)c->least;
  params.questions = (uint32_t)c->questions;
  params.seed = (uint64_t)c->seed;
  return n2v_recall_task_read(c->input, &read, &params, &run, &j->task, err);
}

/* Where that is asked for. They are files of their own and stay, even when the training fails. */
static n2v_status write_parts(const recall_job *j, n2v_error *err) {
  const n2v_config *c = j->config;
  return n2v_recall_task_write_parts(j->task, *c->save_split ? c->save_split : NULL,
                                     *c->save_rest ? c->save_rest : NULL, err);
}

/* Those of -model, with the context vectors that lie beside them: without these the ranking
 * `context` is left out. */
static n2v_status read_vectors(recall_job *j, const n2v_run *run, n2v_error *err) {
  const n2v_config *c = j->config;
  n2v_status status = n2v_embedding_read(c->model, run, &j->vectors, err);
  if (status == N2V_OK)
    status = cli_index(j->vectors, c->model, err);
  if (status == N2V_OK && (*c->model_context || n2v_context_exists(c->model)))
    status = cli_read_contexts(c, j->vectors, c->model, run, &j->contexts, err);
  return status;
}

/* Into the places that are held since the start. The format is the extension's: recall has no
 * -output-format. */
static n2v_status write_vectors(const recall_job *j, const n2v_run *run, n2v_error *err) {
  const n2v_config *c = j->config;
  n2v_status status = N2V_OK;
  if (*c->output)
    status = n2v_embedding_write(j->vectors, c->output, "auto", run, err);
  if (status == N2V_OK && *c->context)
    status = n2v_embedding_write(j->contexts, c->context, "auto", run, err);
  if (status == N2V_OK && *c->output && c->keep_context)
    status = cli_write_contexts(c, j->contexts, run, err);
  return status;
}

/* Trains on what is left, or reads what was trained on it. The parts are written when there is
 * nothing left to read: older files are not replaced by a run that ends at a file that is not
 * there. */
static n2v_status get_vectors(recall_job *j, const n2v_progress *progress, n2v_error *err) {
  const n2v_graph *rest = n2v_recall_task_rest(j->task);
  n2v_run run = n2v_config_run(j->config, progress);
  n2v_status status = *j->config->model ? read_vectors(j, &run, err) : N2V_OK;
  if (status == N2V_OK)
    status = write_parts(j, err);
  if (status != N2V_OK || *j->config->model)
    return status;
  cli_progress_nodes(n2v_graph_nodes(rest));
  n2v_walk_params walk = n2v_config_walk_params(j->config);
  n2v_train_params params = n2v_config_train_params(j->config);
  status = n2v_train(rest, &walk, &params, &run, &j->vectors, &j->contexts, NULL, err);
  run.files = j->files; /* from here on: training writes none of these */
  return status == N2V_OK ? write_vectors(j, &run, err) : status;
}

/* A line for each ranking, then the counts. The warnings are errors in all likelihood (vectors of
 * another graph, too few epochs), but the figures above them stand: so they go to standard error
 * and the exit code is 0. */
static void print_recall(const cli *me, const n2v_config *config, const n2v_recall_task *task,
                         const n2v_recall_report *r) {
  const n2v_graph *rest = n2v_recall_task_rest(task);
  FILE *to = cli_summary_stream(config);
  int at = (int)config->at;
  for (int i = 0; i < N2V_RANKING_COUNT; i++)
    if (r->has_context || i != N2V_RANKING_context)
      fprintf(to, "%-10s hit@%d %.6f +- %.6f mrr %.6f ndcg@%d %.6f coverage %.6f\n",
              n2v_ranking_name((unsigned)i), at, r->of[i].hit, r->of[i].hit_error, r->of[i].mrr, at,
              r->of[i].ndcg, r->of[i].coverage);
  fprintf(to, "questions %" PRIu32 "\nunknown %" PRIu32 "\nnodes %" PRIu32 "\nedges %" PRIu64 "\n",
          n2v_recall_task_questions(task), r->unknown, n2v_graph_nodes(rest),
          n2v_graph_edges(rest));
  if (config->quiet)
    return;
  fflush(to); /* the lines above first, where both streams go to one file */
  if (r->without)
    fprintf(stderr, "%s: %" PRIu32 " nodes have no vector and are found by chance alone\n",
            me->name, r->without);
  for (int i = 0; i < N2V_RANKING_BASELINES; i++)
    for (int j = N2V_RANKING_BASELINES; j < N2V_RANKING_COUNT; j++)
      if (r->worse[i][j])
        fprintf(stderr, "%s: warning: %s finds less than %s alone (%.3f, %.3f)\n", me->name,
                n2v_ranking_name((unsigned)i), n2v_ranking_name((unsigned)j), r->of[i].hit,
                r->of[j].hit);
}

/* The files are ended before the ranking: it may take minutes, and what is trained is worth
 * having. */
static n2v_status recall(const cli *me, const n2v_config *config, n2v_error *err) {
  const n2v_progress *progress = cli_progress(me, config);
  recall_job j = {.config = config};
  n2v_recall_report report = {.size = sizeof report};
  n2v_run run = n2v_config_run(config, NULL);
  n2v_status status = N2V_OK;
  if (!*config->input)
    status = n2v_fail(err, N2V_EUSAGE, "nothing to read: give -input RATINGS (or GRAPH)");
  if (status == N2V_OK)
    status = n2v_files_new(cli_stop_flag(), &j.files, err);
  if (status == N2V_OK)
    status = cli_check_outputs(me, config, j.files, err);
  if (status == N2V_OK)
    status = hide(&j, progress, err);
  if (status == N2V_OK)
    status = get_vectors(&j, progress, err);
  status = n2v_files_end(j.files, status, err);
  cli_signals_at_once(); /* all is written */
  if (status == N2V_OK)
    status =
        n2v_eval_recall(j.task, j.vectors, j.contexts, (uint32_t)config->at, &run, &report, err);
  cli_progress_end();
  if (status == N2V_OK)
    print_recall(me, config, j.task, &report);
  if (status == N2V_OK && *config->output && !*config->model && !config->quiet) {
    cli_print_form(stderr, config->output, "auto");
    fprintf(stderr, "%" PRIu64 " vectors of %u\n", n2v_embedding_rows(j.vectors),
            n2v_embedding_dims(j.vectors));
  }
  n2v_embedding_free(j.vectors);
  n2v_embedding_free(j.contexts);
  n2v_recall_task_free(j.task);
  return status;
}

/* ------------------------------------------------------------------------------------ main */

#define CLASSIFY_ABOUT                                                                             \
  "classify: predicts the labels of nodes (-labels: lines of `node label ...`) from vectors "      \
  "(-model), by one-vs-rest logistic regression (L2, C = 1). Each node is given as many labels "   \
  "as it has. Prints macro_f1 and micro_f1, means over random splits, and their standard "         \
  "deviations. "
#define LINKPRED_ABOUT                                                                             \
  "linkpred: takes edges out of a graph (-remove), trains on the rest, and tells the edges from "  \
  "random pairs that no edge joins. Prints lines of `SCORE auc X`, X being the area under the "    \
  "ROC curve on half of the pairs. The scores are logistic regressions, fitted on the other half " \
  "to vectors combined by hadamard, average, l1 or l2, and the plain dot and cosine. "

#define RECALL_ABOUT                                                                               \
  "recall: hides one of the highest ratings of each user (or an edge of each node), trains on "    \
  "the rest, and looks for the hidden one in a ranking of all others. The rankings are by cosine " \
  "and by context vectors and, for comparison, by popularity, by edge weights and by common "      \
  "neighbours alone. Prints hit@K with its standard error, MRR, nDCG@K and the share of nodes "    \
  "that appear in any list. With -model nothing is trained: the vectors are those that were "      \
  "trained elsewhere on what -save-rest wrote under the same seed. "

/* A word behind n2v-eval, what the option table and -help know of it, and what it runs. */
typedef struct task {
  const char *name;
  cli cli;
  n2v_status (*run)(const cli *me, const n2v_config *config, n2v_error *err);
} task;

static const task tasks[] = {
    {"classify",
     {"n2v-eval", N2V_PROGRAM_CLASSIFY, "n2v-eval classify -model FILE -labels FILE [option...]",
      CLASSIFY_ABOUT, NULL},
     classify},
    {"linkpred",
     {"n2v-eval", N2V_PROGRAM_LINKPRED, "n2v-eval linkpred -input FILE [option...]", LINKPRED_ABOUT,
      NULL},
     linkpred},
    {"recall",
     {"n2v-eval", N2V_PROGRAM_RECALL, "n2v-eval recall -input FILE [option...]", RECALL_ABOUT,
      NULL},
     recall}};

static const cli all = {"n2v-eval",
                        N2V_PROGRAM_CLASSIFY | N2V_PROGRAM_LINKPRED | N2V_PROGRAM_RECALL,
                        "n2v-eval classify|linkpred|recall [option...]",
                        CLASSIFY_ABOUT "\n\n" LINKPRED_ABOUT "\n\n" RECALL_ABOUT "\n\n"
                                       "`n2v-eval classify -help` lists the options of one task.",
                        NULL};

/* Without a task there is only help to give, of all three. Other options are checked all the same,
 * so that a mistyped one is what the message is about. */
static int no_task(int argc, char **argv) {
  n2v_config *config;
  n2v_error err;
  int positional;
  int code = cli_start(&all, argc, argv, &config, &positional);
  if (code >= 0)
    return code;
  n2v_fail(&err, N2V_EUSAGE,
           "say what to do first: n2v-eval classify, n2v-eval linkpred or n2v-eval recall");
  n2v_config_free(config);
  return cli_fail(&all, &err);
}

/* argv[0] is the task: cli_start reads from argv[1] on. */
static int run(const task *t, int argc, char **argv) {
  n2v_config *config;
  n2v_error err;
  int code = cli_start(&t->cli, argc, argv, &config, NULL);
  if (code >= 0)
    return code;
  n2v_status status = t->run(&t->cli, config, &err);
  n2v_config_free(config);
  return status == N2V_OK ? cli_done(&t->cli) : cli_fail(&t->cli, &err);
}

int main(int argc, char **argv) {
  for (size_t i = 0; argc > 1 && i < sizeof tasks / sizeof tasks[0]; i++)
    if (strcmp(argv[1], tasks[i].name) == 0)
      return run(&tasks[i], argc - 1, argv + 1);
  return no_task(argc, argv);
}
