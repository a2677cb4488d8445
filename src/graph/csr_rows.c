/* Chunks of rows are sorted one by one in the cache, in parallel: by neighbour, digit by digit,
 * then by row. Each pass is a counting sort, so that listings of an edge stay in the order of the
 * edges.
 *
 * Sorting a chunk as a whole, rather than row by row, makes few long passes of many short ones:
 * most rows have a handful of entries, for which clearing counters would cost more than sorting.
 * Short rows need no case of their own. */
#include "graph/csr_rows.h"

#include "base/parallel.h"
#include "base/status.h"
#include "graph/row_items.h"

#include <math.h>

enum {
  DIGIT = 11, /* bits of a neighbour in a pass: 2,048 counters, 16 kB, fit a first-level cache */
  ROWS_MAX = 1 << 16 /* of a chunk: a row's place in it is an uint16_t */
};

/* ----------------------------------------------------------------------------------- sorting */

/* What a thread needs to sort a chunk. */
typedef struct sorter {
  row_items items;
  uint16_t *rows, *spare_rows; /* beside items and spare: their rows, counted in the chunk */
  uint64_t capacity;
  uint64_t *cursors; /* of rows */
} sorter;

static void sorter_free(sorter *s) {
  row_items_free(&s->items);
  n2v_free(s->rows);
  n2v_free(s->cursors);
}

/* A thread's arrays grow to its largest chunk and are used again. A chunk of one row has no need of
 * row numbers. */
static bool sorter_reserve(sorter *s, uint64_t arcs, uint32_t rows) {
  if (!s->cursors && !(s->cursors = n2v_alloc(ROWS_MAX, sizeof *s->cursors)))
    return false;
  if (rows > 1 && (arcs > s->capacity || !s->rows)) {
    n2v_free(s->rows);
    s->rows = n2v_alloc(2 * arcs, sizeof *s->rows);
    s->spare_rows = s->rows ? s->rows + arcs : NULL;
    s->capacity = s->rows ? arcs : 0;
  }
  return (s->rows || rows == 1) && row_items_reserve(&s->items, arcs);
}

/* Items and their rows, from one pair of arrays into the other, by the digit at `shift`. Counts
 * become places by a running sum; items are then taken in order, so that equal digits keep theirs
 * (Knuth, TAOCP 3, 5.2, distribution counting). */
static void sort_by_digit(const uint64_t *restrict from, const uint16_t *restrict from_rows,
                          uint64_t *restrict to, uint16_t *restrict to_rows, uint64_t count,
                          int shift, int bits) {
  uint64_t start[1 << DIGIT], sum = 0, mask = ((uint64_t)1 << bits) - 1;
  memset(start, 0, (mask + 1) * sizeof *start);
  for (uint64_t i = 0; i < count; i++)
    start[from[i] >> shift & mask]++;
  for (uint64_t d = 0; d <= mask; d++) {
    uint64_t here = start[d];
    start[d] = sum;
    sum += here;
  }
  for (uint64_t i = 0; i < count; i++) {
    uint64_t at = start[from[i] >> shift & mask]++;
    to[at] = from[i];
    to_rows[at] = from_rows[i];
  }
}

/* The entries of rows [first, first + rows), row by row, each by neighbour. The last pass, by row,
 * needs no counting: the offsets say where rows begin. Returns whichever of the two arrays the last
 * pass wrote to; it is valid until the next call. */
