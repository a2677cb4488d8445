#include "walk/choose.h"

#include "walk/adjacency.h"

#include <string.h>

const n2v_sampler *const n2v_samplers[N2V_SAMPLERS] = {&n2v_first_order, &n2v_precomputed,
                                                       &n2v_rejection, &n2v_mixture};

const n2v_sampler *n2v_sampler_find(const char *name) {
  for (int i = 0; i < N2V_SAMPLERS; i++)
    if (strcmp(n2v_samplers[i]->name, name) == 0)
      return n2v_samplers[i];
  return NULL;
}

/* What the costs depend on. */
typedef struct shape {
  double nodes, arcs, pairs; /* pairs: sum over arcs t -> v of deg(v) */
  double back;               /* mean over arcs t -> v of 1 / deg(v) */
  double adjacent;           /* chance that a neighbour of v is one of t's */
  double common;             /* mean over arcs t -> v of their common neighbours */
} shape;

/* The last two are estimated from arcs chosen at random: first-order walks come by all arcs alike.
 * The seed is fixed, the choice repeats. */
static shape measure(const n2v_graph *g) {
  enum { SAMPLE = 1 << 14 };
  shape s = {.nodes = g->nodes, .arcs = (double)g->arcs};
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

/* Nanoseconds for a cache line in an array of so many bytes, with many in flight; of a core with
 * 1 MB of its own and 32 MB shared. Constants here are fits to the table in docs/walks.md. */
static double line(double bytes) {
  return bytes < 1e6 ? 1 : bytes < 24e6 ? 4 : 10;
}

/* Nanoseconds of work in a proposal, cache misses aside. */
static const double work = 12;

static double first_order_ns(const n2v_law *law, const shape *s) {
  double rows = law->graph->weights ? line(s->arcs * 8) : 0;
  return 6 + line(s->nodes * 8) + rows + line(s->arcs * 4);
}

static double precomputed_ns(const n2v_law *law, const shape *s) {
  (void)law;
  return work + line(s->nodes * 8) + line(s->pairs * 8) + line(s->arcs * 12);
}

static double rejection_ns(const n2v_law *law, const shape *s) {
  double fold = law->back > law->most ? (law->back - law->most) * s->back : 0;
  double taken = s->back * law->back + (1 - s->back) * (s->adjacent + (1 - s->adjacent) * law->out);
  double trials = (law->most + fold) / taken;
  double tests = trials * (1 - law->least / law->most);
  double rows = s->arcs * (law->graph->weights ? 20 : 4);
  double index = (double)n2v_adjacency_bytes(law->graph, UINT64_MAX);
  return trials * (work + line(rows)) + tests * line(index) + line(s->nodes * 8);
}

static double mixture_ns(const n2v_law *law, const shape *s) {
  double near = (1 - law->out) * s->adjacent;
  double listed = near / (near + law->out + law->back * s->back);
  double lists = s->arcs * s->common * 4;
  return work + line(s->nodes * 24) + line(s->arcs * 16) + listed * line(lists);
}

/* Nanoseconds to build the tables. */
static double first_order_build(const n2v_law *law, const shape *s) {
  return law->graph->weights ? s->arcs * 12 : 0;
}

static double precomputed_build(const n2v_law *law, const shape *s) {
  (void)law;
  return s->pairs * 12;
}

static double rejection_build(const n2v_law *law, const shape *s) {
  return s->arcs * (law->graph->weights ? 40 : 15);
}

static double mixture_build(const n2v_law *law, const shape *s) {
  (void)law;
  return s->arcs * (60 + 10 * s->common);
}

static const struct cost {
  double (*step)(const n2v_law *, const shape *), (*build)(const n2v_law *, const shape *);
} costs[N2V_SAMPLERS] = {{first_order_ns, first_order_build},
                         {precomputed_ns, precomputed_build},
                         {rejection_ns, rejection_build},
                         {mixture_ns, mixture_build}};

int n2v_candidates(const n2v_law *law, n2v_candidate out[N2V_SAMPLERS]) {
  shape s = law->graph->arcs ? measure(law->graph) : (shape){.nodes = law->graph->nodes};
  int count = 0;
  for (int i = 0; i < N2V_SAMPLERS; i++) {
    if (n2v_samplers[i]->refusal(law))
      continue;
    double ns = s.nodes * 10 * 80 * costs[i].step(law, &s) + costs[i].build(law, &s);
    n2v_candidate c = {n2v_samplers[i], ns * 1e-9};
    int place = count++;
    for (; place && out[place - 1].seconds > c.seconds; place--)
      out[place] = out[place - 1];
    out[place] = c;
  }
  return count;
}
