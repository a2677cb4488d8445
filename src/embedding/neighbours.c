/* An exact search in two steps. All rows are scored in single precision, for groups of targets at a
 * time, and each thread keeps the best of its share; these, a few more than asked for, are scored
 * again in double precision and ranked.
 *
 * Time is rows x targets x dims multiplications. A row comes from memory once for up to 512
 * targets, so that it is arithmetic that counts, which scores.c does in vectors. An index (HNSW and
 * the like) would be faster for millions of rows, but misses neighbours, takes minutes to build,
 * and differs from build to build.
 *
 * Threads share rows, not targets: one target is answered by all of them. */
#include "embedding/neighbours.h"

#include "base/memory.h"
#include "base/parallel.h"
#include "base/params.h"
#include "base/progress.h"
#include "base/status.h"
#include "embedding/scores.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
  BATCH = 512, /* targets in a pass; bounds the candidates: 106 kB a thread for k = 10 */
  SPARE = 16   /* candidates beyond k: single precision may order near ties wrongly */
};

typedef struct candidate {
  float score;
  uint32_t row;
} candidate;

/* The best candidates of one target so far: a heap with the worst on top, where a new one is
 * compared with it. Most rows are worse, and cost that one comparison. */
typedef struct heap {
  candidate *items;
  uint32_t size, capacity;
} heap;

typedef struct pass {
  const n2v_embedding *e;
  const n2v_search *search;
  const n2v_target *targets;
  size_t count, groups;
  uint32_t capacity;  /* of a heap */
  float *packed;      /* the targets in groups, as n2v_score_kernel wants them */
  candidate *storage; /* threads x count x capacity */
  heap *heaps;        /* threads x count */
  n2v_score_kernel *kernel;
} pass;

/* ----------------------------------------------------------------------------- candidates */

/* Of equal scores the higher row is worse, in every step: the answer depends neither on threads nor
 * on the order in which rows are met. */
static bool worse(candidate a, candidate b) {
  return a.score < b.score || (a.score == b.score && a.row > b.row);
}

static void sift_down(heap *h, uint32_t at, candidate item) {
  for (uint32_t child; (child = 2 * at + 1) < h->size; at = child) {
    if (child + 1 < h->size && worse(h->items[child + 1], h->items[child]))
      child++;
    if (!worse(h->items[child], item))
      break;
    h->items[at] = h->items[child];
  }
  h->items[at] = item;
}

static void push(heap *h, candidate item) {
  if (h->size == h->capacity) {
    if (worse(h->items[0], item))
      sift_down(h, 0, item);
    return;
  }
  uint32_t at = h->size++;
  for (; at && worse(item, h->items[(at - 1) / 2]); at = (at - 1) / 2)
    h->items[at] = h->items[(at - 1) / 2];
  h->items[at] = item;
}

/* What a score must exceed. Rows come in ascending order, so an equal one is worse. */
static float threshold(const heap *h) {
  return h->size < h->capacity ? -INFINITY : h->items[0].score;
}

/* Asked only of rows that score high enough, so that a list of excluded rows may be looked
 * through. */
static bool is_answer(const pass *p, size_t target, uint64_t row) {
  const n2v_target *t = &p->targets[target];
  if (p->search->allowed && !p->search->allowed[row])
    return false;
  for (uint32_t i = 0; i < t->excluded_count; i++)
    if (t->excluded[i] == row)
      return false;
  return true;
}

/* ----------------------------------------------------------------------------------- scan */

static double dot(const float *a, const float *b, size_t dims) {
  double sum = 0;
  for (size_t d = 0; d < dims; d++)
    sum += (double)a[d] * b[d];
  return sum;
}

/* 1 / length; 0 for a row of zeros. In single precision, which is fast, unless squares get out of
 * its range: a square that underflows is below 1e-38, nothing beside a sum above 1e-30. Below 1e-37
 * the inverse would not be a float. */
static float inverse_norm(const float *x, size_t dims) {
  float sums[16] = {0}, sum = 0;
  size_t d = 0;
  for (; d + 16 <= dims; d += 16)
    for (int j = 0; j < 16; j++)
      sums[j] += x[d + (size_t)j] * x[d + (size_t)j];
  for (; d < dims; d++)
    sum += x[d] * x[d];
  for (int j = 0; j < 16; j++)
    sum += sums[j];
  if (sum > 1e-30f && sum < 1e30f)
    return 1 / sqrtf(sum);
  double norm = sqrt(dot(x, x, dims));
  return norm < 1e-37 ? 0 : (float)(1 / norm);
}

