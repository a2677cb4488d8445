/* Second-order steps by rejection, in memory of the order of the edges: a neighbour is proposed by
 * weight and accepted in proportion to its factor.
 *
 * The way back is folded out of the bound (Yang et al., "KnightKing", SOSP 2019, section 5.2): what
 * 1/p has above the highest other factor becomes a proposal of its own, so that a small p does not
 * turn the others down. A coin below the lowest factor accepts before any edge is looked for. */
#include "walk/adjacency.h"
#include "walk/sampler.h"

#include "base/memory.h"
#include "base/parallel.h"
#include "base/status.h"

#include <math.h>
#include <stdlib.h>

/* A step is drawn by summing the law once so many proposals have been turned down that the sum
 * would have cost no more: 1.5 for each neighbour, and some. Where nearly all the mass of a row has
 * a small factor, rejection could go on for ever (p = 1e6 at the end of a chain). Either way of
 * drawing is exact, hence so is their mixture. */
static uint32_t patience(n2v_adjacency_row row) {
  return row.buckets * N2V_BUCKET;
}

/* Alias slot of a weighted row, with all that may be asked about its two outcomes. */
typedef struct row_slot {
  uint32_t threshold;
  uint32_t node, other;
  float weight, other_weight;
} row_slot;

/* All that a step asks about a node, in one cache line. */
typedef struct rejection_node {
  uint64_t row; /* first arc */
  uint32_t degree;
  uint32_t start; /* of n2v_adjacency_row */
} rejection_node;

typedef struct rejection {
  n2v_tables base;
  rejection_node *nodes;
  n2v_adjacency adjacency; /* empty unless `indexed` */
  row_slot *rows;          /* slot for slot beside the neighbours; NULL: all weights are 1 */
  double *scale;           /* degree / sum of weights of each row; NULL: all weights are 1 */
  uint64_t low, back;      /* chance of acceptance, in 2^-32, untested and of the way back */
  double fold;             /* mass of the proposal to go back, a slot of average weight being 1 */
  bool far_wins;           /* a tested x is accepted when it is not adjacent to t (q < 1) */
  bool indexed;            /* something depends on edge tests */
  bool one_way;            /* v -> t has to be looked for, because t -> v does not imply it */
} rejection;

static const char *refusal(const n2v_law *law) {
  (void)law;
  return NULL;
}

static uint64_t row_bytes(const n2v_graph *g) {
  uint64_t weighted = g->arcs * sizeof(row_slot) + g->nodes * sizeof(double);
  return g->nodes * sizeof(rejection_node) + (g->weights ? weighted : 0);
}

static bool one_way(const n2v_law *law) {
  return law->graph->directed && law->back > law->most;
}

static bool indexed(const n2v_law *law) {
  return law->out != 1 || one_way(law);
}

static uint64_t bytes(const n2v_law *law, uint64_t budget, int threads) {
  (void)threads;
  uint64_t rows = row_bytes(law->graph), rest = budget > rows ? budget - rows : 0;
  return rows + (indexed(law) ? n2v_adjacency_bytes(law->graph, rest) : 0);
}

static n2v_cost cost(const n2v_law *law, const n2v_shape *s) {
  bool weighted = law->graph->weights;
  double fold = law->back > law->most ? (law->back - law->most) * s->back : 0;
  double taken = s->back * law->back + (1 - s->back) * (s->adjacent + (1 - s->adjacent) * law->out);
  double trials = (law->most + fold) / taken;
  double tests = trials * (1 - law->least / law->most);
  double rows = s->arcs * (weighted ? 20 : 4);
  double index = (double)n2v_adjacency_bytes(law->graph, UINT64_MAX);
  return (n2v_cost){.build = s->arcs * (weighted ? 40 : 15),
                    .step = trials * (N2V_WORK_NS + n2v_line_ns(rows)) +
                            tests * n2v_line_ns(index) + n2v_line_ns(s->nodes * 8)};
}

static void release(n2v_tables *tables) {
  rejection *s = (rejection *)tables;
  n2v_adjacency_clear(&s->adjacency);
  n2v_free(s->nodes);
  n2v_free(s->rows);
  n2v_free(s->scale);
  free(s);
}

static void fill_row(rejection *s, const n2v_graph *g, const n2v_alias *aliases, uint32_t v) {
  uint64_t row = g->offsets[v], end = g->offsets[v + 1];
  double total = 0;
  for (uint64_t arc = row; arc < end; arc++) {
    uint64_t other = row + aliases[arc].other;
    s->rows[arc] = (row_slot){aliases[arc].threshold, g->neighbours[arc], g->neighbours[other],
                              g->weights[arc], g->weights[other]};
    total += g->weights[arc];
  }
  s->scale[v] = end > row ? (double)(end - row) / total : 0;
}

