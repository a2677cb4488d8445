/* Draws edges until there are enough different ones; one stream of random numbers, so that the
 * graph depends on the seed alone.
 *
 * Pairs that were drawn before are drawn again, so that m edges are uniform among all sets of m
 * (G(n, m)) and the other models keep their proportions but for what is full. That ends soon while
 * a graph is sparse; a dense one is refused after 100 draws an edge. */
#include "graph/generate.h"

#include "base/budget.h"
#include "base/memory.h"
#include "base/progress.h"
#include "base/random.h"
#include "base/status.h"
#include "graph/external.h"

#include <math.h>
#include <stdio.h>

/* Draws of a node with probability proportional to (i + shift)^(-2/3), by inverting the integral: x
 * + shift is the cube of a uniform number. Degrees that fall with rank as i^(-1 / (g - 1)) have the
 * exponent g; g = 2.5 gives -2/3, and a draw needs no power but a cube. */
typedef struct powers {
  double shift, low, high; /* cube roots of shift and of nodes + shift */
} powers;

/* Pairs seen so far: open addressing, 0 is free (no pair of different nodes is 0, 0). */
typedef struct pair_set {
  uint64_t *slots, mask;
} pair_set;

static powers make_powers(double nodes, double shift) {
  return (powers){shift, cbrt(shift), cbrt(nodes + shift)};
}

/* Expected degree of node 0: its share of the integral, times the sum of degrees. */
static double first_degree(double nodes, double edges, double shift) {
  powers p = make_powers(nodes, shift);
  return 2 * edges * (cbrt(1 + shift) - p.low) / (p.high - p.low);
}

/* By bisection on the shift: the larger, the smaller the largest degree. */
static powers fit_powers(double nodes, double edges) {
  double wanted = fmin(2 * sqrt(2 * edges), nodes / 3), low = 0, high = 1e3 * nodes;
  for (int i = 0; i < 200; i++) {
    double middle = (low + high) / 2;
    if (first_degree(nodes, edges, middle) > wanted)
      low = middle;
    else
      high = middle;
  }
  return make_powers(nodes, high);
}

static uint32_t draw_power(const powers *p, uint32_t nodes, n2v_rng *rng) {
  double root = p->low + n2v_rng_double(rng) * (p->high - p->low),
         x = root * root * root - p->shift;
  return x <= 0 ? 0 : x >= nodes ? nodes - 1 : (uint32_t)x;
}

/* One of the nodes that are `community` modulo the number of communities: communities are the same
 * whatever the number of edges, and can be told from a node's name. */
static uint32_t draw_member(uint32_t nodes, uint32_t communities, uint32_t community,
                            n2v_rng *rng) {
  uint32_t members = (nodes - community + communities - 1) / communities;
  return community + communities * n2v_rng_below(rng, members);
}

/* The model is told by its first letter: powerlaw, er, sbm (describe.c has checked the word). */
static n2v_edge draw_edge(const n2v_generator *g, const powers *p, uint64_t placed, n2v_rng *rng) {
  uint32_t nodes = (uint32_t)g->nodes, communities = (uint32_t)g->communities;
  n2v_edge edge = {.weight = 1};
  if (g->model[0] == 'p') {
    bool own = g->edges >= g->nodes && placed < g->nodes;
    edge.source = own ? (uint32_t)placed : draw_power(p, nodes, rng);
    edge.target = draw_power(p, nodes, rng);
    return edge;
  }
  edge.source = n2v_rng_below(rng, nodes);
  bool inside = g->model[0] == 's' && n2v_rng_double(rng) >= g->mixing;
  edge.target = inside ? draw_member(nodes, communities, edge.source % communities, rng)
                       : n2v_rng_below(rng, nodes);
  return edge;
}

/* True when the pair is new. The set is at most half full, so that a look takes one or two
 * slots. */
static bool add_pair(pair_set *set, n2v_edge edge) {
  uint32_t low = edge.source < edge.target ? edge.source : edge.target;
  uint32_t high = edge.source < edge.target ? edge.target : edge.source;
  uint64_t pair = (uint64_t)low << 32 | high, slot = n2v_mix64(pair) & set->mask;
  for (; set->slots[slot]; slot = (slot + 1) & set->mask)
    if (set->slots[slot] == pair)
      return false;
  set->slots[slot] = pair;
  return true;
}

/* The pairs met so far stand in twice to four times as many slots. */
static uint64_t pair_slots(uint64_t edges) {
  uint64_t slots = 64;
  while (slots <= 2 * edges)
    slots *= 2;
  return slots;
}

/* While edges are drawn, and while they are sorted into rows: bytes, an upper bound. Per node
 * names, their index and what csr.c has. */
uint64_t n2v_generate_bytes(const n2v_generator *g) {
  enum { NODE_BYTES = 32, CSR_NODE_BYTES = 100, CSR_EDGE_BYTES = sizeof(n2v_edge) + 12 };
  uint64_t draw =
      pair_slots(g->edges) * sizeof(uint64_t) + g->edges * sizeof(n2v_edge) + g->nodes * NODE_BYTES;
  uint64_t build = g->edges * CSR_EDGE_BYTES + g->nodes * CSR_NODE_BYTES;
  return draw > build ? draw : build;
}

