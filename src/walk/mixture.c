/* Second-order steps without rejection, for q >= 1 on undirected graphs without weights.
 *
 * Coming from t, v's neighbours other than t are worth 1/q each, and those that are t's neighbours
 * too, 1 - 1/q more; t itself is worth 1/p. So with the number c of common neighbours known, a step
 * is an exact mixture: with mass 1/p the way back, with mass (1 - 1/q) c one of the common
 * neighbours, with mass (deg(v) - 1)/q any neighbour but t. One random number picks the part and
 * the place in it.
 *
 * Common neighbours are listed for each arc: six entries a triangle. All that a step has to know
 * stands in the record of the arc that it came along. */
#include "walk/sampler.h"

#include "base/memory.h"
#include "base/parallel.h"
#include "base/progress.h"
#include "base/status.h"

#include <omp.h>
#include <stdlib.h>

#define NO_PLACE UINT32_MAX

typedef struct mixture_arc { /* t -> v */
  uint32_t node;             /* v */
  uint32_t back;             /* place of t in v's row */
  uint32_t count;            /* common neighbours, t left out */
  uint32_t start;            /* of their list, behind the first list of t's arcs */
} mixture_arc;

typedef struct mixture_node {
  uint64_t row;   /* first arc */
  uint64_t lists; /* where the lists of its arcs begin */
  uint32_t degree;
} mixture_node;

/* What each part of a step's law weighs. */
typedef struct masses {
  double back, common, other;   /* of the way back, of a common neighbour, of any other than t */
  double per_common, per_other; /* 1 / mass; 0 for none */
} masses;

static masses masses_of(const n2v_law *law) {
  double out = law->out, near = 1 - out;
  return (masses){law->back, near, out, near > 0 ? 1 / near : 0, 1 / out};
}

typedef struct mixture {
  n2v_tables base;
  masses masses;
  mixture_node *nodes;
  mixture_arc *arcs;
  uint32_t *places; /* the lists: places of common neighbours in v's row */
} mixture;

static const char *refusal(const n2v_law *law) {
  return law->out > 1 || law->graph->directed || law->graph->weights
             ? "it draws q >= 1 on undirected graphs without weights only"
             : NULL;
}

static n2v_cost cost(const n2v_law *law, const n2v_shape *s) {
  double near = (1 - law->out) * s->adjacent;
  double listed = near / (near + law->out + law->back * s->back);
  double lists = s->arcs * s->common * 4;
  return (n2v_cost){.build = s->arcs * (100 + 4 * s->common),
                    .step = N2V_WORK_NS + n2v_line_ns(s->nodes * 24) + n2v_line_ns(s->arcs * 16) +
                            listed * n2v_line_ns(lists)};
}

/* --------------------------------------------------------------------------- common neighbours */

/* One node's row, made quick to look things up in. */
typedef struct row_index {
  uint64_t *bits;  /* one for each node of the graph, set for those in the row */
  uint32_t *ranks; /* of each word with a bit set: nodes of the row in the words before */
  uint32_t *hits;  /* scratch, as long as a row */
} row_index;

static bool index_open(row_index *r, const n2v_graph *g) {
  size_t words = ((size_t)g->nodes + 63) / 64;
  r->bits = n2v_calloc(words, sizeof *r->bits);
  r->ranks = n2v_alloc(words, sizeof *r->ranks);
  r->hits = n2v_alloc(n2v_longest_row(g) + 1, sizeof *r->hits);
  return r->bits && r->ranks && r->hits;
}

static void index_close(row_index *r) {
  n2v_free(r->bits);
  n2v_free(r->ranks);
  n2v_free(r->hits);
}

static void index_set(row_index *r, const n2v_graph *g, uint32_t v) {
  const uint32_t *row = g->neighbours + g->offsets[v];
  uint32_t degree = (uint32_t)n2v_degree(g, v);
  for (uint32_t i = 0; i < degree; i++) {
    if (!r->bits[row[i] / 64])
      r->ranks[row[i] / 64] = i;
    r->bits[row[i] / 64] |= 1ull << (row[i] % 64);
  }
}

