/* Rows are sorted one by one, in parallel, as 64-bit items that hold all that merging asks for. Who
 * listed an edge first is kept by the sort being stable. */
#include "graph/csr_rows.h"

#include "base/memory.h"
#include "base/parallel.h"
#include "base/status.h"
#include "graph/radix.h"

#include <math.h>
#include <string.h>

/* A row is sorted as 64-bit items: neighbour (31 bits), listed backward (1 bit), weight (the
 * float's 32 bits). Sorting by neighbour alone is stable, so listings stay in file order. */
enum { NEIGHBOUR_SHIFT = 33 };
#define BACKWARD_BIT ((uint64_t)1 << 32)

static uint64_t pack(uint32_t marked, float weight) {
  uint32_t bits;
  memcpy(&bits, &weight, sizeof bits);
  uint64_t neighbour = marked & ~N2V_LISTED_BACKWARD;
  return neighbour << NEIGHBOUR_SHIFT | (marked & N2V_LISTED_BACKWARD ? BACKWARD_BIT : 0) | bits;
}

static float item_weight(uint64_t item) {
  uint32_t bits = (uint32_t)item;
  float weight;
  memcpy(&weight, &bits, sizeof weight);
  return weight;
}

/* Two arrays of items for the longest row a thread has met. */
typedef struct scratch {
  uint64_t *items, *spare;
  uint64_t capacity;
} scratch;

static bool reserve(scratch *s, uint64_t items) {
  if (items <= s->capacity && s->items)
    return true;
  n2v_free(s->items);
  s->items = n2v_alloc(2 * items, sizeof *s->items);
  s->spare = s->items ? s->items + items : NULL;
  s->capacity = s->items ? items : 0;
  return s->items != NULL;
}

static int id_bits(uint32_t nodes) {
  return nodes > 1 ? 32 - __builtin_clz(nodes - 1) : 1;
}

/* What the listings of one edge weigh: group[0 .. count), in file order. */
static float merged_weight(const uint64_t *group, uint64_t count, n2v_duplicates rule) {
  double side[2] = {0, 0};
  for (uint64_t i = 0; i < count; i++) {
    double weight = item_weight(group[i]), *total = &side[(group[i] & BACKWARD_BIT) != 0];
    if (rule == N2V_DUPLICATES_SUM)
      *total += weight;
    else if (rule == N2V_DUPLICATES_LAST)
      side[0] = weight;
    else if (weight > *total)
      *total = weight;
  }
  return (float)(side[0] > side[1] ? side[0] : side[1]);
}

/* Merges sorted items into row `v`; gives the length left. */
static uint64_t merge_row(n2v_graph *g, uint32_t v, const uint64_t *items, uint64_t count,
                          n2v_duplicates rule, n2v_csr_counts *seen, bool *overflow) {
  uint64_t begin = g->offsets[v], kept = 0, next;
  for (uint64_t i = 0; i < count; i = next, kept++) {
    uint64_t backward = 0;
    uint32_t neighbour = (uint32_t)(items[i] >> NEIGHBOUR_SHIFT);
    for (next = i; next < count && items[next] >> NEIGHBOUR_SHIFT == neighbour; next++)
      backward += (items[next] & BACKWARD_BIT) != 0;
    uint64_t listed = next - i, forward = listed - backward;
    if (g->directed || v <= neighbour) { /* the edge's other row sees the same listings */
      seen->repeats += listed - (forward > 0) - (backward > 0);
      seen->both_ways += forward > 0 && backward > 0;
    }
    g->neighbours[begin + kept] = neighbour;
    if (g->weights) {
      float weight = listed == 1 ? item_weight(items[i]) : merged_weight(items + i, listed, rule);
      *overflow |= !isfinite(weight);
      g->weights[begin + kept] = weight;
    }
  }
  return kept;
}

