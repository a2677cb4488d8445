/* Searches as n2v.h has them, by the batch: of rows, of vectors, and of sums of rows. Each becomes
 * a list of targets for neighbours.c, which points to what it can and copies what it must. */
#include "base/memory.h"
#include "base/params.h"
#include "base/status.h"
#include "embedding/neighbours.h"

#include <math.h>
#include <string.h>

/* k may be larger than the number of rows: then all are found. */
static n2v_status search(const n2v_embedding *e, n2v_metric metric, uint32_t k, const bool *allowed,
                         const n2v_target *targets, size_t count, const n2v_run *run,
                         n2v_neighbour *results, uint32_t *found, n2v_error *err) {
  n2v_run own;
  n2v_status status = n2v_run_take(run, &own, err);
  if (status == N2V_OK)
    status = n2v_in_range("k", k, 1, UINT32_MAX / 2, err);
  if (status == N2V_OK)
    status = n2v_in_range("metric", metric, N2V_COSINE, N2V_DOT, err);
  const n2v_search how = {.k = k,
                          .cosine = metric == N2V_COSINE,
                          .allowed = allowed,
                          .threads = own.threads,
                          .simd = own.simd,
                          .progress = own.progress};
  return status == N2V_OK ? n2v_neighbours(e, &how, targets, count, results, found, err) : status;
}

n2v_status n2v_nearest(const n2v_embedding *e, n2v_metric metric, uint32_t k, const uint64_t *rows,
                       size_t count, const n2v_run *run, n2v_neighbour *results, uint32_t *found,
                       n2v_error *err) {
  n2v_target *targets = n2v_alloc(count, sizeof *targets);
  n2v_status status = targets ? N2V_OK : n2v_fail_memory(err, "a search", count * sizeof *targets);
  for (size_t i = 0; i < count && status == N2V_OK; i++) {
    if (rows[i] >= e->rows)
      status = n2v_fail(err, N2V_EUSAGE, "row %llu: there are %llu", (unsigned long long)rows[i],
                        (unsigned long long)e->rows);
    else
      targets[i] = (n2v_target){
          .vector = e->data + rows[i] * e->stride, .excluded = &rows[i], .excluded_count = 1};
  }
  if (status == N2V_OK)
    status = search(e, metric, k, NULL, targets, count, run, results, found, err);
  n2v_free(targets);
  return status;
}

n2v_status n2v_nearest_to(const n2v_embedding *e, n2v_metric metric, uint32_t k,
                          const float *vectors, size_t count, const n2v_run *run,
                          n2v_neighbour *results, uint32_t *found, n2v_error *err) {
  n2v_target *targets = n2v_alloc(count, sizeof *targets);
  if (!targets)
    return n2v_fail_memory(err, "a search", count * sizeof *targets);
  for (size_t i = 0; i < count; i++)
    targets[i] = (n2v_target){.vector = vectors + i * e->dims};
  n2v_status status = search(e, metric, k, NULL, targets, count, run, results, found, err);
  n2v_free(targets);
  return status;
}

/* ---------------------------------------------------------------------------------- questions */

static const n2v_query_params defaults = {.size = sizeof defaults, .metric = N2V_COSINE, .k = 10};

void n2v_query_params_init(n2v_query_params *params, size_t size) {
  memset(params, 0, size);
  memcpy(params, &defaults, size < sizeof defaults ? size : sizeof defaults);
  params->size = size;
}

/* sum += weight * row, of unit length where angles count: otherwise the longest of the terms, which
 * is often the most visited node, would decide alone. A row of zeros adds nothing. */
static void add_row(const n2v_embedding *e, bool cosine, n2v_term term, float *sum) {
  const float *values = n2v_embedding_row(e, term.row);
  double norm = 0, scale = term.weight;
  for (uint32_t d = 0; d < e->dims; d++)
    norm += (double)values[d] * values[d];
  if (cosine && norm > 0)
    scale /= sqrt(norm);
  for (uint32_t d = 0; d < e->dims; d++)
    sum[d] += (float)(scale * values[d]);
}

