/* What n2v_eval.h offers: tasks that own what they are made of, parameters checked, reports of the
 * size that the caller knows. The work is done in the other files of this folder, which trust their
 * settings. */
#include "base/memory.h"
#include "base/params.h"
#include "base/status.h"
#include "eval/classify.h"
#include "eval/linkpred.h"
#include "eval/recall.h"
#include "eval/rest_graph.h"

#include <stdlib.h>
#include <string.h>

/* As much of the report as the caller knows: report->size bytes. The struct may have grown since
 * the caller was compiled, or be older than the caller's; `size` itself stays the caller's. */
static n2v_status hand_out(const void *own, size_t own_size, void *report, const char *what,
                           n2v_error *err) {
  size_t size;
  memcpy(&size, report, sizeof size);
  if (size < sizeof size)
    return n2v_fail(err, N2V_EUSAGE, "%s.size = %zu: set it to the struct's size", what, size);
  memcpy(report, own, size < own_size ? size : own_size);
  memcpy(report, &size, sizeof size);
  return N2V_OK;
}

/* ------------------------------------------------------------------------------ classification */

const uint32_t *n2v_label_sets_of(const n2v_label_sets *sets, const char *name, size_t length,
                                  uint32_t *count) {
  uint32_t node;
  *count = 0;
  if (!n2v_names_find(sets->nodes, name, length, &node))
    return NULL;
  *count = (uint32_t)(sets->offsets[node + 1] - sets->offsets[node]);
  return sets->items + sets->offsets[node];
}

const char *n2v_label_sets_name(const n2v_label_sets *sets, uint32_t label, size_t *length) {
  return n2v_names_get(sets->labels, label, length);
}

static const n2v_classify_params usual_classify = {
    .size = sizeof usual_classify, .train_fraction = 0.5, .repeats = 10, .seed = 1};

void n2v_classify_params_init(n2v_classify_params *params, size_t size) {
  memset(params, 0, size);
  memcpy(params, &usual_classify, size < sizeof usual_classify ? size : sizeof usual_classify);
  params->size = size;
}

n2v_status n2v_eval_classify(const n2v_embedding *vectors, const n2v_label_sets *sets,
                             const n2v_classify_params *params, const n2v_run *given,
                             n2v_classify_report *report, n2v_error *err) {
  n2v_classify_params own = usual_classify;
  n2v_classify_report full = {0};
  n2v_run run;
  n2v_status status = n2v_params_take(&own, sizeof own, params, "n2v_classify_params", err);
  /* A seed is a double in the check, which is exact up to 2^53. */
  const n2v_range ranges[] = {{"train_fraction", own.train_fraction, 0.001, 0.999},
                              {"repeats", own.repeats, 1, 10000},
                              {"seed", (double)own.seed, 0, 0x1p53}};
  if (status == N2V_OK)
    status = n2v_in_ranges(ranges, sizeof ranges / sizeof *ranges, err);
  if (status == N2V_OK)
    status = n2v_run_take(given, &run, err);
  if (status != N2V_OK)
    return status;
  const n2v_classify_settings settings = {.train_fraction = own.train_fraction,
                                          .repeats = own.repeats,
                                          .seed = own.seed,
                                          .threads = run.threads,
                                          .progress = run.progress};
  status = n2v_classify(vectors, sets, &settings, &full, err);
  return status == N2V_OK ? hand_out(&full, sizeof full, report, "n2v_classify_report", err)
                          : status;
}

/* ----------------------------------------------------------------------------- link prediction */

struct n2v_link_task {
  const n2v_graph *graph; /* borrowed */
  n2v_edge_split split;
};

_Static_assert((int)N2V_LINK_SCORES == (int)N2V_SCORE_COUNT, "n2v_eval.h says how many there are");

const char *n2v_link_score_name(unsigned score) {
  return score < N2V_SCORE_COUNT ? n2v_score_names[score] : NULL;
}

n2v_status n2v_link_task_new(const n2v_graph *graph, double fraction, uint64_t seed,
                             const n2v_run *given, n2v_link_task **out, n2v_error *err) {
  n2v_run run;
  *out = NULL;
  n2v_status status = n2v_in_range("remove", fraction, 1e-6, 1, err);
  if (status == N2V_OK)
    status = n2v_run_take(given, &run, err);
  if (status == N2V_OK && graph->directed)
    status = n2v_fail(err, N2V_EINPUT, "link prediction wants an undirected graph");
  if (status != N2V_OK)
    return status;
  n2v_link_task *task = calloc(1, sizeof *task);
  if (!task)
    return n2v_fail_memory(err, "the task", sizeof *task);
  task->graph = graph;
  status = n2v_edge_split_new(graph, fraction, seed, run.threads, &task->split, err);
  if (status == N2V_OK)
    *out = task;
  else
    free(task);
  return status;
}

void n2v_link_task_free(n2v_link_task *task) {
  if (!task)
    return;
  n2v_edge_split_free(&task->split);
  free(task);
}

const n2v_graph *n2v_link_task_rest(const n2v_link_task *task) {
  return task->split.rest;
}

n2v_status n2v_link_task_write_rest(const n2v_link_task *task, const char *path, n2v_error *err) {
  n2v_outputs outputs = {0};
  return n2v_outputs_end(&outputs, n2v_rest_write(task->split.rest, path, &outputs, err), err);
}

uint64_t n2v_link_task_removed(const n2v_link_task *task) {
  return task->split.count;
}