n2v_status n2v_csr_merge_rows(n2v_graph *graph, const n2v_csr_rules *rules, uint64_t *degrees,
                              n2v_csr_counts *counts, n2v_error *err) {
  int threads = n2v_pass_threads(rules->threads, graph->arcs, 50000), bits = id_bits(graph->nodes);
  uint64_t repeats = 0, both_ways = 0;
  bool no_memory = false, overflow = false;
#pragma omp parallel num_threads(threads) reduction(+ : repeats, both_ways)                        \
    reduction(|| : no_memory, overflow)
  {
    scratch s = {0};
    n2v_csr_counts seen = {0};
#pragma omp for schedule(dynamic, 512)
    for (uint32_t v = 0; v < graph->nodes; v++) {
      uint64_t begin = graph->offsets[v], count = graph->offsets[v + 1] - begin;
      degrees[v] = 0;
      if (count == 0 || no_memory)
        continue;
      if (!reserve(&s, count)) {
        no_memory = true;
        continue;
      }
      for (uint64_t i = 0; i < count; i++)
        s.items[i] =
            pack(graph->neighbours[begin + i], graph->weights ? graph->weights[begin + i] : 1);
      n2v_radix_sort(s.items, s.spare, count, NEIGHBOUR_SHIFT, NEIGHBOUR_SHIFT + bits);
      degrees[v] = merge_row(graph, v, s.items, count, rules->duplicates, &seen, &overflow);
    }
    n2v_free(s.items);
    repeats += seen.repeats;
    both_ways += seen.both_ways;
  }
  if (no_memory)
    return n2v_fail_memory(err, "sorting the longest row", 16 * (size_t)graph->arcs);
  if (overflow)
    return n2v_fail(err, N2V_EINPUT,
                    "weights of an edge listed twice sum to more than a float holds");
  counts->repeats = repeats;
  counts->both_ways = both_ways;
  return N2V_OK;
}

/* Row `from` of the old graph becomes row `to` of the new one. */
static bool move_row(const n2v_graph *old, n2v_graph *new, uint32_t from, uint32_t to,
                     const uint32_t *map, int bits, scratch *s) {
  uint64_t source = old->offsets[from], target = new->offsets[to], count = n2v_degree(new, to);
  if (!reserve(s, count))
    return false;
  uint32_t before = 0;
  bool ascends = true; /* as most rows go on to do: few duplicates move few nodes */
  for (uint64_t i = 0; i < count; i++) {
    uint32_t neighbour = map[old->neighbours[source + i]];
    ascends = ascends && neighbour >= before;
    before = neighbour;
    s->items[i] = pack(neighbour, old->weights ? old->weights[source + i] : 1);
  }
  if (!ascends)
    n2v_radix_sort(s->items, s->spare, count, NEIGHBOUR_SHIFT, NEIGHBOUR_SHIFT + bits);
  for (uint64_t i = 0; i < count; i++) {
    new->neighbours[target + i] = (uint32_t)(s->items[i] >> NEIGHBOUR_SHIFT);
    if (new->weights)
      new->weights[target + i] = item_weight(s->items[i]);
  }
  return true;
}

static bool allocate_like(const n2v_graph *old, const uint64_t *degrees, const uint32_t *order,
                          n2v_graph *new) {
  new->offsets = n2v_alloc((size_t)old->nodes + 1, sizeof *new->offsets);
  if (!new->offsets)
    return false;
  new->offsets[0] = 0;
  for (uint32_t i = 0; i < old->nodes; i++)
    new->offsets[i + 1] = new->offsets[i] + degrees[order[i]];
  new->arcs = new->offsets[old->nodes];
  new->neighbours = n2v_alloc(new->arcs, sizeof *new->neighbours);
  if (old->weights)
    new->weights = n2v_alloc(new->arcs, sizeof *new->weights);
  return new->neighbours && (new->weights || !old->weights);
}

static void free_arrays(n2v_graph *graph) {
  n2v_free(graph->offsets);
  n2v_free(graph->neighbours);
  n2v_free(graph->weights);
}

n2v_status n2v_csr_renumber(n2v_graph *graph, const uint64_t *degrees, const uint32_t *order,
                            int threads, n2v_error *err) {
  n2v_graph new = *graph;
  uint32_t *map = n2v_alloc(graph->nodes, sizeof *map);
  bool no_memory = false;
  new.offsets = NULL;
  new.neighbours = NULL;
  new.weights = NULL;
  if (!map || !allocate_like(graph, degrees, order, &new)) {
    no_memory = true;
    goto out;
  }
  for (uint32_t i = 0; i < graph->nodes; i++)
    map[order[i]] = i;
  threads = n2v_pass_threads(threads, new.arcs, 50000);
#pragma omp parallel num_threads(threads) reduction(|| : no_memory)
  {
    scratch s = {0};
#pragma omp for schedule(dynamic, 512)
    for (uint32_t i = 0; i < graph->nodes; i++)
      no_memory = no_memory || !move_row(graph, &new, order[i], i, map, id_bits(graph->nodes), &s);
    n2v_free(s.items);
  }
out:
  n2v_free(map);
  free_arrays(no_memory ? &new : graph);
  if (no_memory)
    return n2v_fail_memory(err, "the graph without duplicates", 4 * (size_t)graph->arcs);
  *graph = new;
  return N2V_OK;
}
