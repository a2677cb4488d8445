/* One regression for each operator on the same pairs, and two scores that need none: six
 * independent jobs, one a thread.
 *
 * Pairs to fit on are the first of the split, pairs to test on its second half; the split's order
 * is random, so that either is a random part. The fit takes edges and pairs without one in turns,
 * as many of each, so that the intercept carries no prior. */
#include "eval/linkpred.h"

#include "base/memory.h"
#include "base/progress.h"
#include "base/status.h"
#include "eval/logistic.h"
#include "eval/metrics.h"

#include <math.h>

const char *const n2v_score_names[N2V_SCORE_COUNT] = {
#define OPERATOR_NAME(name, formula) #name,
    N2V_OPERATOR_LIST(OPERATOR_NAME)
#undef OPERATOR_NAME
        "dot",
    "cosine"};

typedef struct task {
  const n2v_edge_split *split;
  const float **vectors; /* of each node of the whole graph */
  uint32_t dims;
  uint32_t fit;  /* pairs of each kind to fit on: the first */
  uint64_t test; /* first pair of each kind to test on: up to the last */
} task;

/* ---------------------------------------------------------------------------- features */

/* A function for each row of N2V_OPERATOR_LIST, with the formula in the innermost loop. */
#define OPERATOR_FUNCTION(name, formula)                                                           \
  static void combine_##name(const float *u, const float *v, uint32_t dims, float *out) {          \
    for (uint32_t d = 0; d < dims; d++) {                                                          \
      float a = u[d], b = v[d];                                                                    \
      out[d] = formula;                                                                            \
    }                                                                                              \
  }
N2V_OPERATOR_LIST(OPERATOR_FUNCTION)
#undef OPERATOR_FUNCTION

typedef void combine_function(const float *u, const float *v, uint32_t dims, float *out);

static combine_function *const combine[N2V_OPERATOR_COUNT] = {
#define OPERATOR_POINTER(name, formula) combine_##name,
    N2V_OPERATOR_LIST(OPERATOR_POINTER)
#undef OPERATOR_POINTER
};

static double dot(const float *u, const float *v, uint32_t dims) {
  double sum = 0;
  for (uint32_t d = 0; d < dims; d++)
    sum += (double)u[d] * (double)v[d];
  return sum;
}

/* A pair's score: by the regression's weights where the score is an operator's. The log-odds rank
 * as the probabilities do, and ranks are all that the AUC looks at. A vector of zeros has cosine
 * 0. */
static double score_pair(const task *t, int score, n2v_pair pair, const double *weights,
                         float *features) {
  const float *u = t->vectors[pair.u], *v = t->vectors[pair.v];
  if (score < N2V_OPERATOR_COUNT) {
    double sum = weights[t->dims];
    combine[score](u, v, t->dims, features);
    for (uint32_t d = 0; d < t->dims; d++)
      sum += weights[d] * (double)features[d];
    return sum;
  }
  double product = dot(u, v, t->dims);
  if (score == N2V_SCORE_dot)
    return product;
  double norms = sqrt(dot(u, u, t->dims) * dot(v, v, t->dims));
  return norms > 0 ? product / norms : 0;
}

/* --------------------------------------------------------------------- fit, then test */

/* features: room for one pair, in single precision as the vectors are. */
static n2v_status fit(const task *t, int score, float *features, double *weights, n2v_error *err) {
  n2v_design design;
  uint32_t count = 2 * t->fit;
  uint32_t *rows = n2v_alloc(count, sizeof *rows);
  double *y = n2v_alloc(count, sizeof *y);
  n2v_status status = n2v_design_new(&design, count, t->dims, err);
  if (status == N2V_OK && (!rows || !y))
    status = n2v_fail_memory(err, "a regression", count * (sizeof *rows + sizeof *y));
  for (uint32_t i = 0; i < count && status == N2V_OK; i++) {
    n2v_pair pair = i % 2 ? t->split->non_edges[i / 2] : t->split->removed[i / 2];
    combine[score](t->vectors[pair.u], t->vectors[pair.v], t->dims, features);
    n2v_design_set(&design, i, features);
    rows[i] = i;
    y[i] = i % 2 ? -1 : 1;
  }
  if (status == N2V_OK)
    status = n2v_logistic_fit(&design, rows, y, count, 1, weights, err);
  n2v_design_free(&design);
  n2v_free(rows);
  n2v_free(y);
  return status;
}

