/* The law of a step written out: slow and plain. Samplers are tested against it, and it draws the
 * few steps for which rejection takes too long. */
#include "walk/law.h"

#include "base/memory.h"
#include "base/parallel.h"
#include "base/status.h"

#include <math.h>

n2v_law n2v_law_of(const n2v_graph *graph, double p, double q) {
  double out = 1 / q;
  return (n2v_law){
      .graph = graph, .back = 1 / p, .out = out, .least = fmin(out, 1), .most = fmax(out, 1)};
}

/* d(u) of law.h, in two rounds over the row: the sum of squares minus the square of the sum would
 * lose all digits where weights are large and alike. The standard deviation is that of all edges
 * (divided by their number), as in PecanPy, its authors' program. */
static double noise(const n2v_graph *g, uint32_t u, double gamma) {
  uint64_t row = g->offsets[u], end = g->offsets[u + 1];
  double count = (double)(end - row), sum = 0, squares = 0;
  for (uint64_t arc = row; arc < end; arc++)
    sum += g->weights[arc];
  double mean = end > row ? sum / count : 0;
  for (uint64_t arc = row; arc < end; arc++)
    squares += (g->weights[arc] - mean) * (g->weights[arc] - mean);
  return fmax(mean + gamma * (end > row ? sqrt(squares / count) : 0), 0);
}

n2v_status n2v_law_extend(n2v_law *law, double gamma, int threads, n2v_error *err) {
  const n2v_graph *g = law->graph;
  if (!g->weights)
    return N2V_OK;
  law->noise = n2v_alloc(g->nodes, sizeof *law->noise);
  if (!law->noise)
    return n2v_fail_memory(err, "noise thresholds", g->nodes * sizeof *law->noise);
  threads = n2v_pass_threads(threads, g->arcs, 1 << 16);
#pragma omp parallel for num_threads(threads) schedule(dynamic, 256)
  for (uint32_t u = 0; u < g->nodes; u++)
    law->noise[u] = (float)noise(g, u, gamma);
  return N2V_OK;
}

void n2v_law_clear(n2v_law *law) {
  n2v_free(law->noise);
  *law = (n2v_law){0};
}

/* Binary search for the last entry that is not above `node`. The comparison becomes a conditional
 * move: where it goes is as good as random, and would be mispredicted half of the time. */
uint64_t n2v_row_find(const uint32_t *neighbours, uint64_t begin, uint64_t end, uint32_t node) {
  uint64_t low = begin, length = end - begin;
  if (!length)
    return end;
  while (length > 1) { /* no branch in the loop but its own */
    uint64_t half = length / 2;
    low = neighbours[low + half] <= node ? low + half : low;
    length -= half;
  }
  return neighbours[low] == node ? low : end;
}

/* weight times factor of the arc v -> x, not normalised. near is 0 where t -> x does not exist:
 * weights are above 0. */
static double step_mass(const n2v_law *law, uint32_t t, uint32_t v, uint64_t arc) {
  const n2v_graph *g = law->graph;
  uint32_t x = g->neighbours[arc];
  uint64_t end = g->offsets[t + 1];
  uint64_t near = n2v_row_find(g->neighbours, g->offsets[t], end, x);
  float weight = n2v_weight(g, arc);
  return weight * n2v_law_factor(law, t, v, x, weight, near < end ? n2v_weight(g, near) : 0);
}

/* Two rounds, the total and then the place, without memory. Rounding may leave the mark above the
 * last sum: then it is the last arc. */
uint32_t n2v_law_scan(const n2v_law *law, uint32_t t, uint32_t v, n2v_rng *rng) {
  uint64_t begin = law->graph->offsets[v], end = law->graph->offsets[v + 1];
  double total = 0, sum = 0;
  for (uint64_t arc = begin; arc < end; arc++)
    total += step_mass(law, t, v, arc);
  double mark = n2v_rng_double(rng) * total;
  for (uint64_t arc = begin; arc + 1 < end; arc++) {
    sum += step_mass(law, t, v, arc);
    if (mark < sum)
      return (uint32_t)(arc - begin);
  }
  return (uint32_t)(end - begin - 1);
}