/* Offers the scores of `rows` rows from first on to the heaps of one group of targets. The
 * thresholds of the group are held beside the scores, so that a row which is worse for all 16
 * targets is passed over by one vector comparison. A NaN is above nothing. */
static void offer(const pass *p, heap *heaps, size_t group, uint64_t first, int rows,
                  const float *scale, float scores[N2V_SCORE_ROWS][N2V_SCORE_LANES]) {
  size_t base = group * N2V_SCORE_LANES;
  int targets = (int)(p->count - base < N2V_SCORE_LANES ? p->count - base : N2V_SCORE_LANES);
  float least[N2V_SCORE_LANES];
  for (int j = 0; j < N2V_SCORE_LANES; j++)
    least[j] = j < targets ? threshold(&heaps[base + (size_t)j]) : INFINITY;
  for (int i = 0; i < rows; i++) {
    int better = 0;
    for (int j = 0; j < N2V_SCORE_LANES; j++) {
      scores[i][j] *= scale[i];
      better |= scores[i][j] > least[j];
    }
    for (int j = 0; better && j < targets; j++) {
      uint64_t row = first + (uint64_t)i;
      if (!(scores[i][j] > least[j]) || !is_answer(p, base + (size_t)j, row))
        continue;
      heap *h = &heaps[base + (size_t)j];
      push(h, (candidate){scores[i][j], (uint32_t)row});
      least[j] = threshold(h);
    }
  }
}

/* Rows [first, end) against all targets, a block of rows at a time. */
static void scan(const pass *p, heap *heaps, uint64_t first, uint64_t end) {
  const float *rows[N2V_SCORE_ROWS];
  float scores[N2V_SCORE_ROWS][N2V_SCORE_LANES], scale[N2V_SCORE_ROWS];
  for (; first < end && !n2v_stop_requested(p->search->progress); first += N2V_SCORE_ROWS) {
    int count = (int)(end - first < N2V_SCORE_ROWS ? end - first : N2V_SCORE_ROWS);
    for (int i = 0; i < N2V_SCORE_ROWS; i++) { /* behind the last row: the first, not looked at */
      rows[i] = n2v_embedding_row(p->e, first + (uint64_t)(i < count ? i : 0));
      scale[i] = p->search->cosine && i < count ? inverse_norm(rows[i], p->e->dims) : 1;
    }
    for (size_t group = 0; group < p->groups; group++) {
      p->kernel(rows, p->packed + group * p->e->dims * N2V_SCORE_LANES, p->e->dims, scores);
      offer(p, heaps, group, first, count, scale, scores);
    }
  }
}

/* -------------------------------------------------------------------------------- results */

/* What is printed: in double precision, from the row and the target as they are. */
static double exact_score(const pass *p, const float *target, const float *row) {
  size_t dims = p->e->dims;
  double score = dot(target, row, dims);
  if (!p->search->cosine)
    return score;
  double norms = sqrt(dot(target, target, dims)) * sqrt(dot(row, row, dims));
  return norms > 0 ? score / norms : 0;
}

static int best_candidate(const void *a, const void *b) {
  candidate x = *(const candidate *)a, y = *(const candidate *)b;
  return worse(x, y) - worse(y, x);
}

static int best_neighbour(const void *a, const void *b) {
  const n2v_neighbour *x = a, *y = b;
  if (x->score != y->score)
    return x->score < y->score ? 1 : -1;
  return (x->row > y->row) - (x->row < y->row);
}

/* Joins what the threads found for one target and ranks it; *found of results, k at most. merged
 * and ranked have room for all threads' candidates. Before scoring again the list is cut to one
 * heap's length: what stands behind it is more than SPARE places behind the answer. */
static void finish(const pass *p, int threads, size_t target, candidate *merged,
                   n2v_neighbour *ranked, n2v_neighbour *results, uint32_t *found) {
  size_t size = 0;
  for (int t = 0; t < threads; t++) {
    const heap *h = &p->heaps[(size_t)t * p->count + target];
    memcpy(merged + size, h->items, h->size * sizeof *merged);
    size += h->size;
  }
  qsort(merged, size, sizeof *merged, best_candidate);
  size = size < p->capacity ? size : p->capacity;
  for (size_t i = 0; i < size; i++) {
    const float *row = n2v_embedding_row(p->e, merged[i].row);
    ranked[i] = (n2v_neighbour){exact_score(p, p->targets[target].vector, row), merged[i].row};
  }
  qsort(ranked, size, sizeof *ranked, best_neighbour);
  *found = (uint32_t)(size < p->search->k ? size : p->search->k);
  memcpy(results, ranked, *found * sizeof *ranked);
}

