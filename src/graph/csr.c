/* Edges to CSR: degrees, the order of nodes by them, rows in file order (csr_scatter.c), rows
 * sorted and merged (csr_rows.c). Nothing depends on the number of threads.
 *
 * Nodes are ordered by degree because walks visit them about as often: the rows and vectors that
 * are needed most lie together, in the lowest ids, where caches hold them. Ties are broken by name,
 * so that a graph is the same from whatever order of lines it is read. Degrees are known for
 * certain only once edges that are listed twice have been merged. That is rare and found late: then
 * the rows are moved (csr_renumber.c).
 *
 * Sorting a list of all arcs would take fewer lines, but move each arc through memory once a digit.
 * Here an arc is written to memory twice, and sorted in the cache in between. */
#include "graph/csr.h"

#include "base/disk.h"
#include "base/memory.h"
#include "base/parallel.h"
#include "base/status.h"
#include "graph/csr_rows.h"
#include "graph/csr_scatter.h"
#include "graph/radix.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

typedef struct build {
  const n2v_csr_rules *rules;
  const n2v_edges *edges;
  n2v_edge_parts parts;
  n2v_row_chunks chunks;
  uint64_t *degrees;     /* of names' ids */
  uint64_t *row_degrees; /* of rows, once duplicates are merged */
  uint32_t *by_name;     /* names' ids in order of name */
  uint32_t *order;       /* node i is names' id order[i] */
  uint32_t *rank;        /* the other way round */
} build;

void n2v_graph_leave(const n2v_graph *graph) {
  if (graph->paged)
    n2v_disk_leave(graph->mapping, graph->mapping_bytes);
}

/* From the beginning of a block on: its pages are mapped again when the end of it is read. */
void n2v_graph_passed(const n2v_graph *graph, const void *part, uint64_t bytes) {
  if (!graph->paged)
    return;
  const uint64_t at = (uint64_t)((const char *)part - (const char *)graph->mapping);
  const uint64_t begin = at / N2V_DISK_BLOCK * N2V_DISK_BLOCK;
  n2v_disk_leave((char *)graph->mapping + begin, at + bytes - begin);
}

/* Arrays come in three ways: mapped from a file, borrowed from a caller, or made here. */
void n2v_graph_free(n2v_graph *graph) {
  if (!graph)
    return;
  if (graph->mapping) {
    munmap(graph->mapping, graph->mapping_bytes);
  } else if (!graph->borrowed) {
    n2v_free(graph->offsets);
    n2v_free(graph->neighbours);
    n2v_free(graph->weights);
  }
  n2v_names_free(graph->names);
  free(graph);
}

static n2v_status allocate(build *b, uint32_t nodes, n2v_error *err) {
  size_t n = nodes;
  b->degrees = n2v_calloc(n, sizeof *b->degrees);
  b->row_degrees = n2v_alloc(n, sizeof *b->row_degrees);
  b->by_name = n2v_alloc(n, sizeof *b->by_name);
  b->order = n2v_alloc(n, sizeof *b->order);
  b->rank = n2v_alloc(n, sizeof *b->rank);
  if (b->degrees && b->row_degrees && b->by_name && b->order && b->rank)
    return N2V_OK;
  return n2v_fail_memory(err, "counting edges", n * 28);
}

static void release(build *b) {
  n2v_free(b->parts.degrees);
  n2v_row_chunks_free(&b->chunks);
  n2v_free(b->degrees);
  n2v_free(b->row_degrees);
  n2v_free(b->by_name);
  n2v_free(b->order);
  n2v_free(b->rank);
}

/* Each part of the edges has a histogram of its own (csr_scatter.h): shared counters would have to
 * be atomic, and the most visited nodes' cache lines would wander between cores. */
static n2v_status count_degrees(build *b, uint32_t nodes, n2v_error *err) {
  n2v_status status = N2V_OK;
  if (!b->parts.degrees)
    status = n2v_edge_parts_count(b->edges, nodes, b->rules->directed, b->rules->threads, &b->parts,
                                  err);
  if (status != N2V_OK)
    return status;
  int threads = n2v_pass_threads(b->rules->threads, nodes, 50000);
#pragma omp parallel for schedule(static) num_threads(threads)
  for (uint32_t v = 0; v < nodes; v++)
    for (int part = 0; part < b->parts.parts; part++)
      b->degrees[v] += b->parts.degrees[(size_t)part * nodes + v];
  return N2V_OK;
}

/* order and rank: by descending degree, ties by name. Items are the complement of the degree above
 * the id, listed in the order of names; a stable sort by the upper half alone leaves that order
 * among equals. */
