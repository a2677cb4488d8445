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

/* Of an arc from v, before it is scaled. factor[x] is strength(x)^-exponent. Doubles hold it: 1e38
 * over the square of 1e48 at the worst. */
static double corrected(const n2v_graph *g, const double *factor, uint32_t v, uint64_t arc) {
  return n2v_weight(g, arc) * factor[g->neighbours[arc]] * (g->directed ? 1 : factor[v]);
}

/* A power of two that brings the weights about 1, for floats to hold; the law of steps does not
 * change by it. 0: they span more than floats hold. */
static double scale_of(const n2v_graph *g, const double *factor, int threads) {
  double least = DBL_MAX, most = 0;
#pragma omp parallel for num_threads(n2v_pass_threads(threads, g->arcs, 1 << 16))                  \
    schedule(dynamic, 256) reduction(min                                                           \
                                     : least) reduction(max                                        \
                                                        : most)
  for (uint32_t v = 0; v < g->nodes; v++)
    for (uint64_t arc = g->offsets[v]; arc < g->offsets[v + 1]; arc++) {
      /* Not fmin and fmax: gcc 12 fails on them here, for AArch64 at -O3. */
      const double weight = corrected(g, factor, v, arc);
      least = weight < least ? weight : least;
      most = weight > most ? weight : most;
    }
  if (most == 0) /* no arc */
    return 1;
  const double scale = exp2(-round((log2(least) + log2(most)) / 2));
  return least * scale < FLT_MIN || most * scale > FLT_MAX ? 0 : scale;
}

static void fill(const n2v_graph *g, const double *factor, double scale, int threads,
                 float *weights) {
#pragma omp parallel for num_threads(n2v_pass_threads(threads, g->arcs, 1 << 16))                  \
    schedule(dynamic, 256)
  for (uint32_t v = 0; v < g->nodes; v++)
    for (uint64_t arc = g->offsets[v]; arc < g->offsets[v + 1]; arc++)
      weights[arc] = (float)(corrected(g, factor, v, arc) * scale);
}

n2v_status n2v_degree_penalty(const n2v_graph *g, double exponent, int threads, float **weights,
                              n2v_error *err) {
  double *factor = n2v_calloc(g->nodes, sizeof *factor), scale = 0;
  float *made = n2v_alloc(g->arcs, sizeof *made);
  n2v_status status = factor && made
                          ? N2V_OK
                          : n2v_fail_memory(err, "weights under the degree penalty",
                                            g->arcs * sizeof *made + g->nodes * sizeof *factor);
  if (status == N2V_OK) {
    sum_strengths(g, factor);
    for (uint32_t v = 0; v < g->nodes; v++)
      factor[v] = factor[v] > 0 ? pow(factor[v], -exponent) : 1;
    scale = scale_of(g, factor, threads);
    if (scale > 0)
      fill(g, factor, scale, threads, made);
    else
      status = n2v_fail(err, N2V_EINPUT,
                        "`degree_penalty = %g`: the graph's weights differ so much that single "
                        "precision does not hold what they become: use a smaller one",
                        exponent);
  }
  n2v_free(factor);
  if (status != N2V_OK) {
    n2v_free(made);
    made = NULL;
  }
  *weights = made;
  return status;
}
