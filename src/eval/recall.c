/* Each ranking fills in a score for every node, in double precision; the rest is common to all.
 * Every node is looked at for every question: what is measured is exact, at questions x nodes x
 * dims multiplications. Drawing 100 candidates for each question would be faster, but ranks methods
 * otherwise than all candidates do (Krichene and Rendle, "On sampled metrics for item
 * recommendation", KDD 2020).
 *
 * Questions are what threads share. Each is answered by one thread, on a desk of its own. */
#include "eval/recall.h"

#include "base/memory.h"
#include "base/progress.h"
#include "base/status.h"

#include <math.h>
#include <omp.h>
#include <string.h>

const char *const n2v_ranking_names[N2V_RANKING_COUNT] = {
#define RANKING_NAME(name, text) #name,
    N2V_RANKING_LIST(RANKING_NAME)
#undef RANKING_NAME
};

/* What the place of one hidden node is worth. */
typedef struct worth {
  double hit, reciprocal, gain;
} worth;

typedef struct task {
  const n2v_holdout *holdout;
  uint32_t k, nodes, dims;
  const float **input, **output; /* of each node; NULL where there is none, which scores 0 */
  double *scale;                 /* 1 / length of each input vector; 0 where that is 0 */
  double *strength;              /* of each node: the sum of its weights */
  worth *found;                  /* rankings x questions */
} task;

/* What one thread works with. */
typedef struct desk {
  double *scores; /* of each node */
  double *sum;    /* dims */
  uint32_t *best; /* k */
} desk;

/* --------------------------------------------------------------------------------- rankings */

typedef void ranking(const task *t, uint32_t question, desk *d);

/* Eight sums, so that the compiler may add in vectors: the order of additions is fixed here, and
 * the same for every number of threads. */
static double dot(const double *a, const float *b, uint32_t dims) {
  double sums[8] = {0}, sum = 0;
  uint32_t i = 0;
  for (; i + 8 <= dims; i += 8)
    for (uint32_t j = 0; j < 8; j++)
      sums[j] += a[i + j] * (double)b[i + j];
  for (; i < dims; i++)
    sum += a[i] * (double)b[i];
  for (uint32_t j = 0; j < 8; j++)
    sum += sums[j];
  return sum;
}

/* The sum of the given nodes' vectors, each of length 1 when `unit`: the sum of cosines with a
 * candidate is then one dot product, whatever the number of given nodes. */
static void add_given(const task *t, uint32_t question, bool unit, double *sum) {
  const n2v_holdout *h = t->holdout;
  memset(sum, 0, t->dims * sizeof *sum);
  for (uint64_t i = h->begin[question]; i < h->begin[question + 1]; i++) {
    const float *vector = t->input[h->given[i]];
    double scale = unit ? t->scale[h->given[i]] : 1;
    for (uint32_t d = 0; vector && d < t->dims; d++)
      sum[d] += scale * (double)vector[d];
  }
}

/* The length of the sum is the same for all candidates, and left out. */
static void rank_cosine(const task *t, uint32_t question, desk *d) {
  add_given(t, question, true, d->sum);
  for (uint32_t v = 0; v < t->nodes; v++)
    d->scores[v] = t->input[v] ? t->scale[v] * dot(d->sum, t->input[v], t->dims) : 0;
}

/* As training sees it: a centre's vector with the context vector of what stands near it. */
static void rank_context(const task *t, uint32_t question, desk *d) {
  add_given(t, question, false, d->sum);
  for (uint32_t v = 0; v < t->nodes; v++)
    d->scores[v] = t->output[v] ? dot(d->sum, t->output[v], t->dims) : 0;
}

static void rank_popularity(const task *t, uint32_t question, desk *d) {
  (void)question;
  memcpy(d->scores, t->holdout->popularity, t->nodes * sizeof *d->scores);
}

static double weight_of(const n2v_graph *g, uint64_t arc) {
  return g->weights ? (double)g->weights[arc] : 1;
}

/* Adds share * weight to the score of each neighbour. */
static void spread(const n2v_graph *g, uint32_t node, double share, double *scores) {
  for (uint64_t arc = g->offsets[node]; arc < g->offsets[node + 1]; arc++)
    scores[g->neighbours[arc]] += share * weight_of(g, arc);
}

