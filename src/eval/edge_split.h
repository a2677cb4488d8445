/* A graph with a part of its edges taken out, for link prediction: the rest to train on, the edges
 * taken out and as many pairs that no edge joins to tell apart. */
#ifndef N2V_EVAL_EDGE_SPLIT_H
#define N2V_EVAL_EDGE_SPLIT_H

#include "graph/csr.h"

typedef struct n2v_pair {
  uint32_t u, v; /* u < v, ids of the whole graph */
} n2v_pair;

typedef struct n2v_edge_split {
  n2v_graph *rest;     /* all nodes, under ids of its own */
  uint64_t count;      /* of each of the two: */
  n2v_pair *removed;   /* edges of the whole graph that are not in rest, in random order */
  n2v_pair *non_edges; /* distinct, uniform among all pairs that no edge joins */
} n2v_edge_split;

/* Takes out `fraction` of the edges, self-loops not counted and never taken, but none of a random
 * spanning forest: the rest has the same connected components. Where that leaves fewer, count is
 * lower than asked for. The graph must be undirected. The split depends on graph and seed alone.
 * N2V_EINPUT when no edge can be taken, or when there are fewer non-edges. */
n2v_status n2v_edge_split_new(const n2v_graph *graph, double fraction, uint64_t seed, int threads,
                              n2v_edge_split *split, n2v_error *err);
void n2v_edge_split_free(n2v_edge_split *split);

#endif