static const uint64_t *sort_chunk(const n2v_graph *g, const uint16_t *in_chunk, uint32_t first,
                                  uint32_t rows, sorter *s) {
  uint64_t begin = g->offsets[first], arcs = g->offsets[first + rows] - begin;
  uint64_t *from = s->items.items, *to = s->items.spare;
  uint16_t *from_rows = s->rows, *to_rows = s->spare_rows;
  int bits = id_bits(g->nodes), passes = (bits + DIGIT - 1) / DIGIT;
  int digit = (bits + passes - 1) / passes;
  for (uint64_t i = 0; i < arcs; i++)
    from[i] = item_of(g->neighbours[begin + i], g->weights ? g->weights[begin + i] : 1);
  if (rows == 1) { /* mostly one that is too long for the cache */
    n2v_radix_sort(from, to, arcs, ITEM_NEIGHBOUR, ITEM_NEIGHBOUR + bits);
    return from;
  }
  memcpy(from_rows, in_chunk + begin, arcs * sizeof *from_rows);
  for (int pass = 0; pass < passes; pass++) {
    sort_by_digit(from, from_rows, to, to_rows, arcs, ITEM_NEIGHBOUR + pass * digit, digit);
    uint64_t *items = from;
    uint16_t *swapped = from_rows;
    from = to;
    to = items;
    from_rows = to_rows;
    to_rows = swapped;
  }
  for (uint32_t r = 0; r < rows; r++)
    s->cursors[r] = g->offsets[first + r] - begin;
  for (uint64_t i = 0; i < arcs; i++)
    to[s->cursors[from_rows[i]]++] = from[i];
  return to;
}

/* ----------------------------------------------------------------------------------- merging */

/* What the listings of one edge weigh: group[0 .. count), in file order. Of an undirected edge the
 * two directions are added up apart: a file that lists every edge both ways means each weight once,
 * while a repeat in one direction adds to it. Sums are in double precision and rounded once. */
static float merged_weight(const uint64_t *group, uint64_t count, n2v_duplicates rule) {
  double side[2] = {0, 0};
  for (uint64_t i = 0; i < count; i++) {
    double weight = item_weight(group[i]), *total = &side[item_backward(group[i])];
    if (rule == N2V_DUPLICATES_SUM)
      *total += weight;
    else if (rule == N2V_DUPLICATES_LAST)
      side[0] = weight;
    else if (weight > *total)
      *total = weight;
  }
  return (float)(side[0] > side[1] ? side[0] : side[1]);
}

/* Merges sorted items into row `v`; gives the length left. Written into the graph's own arrays,
 * whose entries of this chunk are all in `items`. Both rows of an undirected edge come to the same
 * weight: each sees the listings of both, with forward and backward exchanged, and of two sides the
 * larger counts. */
static uint64_t merge_row(n2v_graph *g, uint32_t v, const uint64_t *items, uint64_t count,
                          n2v_duplicates rule, n2v_csr_counts *seen, bool *overflow) {
  uint64_t begin = g->offsets[v], kept = 0, next;
  for (uint64_t i = 0; i < count; i = next, kept++) {
    uint64_t backward = 0;
    uint32_t neighbour = item_neighbour(items[i]);
    for (next = i; next < count && item_neighbour(items[next]) == neighbour; next++)
      backward += item_backward(items[next]);
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

n2v_status n2v_csr_merge_rows(n2v_graph *graph, const n2v_row_chunks *chunks,
                              const n2v_csr_rules *rules, uint64_t *degrees, n2v_csr_counts *counts,
                              n2v_error *err) {
  int threads = n2v_pass_threads(rules->threads, graph->arcs, 50000);
  uint64_t repeats = 0, both_ways = 0;
  bool no_memory = false, overflow = false;
#pragma omp parallel num_threads(threads) reduction(+ : repeats, both_ways)                        \
    reduction(|| : no_memory, overflow)
  {
    sorter s = {0};
    n2v_csr_counts seen = {0};
/* Chunks may have rows of very different length: whoever is done takes the next. */
#pragma omp for schedule(dynamic)
    for (uint32_t chunk = 0; chunk < chunks->count; chunk++) {
      uint32_t first = chunks->first_row[chunk], end = chunks->first_row[chunk + 1];
      uint64_t begin = graph->offsets[first];
      no_memory = no_memory || !sorter_reserve(&s, graph->offsets[end] - begin, end - first);
      if (no_memory)
        continue;
      const uint64_t *items = sort_chunk(graph, chunks->in_chunk, first, end - first, &s);
      for (uint32_t v = first; v < end; v++)
        degrees[v] = merge_row(graph, v, items + (graph->offsets[v] - begin), n2v_degree(graph, v),
                               rules->duplicates, &seen, &overflow);
    }
    sorter_free(&s);
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