static void index_unset(row_index *r, const n2v_graph *g, uint32_t v) {
  for (uint64_t arc = g->offsets[v]; arc < g->offsets[v + 1]; arc++)
    r->bits[g->neighbours[arc] / 64] = 0;
}

static bool index_has(const row_index *r, uint32_t x) {
  /* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): each thread's index was opened. */
  return r->bits[x / 64] >> (x % 64) & 1;
}

/* Place in the row of an x that is in it. */
static uint32_t index_place(const row_index *r, uint32_t x) {
  uint64_t before = r->bits[x / 64] & ((1ull << (x % 64)) - 1);
  return r->ranks[x / 64] + (uint32_t)__builtin_popcountll(before);
}

/* Common neighbours for the two arcs of an edge, one being t for each. */
typedef struct common_counts {
  uint32_t from_a, from_b; /* of a -> b, a left out; of b -> a, b left out */
} common_counts;

/* a's row is indexed. */
static common_counts count_common(const row_index *r, const n2v_graph *g, uint32_t a, uint32_t b) {
  uint32_t all = 0, loop = 0;
  for (uint64_t arc = g->offsets[b]; arc < g->offsets[b + 1]; arc++) {
    all += index_has(r, g->neighbours[arc]);
    loop += g->neighbours[arc] == b;
  }
  return (common_counts){all - index_has(r, a), all - loop};
}

/* Lists them, too: for a -> b as places in b's row, for b -> a as places in a's. What is common is
 * a coin toss in dense graphs, so it is gathered without a branch first. */
static void list_common(const row_index *r, const n2v_graph *g, uint32_t a, uint32_t b,
                        uint32_t *from_a, uint32_t *from_b) {
  const uint32_t *row = g->neighbours + g->offsets[b];
  uint32_t degree = (uint32_t)n2v_degree(g, b), hits = 0;
  for (uint32_t i = 0; i < degree; i++) {
    r->hits[hits] = i;
    hits += index_has(r, row[i]);
  }
  for (uint32_t i = 0; i < hits; i++) {
    uint32_t x = row[r->hits[i]];
    if (x != a)
      *from_a++ = r->hits[i];
    if (x != b && a != b)
      *from_b++ = index_place(r, x);
  }
}

/* Asks for what an edge will need: rows are short and all over memory. */
static void fetch_ahead(const mixture *s, const n2v_graph *g, uint64_t arc, uint64_t end) {
  enum { NEAR = 4, FAR = 8 };
  if (arc + FAR < end)
    __builtin_prefetch(&g->offsets[g->neighbours[arc + FAR]]);
  if (arc + NEAR >= end)
    return;
  uint64_t row = g->offsets[g->neighbours[arc + NEAR]];
  for (uint64_t i = 0; i < 64; i += 16)
    __builtin_prefetch(&g->neighbours[row + i]);
  if (s)
    __builtin_prefetch(&s->arcs[row + s->arcs[arc + NEAR].back], 1);
}

static uint64_t count_edge(mixture *s, const n2v_graph *g, const row_index *r, uint32_t a,
                           uint64_t arc) {
  uint32_t b = g->neighbours[arc];
  common_counts c = count_common(r, g, a, b);
  if (s) {
    s->arcs[g->offsets[b] + s->arcs[arc].back].count = c.from_b;
    s->arcs[arc].count = c.from_a;
  }
  return c.from_a + (a != b ? c.from_b : 0);
}

static void list_edge(mixture *s, const n2v_graph *g, const row_index *r, uint32_t a,
                      uint64_t arc) {
  uint32_t b = g->neighbours[arc];
  const mixture_arc *to_b = &s->arcs[arc], *to_a = &s->arcs[g->offsets[b] + to_b->back];
  list_common(r, g, a, b, s->places + s->nodes[a].lists + to_b->start,
              s->places + s->nodes[b].lists + to_a->start);
}

/* All edges of which a is the end with the lower number, that is of higher degree, so that the
 * shorter row is read: counts into the arcs' records (without s only the sum), or makes the lists
 * of those that have been counted. */
