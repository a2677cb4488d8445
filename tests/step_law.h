/* The law of walk/law.h enumerated from a dense matrix, and walks held against it. */
#ifndef N2V_TESTS_STEP_LAW_H
#define N2V_TESTS_STEP_LAW_H

#include "chi_square.h"
#include "tiny_graph.h"

#include <math.h>

typedef struct law {
  double p, q;
  bool extend;
  double gamma;
  double penalty; /* of degrees; enumerate() does not know it */
} law;

/* d(u) of node2vec+. */
static inline double noise(const tiny_graph *g, uint32_t u, double gamma) {
  double sum = 0, squares = 0, count = 0;
  for (uint32_t x = 0; x < g->nodes; x++)
    if (g->weight[u][x] > 0) {
      count++;
      sum += g->weight[u][x];
      squares += (double)g->weight[u][x] * g->weight[u][x];
    }
  if (count == 0)
    return 0;
  double mean = sum / count, variance = squares / count - mean * mean;
  return fmax(0, mean + gamma * sqrt(fmax(0, variance)));
}

static inline double factor(const tiny_graph *g, law l, uint32_t t, uint32_t v, uint32_t x) {
  double near = g->weight[t][x], light = noise(g, x, l.gamma);
  if (x == t)
    return 1 / l.p;
  if (!l.extend)
    return near > 0 ? 1 : 1 / l.q;
  if (near > 0 && near >= light)
    return 1;
  if (g->weight[v][x] < noise(g, v, l.gamma))
    return fmin(1, 1 / l.q);
  return near > 0 ? 1 / l.q + (1 - 1 / l.q) * near / light : 1 / l.q;
}

/* The law, straight from its definition. */
static inline void enumerate(const tiny_graph *g, law l, uint32_t t, uint32_t v,
                             double *probability) {
  double total = 0;
  for (uint32_t x = 0; x < g->nodes; x++)
    total += probability[x] = g->weight[v][x] > 0 ? g->weight[v][x] * factor(g, l, t, v, x) : 0;
  for (uint32_t x = 0; x < g->nodes; x++)
    probability[x] = total > 0 ? probability[x] / total : 0;
}

static inline void enumerate_first(const tiny_graph *g, uint32_t v, double *probability) {
  double total = 0;
  for (uint32_t x = 0; x < g->nodes; x++)
    total += probability[x] = g->weight[v][x];
  for (uint32_t x = 0; x < g->nodes; x++)
    probability[x] = total > 0 ? probability[x] / total : 0;
}

typedef struct tally {
  uint64_t first[TINY_NODES][TINY_NODES];
  uint64_t second[TINY_NODES][TINY_NODES][TINY_NODES]; /* t, v, x */
} tally;

/* Enters one walk. */
static inline void tally_walk(tally *seen, const uint32_t *walk, uint32_t length) {
  if (length > 1)
    seen->first[walk[0]][walk[1]]++;
  for (uint32_t j = 2; j < length; j++)
    seen->second[walk[j - 2]][walk[j - 1]][walk[j]]++;
}

/* The largest z of any state, each with its own chi-square test; *tests counts them. */
static inline double worst(const tiny_graph *g, const tally *seen, law l, int *tests) {
  double most = -INFINITY, probability[TINY_NODES];
  for (uint32_t t = 0; t < g->nodes; t++) {
    uint64_t draws = 0;
    for (uint32_t x = 0; x < g->nodes; x++)
      draws += seen->first[t][x];
    enumerate_first(g, t, probability);
    most = fmax(most, chi_square_z(seen->first[t], probability, g->nodes, draws));
    for (uint32_t v = 0; v < g->nodes; v++) {
      if (g->weight[t][v] <= 0)
        continue;
      draws = 0;
      for (uint32_t x = 0; x < g->nodes; x++)
        draws += seen->second[t][v][x];
      enumerate(g, l, t, v, probability);
      most = fmax(most, chi_square_z(seen->second[t][v], probability, g->nodes, draws));
      ++*tests;
    }
  }
  return most;
}

/* Thousands of states are tested, so the largest of their z may be 4.5 by chance. */
static const double limit = 5.5;

#endif