n2v_status n2v_eval_links(const n2v_link_task *task, const n2v_embedding *vectors,
                          const n2v_run *given, double auc[N2V_LINK_SCORES], n2v_error *err) {
  n2v_run run;
  n2v_status status = n2v_run_take(given, &run, err);
  return status == N2V_OK ? n2v_linkpred(task->graph, &task->split, vectors, &run, auc, err)
                          : status;
}

/* -------------------------------------------------------------------------------------- recall */

/* The questions borrow the names of the ratings or of the graph, so that these live as long as the
 * task. */
struct n2v_recall_task {
  char *path;           /* the ratings' name points into it */
  n2v_ratings *ratings; /* or else: */
  n2v_graph *graph;
  n2v_holdout *holdout;
};

static const n2v_recall_params usual_recall = {
    .size = sizeof usual_recall, .least = 4, .questions = 10000, .seed = 1};

const char *n2v_ranking_name(unsigned ranking) {
  return ranking < N2V_RANKING_COUNT ? n2v_ranking_names[ranking] : NULL;
}

void n2v_recall_params_init(n2v_recall_params *params, size_t size) {
  memset(params, 0, size);
  memcpy(params, &usual_recall, size < sizeof usual_recall ? size : sizeof usual_recall);
  params->size = size;
}

static n2v_status take_recall(const n2v_recall_params *given, n2v_recall_params *own,
                              n2v_error *err) {
  *own = usual_recall;
  n2v_status status = n2v_params_take(own, sizeof *own, given, "n2v_recall_params", err);
  const n2v_range ranges[] = {{"least", own->least, 2, 1000000},
                              {"questions", own->questions, 1, 1e9},
                              {"seed", (double)own->seed, 0, 0x1p53}};
  return status == N2V_OK ? n2v_in_ranges(ranges, sizeof ranges / sizeof *ranges, err) : status;
}

static n2v_status hide(n2v_recall_task *task, const n2v_read_params *read,
                       const n2v_recall_params *params, const n2v_run *run, n2v_error *err) {
  const n2v_holdout_rules rules = {.least = params->least,
                                   .questions = params->questions,
                                   .seed = params->seed,
                                   .threads = run->threads};
  n2v_status status =
      n2v_ratings_or_graph_read(task->path, read, run, &task->ratings, &task->graph, err);
  if (status != N2V_OK)
    return status;
  return task->ratings ? n2v_holdout_ratings(task->ratings, read, run, &rules, &task->holdout, err)
                       : n2v_holdout_edges(task->graph, &rules, &task->holdout, err);
}

n2v_status n2v_recall_task_read(const char *path, const n2v_read_params *read,
                                const n2v_recall_params *params, const n2v_run *given,
                                n2v_recall_task **out, n2v_error *err) {
  n2v_read_params how;
  n2v_recall_params own;
  n2v_run run;
  *out = NULL;
  n2v_status status = n2v_read_params_take(read, &how, err);
  if (status == N2V_OK)
    status = take_recall(params, &own, err);
  if (status == N2V_OK)
    status = n2v_run_take(given, &run, err);
  if (status != N2V_OK)
    return status;
  n2v_recall_task *task = calloc(1, sizeof *task);
  if (!task || !(task->path = strdup(path)))
    status = n2v_fail_memory(err, path, strlen(path));
  if (status == N2V_OK)
    status = hide(task, &how, &own, &run, err);
  if (status == N2V_OK)
    *out = task;
  else
    n2v_recall_task_free(task);
  return status;
}

void n2v_recall_task_free(n2v_recall_task *task) {
  if (!task)
    return;
  n2v_holdout_free(task->holdout);
  n2v_ratings_free(task->ratings);
  n2v_graph_free(task->graph);
  free(task->path);
  free(task);
}

const n2v_graph *n2v_recall_task_rest(const n2v_recall_task *task) {
  return task->holdout->rest;
}

uint32_t n2v_recall_task_questions(const n2v_recall_task *task) {
  return task->holdout->count;
}

n2v_status n2v_recall_task_write(const n2v_recall_task *task, const char *path, n2v_error *err) {
  return n2v_recall_task_write_parts(task, path, NULL, err);
}

n2v_status n2v_recall_task_write_rest(const n2v_recall_task *task, const char *path,
                                      n2v_error *err) {
  return n2v_recall_task_write_parts(task, NULL, path, err);
}

n2v_status n2v_recall_task_write_parts(const n2v_recall_task *task, const char *hidden,
                                       const char *rest, n2v_error *err) {
  n2v_outputs outputs = {0};
  n2v_status status = N2V_OK;
  if (hidden)
    status = n2v_holdout_write(task->holdout, hidden, &outputs, err);
  if (status == N2V_OK && rest)
    status = n2v_holdout_write_rest(task->holdout, rest, &outputs, err);
  return n2v_outputs_end(&outputs, status, err);
}

n2v_status n2v_eval_recall(const n2v_recall_task *task, const n2v_embedding *vectors,
                           const n2v_embedding *contexts, uint32_t k, const n2v_run *given,
                           n2v_recall_report *report, n2v_error *err) {
  n2v_recall_report full;
  n2v_run run;
  n2v_status status = n2v_in_range("at", k, 1, UINT32_MAX, err);
  if (status == N2V_OK)
    status = n2v_run_take(given, &run, err);
  if (status == N2V_OK)
    status = n2v_recall(task->holdout, vectors, contexts, k, &run, &full, err);
  return status == N2V_OK ? hand_out(&full, sizeof full, report, "n2v_recall_report", err) : status;
}