/* What the graph says without vectors. Where edges are known they are no answers, so that the
 * nearest thing is two steps away: to a neighbour c of the node, with its weight, and on from c
 * with the share of its strength. The first step's division by the strength of the given node is
 * the same for all and left out. */
static void rank_weights(const task *t, uint32_t question, desk *d) {
  const n2v_holdout *h = t->holdout;
  const n2v_graph *g = h->rest;
  memset(d->scores, 0, t->nodes * sizeof *d->scores);
  for (uint64_t i = h->begin[question]; i < h->begin[question + 1]; i++) {
    uint32_t node = h->given[i];
    if (!h->knows_edges)
      spread(g, node, 1, d->scores);
    for (uint64_t arc = g->offsets[node]; h->knows_edges && arc < g->offsets[node + 1]; arc++)
      spread(g, g->neighbours[arc], weight_of(g, arc) / t->strength[g->neighbours[arc]], d->scores);
  }
}

/* Paths of two steps, whatever they weigh. */
static void rank_common(const task *t, uint32_t question, desk *d) {
  const n2v_holdout *h = t->holdout;
  const n2v_graph *g = h->rest;
  memset(d->scores, 0, t->nodes * sizeof *d->scores);
  for (uint64_t i = h->begin[question]; i < h->begin[question + 1]; i++)
    for (uint64_t arc = g->offsets[h->given[i]]; arc < g->offsets[h->given[i] + 1]; arc++) {
      uint32_t common = g->neighbours[arc];
      for (uint64_t next = g->offsets[common]; next < g->offsets[common + 1]; next++)
        d->scores[g->neighbours[next]]++;
    }
}

static ranking *const rankings[N2V_RANKING_COUNT] = {
#define RANKING_FUNCTION(name, text) rank_##name,
    N2V_RANKING_LIST(RANKING_FUNCTION)
#undef RANKING_FUNCTION
};

/* ------------------------------------------------------------------------------------ ranks */

/* What is known already is no answer: below every score, so that it is neither in a list nor above
 * what is hidden. The hidden node itself is never among it: its edge, or rating, was taken out. */
static void leave_out_known(const task *t, uint32_t question, double *scores) {
  const n2v_holdout *h = t->holdout;
  const n2v_graph *g = h->rest;
  for (uint64_t i = h->begin[question]; i < h->begin[question + 1]; i++) {
    uint32_t node = h->given[i];
    scores[node] = -INFINITY;
    for (uint64_t arc = g->offsets[node]; h->knows_edges && arc < g->offsets[node + 1]; arc++)
      scores[g->neighbours[arc]] = -INFINITY;
  }
}

/* Of a rank from above + 1 to above + equal + 1, each as likely. Popularity and common neighbours
 * tie often; a rank that came from the order of ids would flatter or harm them. */
static worth mean_worth(uint32_t above, uint32_t equal, uint32_t k) {
  worth sum = {0};
  double count = (double)equal + 1;
  for (uint64_t rank = (uint64_t)above + 1; rank <= (uint64_t)above + equal + 1; rank++) {
    sum.reciprocal += 1 / (double)rank;
    sum.hit += rank <= k;
    sum.gain += rank <= k ? 1 / log2(1 + (double)rank) : 0;
  }
  return (worth){sum.hit / count, sum.reciprocal / count, sum.gain / count};
}

/* Two counts over all scores, no sort. `equal` counts the hidden node itself. */
static worth place(const task *t, const double *scores, uint32_t hidden) {
  uint32_t above = 0, equal = 0;
  if (hidden == UINT32_MAX)
    return (worth){0};
  for (uint32_t v = 0; v < t->nodes; v++) {
    above += scores[v] > scores[hidden];
    equal += scores[v] == scores[hidden];
  }
  return mean_worth(above, equal - 1, t->k);
}

/* Marks the first k, kept in order by insertion: most scores are below the k-th and cost one
 * comparison. Rows come in ascending order and only a greater score moves another back, so that of
 * equal ones the lower id stays. */
static void cover(const task *t, desk *d, uint8_t *covered) {
  uint32_t used = 0;
  for (uint32_t v = 0; v < t->nodes; v++) {
    if (d->scores[v] == -INFINITY || (used == t->k && d->scores[v] <= d->scores[d->best[used - 1]]))
      continue;
    uint32_t at = used < t->k ? used++ : used - 1;
    for (; at > 0 && d->scores[d->best[at - 1]] < d->scores[v]; at--)
      d->best[at] = d->best[at - 1];
    d->best[at] = v;
  }
  for (uint32_t i = 0; i < used; i++) {
#pragma omp atomic write
    covered[d->best[i]] = 1;
  }
}

