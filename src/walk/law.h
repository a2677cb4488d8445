/* The law of a walk's steps. A walk that came from t to v goes on to a neighbour x of v with
 * probability proportional to weight(v, x) * factor, where the factor is
 *
 *   1/p  if x is t (the way back),
 *   1    if there is an edge t -> x (x stays near t),
 *   1/q  otherwise,
 *
 * as Grover and Leskovec, KDD 2016, section 3.2.2. The first rule that fits counts. Self-loops are
 * ordinary edges: after a step along v -> v the walk came from t = v, so taking the loop again
 * costs 1/p and every other neighbour has factor 1; a loop v -> v met coming from t != v has factor
 * 1, because t -> v exists. The first step goes by weights alone.
 *
 * With -extend it is the law of node2vec+ (Liu, Hirn and Krishnan, "Accurately modeling biased
 * random walks on weighted networks using node2vec+", Bioinformatics 39(1), 2023): an edge that is
 * light for the node it leads to says little. With d(u) = max(0, mean + gamma * standard deviation)
 * of the weights of the edges that leave u, an x other than t has factor
 *
 *   1                                  if weight(t, x) >= d(x) (and the edge exists),
 *   min(1, 1/q)                        else if weight(v, x) < d(v),
 *   1/q + (1 - 1/q) weight(t, x)/d(x)  otherwise, a missing edge weighing 0. */
#ifndef N2V_WALK_LAW_H
#define N2V_WALK_LAW_H

#include "base/random.h"
#include "graph/csr.h"

#include <stdbool.h>

typedef struct n2v_law {
  const n2v_graph *graph; /* not owned */
  double back, out;       /* 1/p and 1/q */
  double least, most;     /* bounds of the factor of any x but t */
  float *noise;           /* d(u) for each node when extended, otherwise NULL; owned */
} n2v_law;

n2v_law n2v_law_of(const n2v_graph *graph, double p, double q);
/* Makes it node2vec+. Without weights every edge is as heavy as d(u), which is the law as it was:
 * then nothing is done. */
n2v_status n2v_law_extend(n2v_law *law, double gamma, int threads, n2v_error *err);
void n2v_law_clear(n2v_law *law);

static inline float n2v_weight(const n2v_graph *graph, uint64_t arc) {
  return graph->weights ? graph->weights[arc] : 1;
}

/* Whether the second-order law is the first-order one. */
static inline bool n2v_law_first_order(const n2v_law *law) {
  return law->back == 1 && law->out == 1;
}

/* near: weight of t -> x, 0 when there is no such edge; weight: of v -> x. */
static inline double n2v_law_factor(const n2v_law *law, uint32_t t, uint32_t v, uint32_t x,
                                    float weight, float near) {
  if (x == t)
    return law->back;
  if (!law->noise)
    return near > 0 ? 1 : law->out;
  if (near > 0 && near >= law->noise[x])
    return 1;
  if (weight < law->noise[v])
    return law->least;
  return near > 0 ? law->out + (1 - law->out) * (near / law->noise[x]) : law->out;
}

/* Place of `node` in the ascending row [begin, end) of neighbours, or end. */
uint64_t n2v_row_find(const uint32_t *neighbours, uint64_t begin, uint64_t end, uint32_t node);

/* Draws a step exactly by summing the law over v's row: the index within the row. Slow (a search in
 * t's row for each neighbour), and there for the steps whose rejection goes on for too long. */
uint32_t n2v_law_scan(const n2v_law *law, uint32_t t, uint32_t v, n2v_rng *rng);

#endif