static n2v_status order_nodes(build *b, uint32_t nodes, n2v_error *err) {
  if (b->rules->keep_order) {
    for (uint32_t i = 0; i < nodes; i++)
      b->order[i] = b->rank[i] = i;
    return N2V_OK;
  }
  uint64_t *items = n2v_alloc(2 * (size_t)nodes, sizeof *items);
  if (!items)
    return n2v_fail_memory(err, "ordering nodes", 16 * (size_t)nodes);
  for (uint32_t i = 0; i < nodes; i++) {
    uint64_t degree = b->degrees[b->by_name[i]];
    if (degree > UINT32_MAX) /* only before duplicates are merged */
      degree = UINT32_MAX;
    items[i] = (UINT32_MAX - degree) << 32 | b->by_name[i];
  }
  n2v_radix_sort(items, items + nodes, nodes, 32, 64);
  for (uint32_t i = 0; i < nodes; i++) {
    b->order[i] = (uint32_t)items[i];
    b->rank[b->order[i]] = i;
  }
  n2v_free(items);
  return N2V_OK;
}

/* Offsets from degrees, and room for the rows. Weights are made whenever they might differ from 1
 * (count_edges drops them again). */
static n2v_status lay_out(build *b, n2v_graph *graph, n2v_error *err) {
  uint32_t nodes = graph->nodes;
  graph->offsets = n2v_alloc((size_t)nodes + 1, sizeof *graph->offsets);
  if (!graph->offsets)
    return n2v_fail_memory(err, "the graph's offsets", 8 * (size_t)nodes);
  graph->offsets[0] = 0;
  for (uint32_t i = 0; i < nodes; i++)
    graph->offsets[i + 1] = graph->offsets[i] + b->degrees[b->order[i]];
  graph->arcs = graph->offsets[nodes];
  graph->neighbours = n2v_alloc(graph->arcs, sizeof *graph->neighbours);
  if (!b->rules->unweighted)
    graph->weights = n2v_alloc(graph->arcs, sizeof *graph->weights);
  if (!graph->neighbours || (!graph->weights && !b->rules->unweighted))
    return n2v_fail_memory(err, "the graph", graph->arcs * (b->rules->unweighted ? 4 : 8));
  return N2V_OK;
}

static int compare_pairs(const void *left, const void *right) {
  const uint64_t *a = left, *b = right;
  return a[0] != b[0] ? (a[0] < b[0] ? -1 : 1) : a[1] != b[1] ? (a[1] < b[1] ? -1 : 1) : 0;
}

/* The smallest index of an edge listed before; their number when memory is out. Only on the way to
 * an error: no hurry. A merged row no longer knows where its edges stood, hence another sort. */
static uint64_t find_first_repeat(const build *b) {
  uint64_t(*pairs)[2] = n2v_alloc(b->edges->count, sizeof *pairs), first = 0;
  if (!pairs)
    return b->edges->count;
  for (uint64_t e = 0; e < b->edges->count; e++) {
    n2v_edge edge = n2v_edge_at(b->edges, e);
    pairs[e][0] = (uint64_t)edge.source << 32 | edge.target;
    pairs[e][1] = e;
  }
  qsort(pairs, b->edges->count, sizeof *pairs, compare_pairs);
  first = b->edges->count;
  for (uint64_t e = 1; e < b->edges->count; e++)
    if (pairs[e][0] == pairs[e - 1][0] && pairs[e][1] < first)
      first = pairs[e][1];
  n2v_free(pairs);
  return first;
}

static n2v_status refuse_repeat(const build *b, const n2v_names *names, n2v_csr_counts *counts,
                                n2v_error *err) {
  counts->first_repeat = find_first_repeat(b);
  if (counts->first_repeat == b->edges->count)
    return n2v_fail_memory(err, "finding the edge listed twice", 16 * b->edges->count);
  n2v_edge edge = n2v_edge_at(b->edges, counts->first_repeat);
  size_t ls, lt;
  const char *source = n2v_names_get(names, edge.source, &ls);
  const char *target = n2v_names_get(names, edge.target, &lt);
  return n2v_fail(err, N2V_EINPUT, "edge '%.*s %.*s' is listed twice", ls > 100 ? 100 : (int)ls,
                  source, lt > 100 ? 100 : (int)lt, target);
}

/* Rows got shorter: nodes are put in the order of what is left, as if each edge had been listed
 * once. degrees and rank, which are no longer needed as they are, are used again. */
static n2v_status reorder(build *b, n2v_graph *graph, n2v_error *err) {
  uint32_t nodes = graph->nodes, *row_of = n2v_alloc(nodes, sizeof *row_of); /* of names' ids */
  if (!row_of)
    return n2v_fail_memory(err, "ordering nodes", 4 * (size_t)nodes);
  memcpy(row_of, b->rank, nodes * sizeof *row_of);
  for (uint32_t i = 0; i < nodes; i++)
    b->degrees[b->order[i]] = b->row_degrees[i];
  n2v_status status = order_nodes(b, nodes, err);
  if (status == N2V_OK) {
    uint32_t *rows = b->rank; /* of new nodes; ranks are no longer needed */
    for (uint32_t i = 0; i < nodes; i++)
      rows[i] = row_of[b->order[i]];
    status = n2v_csr_renumber(graph, b->row_degrees, rows, b->rules->threads, err);
  }
  n2v_free(row_of);
  return status;
}