/* The standard error is that of a mean over questions: sample deviation / sqrt(n). */
static n2v_recall_scores means(const task *t, const worth *found, const uint8_t *covered) {
  n2v_recall_scores mean = {0};
  double n = t->holdout->count, squares = 0;
  for (uint32_t q = 0; q < t->holdout->count; q++) {
    mean.hit += found[q].hit / n;
    mean.mrr += found[q].reciprocal / n;
    mean.ndcg += found[q].gain / n;
  }
  for (uint32_t q = 0; q < t->holdout->count; q++)
    squares += (found[q].hit - mean.hit) * (found[q].hit - mean.hit);
  mean.hit_error = n > 1 ? sqrt(squares / (n - 1) / n) : 0;
  for (uint32_t v = 0; v < t->nodes; v++)
    mean.coverage += (double)covered[v] / t->nodes;
  return mean;
}

static n2v_status measure(const task *t, int number, const n2v_run *run, desk *desks,
                          uint8_t *covered, n2v_recall_scores *out, n2v_error *err) {
  const n2v_holdout *h = t->holdout;
  worth *found = t->found + (size_t)number * h->count;
  memset(covered, 0, t->nodes);
#pragma omp parallel for schedule(dynamic, 16) num_threads(run->threads)
  for (uint32_t q = 0; q < h->count; q++) {
    if (n2v_stop_requested(run->progress))
      continue;
    desk *d = &desks[omp_get_thread_num()];
    rankings[number](t, q, d);
    leave_out_known(t, q, d->scores);
    found[q] = place(t, d->scores, h->hidden[q]);
    cover(t, d, covered);
  }
  if (n2v_stop_requested(run->progress))
    return n2v_fail(err, N2V_ESTOPPED, "stopped while nodes were ranked");
  *out = means(t, found, covered);
  return N2V_OK;
}

/* Whether the first finds less, by more than twice the standard error of the difference. Questions
 * are paired: both rankings fail at hard ones, and the error of the difference is smaller than
 * those of the two means. */
static bool is_worse(const task *t, int one, int other) {
  uint32_t count = t->holdout->count;
  const worth *a = t->found + (size_t)one * count, *b = t->found + (size_t)other * count;
  double sum = 0, squares = 0, n = count;
  for (uint32_t q = 0; q < count; q++) {
    double more = b[q].hit - a[q].hit;
    sum += more;
    squares += more * more;
  }
  double variance = n > 1 ? (squares - sum * sum / n) / (n - 1) / n : 0;
  return sum / n > 2 * sqrt(fmax(variance, 0));
}

/* ---------------------------------------------------------------------------------- vectors */

static n2v_status find_vectors(const n2v_graph *g, const n2v_embedding *e, const float **vectors,
                               uint32_t *without, n2v_error *err) {
  n2v_status status = n2v_names_index(e->names, err);
  *without = 0;
  for (uint32_t v = 0; v < g->nodes && status == N2V_OK; v++) {
    size_t length;
    uint32_t id;
    const char *name = n2v_names_get(g->names, v, &length);
    bool found = n2v_names_find(e->names, name, length, &id);
    vectors[v] = found ? e->data + (size_t)id * e->stride : NULL;
    *without += !found;
    for (uint32_t d = 0; found && d < e->dims; d++)
      if (!isfinite(vectors[v][d]))
        return n2v_fail(err, N2V_EINPUT, "the vector of node '%.*s' is not finite",
                        (int)(length < 60 ? length : 60), name);
  }
  if (status == N2V_OK && *without == g->nodes)
    status = n2v_fail(err, N2V_EINPUT, "no node of the graph has a vector: another graph's?");
  return status;
}

/* A vector of zeros has no direction: its cosines are 0. */
static void find_scales(task *t) {
  for (uint32_t v = 0; v < t->nodes; v++) {
    double squares = 0;
    for (uint32_t d = 0; t->input[v] && d < t->dims; d++)
      squares += (double)t->input[v][d] * (double)t->input[v][d];
    t->scale[v] = squares > 0 ? 1 / sqrt(squares) : 0;
  }
}