static uint64_t common_of(mixture *s, const n2v_graph *g, row_index *r, uint32_t a, bool list) {
  uint64_t total = 0, end = g->offsets[a + 1];
  index_set(r, g, a);
  bool loop = index_has(r, a); /* a counts for b -> a alone */
  for (uint64_t arc = g->offsets[a]; arc < end; arc++) {
    if (g->neighbours[arc] < a)
      continue;
    if (!list) {
      fetch_ahead(s, g, arc, end);
      total += count_edge(s, g, r, a, arc);
    } else if (s->arcs[arc].count || loop) {
      list_edge(s, g, r, a, arc);
    }
  }
  index_unset(r, g, a);
  return total;
}

/* Over all nodes; false when memory is out. */
static bool common_pass(mixture *s, const n2v_graph *g, int threads, const n2v_progress *progress,
                        bool list, uint64_t *sum) {
  uint64_t total = 0;
  threads = n2v_pass_threads(threads, g->arcs, 1 << 16);
  row_index *r = calloc((size_t)threads, sizeof *r);
  bool ready = r;
  for (int i = 0; i < threads && ready; i++)
    ready = index_open(&r[i], g);
  if (ready) {
#pragma omp parallel for num_threads(threads) schedule(dynamic, 16) reduction(+ : total)
    for (uint32_t a = 0; a < g->nodes; a++)
      if (!n2v_stop_requested(progress))
        total += common_of(s, g, &r[omp_get_thread_num()], a, list);
  }
  for (int i = 0; i < threads && r; i++)
    index_close(&r[i]);
  free(r);
  *sum = total;
  return ready;
}

/* ------------------------------------------------------------------------------------ building */

static uint64_t record_bytes(const n2v_graph *g) {
  return g->nodes * sizeof(mixture_node) + g->arcs * sizeof(mixture_arc);
}

static uint64_t bytes(const n2v_law *law, uint64_t budget, int threads) {
  uint64_t places;
  if (record_bytes(law->graph) > budget)
    return record_bytes(law->graph); /* which is too much already */
  if (!common_pass(NULL, law->graph, threads, NULL, false, &places))
    return UINT64_MAX;
  return record_bytes(law->graph) + places * sizeof(uint32_t);
}

static void release(n2v_tables *tables) {
  mixture *s = (mixture *)tables;
  n2v_free(s->nodes);
  n2v_free(s->arcs);
  n2v_free(s->places);
  free(s);
}

/* Rows ascend, so the arcs into v are met in the order of v's own row. */
static void fill_records(mixture *s, const n2v_graph *g, uint32_t *seen) {
  for (uint32_t t = 0; t < g->nodes; t++) {
    s->nodes[t] = (mixture_node){g->offsets[t], 0, (uint32_t)n2v_degree(g, t)};
    for (uint64_t arc = g->offsets[t]; arc < g->offsets[t + 1]; arc++)
      s->arcs[arc] = (mixture_arc){.node = g->neighbours[arc], .back = seen[g->neighbours[arc]]++};
  }
}

/* Lays the lists out behind each other; false when a node's are too long for 32 bits. */
static bool place_lists(mixture *s, const n2v_graph *g) {
  uint64_t total = 0;
  for (uint32_t t = 0; t < g->nodes; t++) {
    uint64_t length = 0;
    s->nodes[t].lists = total;
    for (uint64_t arc = g->offsets[t]; arc < g->offsets[t + 1]; arc++) {
      s->arcs[arc].start = (uint32_t)length;
      length += s->arcs[arc].count;
    }
    if (length > UINT32_MAX)
      return false;
    total += length;
  }
  return true;
}