static n2v_status build_rows(rejection *s, int threads, n2v_error *err) {
  const n2v_graph *g = s->base.law->graph;
  n2v_alias *aliases;
  if (!g->weights)
    return N2V_OK;
  s->rows = n2v_alloc(g->arcs, sizeof *s->rows);
  s->scale = n2v_alloc(g->nodes, sizeof *s->scale);
  if (!s->rows || !s->scale)
    return n2v_fail_memory(err, "first-order tables", row_bytes(g));
  n2v_status status = n2v_row_tables(g, threads, &aliases, err);
  if (status != N2V_OK)
    return status;
#pragma omp parallel for num_threads(threads) schedule(dynamic, 256)
  for (uint32_t v = 0; v < g->nodes; v++)
    fill_row(s, g, aliases, v);
  n2v_free(aliases);
  return N2V_OK;
}

static n2v_status build_nodes(rejection *s, int threads, n2v_error *err) {
  const n2v_graph *g = s->base.law->graph;
  s->nodes = n2v_alloc(g->nodes, sizeof *s->nodes);
  if (!s->nodes)
    return n2v_fail_memory(err, "nodes' records", g->nodes * sizeof *s->nodes);
#pragma omp parallel for num_threads(n2v_pass_threads(threads, g->nodes, 1 << 16))
  for (uint32_t v = 0; v < g->nodes; v++)
    s->nodes[v] = (rejection_node){g->offsets[v], (uint32_t)n2v_degree(g, v),
                                   s->indexed ? n2v_adjacency_row_of(&s->adjacency, v).start : 0};
  return N2V_OK;
}

static uint64_t chance(double x) {
  return x >= 1 ? 1ull << 32 : (uint64_t)(x * 0x1p32);
}

static n2v_status build(const n2v_law *law, uint64_t budget, int threads,
                        const n2v_progress *progress, n2v_tables **out, n2v_error *err) {
  (void)progress; /* soon done */
  uint64_t need = bytes(law, budget, threads);
  if (need > budget)
    return n2v_fail_limit(err, n2v_rejection.name, need, budget);
  rejection *s = calloc(1, sizeof *s);
  if (!s)
    return n2v_fail_memory(err, "the sampler", sizeof *s);
  s->base = (n2v_tables){law, need};
  s->low = chance(law->least / law->most);
  s->back = chance(law->back / law->most);
  s->fold = fmax(law->back / law->most - 1, 0);
  s->far_wins = law->out > 1;
  s->indexed = indexed(law);
  s->one_way = one_way(law);
  n2v_status status = build_rows(s, threads, err);
  if (status == N2V_OK && s->indexed)
    status =
        n2v_adjacency_init(&s->adjacency, law->graph, budget - row_bytes(law->graph), threads, err);
  if (status == N2V_OK)
    status = build_nodes(s, threads, err);
  if (status == N2V_OK)
    *out = &s->base;
  else
    release(&s->base);
  return status;
}

/* ------------------------------------------------------------------------------------- walking */

typedef rejection TABLES;

typedef struct lane {
  n2v_lane base;
  n2v_adjacency_row own, from; /* where the arcs of v and of t are looked for */
  uint64_t arc;                /* proposed */
  const void *line, *way_back; /* of the edge tests t -> x and x -> v */
  uint32_t coin, slot_coin;
  uint32_t candidate; /* x */
  float weight;       /* of v -> x */
  float back_weight;  /* of v -> t; 0: there is no such arc, or no t */
  bool fold;          /* goes back by the fold */
  bool accept, test;  /* needs no edge test; needs one */
} lane;

/* What an edge test reads where none is needed: a bucket with nothing in it. */
#define FREE                                                                                       \
  { UINT32_MAX, UINT32_MAX, UINT32_MAX, UINT32_MAX }
static const n2v_ids4 no_line[4] = {FREE, FREE, FREE, FREE};

static n2v_adjacency_row row_of(const rejection_node *node) {
  return (n2v_adjacency_row){node->start, n2v_bucket_count(node->degree)};
}

static void start(lane *l) {
  l->back_weight = 0;
  l->from = (n2v_adjacency_row){0};
}