/* Vectors are found once, so that no question looks names up. */
static n2v_status prepare(task *t, const n2v_embedding *vectors, const n2v_embedding *contexts,
                          n2v_recall_report *report, n2v_error *err) {
  const n2v_graph *g = t->holdout->rest;
  uint32_t without;
  t->input = n2v_alloc(t->nodes, sizeof *t->input);
  t->output = n2v_alloc(t->nodes, sizeof *t->output);
  t->scale = n2v_alloc(t->nodes, sizeof *t->scale);
  t->strength = n2v_calloc(t->nodes, sizeof *t->strength);
  t->found = n2v_calloc((size_t)N2V_RANKING_COUNT * t->holdout->count, sizeof *t->found);
  if (!t->input || !t->output || !t->scale || !t->strength || !t->found)
    return n2v_fail_memory(err, "the vectors", t->nodes * sizeof *t->input);
  if (contexts && contexts->dims != vectors->dims)
    return n2v_fail(err, N2V_EINPUT, "vectors of %u dimensions, context vectors of %u",
                    vectors->dims, contexts->dims);
  n2v_status status = find_vectors(g, vectors, t->input, &report->without, err);
  if (status == N2V_OK && contexts)
    status = find_vectors(g, contexts, t->output, &without, err);
  if (status == N2V_OK)
    find_scales(t);
  for (uint32_t v = 0; v < t->nodes; v++)
    for (uint64_t arc = g->offsets[v]; arc < g->offsets[v + 1]; arc++)
      t->strength[v] += weight_of(g, arc);
  return status;
}

static n2v_status desks_new(const task *t, int threads, desk **out, n2v_error *err) {
  desk *desks = n2v_calloc((size_t)threads, sizeof *desks);
  bool whole = desks != NULL;
  *out = desks;
  for (int i = 0; whole && i < threads; i++) {
    desks[i].scores = n2v_alloc(t->nodes, sizeof *desks[i].scores);
    desks[i].sum = n2v_alloc(t->dims, sizeof *desks[i].sum);
    desks[i].best = n2v_alloc(t->k, sizeof *desks[i].best);
    whole = desks[i].scores && desks[i].sum && desks[i].best;
  }
  return whole ? N2V_OK : n2v_fail_memory(err, "the scores", t->nodes * sizeof(double));
}

static void desks_free(desk *desks, int threads) {
  for (int i = 0; desks && i < threads; i++) {
    n2v_free(desks[i].scores);
    n2v_free(desks[i].sum);
    n2v_free(desks[i].best);
  }
  n2v_free(desks);
}

n2v_status n2v_recall(const n2v_holdout *holdout, const n2v_embedding *vectors,
                      const n2v_embedding *contexts, uint32_t k, const n2v_run *run,
                      n2v_recall_report *r, n2v_error *err) {
  task t = {.holdout = holdout,
            .k = k < holdout->rest->nodes ? k : holdout->rest->nodes,
            .nodes = holdout->rest->nodes,
            .dims = vectors->dims};
  desk *desks = NULL;
  uint8_t *covered = n2v_alloc(t.nodes, 1);
  *r = (n2v_recall_report){.has_context = contexts != NULL};
  n2v_status status = covered ? N2V_OK : n2v_fail_memory(err, "the coverage", t.nodes);
  if (status == N2V_OK)
    status = prepare(&t, vectors, contexts, r, err);
  if (status == N2V_OK)
    status = desks_new(&t, run->threads, &desks, err);
  for (int i = 0; i < N2V_RANKING_COUNT && status == N2V_OK; i++)
    if (contexts || i != N2V_RANKING_context)
      status = measure(&t, i, run, desks, covered, &r->of[i], err);
  for (int i = 0; i < N2V_RANKING_BASELINES && status == N2V_OK; i++)
    for (int j = N2V_RANKING_BASELINES; j < N2V_RANKING_COUNT; j++)
      r->worse[i][j] = (contexts || i != N2V_RANKING_context) && is_worse(&t, i, j);
  for (uint32_t q = 0; q < holdout->count; q++)
    r->unknown += holdout->hidden[q] == UINT32_MAX;
  desks_free(desks, run->threads);
  n2v_free(covered);
  n2v_free(t.input);
  n2v_free(t.output);
  n2v_free(t.scale);
  n2v_free(t.strength);
  n2v_free(t.found);
  return status;
}
