/* Measures the graph and asks every sampler what it would cost there. Nothing is timed, for the
 * choice decides which walks come out: it must not depend on the machine, or on what else runs
 * there. */
#include "walk/choose.h"

#include <string.h>

const n2v_sampler *const n2v_samplers[N2V_SAMPLERS] = {
#define SAMPLER(name) &n2v_##name,
#include "walk/samplers.def"
#undef SAMPLER
};

const n2v_sampler *n2v_sampler_find(const char *name) {
  for (int i = 0; i < N2V_SAMPLERS; i++)
    if (strcmp(n2v_samplers[i]->name, name) == 0)
      return n2v_samplers[i];
  return NULL;
}

/* What an edge test would find is estimated from arcs chosen at random: first-order walks come by
 * all arcs alike. The seed is fixed, the choice repeats. One arc from each of SAMPLE equal
 * stretches (stratified), so that `t`, the node that the arc leaves, only moves on. The standard
 * error of `adjacent` is at most 0.5 / sqrt(SAMPLE), 0.4%. */
static n2v_shape measure(const n2v_graph *g) {
  enum { SAMPLE = 1 << 14 };
  n2v_shape s = {.nodes = g->nodes, .arcs = (double)g->arcs};
  n2v_rng rng = {1};
  double hits = 0;
  uint32_t t = 0;
  for (uint64_t arc = 0; arc < g->arcs; arc++) {
    double degree = (double)n2v_degree(g, g->neighbours[arc]);
    s.pairs += degree;
    s.back += degree > 0 ? 1 / (degree * s.arcs) : 0;
  }
  for (int i = 0; i < SAMPLE; i++) {
    uint64_t arc = (uint64_t)(((double)i + n2v_rng_double(&rng)) / SAMPLE * s.arcs);
    while (t + 1 < g->nodes && g->offsets[t + 1] <= arc)
      t++;
    uint32_t v = g->neighbours[arc], degree = (uint32_t)n2v_degree(g, v);
    if (!degree)
      continue;
    uint32_t x = g->neighbours[g->offsets[v] + n2v_rng_below(&rng, degree)];
    bool hit = x != t &&
               n2v_row_find(g->neighbours, g->offsets[t], g->offsets[t + 1], x) < g->offsets[t + 1];
    hits += hit;
    s.common += hit ? (double)degree / SAMPLE : 0;
  }
  s.adjacent = hits / SAMPLE;
  return s;
}

/* Sorted by insertion: there are few. */
int n2v_candidates(const n2v_law *law, double steps, n2v_candidate out[N2V_SAMPLERS]) {
  n2v_shape s = law->graph->arcs ? measure(law->graph) : (n2v_shape){.nodes = law->graph->nodes};
  int count = 0;
  for (int i = 0; i < N2V_SAMPLERS; i++) {
    if (n2v_samplers[i]->refusal(law))
      continue;
    n2v_cost cost = n2v_samplers[i]->cost(law, &s);
    n2v_candidate c = {n2v_samplers[i], (cost.build + steps * cost.step) * 1e-9};
    int place = count++;
    for (; place && out[place - 1].seconds > c.seconds; place--)
      out[place] = out[place - 1];
    out[place] = c;
  }
  return count;
}
