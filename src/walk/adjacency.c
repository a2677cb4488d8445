/* Builds the matrix or the buckets, and finishes the searches that run over a bucket's end. Rows
 * are apart from each other, so threads fill them without locks; a built index is never changed. */
#include "walk/adjacency.h"

#include "base/memory.h"
#include "base/parallel.h"
#include "base/status.h"

#include <string.h>

/* The matrix wins while the part of it that is in use stays in a shared cache: measured on 1,405,
 * 4,039 and 10,312 nodes (13 MB). This is 32 MB. */
enum { MATRIX_NODES = 16384 };

static uint64_t bucket_total(const n2v_graph *graph) {
  uint64_t total = 0;
  for (uint32_t v = 0; v < graph->nodes; v++)
    total += n2v_bucket_count(n2v_degree(graph, v));
  return total;
}

/* Words of 64 bits in a row. */
static uint64_t matrix_stride(const n2v_graph *graph) {
  return ((uint64_t)graph->nodes + 63) / 64;
}

static uint64_t matrix_bytes(const n2v_graph *graph) {
  return graph->nodes * matrix_stride(graph) * sizeof(uint64_t);
}

static bool use_matrix(const n2v_graph *graph, uint64_t budget) {
  return graph->nodes <= MATRIX_NODES && matrix_bytes(graph) <= budget;
}

uint64_t n2v_adjacency_bytes(const n2v_graph *graph, uint64_t budget) {
  if (use_matrix(graph, budget))
    return matrix_bytes(graph);
  return bucket_total(graph) * N2V_BUCKET * sizeof(uint32_t) +
         ((uint64_t)graph->nodes + 1) * sizeof(uint32_t);
}

/* Cleared by the thread that fills it: so the clearing is parallel, too. */
static void fill_bits(n2v_adjacency *a, const n2v_graph *g, uint32_t t) {
  uint64_t *row = a->bits + t * a->stride;
  memset(row, 0, a->stride * sizeof *row);
  for (uint64_t arc = g->offsets[t]; arc < g->offsets[t + 1]; arc++)
    row[g->neighbours[arc] / 64] |= 1ull << (g->neighbours[arc] % 64);
}

/* Each neighbour goes into the first free slot from the start of its bucket on, over the row's end
 * to its beginning: linear probing, by whole cache lines. 0xff in each byte is UINT32_MAX, no
 * node's id. A third of the slots stays free, so the loop ends. */
static void fill_buckets(n2v_adjacency *a, const n2v_graph *g, uint32_t t) {
  n2v_adjacency_row row = n2v_adjacency_row_of(a, t);
  uint32_t *table = a->ids + (uint64_t)row.start * N2V_BUCKET;
  size_t slots = (size_t)row.buckets * N2V_BUCKET;
  memset(table, 0xff, slots * sizeof *table);
  for (uint64_t arc = g->offsets[t]; arc < g->offsets[t + 1]; arc++) {
    const uint32_t *bucket = n2v_adjacency_line(a, row, g->neighbours[arc]);
    size_t slot = (size_t)(bucket - table);
    while (table[slot] != UINT32_MAX)
      slot = slot + 1 < slots ? slot + 1 : 0;
    table[slot] = g->neighbours[arc];
  }
}

/* False: memory is out; the caller clears what there is. */
static bool allocate(n2v_adjacency *a, const n2v_graph *g, uint64_t budget) {
  uint64_t total = bucket_total(g);
  if (use_matrix(g, budget)) {
    a->stride = matrix_stride(g);
    a->bits = n2v_alloc(g->nodes * a->stride, sizeof *a->bits);
    return a->bits;
  }
  if (total > UINT32_MAX) /* buckets are counted in 32 bits: 256 GB of them */
    return false;
  a->ids = n2v_alloc(total * N2V_BUCKET, sizeof *a->ids);
  a->starts = n2v_alloc((size_t)g->nodes + 1, sizeof *a->starts);
  if (!a->ids || !a->starts)
    return false;
  a->starts[0] = 0;
  for (uint32_t v = 0; v < g->nodes; v++)
    a->starts[v + 1] = a->starts[v] + n2v_bucket_count(n2v_degree(g, v));
  return true;
}

n2v_status n2v_adjacency_init(n2v_adjacency *a, const n2v_graph *graph, uint64_t budget,
                              int threads, n2v_error *err) {
  *a = (n2v_adjacency){0};
  if (!allocate(a, graph, budget)) {
    n2v_adjacency_clear(a);
    return n2v_fail_memory(err, "the adjacency index", n2v_adjacency_bytes(graph, budget));
  }
  threads = n2v_pass_threads(threads, graph->arcs, 1 << 16);
#pragma omp parallel for num_threads(threads) schedule(dynamic, 256)
  for (uint32_t t = 0; t < graph->nodes; t++)
    if (a->bits)
      fill_bits(a, graph, t);
    else
      fill_buckets(a, graph, t);
  return N2V_OK;
}

void n2v_adjacency_clear(n2v_adjacency *a) {
  n2v_free(a->bits);
  n2v_free(a->ids);
  n2v_free(a->starts);
  *a = (n2v_adjacency){0};
}

bool n2v_adjacency_search(const n2v_adjacency *a, const uint32_t *bucket, n2v_adjacency_row t,
                          uint32_t x) {
  const uint32_t *table = a->ids + (uint64_t)t.start * N2V_BUCKET;
  const uint32_t *end = table + (size_t)t.buckets * N2V_BUCKET;
  const uint32_t *slot = bucket;
  while (*slot != UINT32_MAX) { /* a third of the table is free */
    if (*slot == x)
      return true;
    slot = slot + 1 < end ? slot + 1 : table;
  }
  return false;
}
