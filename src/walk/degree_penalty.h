/* Degree-corrected walks: a step to x counts for less, the more edges lead to x. */
#ifndef N2V_WALK_DEGREE_PENALTY_H
#define N2V_WALK_DEGREE_PENALTY_H

#include "graph/csr.h"

/* Weights beside graph->neighbours, to be freed by n2v_free: weight(v, x) / strength(x)^exponent,
 * where strength(x) is the sum of the weights that lead to x. On an undirected graph they are
 * divided by strength(v)^exponent, too: a step from v then has the same law, and an edge the same
 * weight both ways, as samplers expect. All are times one power of two, for floats to hold them;
 * N2V_EINPUT where they span more than floats hold. */
n2v_status n2v_degree_penalty(const n2v_graph *graph, double exponent, int threads, float **weights,
                              n2v_error *err);

/* Bytes of these weights; 0 where the exponent is 0 and there are none. */
uint64_t n2v_degree_penalty_bytes(const n2v_graph *graph, double exponent);

#endif