/* Self-loops and edges; weights that are all 1 go: 4 bytes an arc, and walks without weights need
 * no alias tables. */
static void count_edges(n2v_graph *graph, int threads) {
  uint64_t loops = 0, not_one = 0;
  threads = n2v_pass_threads(threads, graph->arcs, 100000);
#pragma omp parallel for schedule(dynamic, 4096) num_threads(threads) reduction(+ : loops, not_one)
  for (uint32_t v = 0; v < graph->nodes; v++)
    for (uint64_t i = graph->offsets[v]; i < graph->offsets[v + 1]; i++) {
      loops += graph->neighbours[i] == v;
      not_one += graph->weights && graph->weights[i] != 1;
    }
  if (!not_one) {
    n2v_free(graph->weights);
    graph->weights = NULL;
  }
  graph->loops = loops;
  graph->edges = graph->directed ? graph->arcs : (graph->arcs + loops) / 2;
}

/* Everything but the names, which are only read. `owned`: edges that go once they are no longer
 * needed, or NULL. They are as large as the graph (12 bytes an edge, which has 16 bytes in two
 * rows), and go before rows are sorted; unless a repeat must be found again in them. */
static n2v_status build_arrays(build *b, n2v_edge **owned, const n2v_names *names, n2v_graph *graph,
                               n2v_csr_counts *counts, n2v_error *err) {
  uint32_t nodes = names->count;
  n2v_status status = allocate(b, nodes, err);
  if (status == N2V_OK)
    status = n2v_names_sort(names, b->rules->threads, b->by_name, err);
  if (status != N2V_OK)
    return status;
  status = count_degrees(b, nodes, err);
  if (status == N2V_OK)
    status = order_nodes(b, nodes, err);
  if (status == N2V_OK)
    status = lay_out(b, graph, err);
  if (status == N2V_OK)
    status = n2v_csr_scatter(&b->parts, b->rank, graph, &b->chunks, err);
  if (status != N2V_OK)
    return status;
  bool refuse = b->rules->duplicates == N2V_DUPLICATES_ERROR;
  if (!refuse && owned) {
    n2v_free(*owned);
    *owned = NULL;
  }
  status = n2v_csr_merge_rows(graph, &b->chunks, b->rules, b->row_degrees, counts, err);
  if (status != N2V_OK)
    return status;
  if (refuse && counts->repeats)
    return refuse_repeat(b, names, counts, err);
  if (counts->repeats || counts->both_ways)
    status = reorder(b, graph, err);
  return status;
}

/* `parts`: degrees are NULL where the edges have not been counted. */
static n2v_status build_graph(const n2v_edge_parts *parts, n2v_edge **owned, n2v_names *names,
                              const n2v_csr_rules *rules, n2v_graph **out, n2v_error *err) {
  n2v_csr_counts counts = {0};
  build b = {.rules = rules, .edges = parts->edges, .parts = *parts};
  n2v_graph *graph = calloc(1, sizeof *graph);
  n2v_status status = N2V_OK;
  *out = NULL;
  if (!graph) {
    status = n2v_fail_memory(err, "the graph", sizeof *graph);
    goto out;
  }
  graph->nodes = names->count;
  graph->directed = rules->directed;
  status = build_arrays(&b, owned, names, graph, &counts, err);
  if (status == N2V_OK)
    status = n2v_names_permute(names, b.order, names->count, &graph->names, err);
  if (status == N2V_OK)
    count_edges(graph, rules->threads);
out:
  n2v_names_free(names);
  release(&b);
  if (rules->counts)
    *rules->counts = counts;
  if (status != N2V_OK) {
    n2v_graph_free(graph);
    return status;
  }
  *out = graph;
  return N2V_OK;
}

n2v_status n2v_csr_build_from(n2v_edge_parts *parts, n2v_names *names, const n2v_csr_rules *rules,
                              n2v_graph **out, n2v_error *err) {
  n2v_status status = build_graph(parts, NULL, names, rules, out, err);
  parts->degrees = NULL;
  return status;
}

n2v_status n2v_csr_build(n2v_edge **list, uint64_t count, n2v_names *names,
                         const n2v_csr_rules *rules, n2v_graph **out, n2v_error *err) {
  n2v_edges edges = {.count = count, .list = *list};
  n2v_edge_parts parts = {.edges = &edges};
  n2v_status status = build_graph(&parts, list, names, rules, out, err);
  n2v_free(*list);
  *list = NULL;
  return status;
}
