/* A random walk is at a node about as often as its share of all edges (Lovasz, "Random walks on
 * graphs: a survey", 1993, section 1), so that hubs fill the windows of all nodes and say little of
 * any. Dividing by a power of the degree takes some of that back; docs/quality.md has what it did.
 * The law of steps and all samplers stay as they are: they see a graph of other weights. */
#include "walk/degree_penalty.h"

#include "base/memory.h"
#include "base/parallel.h"
#include "base/status.h"
#include "walk/law.h"

#include <float.h>
#include <math.h>

/* Weights of all arcs that lead to each node. By one thread, in order of the arcs: the sums are
 * then the same to the last bit wherever they are made. */
static void sum_strengths(const n2v_graph *g, double *strength) {
  for (uint64_t arc = 0; arc < g->arcs; arc++)
    strength[g->neighbours[arc]] += n2v_weight(g, arc);
}

uint64_t n2v_degree_penalty_bytes(const n2v_graph *graph, double exponent) {
  return exponent > 0 ? graph->arcs * sizeof(float) : 0;
}

n2v_status n2v_degree_penalty(const n2v_graph *g, double exponent, int threads, float **weights,
                              n2v_error *err) {
  double *factor = n2v_calloc(g->nodes, sizeof *factor);
  float *made = n2v_alloc(g->arcs, sizeof *made);
  *weights = made;
  if (!factor || !made) {
    n2v_free(factor);
    n2v_free(made);
    *weights = NULL;
    return n2v_fail_memory(err, "weights under the degree penalty", g->arcs * sizeof *made);
  }
  sum_strengths(g, factor);
  for (uint32_t v = 0; v < g->nodes; v++)
    factor[v] = factor[v] > 0 ? pow(factor[v], -exponent) : 1;
#pragma omp parallel for num_threads(n2v_pass_threads(threads, g->arcs, 1 << 16))                  \
    schedule(dynamic, 256)
  for (uint32_t v = 0; v < g->nodes; v++)
    for (uint64_t arc = g->offsets[v]; arc < g->offsets[v + 1]; arc++) {
      double weight = n2v_weight(g, arc) * factor[g->neighbours[arc]];
      weight *= g->directed ? 1 : factor[v];
      made[arc] =
          (float)fmin(fmax(weight, FLT_MIN), FLT_MAX); /* samplers want it finite, above 0 */
    }
  n2v_free(factor);
  return N2V_OK;
}