static n2v_status measure(const task *t, int score, double *auc, n2v_error *err) {
  uint64_t tests = t->split->count - t->test;
  double *weights = n2v_alloc((size_t)t->dims + 1, sizeof *weights);
  double *scores = n2v_alloc(2 * tests, sizeof *scores);
  float *features = n2v_alloc(t->dims, sizeof *features);
  n2v_status status = weights && scores && features
                          ? N2V_OK
                          : n2v_fail_memory(err, "the scores", 2 * tests * sizeof *scores);
  if (status == N2V_OK && score < N2V_OPERATOR_COUNT)
    status = fit(t, score, features, weights, err);
  if (status == N2V_OK) {
    for (uint64_t i = 0; i < tests; i++) {
      scores[i] = score_pair(t, score, t->split->removed[t->test + i], weights, features);
      scores[tests + i] = score_pair(t, score, t->split->non_edges[t->test + i], weights, features);
    }
    *auc = n2v_auc(scores, tests, scores + tests, tests);
  }
  n2v_free(weights);
  n2v_free(scores);
  n2v_free(features);
  return status;
}

static n2v_status measure_all(const task *t, const n2v_run *run, double auc[N2V_SCORE_COUNT],
                              n2v_error *err) {
  n2v_status status = N2V_OK;
#pragma omp parallel for schedule(dynamic) num_threads(run->threads)
  for (int score = 0; score < N2V_SCORE_COUNT; score++) {
    n2v_error own;
    n2v_status result = n2v_stop_requested(run->progress)
                            ? n2v_fail(&own, N2V_ESTOPPED, "stopped while pairs were scored")
                            : measure(t, score, &auc[score], &own);
    if (result != N2V_OK) {
#pragma omp critical(n2v_linkpred)
      {
        status = result;
        if (err)
          *err = own;
      }
    }
  }
  return status;
}

/* A node without a vector is refused, not left out: the pairs were drawn among all nodes, and a
 * figure for a part of them could not be compared with any other. */
static n2v_status find_vectors(const n2v_graph *graph, const n2v_embedding *e,
                               const float **vectors, n2v_error *err) {
  n2v_status status = n2v_names_index(e->names, err);
  for (uint32_t v = 0; v < graph->nodes && status == N2V_OK; v++) {
    size_t length;
    uint32_t id;
    const char *name = n2v_names_get(graph->names, v, &length);
    if (!n2v_names_find(e->names, name, length, &id))
      status = n2v_fail(err, N2V_EINPUT, "node '%.*s' has no vector",
                        (int)(length < 60 ? length : 60), name);
    else
      vectors[v] = e->data + (size_t)id * e->stride;
  }
  return status;
}

n2v_status n2v_linkpred(const n2v_graph *graph, const n2v_edge_split *split,
                        const n2v_embedding *vectors, const n2v_run *run,
                        double auc[N2V_SCORE_COUNT], n2v_error *err) {
  uint64_t half = split->count / 2;
  task t = {.split = split,
            .dims = n2v_embedding_dims(vectors),
            .fit = (uint32_t)(half < N2V_LINKPRED_FIT / 2 ? half : N2V_LINKPRED_FIT / 2),
            .test = half};
  if (half == 0)
    return n2v_fail(err, N2V_EINPUT, "one edge taken out: two at least are needed (`remove`)");
  t.vectors = n2v_alloc(graph->nodes, sizeof *t.vectors);
  if (!t.vectors)
    return n2v_fail_memory(err, "the vectors", graph->nodes * sizeof *t.vectors);
  n2v_logistic_silence();
  n2v_status status = find_vectors(graph, vectors, t.vectors, err);
  if (status == N2V_OK)
    status = measure_all(&t, run, auc, err);
  n2v_free(t.vectors);
  return status;
}
