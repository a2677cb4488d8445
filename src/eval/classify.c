/* Node classification in four steps: nodes and vectors are matched by name, the splits are drawn,
 * all regressions of all splits are fitted, and each split is scored.
 *
 * A regression is of one split and one label and needs no other, so that regressions are what
 * threads share; their results are added as whole numbers, in any order. So the result does not
 * depend on the number of threads. All weights are kept until a split is scored, since a node's
 * labels can only be ranked once the regressions of all labels are there: 10 splits of BlogCatalog
 * (39 labels, 128 dimensions) take 0.4 MB. */
#include "eval/classify.h"

#include "base/memory.h"
#include "base/progress.h"
#include "base/random.h"
#include "base/status.h"
#include "eval/logistic.h"

#include <inttypes.h>
#include <math.h>
#include <omp.h>
#include <string.h>

typedef struct task {
  const n2v_classify_settings *settings;
  const n2v_label_sets *sets;
  uint32_t nodes, labels;
  uint32_t train;    /* nodes of a split that are fitted on: the first of its order */
  uint32_t *kept;    /* node i of the task is kept[i] of sets */
  uint32_t *columns; /* of the labels of sets; UINT32_MAX: no node kept has it */
  uint32_t *orders;  /* repeats x nodes: each split's shuffle */
  n2v_design design; /* nodes rows */
  double *weights;   /* repeats x labels x (dims + 1) */
  double *scores;    /* threads x labels */
  double *targets;   /* threads x train */
} task;

/* ------------------------------------------------------------------------------- set-up */

static bool is_finite(const float *values, uint32_t count) {
  for (uint32_t d = 0; d < count; d++)
    if (!isfinite(values[d]))
      return false;
  return true;
}

/* Labels of the node get their columns, its vector a row. Columns are given as labels are met, so
 * that one which only nodes without a vector have gets none, and does not count in the macro
 * mean. */
static n2v_status keep(task *t, const n2v_embedding *e, uint32_t node, uint32_t id,
                       n2v_error *err) {
  const float *values = e->data + (size_t)id * e->stride;
  if (!is_finite(values, e->dims)) {
    size_t length;
    const char *name = n2v_names_get(e->names, id, &length);
    return n2v_fail(err, N2V_EINPUT, "the vector of node '%.*s' is not finite",
                    (int)(length < 60 ? length : 60), name);
  }
  for (uint64_t i = t->sets->offsets[node]; i < t->sets->offsets[node + 1]; i++)
    if (t->columns[t->sets->items[i]] == UINT32_MAX)
      t->columns[t->sets->items[i]] = t->labels++;
  n2v_design_set(&t->design, t->nodes, values);
  t->kept[t->nodes++] = node;
  return N2V_OK;
}

/* Nodes with labels but without a vector are left out and counted (`without`): files of labels
 * often describe more than the graph that was trained on, and so take no room in the design, which
 * has 16 bytes for each number of a vector. Vectors of nodes without labels are not looked at. */
static n2v_status match_nodes(task *t, const n2v_embedding *e, n2v_error *err) {
  uint32_t named = t->sets->nodes->count, labels = t->sets->labels->count;
  uint32_t most = e->rows < named ? (uint32_t)e->rows : named; /* either's names differ */
  t->kept = n2v_alloc(most, sizeof *t->kept);
  t->columns = n2v_alloc(labels, sizeof *t->columns);
  if (!t->kept || !t->columns)
    return n2v_fail_memory(err, "the labels", most * sizeof *t->kept);
  memset(t->columns, 0xff, labels * sizeof *t->columns);
  n2v_status status = n2v_design_new(&t->design, most, e->dims, err);
  if (status == N2V_OK)
    status = n2v_names_index(e->names, err);
  for (uint32_t node = 0; node < named && status == N2V_OK; node++) {
    uint32_t id;
    size_t length;
    const char *name = n2v_names_get(t->sets->nodes, node, &length);
    if (n2v_names_find(e->names, name, length, &id))
      status = keep(t, e, node, id, err);
  }
  t->train = (uint32_t)(t->settings->train_fraction * t->nodes);
  if (status == N2V_OK && (t->train == 0 || t->train == t->nodes))
    status =
        n2v_fail(err, N2V_EINPUT,
                 "of %" PRIu32 " labelled nodes %" PRIu32 " have a vector, which leaves %" PRIu32
                 " to learn from and %" PRIu32 " to predict",
                 named, t->nodes, t->train, t->nodes - t->train);
  return status;
}