static n2v_status fill(mixture *s, const n2v_graph *g, uint64_t budget, int threads,
                       const n2v_progress *progress, n2v_error *err) {
  uint64_t places, unused;
  uint32_t *seen = n2v_calloc(g->nodes, sizeof *seen);
  s->nodes = n2v_alloc(g->nodes, sizeof *s->nodes);
  s->arcs = n2v_alloc(g->arcs, sizeof *s->arcs);
  bool ready = seen && s->nodes && s->arcs;
  if (ready)
    fill_records(s, g, seen);
  n2v_free(seen);
  if (!ready || !common_pass(s, g, threads, progress, false, &places))
    return n2v_fail_memory(err, "arc records", s->base.bytes);
  s->base.bytes += places * sizeof *s->places;
  if (s->base.bytes > budget)
    return n2v_fail_limit(err, n2v_mixture.name, s->base.bytes, budget);
  if (!place_lists(s, g))
    return n2v_fail(err, N2V_ELIMIT,
                    "sampler mixture: a node shares more than 2^32 neighbours with its own: take "
                    "`sampler = rejection`");
  s->places = n2v_alloc(places, sizeof *s->places);
  if (!s->places || !common_pass(s, g, threads, progress, true, &unused))
    return n2v_fail_memory(err, "lists of common neighbours", s->base.bytes);
  return N2V_OK;
}

static n2v_status build(const n2v_law *law, uint64_t budget, int threads,
                        const n2v_progress *progress, n2v_tables **out, n2v_error *err) {
  uint64_t need = record_bytes(law->graph);
  if (need > budget)
    return n2v_fail_limit(err, n2v_mixture.name, need, budget);
  mixture *s = calloc(1, sizeof *s);
  if (!s)
    return n2v_fail_memory(err, "the sampler", sizeof *s);
  s->base = (n2v_tables){law, need};
  s->masses = masses_of(law);
  n2v_status status = fill(s, law->graph, budget, threads, progress, err);
  if (status == N2V_OK)
    *out = &s->base;
  else
    release(&s->base);
  return status;
}

/* ------------------------------------------------------------------------------------- walking */

typedef mixture TABLES;

typedef struct lane {
  n2v_lane base;
  uint64_t row, lists; /* of v; of the arcs of t */
  uint64_t place;      /* what is read of the lists, or 0 */
  uint64_t arc;
  uint32_t back, count, start; /* of the arc t -> v; NO_PLACE, 0 and 0 on the first step */
  uint32_t slot;               /* drawn, unless it is to be read from a list */
  bool listed;
} lane;

static void start(lane *l) {
  l->back = NO_PLACE;
  l->count = l->start = 0;
}

/* Rounding can lead past a part's end, hence the clamps: no part of mass 0 is ever chosen. */
static bool draw(const mixture *s, lane *l) {
  const masses *m = &s->masses;
  const mixture_node *node = &s->nodes[l->base.node];
  if (n2v_lane_over(&l->base, node->degree))
    return false;
  bool known = l->back != NO_PLACE;
  uint32_t others = node->degree - known;
  double back = known ? m->back : 0, common = m->common * l->count;
  double u = (double)(int64_t)(n2v_rng_next(&l->base.rng) >> 11) * 0x1p-53;
  double mark = u * (back + common + m->other * others);
  bool go_back = mark < back || !others;
  mark -= back;
  l->listed = !go_back & (mark < common);
  int64_t pick = (int64_t)(mark * m->per_common), slot = (int64_t)((mark - common) * m->per_other);
  pick = pick < l->count ? pick : (int64_t)l->count - 1;
  slot = slot < others ? slot : (int64_t)others - 1;
  slot += slot >= l->back;
  l->slot = go_back ? l->back : (uint32_t)slot;
  l->place = l->listed ? l->lists + l->start + (uint64_t)pick : 0;
  l->row = node->row;
  l->lists = node->lists;
  __builtin_prefetch(&s->places[l->place]);
  return true;
}

static void look_up(const mixture *s, lane *l) {
  uint32_t place = s->places[l->place];
  l->arc = l->row + (l->listed ? place : l->slot);
  __builtin_prefetch(&s->arcs[l->arc]);
}

static void settle(const mixture *s, lane *l) {
  mixture_arc arc = s->arcs[l->arc];
  __builtin_prefetch(&s->nodes[arc.node]);
  l->back = arc.back;
  l->count = arc.count;
  l->start = arc.start;
  n2v_lane_step(&l->base, arc.node, true);
}

#include "walk/lanes.h"

const n2v_sampler n2v_mixture = {"mixture", refusal, cost, bytes, build, release, walk};
