/* Small graphs for tests, made from a dense matrix of weights. */
#ifndef TINY_GRAPH_H
#define TINY_GRAPH_H

#include "base/memory.h"
#include "base/random.h"
#include "graph/csr.h"

#include <stdlib.h>

enum { TINY_NODES = 24 };

typedef struct tiny_graph {
  n2v_graph graph;
  uint32_t nodes;
  float weight[TINY_NODES][TINY_NODES]; /* 0: no arc */
} tiny_graph;

static inline void tiny_build(tiny_graph *t, bool directed, bool weighted) {
  n2v_graph *g = &t->graph;
  uint64_t arcs = 0;
  *g = (n2v_graph){.nodes = t->nodes, .directed = directed};
  g->offsets = n2v_calloc(t->nodes + 1, sizeof *g->offsets);
  g->neighbours = n2v_calloc(TINY_NODES * TINY_NODES, sizeof *g->neighbours);
  if (weighted)
    g->weights = n2v_calloc(TINY_NODES * TINY_NODES, sizeof *g->weights);
  for (uint32_t v = 0; v < t->nodes; v++) {
    for (uint32_t x = 0; x < t->nodes; x++)
      if (t->weight[v][x] > 0) {
        if (weighted)
          g->weights[arcs] = t->weight[v][x];
        g->neighbours[arcs++] = x;
        g->loops += x == v;
      }
    g->offsets[v + 1] = arcs;
  }
  g->arcs = arcs;
  g->edges = directed ? arcs : (arcs + g->loops) / 2;
}

/* Random arcs with loops and, when directed, dead ends; the last node has no arc at all. */
static inline void tiny_random(tiny_graph *t, uint32_t nodes, bool directed, bool weighted,
                               uint64_t seed) {
  n2v_rng rng = n2v_rng_seed(seed, directed, weighted);
  *t = (tiny_graph){.nodes = nodes};
  for (uint32_t v = 0; v + 1 < nodes; v++)
    for (uint32_t x = directed ? 0 : v; x + 1 < nodes; x++) {
      float weight = weighted ? (float)(0.1 + 10 * n2v_rng_double(&rng)) : 1;
      if (n2v_rng_below(&rng, 100) < 30)
        t->weight[v][x] = weight;
      if (!directed)
        t->weight[x][v] = t->weight[v][x];
    }
  if (directed) /* a dead end */
    for (uint32_t x = 0; x < nodes; x++)
      t->weight[nodes - 2][x] = 0;
  tiny_build(t, directed, weighted);
}

static inline void tiny_free(tiny_graph *t) {
  n2v_free(t->graph.offsets);
  n2v_free(t->graph.neighbours);
  n2v_free(t->graph.weights);
}

#endif