/* Each split has a stream of its own, so that the first ten splits of twenty are those of ten. */
static n2v_status draw_splits(task *t, n2v_error *err) {
  const n2v_classify_settings *s = t->settings;
  size_t fits = (size_t)s->repeats * t->labels, width = (size_t)t->design.dims + 1;
  t->orders = n2v_alloc((size_t)s->repeats * t->nodes, sizeof *t->orders);
  t->weights = n2v_alloc(fits * width, sizeof *t->weights);
  t->scores = n2v_alloc((size_t)s->threads * t->labels, sizeof *t->scores);
  t->targets = n2v_alloc((size_t)s->threads * t->train, sizeof *t->targets);
  if (!t->orders || !t->weights || !t->scores || !t->targets)
    return n2v_fail_memory(err, "the regressions", fits * width * sizeof *t->weights);
  for (uint32_t r = 0; r < s->repeats; r++) {
    uint32_t *order = t->orders + (size_t)r * t->nodes;
    n2v_rng rng = n2v_rng_seed(s->seed, r, 0);
    for (uint32_t i = 0; i < t->nodes; i++)
      order[i] = i;
    /* Fisher and Yates; the bias of n2v_rng_below is below i / 2^32. */
    for (uint32_t i = t->nodes - 1; i > 0; i--) {
      uint32_t j = n2v_rng_below(&rng, i + 1), swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
  }
  return N2V_OK;
}

/* -------------------------------------------------------------------- fit and predict */

/* A node has few labels (1.4 on average in BlogCatalog): looking through them costs less than a
 * table of nodes x labels would take. */
static bool has_label(const task *t, uint32_t node, uint32_t label) {
  uint32_t of_set = t->kept[node];
  for (uint64_t i = t->sets->offsets[of_set]; i < t->sets->offsets[of_set + 1]; i++)
    if (t->columns[t->sets->items[i]] == label)
      return true;
  return false;
}

/* One of repeats x labels regressions: is it this label, or any other? The targets lie in the
 * thread's own part of `targets`, which is used again for each of them. */
static n2v_status fit(task *t, uint64_t regression, n2v_error *err) {
  uint32_t repeat = (uint32_t)(regression / t->labels), label = (uint32_t)(regression % t->labels);
  const uint32_t *rows = t->orders + (size_t)repeat * t->nodes;
  double *y = t->targets + (size_t)omp_get_thread_num() * t->train;
  for (uint32_t i = 0; i < t->train; i++)
    y[i] = has_label(t, rows[i], label) ? 1 : -1;
  return n2v_logistic_fit(&t->design, rows, y, t->train, 1,
                          t->weights + (size_t)regression * (t->design.dims + 1), err);
}

static n2v_status stopped(n2v_error *err) {
  return n2v_fail(err, N2V_ESTOPPED, "stopped while labels were learned");
}

static n2v_status fit_all(task *t, n2v_error *err) {
  uint64_t fits = (uint64_t)t->settings->repeats * t->labels;
  n2v_status status = N2V_OK;
/* Newton's iterations differ in number from label to label: shares of equal size would not be of
 * equal length. */
#pragma omp parallel for schedule(dynamic) num_threads(t->settings->threads)
  for (uint64_t i = 0; i < fits; i++) {
    n2v_error own;
    n2v_status result = n2v_stop_requested(t->settings->progress) ? stopped(&own) : fit(t, i, &own);
    if (result != N2V_OK) {
#pragma omp critical(n2v_classify)
      {
        status = result;
        if (err)
          *err = own;
      }
    }
  }
  return status;
}

/* The best label not taken yet: ties go to the lower one. A taken one's score is NaN. Scores
 * themselves are never NaN: an infinite intercept (logistic.h) goes with weights of 0, and vectors
 * are finite. A node has at most `labels` labels, so that one is always left. */
static uint32_t take_best(double *scores, uint32_t labels) {
  uint32_t best = UINT32_MAX;
  for (uint32_t l = 0; l < labels; l++)
    if (!isnan(scores[l]) && (best == UINT32_MAX || scores[l] > scores[best]))
      best = l;
  scores[best] = NAN;
  return best;
}

/* Whole numbers: the sum is the same in whatever order threads add to it. */
static void count(uint64_t *counter) {
#pragma omp atomic
  ++*counter;
}

/* The node gets as many labels as it has, the protocol of DeepWalk and node2vec (classify.h): how
 * many is not predicted. Its own labels that were not taken are the missed ones. */
static void predict(const task *t, uint32_t node, const double *weights, n2v_confusion *counts) {
  double *scores = t->scores + (size_t)omp_get_thread_num() * t->labels;
  uint32_t of_set = t->kept[node];
  uint64_t begin = t->sets->offsets[of_set], end = t->sets->offsets[of_set + 1];
  for (uint32_t l = 0; l < t->labels; l++)
    scores[l] = n2v_logistic_score(&t->design, node, weights + (size_t)l * (t->design.dims + 1));
  for (uint64_t i = begin; i < end; i++) {
    uint32_t label = take_best(scores, t->labels);
    count(has_label(t, node, label) ? &counts[label].true_positives
                                    : &counts[label].false_positives);
  }
  for (uint64_t i = begin; i < end; i++) {
    uint32_t label = t->columns[t->sets->items[i]];
    if (!isnan(scores[label]))
      count(&counts[label].false_negatives);
  }
}

/* Tests on the nodes behind the first `train` of the split's order. */
static n2v_f1 score_split(const task *t, uint32_t repeat, n2v_confusion *counts) {
  const uint32_t *order = t->orders + (size_t)repeat * t->nodes;
  const double *weights = t->weights + (size_t)repeat * t->labels * (t->design.dims + 1);
  memset(counts, 0, t->labels * sizeof *counts);
#pragma omp parallel for schedule(static) num_threads(t->settings->threads)
  for (uint32_t i = t->train; i < t->nodes; i++)
    predict(t, order[i], weights, counts);
  return n2v_f1_scores(counts, t->labels);
}

/* Mean and standard deviation from sums and sums of squares. F1 lies in [0, 1] and there are at
 * most 10,000 repeats: what cancels is far below what is printed, and fmax keeps it from being
 * negative. */
static n2v_status score_all(const task *t, n2v_classify_report *report, n2v_error *err) {
  uint32_t repeats = t->settings->repeats;
  n2v_confusion *counts = n2v_alloc(t->labels, sizeof *counts);
  n2v_f1 sum = {0}, squares = {0};
  if (!counts)
    return n2v_fail_memory(err, "the counts", t->labels * sizeof *counts);
  for (uint32_t r = 0; r < repeats; r++) {
    n2v_f1 f1 = score_split(t, r, counts);
    sum.macro += f1.macro;
    sum.micro += f1.micro;
    squares.macro += f1.macro * f1.macro;
    squares.micro += f1.micro * f1.micro;
  }
  n2v_free(counts);
  double n = repeats, degrees = repeats > 1 ? n - 1 : 1;
  report->mean = (n2v_f1){sum.macro / n, sum.micro / n};
  report->deviation = (n2v_f1){sqrt(fmax(0, squares.macro - sum.macro * sum.macro / n) / degrees),
                               sqrt(fmax(0, squares.micro - sum.micro * sum.micro / n) / degrees)};
  return N2V_OK;
}

n2v_status n2v_classify(const n2v_embedding *embedding, const n2v_label_sets *sets,
                        const n2v_classify_settings *settings, n2v_classify_report *report,
                        n2v_error *err) {
  task t = {.settings = settings, .sets = sets};
  n2v_logistic_silence();
  n2v_status status = match_nodes(&t, embedding, err);
  if (status == N2V_OK)
    status = draw_splits(&t, err);
  if (status == N2V_OK)
    status = fit_all(&t, err);
  if (status == N2V_OK)
    status = score_all(&t, report, err);
  report->nodes = t.nodes;
  report->without = sets->nodes->count - t.nodes;
  report->labels = t.labels;
  n2v_design_free(&t.design);
  n2v_free(t.kept);
  n2v_free(t.columns);
  n2v_free(t.orders);
  n2v_free(t.weights);
  n2v_free(t.scores);
  n2v_free(t.targets);
  return status;
}