/* Component by component, 16 targets side by side, as the kernel reads them. Unit length for
 * cosines; lanes behind the last target are 0 and never looked at. */
static void pack(const pass *p) {
  for (size_t t = 0; t < p->groups * N2V_SCORE_LANES; t++) {
    size_t group = t / N2V_SCORE_LANES, lane = t % N2V_SCORE_LANES;
    float *to = p->packed + group * p->e->dims * N2V_SCORE_LANES + lane;
    const float *from = t < p->count ? p->targets[t].vector : NULL;
    float scale = from && p->search->cosine ? inverse_norm(from, p->e->dims) : 1;
    for (size_t d = 0; d < p->e->dims; d++)
      to[d * N2V_SCORE_LANES] = from ? from[d] * scale : 0;
  }
}

static n2v_status run(pass *p, int threads, n2v_neighbour *results, uint32_t *found,
                      n2v_error *err) {
  size_t heaps = (size_t)threads * p->count, items = (size_t)threads * p->capacity;
  n2v_status status = N2V_OK;
  p->groups = (p->count + N2V_SCORE_LANES - 1) / N2V_SCORE_LANES;
  p->packed = n2v_alloc(p->groups * N2V_SCORE_LANES * p->e->dims, sizeof *p->packed);
  p->storage = n2v_alloc(heaps * p->capacity, sizeof *p->storage);
  p->heaps = n2v_alloc(heaps, sizeof *p->heaps);
  candidate *merged = n2v_alloc(items, sizeof *merged);
  n2v_neighbour *ranked = n2v_alloc(items, sizeof *ranked);
  if (!p->packed || !p->storage || !p->heaps || !merged || !ranked) {
    status = n2v_fail_memory(err, "the search", heaps * p->capacity * sizeof *p->storage);
    goto out;
  }
  pack(p);
  for (size_t i = 0; i < heaps; i++)
    p->heaps[i] = (heap){p->storage + i * p->capacity, 0, p->capacity};
  /* A last share may begin behind the last row: it is empty. */
  uint64_t rows = p->e->rows, share = rows / (uint64_t)threads + 1;
#pragma omp parallel for schedule(static, 1) num_threads(threads)
  for (int t = 0; t < threads; t++) {
    uint64_t first = (uint64_t)t * share, end = first + share;
    scan(p, p->heaps + (size_t)t * p->count, first, end < rows ? end : rows);
  }
  if (n2v_stop_requested(p->search->progress)) {
    status = n2v_fail(err, N2V_ESTOPPED, "stopped while neighbours were searched");
    goto out;
  }
  for (size_t t = 0; t < p->count; t++)
    finish(p, threads, t, merged, ranked, results + t * p->search->k, &found[t]);
out:
  n2v_free(p->packed);
  n2v_free(p->storage);
  n2v_free(p->heaps);
  n2v_free(merged);
  n2v_free(ranked);
  return status;
}

n2v_status n2v_neighbours(const n2v_embedding *e, const n2v_search *search,
                          const n2v_target *targets, size_t count, n2v_neighbour *results,
                          uint32_t *found, n2v_error *err) {
  uint64_t wanted = (uint64_t)search->k + SPARE;
  int threads = n2v_pass_threads(search->threads, e->rows, 4096);
  n2v_status status = N2V_OK;
  n2v_score_kernel *kernel = n2v_score_kernel_get(n2v_simd_name(search->simd));
  if (!kernel)
    return n2v_fail(err, N2V_EUSAGE, "`simd = %s`: this processor or build has none",
                    n2v_simd_name(search->simd));
  for (size_t first = 0; first < count && status == N2V_OK; first += BATCH) {
    pass p = {.e = e, .search = search, .targets = targets + first};
    p.count = count - first < BATCH ? count - first : BATCH;
    p.capacity = (uint32_t)(wanted < e->rows ? wanted : e->rows);
    p.kernel = kernel;
    status = run(&p, threads, results + first * search->k, found + first, err);
  }
  return status;
}
