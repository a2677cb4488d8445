/* How good vectors are: node classification and link prediction. */
#include "cli.h"

#include "base/parallel.h"
#include "base/status.h"
#include "embedding/formats.h"
#include "embedding/lookup.h"
#include "eval/classify.h"
#include "eval/linkpred.h"

#include <inttypes.h>
#include <string.h>

/* -------------------------------------------------------------------------------- classify */

static n2v_status print_classification(const cli *me, const n2v_config *config,
                                       n2v_embedding *vectors, const n2v_label_sets *sets,
                                       n2v_error *err) {
  n2v_classify_settings settings = {.train_fraction = config->train_fraction,
                                    .repeats = (uint32_t)config->repeats,
                                    .seed = (uint64_t)config->seed,
                                    .threads = n2v_thread_count((long)config->threads)};
  n2v_classify_report r;
  n2v_status status = n2v_classify(vectors, sets, &settings, &r, err);
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

static n2v_status classify(const cli *me, const n2v_config *config, n2v_error *err) {
  n2v_label_sets *sets = NULL;
  n2v_embedding *vectors = NULL;
  if (!*config->model || !*config->labels)
    return n2v_fail(err, N2V_EUSAGE, "give the vectors by -model FILE, the labels by -labels FILE");
  n2v_status status = n2v_label_sets_read(config->labels, &sets, err);
  if (status == N2V_OK)
    status =
        n2v_embedding_load(config->model, n2v_thread_count((long)config->threads), &vectors, err);
  if (status == N2V_OK)
    status = n2v_lookup_index(vectors, config->model, err);
  if (status == N2V_OK)
    status = print_classification(me, config, vectors, sets, err);
  n2v_embedding_free(vectors);
  n2v_label_sets_free(sets);
  return status;
}

/* -------------------------------------------------------------------------------- linkpred */

static n2v_status train_and_print(const n2v_config *config, const n2v_graph *graph,
                                  const n2v_edge_split *split, const n2v_progress *progress,
                                  n2v_error *err) {
  double auc[N2V_SCORE_COUNT];
  n2v_embedding *vectors = NULL;
  n2v_status status = n2v_train(config, split->rest, progress, &vectors, NULL, NULL, err);
  if (status == N2V_OK)
    status = n2v_linkpred(graph, split, vectors, n2v_thread_count((long)config->threads), auc, err);
  n2v_embedding_free(vectors);
  if (status != N2V_OK)
    return status;
  cli_progress_end();
  for (int i = 0; i < N2V_SCORE_COUNT; i++)
    printf("%s auc %.6f\n", n2v_score_names[i], auc[i]);
  printf("nodes %" PRIu32 "\nedges %" PRIu64 "\nremoved %" PRIu64 "\n", n2v_graph_nodes(graph),
         n2v_graph_edges(graph), split->count);
  return N2V_OK;
}

static n2v_status linkpred(const cli *me, const n2v_config *config, n2v_error *err) {
  const n2v_progress *progress = cli_progress(me, config);
  n2v_graph *graph = NULL;
  n2v_edge_split split = {0};
  if (!*config->input)
    return n2v_fail(err, N2V_EUSAGE, "nothing to read: give -input GRAPH");
  n2v_status status = n2v_graph_read(config, progress, &graph, err);
  if (status == N2V_OK && graph->directed)
    status =
        n2v_fail(err, N2V_EINPUT, "%s: link prediction wants an undirected graph", config->input);
  if (status == N2V_OK)
    cli_progress_nodes(n2v_graph_nodes(graph));
  if (status == N2V_OK)
    status = n2v_edge_split_new(graph, config->remove, (uint64_t)config->seed,
                                n2v_thread_count((long)config->threads), &split, err);
  if (status == N2V_OK)
    status = train_and_print(config, graph, &split, progress, err);
  n2v_edge_split_free(&split);
  n2v_graph_free(graph);
  return status;
}

/* ------------------------------------------------------------------------------------ main */

#define CLASSIFY_ABOUT                                                                             \
  "classify: predicts the labels of nodes (-labels: lines of `node label ...`) from vectors "      \
  "(-model) by one-vs-rest logistic regression (L2, C = 1); a node gets as many labels as it "     \
  "has. Prints macro_f1 and micro_f1, means over random splits, and their standard deviations. "
#define LINKPRED_ABOUT                                                                             \
  "linkpred: takes edges out of a graph (-remove), trains on the rest, and tells them from "       \
  "random pairs that no edge joins. Prints the area under the ROC curve as lines `SCORE auc X`: "  \
  "of logistic regressions on half of the pairs' vectors combined by the operators hadamard, "     \
  "average, l1 and l2, and of dot and cosine; tested on the other half. "

typedef struct task {
  const char *name;
  cli cli;
  n2v_status (*run)(const cli *me, const n2v_config *config, n2v_error *err);
} task;

static const task tasks[] = {
    {"classify",
     {"n2v-eval", N2V_PROGRAM_CLASSIFY, "n2v-eval classify -model FILE -labels FILE [option...]",
      CLASSIFY_ABOUT},
     classify},
    {"linkpred",
     {"n2v-eval", N2V_PROGRAM_LINKPRED, "n2v-eval linkpred -input FILE [option...]",
      LINKPRED_ABOUT},
     linkpred}};

static const cli both = {"n2v-eval", N2V_PROGRAM_CLASSIFY | N2V_PROGRAM_LINKPRED,
                         "n2v-eval classify|linkpred [option...]",
                         CLASSIFY_ABOUT LINKPRED_ABOUT
                         "`n2v-eval classify -help` lists the options of one task."};

/* Without a task there is only help to give. */
static int no_task(int argc, char **argv) {
  n2v_config *config;
  n2v_error err;
  int positional;
  int code = cli_start(&both, argc, argv, &config, &positional);
  if (code >= 0)
    return code;
  n2v_fail(&err, N2V_EUSAGE, "say what to do first: n2v-eval classify or n2v-eval linkpred");
  n2v_config_free(config);
  return cli_fail(&both, &err);
}

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