/* Proposes a neighbour, or the way back. */
static bool draw(const rejection *s, lane *l) {
  const rejection_node *node = &s->nodes[l->base.node];
  uint64_t row = node->row;
  uint32_t degree = node->degree;
  if (n2v_lane_over(&l->base, degree))
    return false;
  l->own = row_of(node);
  double mass = s->fold * l->back_weight * (s->scale ? s->scale[l->base.node] : 1);
  uint64_t more = (uint64_t)(int64_t)mass + (mass > 0); /* slots; the last is used in part */
  uint64_t bits = n2v_rng_next(&l->base.rng);
  unsigned __int128 product = (unsigned __int128)bits * (degree + more);
  uint64_t slot = (uint64_t)(product >> 64), fraction = (uint64_t)product;
  double place = (double)(int64_t)(slot - degree) + (double)(int64_t)(fraction >> 11) * 0x1p-53;
  /* One number for both coins: they share as many bits as the slot takes. */
  l->coin = (uint32_t)bits;
  l->slot_coin = (uint32_t)(fraction >> 32);
  l->fold = slot >= degree;
  l->accept = l->fold & (place < mass);
  l->arc = row + (l->fold ? 0 : slot);
  if (s->rows)
    __builtin_prefetch(&s->rows[l->arc]);
  else
    __builtin_prefetch(&s->base.law->graph->neighbours[l->arc]);
  return true;
}

/* The line that tells whether x -> v exists. */
static const void *way_back(const rejection *s, const lane *l) {
  n2v_adjacency_row row = n2v_adjacency_row_of(&s->adjacency, l->candidate);
  return n2v_adjacency_line(&s->adjacency, row, l->base.node);
}

/* What the coins say of the proposal, and whether an edge has to be looked for. */
static void look_up(const rejection *s, lane *l) {
  const n2v_graph *g = s->base.law->graph;
  uint32_t x, t = l->base.previous;
  if (s->rows) {
    const row_slot *r = &s->rows[l->arc];
    bool own = l->slot_coin < r->threshold;
    x = own ? r->node : r->other;
    l->weight = own ? r->weight : r->other_weight;
    l->weight = l->fold ? l->back_weight : l->weight;
  } else {
    x = g->neighbours[l->arc];
    l->weight = 1;
  }
  x = l->fold ? t : x;
  bool first = t == N2V_NO_NODE, back = x == t;
  l->accept |= (!l->fold) & (first | (l->coin < (back ? s->back : s->low)));
  l->test = !l->accept & !back;
  l->candidate = x;
  __builtin_prefetch(&s->nodes[x]);
  l->line = no_line;
  if (s->indexed) { /* on the first step `from` is an empty row, which is not read */
    const void *line = n2v_adjacency_line(&s->adjacency, l->from, x);
    l->line = l->test ? line : no_line;
    __builtin_prefetch(l->line);
  }
  if (s->one_way) {
    l->way_back = way_back(s, l);
    __builtin_prefetch(l->way_back);
  }
}

static float find_weight(const n2v_graph *g, uint32_t from, uint32_t to) {
  uint64_t end = g->offsets[from + 1];
  uint64_t arc = n2v_row_find(g->neighbours, g->offsets[from], end, to);
  return arc < end ? n2v_weight(g, arc) : 0;
}

/* The edge test where weights count (node2vec+). */
static bool test_extended(const n2v_law *law, const lane *l, bool adjacent) {
  uint32_t t = l->base.previous, x = l->candidate;
  float near = adjacent ? find_weight(law->graph, t, x) : 0;
  double factor = n2v_law_factor(law, t, l->base.node, x, l->weight, near);
  return l->coin < chance(factor / law->most);
}

static void draw_slowly(const rejection *s, lane *l, const n2v_graph *g) {
  uint64_t row = g->offsets[l->base.node];
  uint64_t arc = row + n2v_law_scan(s->base.law, l->base.previous, l->base.node, &l->base.rng);
  l->candidate = g->neighbours[arc];
  l->weight = n2v_weight(g, arc);
}

static void settle(const rejection *s, lane *l) {
  const n2v_graph *g = s->base.law->graph;
  bool adjacent = n2v_adjacency_test(&s->adjacency, l->line, l->from, l->candidate);
  bool accept = l->accept | (l->test & (adjacent ^ s->far_wins));
  if (s->base.law->noise && l->test)
    accept = test_extended(s->base.law, l, adjacent);
  if (n2v_unlikely(!accept && l->base.trials >= patience(l->own))) {
    draw_slowly(s, l, g);
    accept = true;
    if (s->one_way)
      l->way_back = way_back(s, l);
  }
  float weight = l->weight; /* of x -> v, which is that of v -> x on an undirected graph */
  if (s->one_way && accept)
    weight = n2v_adjacency_test(&s->adjacency, l->way_back, row_of(&s->nodes[l->candidate]),
                                l->base.node)
                 ? find_weight(g, l->candidate, l->base.node)
                 : 0;
  l->from = accept ? l->own : l->from;
  l->back_weight = accept ? weight : l->back_weight;
  n2v_lane_step(&l->base, l->candidate, accept);
}

#include "walk/lanes.h"

const n2v_sampler n2v_rejection = {"rejection", refusal, cost, bytes, build, release, walk};