/* What is looked for, for each question, and the memory that it points into. */
typedef struct targets {
  n2v_target *items;
  float *sums;        /* a row for each question */
  uint64_t *excluded; /* all terms' rows */
} targets;

static n2v_status check_question(const n2v_embedding *e, const n2v_question *q, n2v_error *err) {
  if (q->count == 0)
    return n2v_fail(err, N2V_EUSAGE, "a question without a term asks for nothing");
  for (uint32_t i = 0; i < q->count; i++)
    if (q->terms[i].row >= e->rows)
      return n2v_fail(err, N2V_EUSAGE, "row %llu: there are %llu",
                      (unsigned long long)q->terms[i].row, (unsigned long long)e->rows);
  return N2V_OK;
}

/* A single row of weight 1 is pointed to where it lies: its answers are those of n2v_nearest to the
 * last bit, without the rounding of a unit vector. All questions are checked before any memory is
 * taken. */
static n2v_status make_targets(const n2v_embedding *e, bool cosine, const n2v_question *questions,
                               size_t count, targets *t, n2v_error *err) {
  size_t terms = 0;
  for (size_t i = 0; i < count; i++) {
    n2v_status status = check_question(e, &questions[i], err);
    if (status != N2V_OK)
      return status;
    terms += questions[i].count;
  }
  t->items = n2v_calloc(count, sizeof *t->items);
  t->sums = n2v_calloc(count * e->dims, sizeof *t->sums);
  t->excluded = n2v_alloc(terms, sizeof *t->excluded);
  if (!t->items || !t->sums || !t->excluded)
    return n2v_fail_memory(err, "the questions", count * e->dims * sizeof *t->sums);
  uint64_t *excluded = t->excluded;
  for (size_t i = 0; i < count; i++) {
    const n2v_question *q = &questions[i];
    float *sum = t->sums + i * e->dims;
    bool single = q->count == 1 && q->terms->weight == 1;
    t->items[i] = (n2v_target){.vector = single ? n2v_embedding_row(e, q->terms->row) : sum,
                               .excluded = excluded,
                               .excluded_count = q->count};
    for (uint32_t j = 0; j < q->count; j++) {
      *excluded++ = q->terms[j].row;
      if (!single)
        add_row(e, cosine, q->terms[j], sum);
    }
  }
  return N2V_OK;
}

/* Rows of `ranked` are answers, rows of e are asked for: one numbering for both. */
static n2v_status take_query(const n2v_embedding *e, const n2v_query_params *given,
                             n2v_query_params *own, n2v_error *err) {
  *own = defaults;
  n2v_status status = n2v_params_take(own, sizeof *own, given, "n2v_query_params", err);
  const n2v_embedding *ranked = own->ranked;
  if (status == N2V_OK && ranked && (ranked->rows != e->rows || ranked->dims != e->dims))
    status = n2v_fail(err, N2V_EUSAGE,
                      "`ranked`: %llu rows of %u, the embedding has %llu of %u: rows must belong "
                      "to each other",
                      (unsigned long long)ranked->rows, ranked->dims, (unsigned long long)e->rows,
                      e->dims);
  return status;
}

n2v_status n2v_query(const n2v_embedding *e, const n2v_query_params *given,
                     const n2v_question *questions, size_t count, const n2v_run *run,
                     n2v_neighbour *results, uint32_t *found, n2v_error *err) {
  n2v_query_params params;
  targets t = {0};
  n2v_status status = take_query(e, given, &params, err);
  if (status == N2V_OK)
    status = make_targets(e, params.metric == N2V_COSINE, questions, count, &t, err);
  if (status == N2V_OK)
    status = search(params.ranked ? params.ranked : e, params.metric, params.k, params.allowed,
                    t.items, count, run, results, found, err);
  n2v_free(t.items);
  n2v_free(t.sums);
  n2v_free(t.excluded);
  return status;
}
