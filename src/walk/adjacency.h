/* Is there an arc t -> x? One cache line answers.
 *
 * Graphs of a few thousand nodes: a bit matrix. Others: each row has a hash table of its own, whose
 * buckets are cache lines of 16 node ids and two thirds full; what a bucket cannot hold stands in
 * the next one. Keys are whole ids, so the answer is exact. */
#ifndef N2V_WALK_ADJACENCY_H
#define N2V_WALK_ADJACENCY_H

#include "graph/csr.h"

#include <stdbool.h>

enum { N2V_BUCKET = 16 };

/* A quarter of a bucket: compilers turn the compares of four lanes into vector instructions. */
typedef uint32_t n2v_ids4 __attribute__((vector_size(16), aligned(16)));

typedef struct n2v_adjacency {
  uint64_t *bits; /* the matrix, `stride` words a row; or NULL */
  uint64_t stride;
  uint32_t *ids;    /* the buckets, UINT32_MAX where free; or NULL */
  uint32_t *starts; /* nodes + 1: first bucket of each row */
} n2v_adjacency;

/* Where a node's arcs are looked for. */
typedef struct n2v_adjacency_row {
  uint32_t start;   /* first bucket; the node itself in a matrix */
  uint32_t buckets; /* no matter in a matrix */
} n2v_adjacency_row;

/* Bytes of the kind that is built with so many bytes to spend: the matrix where the graph is small
 * enough and it fits, otherwise the buckets, whether they fit or not. */
uint64_t n2v_adjacency_bytes(const n2v_graph *graph, uint64_t budget);

n2v_status n2v_adjacency_init(n2v_adjacency *a, const n2v_graph *graph, uint64_t budget,
                              int threads, n2v_error *err);
/* Harmless on a zeroed one. */
void n2v_adjacency_clear(n2v_adjacency *a);

/* Buckets of a row of so many arcs. */
static inline uint32_t n2v_bucket_count(uint64_t degree) {
  return (uint32_t)((degree + degree / 2) / N2V_BUCKET) + 1;
}

static inline n2v_adjacency_row n2v_adjacency_row_of(const n2v_adjacency *a, uint32_t t) {
  if (a->bits)
    return (n2v_adjacency_row){t, 0};
  return (n2v_adjacency_row){a->starts[t], a->starts[t + 1] - a->starts[t]};
}

/* The line that tells, to be prefetched. */
static inline const void *n2v_adjacency_line(const n2v_adjacency *a, n2v_adjacency_row t,
                                             uint32_t x) {
  if (a->bits)
    return &a->bits[t.start * a->stride + x / 64];
  uint32_t hash = x * 0x9e3779b1u; /* 2^32 over the golden ratio */
  uint64_t bucket = t.start + (((uint64_t)hash * t.buckets) >> 32);
  return &a->ids[bucket * N2V_BUCKET];
}

/* The rest of a search that its first, full bucket did not end. */
bool n2v_adjacency_search(const n2v_adjacency *a, const uint32_t *bucket, n2v_adjacency_row t,
                          uint32_t x);

/* Whether t -> x exists, given n2v_adjacency_line(a, t, x). */
static inline bool n2v_adjacency_test(const n2v_adjacency *a, const void *line, n2v_adjacency_row t,
                                      uint32_t x) {
  if (a->bits)
    return *(const uint64_t *)line >> (x % 64) & 1;
  const n2v_ids4 *four = line;
  n2v_ids4 hit = (n2v_ids4)((four[0] == x) | (four[1] == x) | (four[2] == x) | (four[3] == x));
  if (hit[0] | hit[1] | hit[2] | hit[3])
    return true;
  /* NOLINTNEXTLINE(clang-analyzer-core.UndefinedBinaryOperatorResult): all 64 bytes are set. */
  return four[3][3] != UINT32_MAX && n2v_adjacency_search(a, line, t, x);
}

#endif