static n2v_status check_memory(const n2v_generator *g, n2v_error *err) {
  return n2v_budget_holds(g->memory ? g->memory : UINT64_MAX, "so many edges in the making",
                          n2v_generate_bytes(g), "raise `memory` or lower `edges`", err);
}

/* One thread: a draw takes less time than agreeing on who has drawn what. */
static n2v_status stopped(n2v_error *err) {
  return n2v_fail(err, N2V_ESTOPPED, "stopped while edges were drawn");
}

static n2v_status draw_edges(const n2v_generator *g, const n2v_progress *progress, n2v_edge *edges,
                             n2v_error *err) {
  n2v_rng rng = n2v_rng_seed(g->seed, g->nodes, g->edges);
  powers p = fit_powers((double)g->nodes, (double)g->edges);
  pair_set set = {.mask = pair_slots(g->edges) - 1};
  uint64_t tries = 0, placed = 0, most = 100 * g->edges + 1000000;
  set.slots = n2v_calloc(set.mask + 1, sizeof *set.slots);
  if (!set.slots)
    return n2v_fail_memory(err, "generating edges", (set.mask + 1) * sizeof *set.slots);
  for (; placed < g->edges && tries < most; tries++) {
    n2v_edge edge = draw_edge(g, &p, placed, &rng);
    if (edge.source != edge.target && add_pair(&set, edge))
      edges[placed++] = edge;
    if (tries % (1 << 20) == 0) {
      n2v_report_phase(progress, N2V_PHASE_LOAD, (double)placed / (double)g->edges);
      if (n2v_stop_requested(progress))
        break;
    }
  }
  n2v_free(set.slots);
  if (n2v_stop_requested(progress))
    return stopped(err);
  if (placed < g->edges)
    return n2v_fail(err, N2V_EUSAGE, "too dense: only %llu of %llu edges found in %llu tries",
                    (unsigned long long)placed, (unsigned long long)g->edges,
                    (unsigned long long)tries);
  return N2V_OK;
}

/* Names by number, in the order of n2v_names_sort already. */
static n2v_status number_names(uint64_t nodes, n2v_names **out, n2v_error *err) {
  n2v_status status = n2v_names_new(out, err);
  for (uint64_t i = 0; i < nodes && status == N2V_OK; i++) {
    char name[24];
    uint32_t id;
    int length = snprintf(name, sizeof name, "%llu", (unsigned long long)i);
    status = n2v_names_add(*out, name, (size_t)length, &id, err);
  }
  return status;
}

static n2v_status check(const n2v_generator *g, n2v_error *err) {
  if (g->nodes < 2 || g->nodes > N2V_NAMES_MAX)
    return n2v_fail(err, N2V_EUSAGE, "a generated graph has 2 to %u nodes", N2V_NAMES_MAX);
  if (g->edges > g->nodes * (g->nodes - 1) / 2)
    return n2v_fail(err, N2V_EUSAGE, "%llu nodes have at most %llu edges",
                    (unsigned long long)g->nodes,
                    (unsigned long long)(g->nodes * (g->nodes - 1) / 2));
  if (g->communities > g->nodes)
    return n2v_fail(err, N2V_EUSAGE, "more communities than nodes");
  return N2V_OK;
}

n2v_status n2v_generate(const n2v_generator *g, const n2v_progress *progress, n2v_graph **out,
                        n2v_error *err) {
  n2v_csr_rules rules = {
      .unweighted = true, .duplicates = N2V_DUPLICATES_ERROR, .threads = g->threads};
  n2v_names *names = NULL;
  *out = NULL;
  n2v_status status = check(g, err);
  if (status == N2V_OK)
    status = check_memory(g, err);
  if (status != N2V_OK)
    return status;
  n2v_edge *edges = n2v_alloc(g->edges, sizeof *edges);
  status = edges ? draw_edges(g, progress, edges, err)
                 : n2v_fail_memory(err, "generating edges", g->edges * sizeof *edges);
  if (status == N2V_OK)
    status = number_names(g->nodes, &names, err);
  if (status == N2V_OK)
    return n2v_csr_build(&edges, g->edges, names, &rules, out, err);
  n2v_free(edges);
  n2v_names_free(names);
  return status;
}

/* ---------------------------------------------------------------------- more than memory holds */

/* The same draws as draw_edges, in rounds: as many as edges are missing, none of which can be one
 * too many, then all are sorted and counted. A set of pairs in memory would be larger than the
 * graph. As many draws lead to as many different edges in either way, so that the graph is the same
 * to the byte. */
typedef struct drawing {
  const n2v_generator *g;
  n2v_external graph;
  n2v_sorter *pairs; /* different ones */
  n2v_rng rng;
  powers powers;
  uint64_t tries, most;
} drawing;

static n2v_status add_drawn(drawing *d, n2v_edge edge, n2v_error *err) {
  uint64_t low = edge.source < edge.target ? edge.source : edge.target;
  uint64_t high = edge.source < edge.target ? edge.target : edge.source;
  return n2v_sorter_add(d->pairs, low << 32 | high, NULL, 0, err);
}

/* The edge that every node of a power-law graph begins with: (i, first[i]) is there already only as
 * (first[i], i). */
static n2v_status draw_first(drawing *d, n2v_error *err) {
  uint32_t *first = n2v_alloc(d->g->nodes, sizeof *first);
  n2v_status status = N2V_OK;
  if (!first)
    return n2v_fail_memory(err, "the nodes' first edges", d->g->nodes * sizeof *first);
  for (uint64_t i = 0; i < d->g->nodes && status == N2V_OK && d->tries < d->most; d->tries++) {
    n2v_edge edge = draw_edge(d->g, &d->powers, i, &d->rng);
    if (edge.target == i || (edge.target < i && first[edge.target] == i))
      continue;
    first[i++] = edge.target;
    status = add_drawn(d, edge, err);
  }
  n2v_free(first);
  return status;
}

static n2v_status count_pairs(drawing *d, uint64_t *count, n2v_error *err) {
  n2v_sorter_record r;
  bool more = true;
  n2v_status status = n2v_sorter_rewind(d->pairs, err);
  for (*count = 0; status == N2V_OK && more; *count += more)
    status = n2v_sorter_next(d->pairs, &r, &more, err);
  return status;
}

static n2v_status draw_rest(drawing *d, const n2v_progress *progress, n2v_error *err) {
  enum { MOST_ROUNDS = 200 };
  const n2v_generator *g = d->g;
  uint64_t placed;
  n2v_status status = count_pairs(d, &placed, err);
  for (int round = 0; status == N2V_OK && placed < g->edges; round++) {
    if (round == MOST_ROUNDS || d->tries >= d->most)
      return n2v_fail(err, N2V_EUSAGE, "too dense: only %llu of %llu edges found in %llu tries",
                      (unsigned long long)placed, (unsigned long long)g->edges,
                      (unsigned long long)d->tries);
    for (uint64_t missing = g->edges - placed; missing && status == N2V_OK; d->tries++) {
      n2v_edge edge = draw_edge(g, &d->powers, g->nodes, &d->rng);
      if (edge.source == edge.target)
        continue;
      missing--;
      status = add_drawn(d, edge, err);
    }
    if (status == N2V_OK)
      status = count_pairs(d, &placed, err);
    if (status == N2V_OK && n2v_stop_requested(progress))
      status = stopped(err);
    n2v_report_phase(progress, N2V_PHASE_LOAD, 0.5 * (double)placed / (double)g->edges);
  }
  return status;
}

static n2v_status hand_over(drawing *d, n2v_error *err) {
  n2v_sorter_record r;
  bool more = true;
  n2v_status status = n2v_sorter_rewind(d->pairs, err);
  while (status == N2V_OK) {
    status = n2v_sorter_next(d->pairs, &r, &more, err);
    if (status != N2V_OK || !more)
      break;
    status = n2v_external_add_edge(&d->graph, (uint32_t)(r.key >> 32), (uint32_t)r.key, 1, 0, err);
  }
  n2v_sorter_free(d->pairs);
  d->pairs = NULL;
  for (uint64_t i = 0; i < d->g->nodes && status == N2V_OK; i++) {
    char name[24];
    int length = snprintf(name, sizeof name, "%llu", (unsigned long long)i);
    status = n2v_external_add_name(&d->graph, name, (size_t)length, err);
  }
  return status;
}

n2v_status n2v_generate_file(const n2v_generator *g, const char *path, const n2v_progress *progress,
                             n2v_error *err) {
  n2v_external_rules rules = {
      .duplicates = N2V_DUPLICATES_SUM, .memory = g->memory, .path = path, .progress = progress};
  n2v_external_summary summary;
  drawing d = {
      .g = g, .rng = n2v_rng_seed(g->seed, g->nodes, g->edges), .most = 100 * g->edges + 1000000};
  n2v_status status = check(g, err);
  if (status != N2V_OK)
    return status;
  d.powers = fit_powers((double)g->nodes, (double)g->edges);
  status = n2v_external_open(&d.graph, &rules, err);
  if (status == N2V_OK)
    status = n2v_sorter_new(&(n2v_sorter_rules){.memory = n2v_external_share(g->memory),
                                                .path = path,
                                                .fixed = true,
                                                .by_bytes = true,
                                                .unique = true,
                                                .progress = progress},
                            &d.pairs, err);
  if (status == N2V_OK && g->model[0] == 'p' && g->edges >= g->nodes)
    status = draw_first(&d, err);
  if (status == N2V_OK)
    status = draw_rest(&d, progress, err);
  if (status == N2V_OK)
    status = hand_over(&d, err);
  if (status == N2V_OK)
    status = n2v_external_write(&d.graph, &summary, err);
  n2v_sorter_free(d.pairs);
  n2v_external_close(&d.graph);
  return status;
}
